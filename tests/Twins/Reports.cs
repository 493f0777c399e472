using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>Writes events as docs/reference/events.md says.</summary>
internal sealed class Reports(IEventSink sink)
{
    public long Sequence { get; set; }
    public Timestamp Time { get; set; }

    /// <summary>Events of this command so far.</summary>
    public List<ExchangeEvent> Written { get; } = [];

    public void Write(ExchangeEvent e)
    {
        Written.Add(e);
        e.Sequence = Sequence;
        e.Time = Time;
        sink.Claim() = e;
    }

    public void EndCommand() => sink.EndCommand();

    public void Accepted(in Command c, OrderId id, long? restingLevel, EventFlags flags = EventFlags.None) => Write(new ExchangeEvent
    {
        Kind = EventKind.OrderAccepted,
        Side = c.Side,
        Instrument = c.Instrument,
        Flags = restingLevel is null ? flags : EventFlags.Resting,
        Terms = c.Terms,
        Owner = c.Owner,
        OrderId = id,
        Price = c.Price,
        Quantity = c.Quantity,
        ClientOrderId = c.Text,
        Session = c.Session,
        DisplayQuantity = c.DisplayQuantity,
        TriggerPrice = c.TriggerPrice,
        ExpireTime = c.ExpireTime,
        LevelQuantity = new Quantity(restingLevel ?? 0),
    });

    public void Rejected(in Command c, RejectReason reason, Price about) => Write(new ExchangeEvent
    {
        Kind = EventKind.OrderRejected,
        Side = c.Side,
        Reason = (ushort)reason,
        Instrument = c.Instrument,
        Terms = c.Terms,
        Owner = c.Owner,
        Price = c.Price,
        Quantity = c.Quantity,
        ClientOrderId = c.Text,
        Session = c.Session,
        TriggerPrice = about,
    });

    public void Refused(in Command c, RejectReason reason) => Write(new ExchangeEvent
    {
        Kind = EventKind.CommandRejected,
        Side = c.Side,
        Reason = (ushort)reason,
        Instrument = c.Instrument,
        Terms = new OrderTerms((ushort)c.Kind),
        Owner = c.Owner,
        OrderId = c.OrderId,
        Price = c.Price,
        Quantity = c.Quantity,
        ClientOrderId = c.Text,
        Session = c.Session,
    });

    public void Rested(NaiveOrder o, long level, EventFlags flags) => Write(OfOrder(EventKind.OrderRested, o) with
    {
        Flags = flags,
        Quantity = new Quantity(o.Leaves),
        DisplayQuantity = new Quantity(o.Display),
        LevelQuantity = new Quantity(level),
    });

    public void Reduced(NaiveOrder o, CancelReason reason, long level) => Write(OfOrder(EventKind.OrderReduced, o) with
    {
        Reason = (ushort)reason,
        Flags = o.Place == Place.StopBook ? EventFlags.WaitingStop : EventFlags.None,
        Quantity = new Quantity(o.Leaves),
        DisplayQuantity = new Quantity(o.Display),
        LevelQuantity = new Quantity(level),
    });

    public void Replaced(NaiveOrder o, Price oldPrice, bool keptPriority, bool waitingStop, long level) => Write(OfOrder(EventKind.OrderReplaced, o) with
    {
        Flags = (keptPriority ? EventFlags.KeptPriority : 0) | (waitingStop ? EventFlags.WaitingStop : 0),
        Quantity = new Quantity(o.Total),
        ClientOrderId = o.ClientOrderId,
        DisplayQuantity = new Quantity(keptPriority ? o.Display : 0),
        TriggerPrice = waitingStop ? o.TriggerPrice : Price.None,
        OldPrice = oldPrice,
        LevelQuantity = new Quantity(level),
    });

    public void Canceled(NaiveOrder o, CancelReason reason, Place place, long quantity, long display, long level) => Write(OfOrder(EventKind.OrderCanceled, o) with
    {
        Reason = (ushort)reason,
        Flags = place switch { Place.Book => EventFlags.Resting, Place.StopBook => EventFlags.WaitingStop, _ => EventFlags.None },
        Quantity = new Quantity(quantity),
        DisplayQuantity = new Quantity(display),
        LevelQuantity = new Quantity(level),
    });

    public void Triggered(NaiveOrder o, Price lastPrice) => Write(OfOrder(EventKind.OrderTriggered, o) with
    {
        Flags = EventFlags.WaitingStop,
        Price = lastPrice,
        TriggerPrice = o.TriggerPrice,
    });

    public void SelfTrade(NaiveOrder incoming, NaiveOrder resting, long lost) => Write(OfOrder(EventKind.SelfTradePrevented, incoming) with
    {
        Terms = new OrderTerms((ushort)incoming.Terms.SelfTradePrevention),
        Price = resting.Price,
        Quantity = new Quantity(lost),
        MakerOrderId = resting.Id,
    });

    public void Duplicate(in Command c, OrderId id, Price price, long total, long leaves, long filled, EventFlags flags, CancelReason reason) => Write(new ExchangeEvent
    {
        Kind = EventKind.OrderDuplicate,
        Side = c.Side,
        Reason = (ushort)reason,
        Instrument = c.Instrument,
        Flags = flags,
        Owner = c.Owner,
        OrderId = id,
        Price = price,
        Quantity = new Quantity(total),
        ClientOrderId = c.Text,
        Session = c.Session,
        LeavesQuantity = new Quantity(leaves),
        FilledQuantity = new Quantity(filled),
    });

    private static ExchangeEvent OfOrder(EventKind kind, NaiveOrder o) => new()
    {
        Kind = kind,
        Side = o.Side,
        Instrument = o.Instrument,
        Owner = o.Owner,
        OrderId = o.Id,
        Price = o.Price,
    };
}
