using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;

namespace Rialto.Trading.Orders;

/// <summary>Fills: each counts once, whatever way it was told.</summary>
public sealed partial class DeskOrders<TSink>
{
    private const OrderReportFlags DerivedAnswer = OrderReportFlags.FromQuery | OrderReportFlags.FillDerived;

    private void OnFilled(VenueDesk venue, int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        if (!order.Is(DeskOrderMarks.Acknowledged) && order.State is DeskOrderState.Unknown)
        {
            // A fill proves that the order was there.
            Acknowledge(ref order);
            Step(slot, OrderEvent.Accepted);
        }

        if (order.State.IsLive())
            order.Marks |= DeskOrderMarks.Acknowledged | DeskOrderMarks.Sent;
        var isSum = report.FillQuantity.Units <= 0 || ((report.Flags & OrderReportFlags.FillDerived) != 0 && report.FilledQuantity.Units >= 0);
        if (isSum || (!venue.Capabilities.TellsEachFill && report.TradeId.IsEmpty && report.FilledQuantity.Units >= 0))
            FillToSum(slot, in report);
        else
            FillOnce(slot, in report);
        DoWhatWaits(slot);
    }

    // Only sums are known: what is more than we have is one fill, at the price that was told with it; a sum that was asked for comes with the average of the whole.
    private void FillToSum(int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        var more = report.FilledQuantity.Units - order.FilledQuantity.Units;
        if (more <= 0 || report.FillPrice.IsNone)
        {
            RepeatedFills += more <= 0 ? 1 : 0;
            Tell(slot, report.FilledQuantity.Units, 0, report.EventTime);
            return;
        }

        var price = report.FillPrice.Units;
        if ((report.Flags & DerivedAnswer) == DerivedAnswer && PriceOfMore(in order, price, report.FilledQuantity.Units) is > 0 and var paid)
            price = paid;
        if (_venues[(int)order.Venue]!.Capabilities.TellsEachFill)
        {
            // The fills themselves are still to come, each with its own fee.
            order.DerivedQuantity += new Quantity(more);
            order.DerivedValue += (Int128)price * more;
            Count(slot, more, price, new OrderReport { EventTime = report.EventTime }, isDerived: true);
        }
        else
        {
            Count(slot, more, price, in report, isDerived: true);
        }

        Tell(slot, report.FilledQuantity.Units, 0, report.EventTime);
    }

    private void FillOnce(int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        var key = report.TradeId.IsEmpty ? KeyOf(in report) : report.TradeId;
        if (_fills.Find(order.Id, in key) >= 0 || IsFromBeforeAdoption(slot, in key, in report))
        {
            RepeatedFills++;
            Tell(slot, report.FilledQuantity.Units, 0, report.EventTime);
            return;
        }

        MakeRoomForFillOf(slot);
        var fill = new KnownFill
        {
            Order = order.Id,
            TradeId = key,
            Price = report.FillPrice.Units,
            Quantity = report.FillQuantity.Units,
            Fee = report.Amount,
            FeeAsset = report.Asset,
            FeeScale = report.AmountScale,
        };
        _fills.Add(in fill, ref _slots.LinksOf(slot).FirstFill);

        // What was derived from sums makes room for what it was derived from.
        if (order.DerivedQuantity.Units > 0 && DerivedShareOf(slot, in report) is > 0 and var derived)
            TakeBackDerived(slot, derived, in report);
        Count(slot, fill.Quantity, fill.Price, in report, isDerived: false);
        Tell(slot, report.FilledQuantity.Units, 0, report.EventTime);
    }

