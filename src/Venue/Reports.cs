using System.Runtime.CompilerServices;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Collections;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>Writes events straight into the sink's slots, every byte of them: docs/reference/events.md.</summary>
internal sealed class Reports<TSink>(TSink sink)
    where TSink : struct, IEventSink
{
    private TSink _sink = sink;
    private long _sequence;
    private Timestamp _time;

    public ref TSink Sink => ref _sink;
    public long Sequence => _sequence;
    public Timestamp Time => _time;

    /// <summary>Why the last new order that was refused was refused.</summary>
    public RejectReason LastRejection { get; private set; }

    public void BeginCommand(long sequence, Timestamp time)
    {
        _sequence = sequence;
        _time = time;
    }

    public void EndCommand() => _sink.EndCommand();

    /// <summary>An order is accepted as asked. The event shares most of its layout with the command, so the command is copied and four fields put right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accepted(in Command command, long orderId, EventFlags flags, long level)
    {
        ref var e = ref _sink.Claim();
        Blit.Copy(command, ref e);
        e.Kind = EventKind.OrderAccepted;
        e.Reason = 0;
        e.Flags = flags;
        e.Terms = command.Terms;
        e.OrderId = new OrderId(orderId);
        e.Session = command.Session;
        e.LevelQuantity = new Quantity(level);
    }

    /// <summary>What a command has set, told with the command's own numbers; what else belongs to it the caller adds.</summary>
    public ref ExchangeEvent Set(EventKind kind, in Command command)
    {
        ref var e = ref Begin(kind);
        e.Instrument = command.Instrument;
        e.Terms = command.Terms;
        e.OrderId = command.OrderId;
        e.Price = command.Price;
        e.Quantity = command.Quantity;
        e.DisplayQuantity = command.DisplayQuantity;
        e.TriggerPrice = command.TriggerPrice;
        e.ExpireTime = command.ExpireTime;
        return ref e;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Rejected(in Command command, RejectReason reason, long about = 0)
    {
        LastRejection = reason;
        ref var e = ref Begin(EventKind.OrderRejected);
        e.Side = command.Side;
        e.Reason = (ushort)reason;
        e.Instrument = command.Instrument;
        e.Terms = command.Terms;
        e.Owner = command.Owner;
        e.Price = command.Price;
        e.Quantity = command.Quantity;
        e.ClientOrderId = command.Text;
        e.Session = command.Session;
        e.TriggerPrice = new Price(about);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Refused(in Command command, RejectReason reason)
    {
        ref var e = ref Begin(EventKind.CommandRejected);
        e.Side = command.Side;
        e.Reason = (ushort)reason;
        e.Instrument = command.Instrument;
        e.Terms = new OrderTerms((ushort)command.Kind);
        e.Owner = command.Owner;
        e.OrderId = command.OrderId;
        e.Price = command.Price;
        e.Quantity = command.Quantity;
        e.ClientOrderId = command.Text;
        e.Session = command.Session;
    }

    public void Rested(in Order order, long level, EventFlags flags)
    {
        ref var e = ref OfOrder(EventKind.OrderRested, order);
        e.Flags = flags;
        e.Quantity = new Quantity(order.Leaves);
        e.DisplayQuantity = new Quantity(order.Display);
        e.LevelQuantity = new Quantity(level);
    }

    public void Reduced(in Order order, CancelReason reason, long level)
    {
        ref var e = ref OfOrder(EventKind.OrderReduced, order);
        e.Reason = (ushort)reason;
        e.Flags = order.Place == Place.StopBook ? EventFlags.WaitingStop : EventFlags.None;
        e.Quantity = new Quantity(order.Leaves);
        e.DisplayQuantity = new Quantity(order.Display);
        e.LevelQuantity = new Quantity(level);
    }

    /// <summary>A replacement; display, trigger and level as the flags want them.</summary>
    public void Replaced(in Order order, in OrderIdentity identity, long oldPrice, EventFlags flags, long trigger, long level)
    {
        ref var e = ref OfOrder(EventKind.OrderReplaced, order);
        e.Flags = flags;
        e.Quantity = new Quantity(identity.Total);
        e.ClientOrderId = identity.ClientOrderId;
        e.DisplayQuantity = new Quantity((flags & EventFlags.KeptPriority) != 0 ? order.Display : 0);
        e.TriggerPrice = new Price(trigger);
        e.OldPrice = new Price(oldPrice);
        e.LevelQuantity = new Quantity(level);
    }

    /// <summary>A live order of the book or the stop book ended.</summary>
    public void Canceled(in Order order, CancelReason reason, long quantity, long display, long level)
    {
        ref var e = ref OfOrder(EventKind.OrderCanceled, order);
        e.Reason = (ushort)reason;
        e.Flags = order.Place switch { Place.Book => EventFlags.Resting, Place.StopBook => EventFlags.WaitingStop, _ => EventFlags.None };
        e.Quantity = new Quantity(quantity);
        e.DisplayQuantity = new Quantity(display);
        e.LevelQuantity = new Quantity(level);
    }

    /// <summary>An incoming order ended.</summary>
    public void Canceled(in Incoming incoming, CancelReason reason, long quantity)
    {
        ref var e = ref OfIncoming(EventKind.OrderCanceled, incoming);
        e.Reason = (ushort)reason;
        e.Quantity = new Quantity(quantity);
    }

    public void Triggered(in Order order, long trigger, long lastPrice)
    {
        ref var e = ref OfOrder(EventKind.OrderTriggered, order);
        e.Flags = EventFlags.WaitingStop;
        e.Price = new Price(lastPrice);
        e.TriggerPrice = new Price(trigger);
    }

    public void SelfTrade(Side side, ushort instrument, int owner, long orderId, SelfTradePrevention mode, long restingId, long restingPrice, long lost)
    {
        ref var e = ref Begin(EventKind.SelfTradePrevented);
        e.Side = side;
        e.Instrument = new InstrumentId(instrument);
        e.Terms = new OrderTerms((ushort)mode);
        e.Owner = new OwnerId(owner);
        e.OrderId = new OrderId(orderId);
        e.Price = new Price(restingPrice);
        e.Quantity = new Quantity(lost);
        e.MakerOrderId = new OrderId(restingId);
    }

    public void Duplicate(in Command command, long orderId, long price, long total, long leaves, long filled, EventFlags flags, CancelReason reason)
    {
        ref var e = ref Begin(EventKind.OrderDuplicate);
        e.Side = command.Side;
        e.Reason = (ushort)reason;
        e.Instrument = command.Instrument;
        e.Flags = flags;
        e.Owner = command.Owner;
        e.OrderId = new OrderId(orderId);
        e.Price = new Price(price);
        e.Quantity = new Quantity(total);
        e.ClientOrderId = command.Text;
        e.Session = command.Session;
        e.LeavesQuantity = new Quantity(leaves);
        e.FilledQuantity = new Quantity(filled);
    }

    public void Auction(EventKind kind, ushort instrument, Indicative what)
    {
        ref var e = ref Begin(kind);
        e.Side = what.SurplusSide;
        e.Instrument = new InstrumentId(instrument);
        e.Price = new Price(what.Price);
        e.Quantity = new Quantity(what.Volume);
        e.Surplus = new Quantity(what.Surplus);
    }

    /// <summary>A slot with only sequence, time and kind in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ExchangeEvent Begin(EventKind kind)
    {
        ref var e = ref _sink.Claim();
        e = default;
        e.Sequence = _sequence;
        e.Time = _time;
        e.Kind = kind;
        return ref e;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ExchangeEvent OfOrder(EventKind kind, in Order order)
    {
        ref var e = ref Begin(kind);
        e.Side = order.Side;
        e.Instrument = new InstrumentId(order.Instrument);
        e.Owner = new OwnerId(order.Owner);
        e.OrderId = new OrderId(order.OrderId);
        e.Price = new Price(order.Price);
        return ref e;
    }

    private ref ExchangeEvent OfIncoming(EventKind kind, in Incoming incoming)
    {
        ref var e = ref Begin(kind);
        e.Side = incoming.Side;
        e.Instrument = new InstrumentId(incoming.Instrument);
        e.Owner = new OwnerId(incoming.Owner);
        e.OrderId = new OrderId(incoming.OrderId);
        e.Price = new Price(incoming.Price);
        return ref e;
    }
}
