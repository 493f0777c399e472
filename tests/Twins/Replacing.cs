using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>ReplaceOrder (section 8).</summary>
internal static class Replacing
{
    public static void Replace(NaiveState s, in Command c)
    {
        var reason = Check(s, c);
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        var order = Changing.Named(s, c)!;
        var instrument = s.Find(order.Instrument)!;
        var gone = order.Total - order.Leaves;
        if (!c.Quantity.IsZero && c.Quantity.Units <= gone)
        {
            s.Cancel(order, CancelReason.ReplacedBelowFilled);
            return;
        }

        var total = c.Quantity.IsZero ? order.Total : c.Quantity.Units;
        var price = c.Price.IsNone ? order.Price : c.Price;
        var trigger = c.TriggerPrice.IsNone ? order.TriggerPrice : c.TriggerPrice;
        var keepsPriority = price == order.Price && trigger == order.TriggerPrice && total - gone <= order.Leaves;
        var isPlainLimitInOpen = order.Place == Place.Book && instrument.State == InstrumentState.Open;
        if (!keepsPriority && isPlainLimitInOpen && Meeting.PostOnlyRefusal(s, instrument, order.Side, price, total - gone, order.Terms.PostOnly) is not null)
        {
            s.Report.Refused(c, RejectReason.PostOnlyWouldCross);
            return;
        }

        var after = order.Copy();
        (after.Leaves, after.Price, after.TriggerPrice) = (total - gone, price, trigger);
        if (instrument.Contract is not null)
            after.CoverPpm = Covers.HighestRate(s, instrument, order.Owner);
        reason = instrument.Contract is null ? Covers.CheckReplacement(s, instrument, order, after) : Positions.CheckReplacement(s, instrument, order, after, keepsPriority);
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        (order.CoverPpm, order.Bound) = (after.CoverPpm, after.Bound);
        if (keepsPriority)
            KeepPriority(s, c, order, total, total - gone);
        else
            LosePriority(s, c, instrument, order, total, total - gone, price, trigger);
    }

    private static RejectReason Check(NaiveState s, in Command c)
    {
        if (!s.MayUse(c.Session, c.Owner))
            return RejectReason.UnknownSession;
        if (!c.Text.IsWellFormed)
            return RejectReason.MalformedClientOrderId;
        if (Changing.Named(s, c) is not { } order)
            return RejectReason.UnknownOrder;
        if (s.Algos.Live.Exists(a => a.Child == order.Id))
            return RejectReason.ChildOfAlgo;
        var instrument = s.Find(order.Instrument)!;
        var stopped = GuardCommands.Check(s, instrument, order.Owner, c.Session);
        if (stopped == RejectReason.None)
            stopped = Customers.Check(s, order.Owner, Rialto.Model.Accounts.AccountRights.Trade);
        if (stopped != RejectReason.None)
            return stopped;
        if (instrument.State == InstrumentState.Halted)
            return GuardCommands.WhyHalted(instrument);
        if (instrument.State == InstrumentState.Closed)
            return RejectReason.InstrumentClosed;
        var isNewId = c.OrderId.Value != 0 && !c.Text.IsEmpty && c.Text != order.ClientOrderId;
        if (isNewId && s.FindLive(order.Owner, c.Text) is not null)
            return RejectReason.DuplicateClientOrderId;
        if (!c.TriggerPrice.IsNone && order.Place != Place.StopBook)
            return RejectReason.ReplaceNotAllowed;
        if (!c.DisplayQuantity.IsZero && (order.Type == OrderType.StopLoss || order.Terms.IsImmediate))
            return RejectReason.DisplayQuantityNotAllowed;
        return CheckNumbers(s, instrument, order, c);
    }

    private static RejectReason CheckNumbers(NaiveState s, NaiveInstrument instrument, NaiveOrder order, in Command c)
    {
        var i = instrument.Definition;
        var total = c.Quantity.IsZero ? order.Total : c.Quantity.Units;
        var price = c.Price.IsNone ? order.Price : c.Price;
        var reason = c.Quantity.IsZero ? RejectReason.None : EntryChecks.Quantity(i, c.Quantity.Units);
        if (reason == RejectReason.None && !c.DisplayQuantity.IsZero)
            reason = EntryChecks.DisplayQuantity(instrument, c.DisplayQuantity.Units, total);
        if (reason == RejectReason.None && c.DisplayQuantity.IsZero && !c.Quantity.IsZero && order.DisplayQuantity > 0)
            reason = EntryChecks.Tranches(instrument, order.DisplayQuantity, total);
        if (reason == RejectReason.None && !c.Price.IsNone)
            reason = EntryChecks.LimitPrice(i, order.Type, c.Price);
        if (reason == RejectReason.None && !c.TriggerPrice.IsNone)
            reason = EntryChecks.Trigger(i, c.TriggerPrice);
        if (reason == RejectReason.None && order.Type is OrderType.Limit or OrderType.StopLimit && !(c.Price.IsNone && c.Quantity.IsZero))
        {
            reason = EntryChecks.Notional(instrument.Rules, EntryChecks.NotionalOf(i, price, total));
            if (reason == RejectReason.None)
                reason = EntryChecks.Band(instrument, price);
            if (reason == RejectReason.None && order.Type == OrderType.Limit && instrument.State == InstrumentState.Open
                && Bands.Of(s, instrument) is { } band && band.IsBeyond(order.Side, price))
                reason = RejectReason.PriceBeyondLimit;
        }

        return reason;
    }

    private static void KeepPriority(NaiveState s, in Command c, NaiveOrder order, long total, long leaves)
    {
        order.Total = total;
        order.Leaves = leaves;
        if (!c.DisplayQuantity.IsZero)
        {
            if (order.DisplayQuantity == 0)
                order.Display = Math.Min(order.Display, c.DisplayQuantity.Units);
            order.DisplayQuantity = c.DisplayQuantity.Units;
        }

        order.Display = Math.Min(order.Display, order.Leaves);
        SetClientOrderId(c, order);
        s.Report.Replaced(order, order.Price, keptPriority: true, order.Place == Place.StopBook, order.Place == Place.Book ? s.LevelOf(order) : 0);
    }

    private static void LosePriority(
        NaiveState s, in Command c, NaiveInstrument instrument, NaiveOrder order, long total, long leaves, Price price, Price trigger)
    {
        var (place, oldPrice) = (order.Place, order.Price);
        order.Place = Place.Incoming;
        order.Display = 0;
        order.Total = total;
        order.Leaves = leaves;
        order.Price = price;
        order.TriggerPrice = trigger;
        if (!c.DisplayQuantity.IsZero)
            order.DisplayQuantity = c.DisplayQuantity.Units;
        SetClientOrderId(c, order);
        var isStop = place == Place.StopBook;
        s.Report.Replaced(order, oldPrice, keptPriority: false, isStop, isStop ? 0 : s.Level(order.Instrument, order.Side, oldPrice));
        if (isStop)
            Stops.Enter(s, instrument, order);
        else if (instrument.State == InstrumentState.Auction)
            Meeting.Rest(s, order, EventFlags.None);
        else
        {
            Meeting.MeetBook(s, instrument, order);
            Stops.Check(s, instrument);
        }
    }

    private static void SetClientOrderId(in Command c, NaiveOrder order)
    {
        if (c.OrderId.Value != 0 && !c.Text.IsEmpty)
            order.ClientOrderId = c.Text;
    }
}