    /// <summary>A fill counts: position, balances, order, events.</summary>
    private void Count(int slot, long quantity, long price, in OrderReport report, bool isDerived)
    {
        ref var order = ref _slots[slot];
        var (wasEnded, wasTold) = (order.IsEnded, order.ToldQuantity.Units);
        var wasRejected = order.State == DeskOrderState.Rejected;
        order.FilledQuantity += new Quantity(quantity);
        order.FilledValue += (Int128)price * quantity;
        var whole = order.Awaits(OrderPending.Amend) ? Math.Max(order.Quantity.Units, order.NewQuantity.Units) : order.Quantity.Units;
        var before = Move(slot, order.Side == Side.Buy ? quantity : -quantity, price, FeeOf(slot, quantity, price, in report), isTakenBack: false);
        var isSized = !order.Is(DeskOrderMarks.SizeUnknown);
        Step(slot, isSized && order.FilledQuantity.Units >= whole ? OrderEvent.WholeFill : OrderEvent.PartFill);
        TellFill(slot, quantity, price, in report, isDerived);
        TellPosition(slot, before, PositionCause.Fill);
        if (isSized && order.FilledQuantity.Units > whole)
            Problem(DeskProblemKind.OverFilled, slot, Math.Min(quantity, order.FilledQuantity.Units - whole));
        if (wasRejected)
            Problem(DeskProblemKind.FillAfterReject, slot, quantity);
        else if (wasEnded && order.FilledQuantity.Units > wasTold)
            Problem(DeskProblemKind.FillAfterEnd, slot, quantity);
        if (order.IsEnded && order.State != DeskOrderState.Filled && order.Is(DeskOrderMarks.EndedUnseen))
            LiveAgain(slot);
    }

    // It ended for whoever placed it, and lives, or may live: it is looked up with its risk, and ends as an order of nobody does.
    private void LiveAgain(int slot)
    {
        Step(slot, OrderEvent.FoundLive, _options.Orphans == OrphanPolicy.Cancel ? OrderPending.CancelWaits : OrderPending.None);
        Problem(DeskProblemKind.LiveAfterEnd, slot, 0);
    }

    private void TakeBackDerived(int slot, long quantity, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        var value = Amounts.Share(order.DerivedValue, quantity, order.DerivedQuantity.Units);
        var price = (long)(value / quantity);
        order.DerivedQuantity -= new Quantity(quantity);
        order.DerivedValue -= value;
        TakeBack(slot, quantity, price, new OrderReport { EventTime = report.EventTime }, isDerived: true);
    }

    private void TakeBack(int slot, long quantity, long price, in OrderReport told, bool isDerived)
    {
        ref var order = ref _slots[slot];
        order.FilledQuantity -= new Quantity(quantity);
        order.FilledValue -= (Int128)price * quantity;
        var fee = FeeOf(slot, quantity, price, in told);
        var before = Move(slot, order.Side == Side.Buy ? -quantity : quantity, price, (-fee.Amount, fee.Asset), isTakenBack: true);
        Step(slot, OrderEvent.FillReversed);
        TellFill(slot, -quantity, price, in told, isDerived);
        TellPosition(slot, before, PositionCause.Fill);
    }

    private void OnFillReversed(int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        var key = report.TradeId.IsEmpty ? KeyOf(in report) : report.TradeId;
        var place = _fills.Find(order.Id, in key);
        if (place >= 0)
        {
            ref var fill = ref _fills[place];
            if (fill.IsReversed)
                return;
            fill.IsReversed = true;
            order.ToldQuantity = new Quantity(Math.Max(0, order.ToldQuantity.Units - fill.Quantity));
            var told = new OrderReport { TradeId = key, EventTime = report.EventTime, Amount = fill.Fee, AmountScale = fill.FeeScale, Asset = fill.FeeAsset };
            var quantity = fill.Quantity;
            TakeBack(slot, quantity, fill.Price, in told, isDerived: false);
            Problem(DeskProblemKind.FillReversed, slot, quantity);
            return;
        }

        Problem(DeskProblemKind.ReversalBeforeFill, slot, report.FillQuantity.Units);
        MakeRoomForFillOf(slot);
        var stone = new KnownFill { Order = order.Id, TradeId = key, IsReversed = true };
        _fills.Add(in stone, ref _slots.LinksOf(slot).FirstFill);
    }

    // Where all other orders work, this order's own oldest fill is the one that is told again least likely.
    private void MakeRoomForFillOf(int slot)
    {
        if (!_fills.IsFull || MakeRoomForFill(slot))
            return;
        Problem(DeskProblemKind.FillForgotten, slot, 1);
        var from = _slots.LinksOf(slot).FirstFill >= 0 ? slot : OldestWithFills();
        _fills.ForgetLast(ref _slots.LinksOf(from).FirstFill);
    }

    /// <summary>A sum of fills that the venue told: what is ahead of the fills keeps its risk, and is asked for, or derived where there are no fills to ask for.</summary>
    private void Tell(int slot, long filled, long averagePrice, Timestamp at)
    {
        ref var order = ref _slots[slot];
        var tellsEach = _venues[(int)order.Venue]!.Capabilities.TellsEachFill;
        if (filled <= order.ToldQuantity.Units || (order.Is(DeskOrderMarks.AmendedAnew) && tellsEach))
            return;
        (order.ToldQuantity, order.ToldTime) = (new Quantity(filled), at);
        if (order.AwaitedQuantity.Units > 0)
        {
            if (!tellsEach)
                Derive(slot, averagePrice);
            else if (order.Deadline.IsNone || order.Deadline > After(_options.FillsGraceMs))
                Schedule(ref order, _options.FillsGraceMs);
        }

        Reserve(slot);
    }

    /// <summary>What the sum says and no fill does becomes one fill, at the price that the sums give.</summary>
    private void Derive(int slot, long averagePrice)
    {
        ref var order = ref _slots[slot];
        var quantity = order.AwaitedQuantity.Units;
        var price = averagePrice > 0 ? PriceOfMore(in order, averagePrice, order.ToldQuantity.Units) : 0;
        if (price <= 0)
            price = order.Price.IsNone ? Math.Max(1, Portfolio.TwiceMarkOf(_slots.LinksOf(slot).Index) / 2) : order.Price.Units;
        if (_venues[(int)order.Venue]!.Capabilities.TellsEachFill)
        {
            order.DerivedQuantity += new Quantity(quantity);
            order.DerivedValue += (Int128)price * quantity;
            Problem(DeskProblemKind.FillsMissing, slot, quantity);
        }

        Count(slot, quantity, price, default, isDerived: true);
    }

    /// <summary>What was paid for what a sum is more than our fills, cut; not above zero where the sums do not fit together.</summary>
    private static long PriceOfMore(in DeskOrder order, long averagePrice, long sum) => (long)((averagePrice * (Int128)sum - order.FilledValue) / (sum - order.FilledQuantity.Units));

    private (Int128 Amount, AssetCode Asset) FeeOf(int slot, long quantity, long price, in OrderReport report)
    {
        if (!report.Asset.IsNone)
            return (Amounts.Of(report.Amount, report.AmountScale), report.Asset);
        var holding = Portfolio.HoldingAt(_slots.LinksOf(slot).Index);
        return (Rialto.Trading.Portfolio.FeeOf.Fill(holding, price, quantity, report.Liquidity == Liquidity.Maker), holding.Traded.Settle);
    }

    private (long Before, long) Move(int slot, long quantity, long price, (Int128 Amount, AssetCode Asset) fee, bool isTakenBack)
    {
        ref readonly var order = ref _slots[slot];
        var index = _slots.LinksOf(slot).Index;
        var before = Portfolio.PositionAt(index).Quantity.Units;
        Portfolio.Fill(index, order.Strategy, quantity, price, fee.Amount, fee.Asset, _input.Now, isTakenBack);
        Risk.Value(index);
        return (before, quantity);
    }

    private void TellFill(int slot, long quantity, long price, in OrderReport report, bool isDerived)
    {
        ref readonly var order = ref _slots[slot];
        var fill = new DeskFill(
            _input.Sequence, _input.Now, report.EventTime, order.Id, order.Strategy, order.Listing, order.Side, new Price(price), new Quantity(quantity), report.Amount, report.AmountScale,
            report.Asset, report.Liquidity, isDerived, report.TradeId);
        _sink.OnFill(in fill, in order);
    }

    private void TellPosition(int slot, (long Before, long) moved, PositionCause cause)
    {
        ref readonly var order = ref _slots[slot];
        var index = _slots.LinksOf(slot).Index;
        var change = new PositionChange(
            _input.Sequence, _input.Now, order.Listing, order.Strategy, cause, new Quantity(moved.Before), Portfolio.PositionAt(index).Quantity, Portfolio.CellAt(_slots.LinksOf(slot).Cell).Quantity);
        _sink.OnPosition(in change);
    }

    // A venue without trade ids: its time, number, price and quantity tell fills apart. The last byte is no printable character, so that no venue's id is the same.
    private static Text36 KeyOf(in OrderReport report) =>
        new((ulong)report.EventTime.Nanoseconds | 1, (ulong)report.Sequence, (ulong)report.FillPrice.Units, (ulong)report.FillQuantity.Units, 0xFF00_0000 | (uint)(report.EventTime.Nanoseconds & 1));

    private int OldestWithFills()
    {
        var slot = _slots.FirstWorking;
        while (_slots.LinksOf(slot).FirstFill < 0)
            slot = _slots.Next(slot);
        return slot;
    }
}
