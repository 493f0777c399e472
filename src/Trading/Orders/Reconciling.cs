using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>The desk's picture against the venue's truth: live orders, fills, balances, positions; the union of what both sides know.</summary>
public sealed partial class DeskOrders<TSink>
{
    private const long HourNs = 3_600_000_000_000;

    private readonly ToldOrders _told = new();

    private void OnStreamUp(VenueDesk venue)
    {
        ref var standing = ref Risk.Standing(venue.Capabilities.Venue);
        standing = (standing & VenueStanding.DifferenceOpen) | VenueStanding.Up;
        Ask(venue, isWhole: true);
    }

    private void OnStreamDown(VenueDesk venue)
    {
        Risk.Standing(venue.Capabilities.Venue) &= VenueStanding.DifferenceOpen;
        (venue.Asked, venue.Deadline) = (VenueAsked.None, Timestamp.None);
        Problem(DeskProblemKind.StreamDown, venue.Capabilities.Venue);
    }

    private void Due(VenueDesk venue)
    {
        if (venue.Asked == VenueAsked.None)
        {
            Ask(venue, _options.ReconcileOrdersEveryMs > 0 && _input.Now >= venue.NextWholeTime);
            return;
        }

        Problem(DeskProblemKind.LookUpFailed, venue.Capabilities.Venue, value: (long)venue.Asked);
        Ask(venue, venue.Asked);
    }

    private void Ask(VenueDesk venue, bool isWhole)
    {
        venue.Round++;
        if (isWhole)
            venue.NextWholeTime = After(_options.ReconcileOrdersEveryMs);
        var asked = VenueAsked.Balances | (venue.Capabilities.HasPositions ? VenueAsked.Positions : 0) | (isWhole ? VenueAsked.Orders | VenueAsked.Fills : 0);
        venue.AskedTime = _input.Now;
        Ask(venue, asked);
    }

    private void Ask(VenueDesk venue, VenueAsked asked)
    {
        venue.Asked = asked;
        venue.Deadline = After(Math.Max(1, _options.LookUpTimeoutMs) * 2L);
        Wake(venue.Deadline);
        if ((asked & VenueAsked.Orders) != 0)
            Ask(venue, OrderRequestKind.QueryOrders);
        if ((asked & VenueAsked.Fills) != 0)
            AskFills(venue);
        if ((venue.Asked & VenueAsked.Balances) != 0)
            Ask(venue, OrderRequestKind.QueryBalances);
        if ((venue.Asked & VenueAsked.Positions) != 0)
            Ask(venue, OrderRequestKind.QueryPositions);
    }

    private void Ask(VenueDesk venue, OrderRequestKind kind, ListingId listing = default, Timestamp since = default) =>
        _sink.OnRequest(new OrderRequest { Kind = kind, Venue = venue.Capabilities.Venue, Listing = listing, Time = kind == OrderRequestKind.QueryFills ? since : _input.Now, Cause = _input.Sequence });

    private void AskFills(VenueDesk venue)
    {
        (venue.FillsToCome, venue.FillsCause) = (0, _input.Sequence);

        // What was asked and never answered is asked again from where it began.
        if (venue.FillsSince.IsNone)
            venue.FillsSince = venue.KnownUntil.IsNone ? _input.Now : venue.KnownUntil;
        var since = new Timestamp(Math.Max(0, venue.FillsSince.Nanoseconds - _options.FillsOverlapMs * 1_000_000L));
        for (var index = 0; index < _isUsed.Length; index++)
        {
            if (!_isUsed[index] || Portfolio.HoldingAt(index).Listing.Venue != venue.Capabilities.Venue)
                continue;
            _awaitsFills[index] = true;
            venue.FillsToCome++;
            Ask(venue, OrderRequestKind.QueryFills, Portfolio.HoldingAt(index).Listing.Id, since);
        }

        if (venue.FillsToCome == 0)
            (venue.Asked, venue.FillsSince) = (venue.Asked & ~VenueAsked.Fills, Timestamp.None);
    }

    private void Answered(VenueDesk venue, VenueAsked what)
    {
        if ((venue.Asked & what) == 0)
            return;
        venue.Asked &= ~what;
        if (venue.Asked != VenueAsked.None)
            return;
        ref var standing = ref Risk.Standing(venue.Capabilities.Venue);
        if ((standing & VenueStanding.Up) != 0)
            standing |= VenueStanding.Reconciled;
        venue.Deadline = _options.ReconcileEveryMs > 0 ? After(_options.ReconcileEveryMs) : Timestamp.None;
        if (!venue.Deadline.IsNone)
            Wake(venue.Deadline);
    }

    /// <summary>What the list of live orders did not have is not live any more, or not there yet: the venue is asked for each.</summary>
    private void OnOrdersEnd(VenueDesk venue, in OrderReport report)
    {
        if ((venue.Asked & VenueAsked.Orders) != 0)
        {
            for (var slot = _slots.FirstWorking; slot >= 0;)
            {
                var next = _slots.Next(slot);
                ref readonly var order = ref _slots[slot];
                var known = order.Is(DeskOrderMarks.Acknowledged) ? order.AcknowledgedTime : new Timestamp(order.PlacedTime.Nanoseconds + venue.Capabilities.NotFoundDelayMs * 1_000_000L);
                if (order.Venue == report.Venue && order.State.IsLive() && order.State != DeskOrderState.Unknown && order.SeenInRound != venue.Round && known < venue.AskedTime)
                    Step(slot, OrderEvent.Doubt);
                slot = next;
            }

            while (_told.TryEndUnseen(report.Venue, venue.Round, out var listing))
                Problem(DeskProblemKind.ForeignOrderEnded, report.Venue, listing);
        }

        Answered(venue, VenueAsked.Orders);
    }

    /// <summary>The end of a list of fills ends the wait of the one who asked: the order that the question was about, or the last look at the venue.</summary>
    private void OnFillsEnd(VenueDesk venue, in OrderReport report)
    {
        if (report.Cause == 0)
            return;
        if (!report.Order.IsNone || !report.VenueOrder.IsEmpty)
        {
            if (Find(in report, out var slot) && _slots[slot].Is(DeskOrderMarks.FillsAsked) && _slots[slot].FillsCause == report.Cause)
                EndFills(slot, ref _slots[slot]);
            return;
        }

        if (report.Cause != venue.FillsCause || venue.FillsToCome == 0)
            return;
        for (var index = 0; index < _awaitsFills.Length; index++)
        {
            var listing = Portfolio.HoldingAt(index).Listing;
            if (!_awaitsFills[index] || listing.Venue != report.Venue || (!report.Listing.IsNone && listing.Id != report.Listing))
                continue;
            _awaitsFills[index] = false;
            venue.FillsToCome--;
        }

        if (venue.FillsToCome > 0)
            return;
        venue.FillsSince = Timestamp.None;
        Answered(venue, VenueAsked.Fills);
    }

    private void EndFills(int slot, ref DeskOrder order)
    {
        order.Marks &= ~DeskOrderMarks.FillsAsked;
        order.Deadline = Timestamp.None;
        if (order.AwaitedQuantity.Units > 0)
            Derive(slot, 0);
        if (!order.Is(DeskOrderMarks.EndsWithFills))
        {
            if (order.State == DeskOrderState.Unknown)
                Schedule(ref order, _options.LookUpFirstMs);
            return;
        }

        order.Marks &= ~DeskOrderMarks.EndsWithFills;
        if (order.State != DeskOrderState.Unknown)
            return;
        order.Marks |= DeskOrderMarks.EndedUnseen;
        Step(slot, OrderEvent.Gone);
    }

    private void OnUnknownOrder(VenueDesk venue, in OrderReport report)
    {
        var isOurs = !report.Order.IsNone;
        var isQuery = (report.Flags & OrderReportFlags.FromQuery) != 0;
        if (isOurs && _lost.Has(report.Order) && IsOfLost(in report))
        {
            OnLost(venue, in report);
            return;
        }

        var isForgotten = isOurs && report.Order.Value <= LastId.Value;
        var isLive = report.Kind is OrderReportKind.Accepted or OrderReportKind.Amended || (report.Kind == OrderReportKind.Found && report.Status is VenueOrderStatus.Live or VenueOrderStatus.Pending);
        if (report.Kind == OrderReportKind.Filled && (!isOurs || isForgotten))
        {
            // Fills that are told again after their order was forgotten are what a look at fills is made of; those of the time that nobody saw are not.
            if (!isQuery || (!venue.FillsSince.IsNone && report.EventTime > venue.FillsSince))
                Problem(isOurs ? DeskProblemKind.FillOfForgottenOrder : DeskProblemKind.FillOfForeignOrder, report.Venue, report.Listing, value: report.FillQuantity.Units, order: report.Order);
        }
        else if (isLive || (isOurs && !isForgotten && report.Kind == OrderReportKind.Filled))
        {
            if (_told.IsNews(report.Venue, report.VenueOrder, report.Listing, venue.Round))
                Problem(isOurs ? DeskProblemKind.OrphanFound : DeskProblemKind.ForeignOrderFound, report.Venue, report.Listing, value: report.Quantity.Units, order: report.Order);
            if (TakeOver(venue, in report, isOurs, isLost: false, out var slot))
            {
                _ = _told.End(report.Venue, report.VenueOrder);
                if ((isOurs ? _options.Orphans : _options.Foreign) == OrphanPolicy.Cancel)
                    AskCancel(slot);
            }
        }
        else if (!isOurs && IsEnd(in report) && _told.End(report.Venue, report.VenueOrder))
        {
            Problem(DeskProblemKind.ForeignOrderEnded, report.Venue, report.Listing);
        }
        else if (!isQuery && report.Kind is not (OrderReportKind.NotFound or OrderReportKind.QueryFailed or OrderReportKind.Sent) && isOurs)
        {
            Problem(DeskProblemKind.ReportOfUnknownOrder, report.Venue, report.Listing, value: (long)report.Kind, order: report.Order);
        }

        // Its number is taken, whoever took it.
        if (isOurs && report.Order.Value > LastId.Value)
            LastId = report.Order;
    }

    private static bool IsEnd(in OrderReport report) =>
        report.Kind is OrderReportKind.Cancelled or OrderReportKind.Expired || (report.Kind == OrderReportKind.Found && report.Status is not (VenueOrderStatus.Live or VenueOrderStatus.Pending or VenueOrderStatus.Unknown));

    private void OnBalance(VenueDesk venue, in OrderReport report)
    {
        if (report.Asset.IsNone)
            return;
        var account = Portfolio.AccountOf(report.Venue, report.Asset);
        ref var row = ref Portfolio.AccountRow(account);
        var isAsked = (report.Flags & OrderReportFlags.FromQuery) != 0 && (venue.Asked & VenueAsked.Balances) != 0;
        if (!isAsked && row.IsTold)
            return;
        row.SeenInRound = venue.Round;
        var total = Amounts.Of(report.Amount, report.AmountScale);

        // A number that fills its 64 bits was cut off: nothing is told of what is finer than its last digit.
        if (row.IsTold && (report.Amount is >= long.MaxValue / 10 or <= -(long.MaxValue / 10)) && Int128.Abs(total - row.Total) < Amounts.Of(1, report.AmountScale))
            total = row.Total;
        Compare(venue, account, total);
        row = ref Portfolio.AccountRow(account);
        row.HeldElsewhere = Int128.Max(0, total - Amounts.Of(report.Available, report.AvailableScale) - row.Reserved);
    }

    private void OnBalancesEnd(VenueDesk venue)
    {
        if ((venue.Asked & VenueAsked.Balances) == 0)
            return;
        for (var account = 0; account < Portfolio.AccountCount; account++)
        {
            ref readonly var row = ref Portfolio.AccountRow(account);
            if (row.Venue == venue.Capabilities.Venue && row.SeenInRound != venue.Round)
                Compare(venue, account, 0);
        }

        Answered(venue, VenueAsked.Balances);
    }

    private void OnPosition(VenueDesk venue, in OrderReport report)
    {
        if (Portfolio.IndexOf(report.Listing) is not (var index and >= 0))
            return;
        ref var row = ref Portfolio.RowAt(index);
        var isAsked = (report.Flags & OrderReportFlags.FromQuery) != 0 && (venue.Asked & VenueAsked.Positions) != 0;
        if (!isAsked && row.IsTold)
            return;
        row.SeenInRound = venue.Round;
        Compare(venue, index, report.Quantity.Units, report.FillPrice);
    }

    private void OnPositionsEnd(VenueDesk venue)
    {
        if ((venue.Asked & VenueAsked.Positions) == 0)
            return;
        for (var index = 0; index < Portfolio.TradedCount; index++)
        {
            var holding = Portfolio.HoldingAt(index);
            if (holding.Listing.Venue == venue.Capabilities.Venue && holding.HasVenuePosition && Portfolio.RowAt(index).SeenInRound != venue.Round)
                Compare(venue, index, 0, Price.None);
        }

        Answered(venue, VenueAsked.Positions);
    }

    // What a venue tells first is where the desk begins. A desk that lost inputs may have fills in it that are still to be told, and would count them twice: there it is believed as a difference
    // is, once nothing from before is open.
    private void Compare(VenueDesk venue, int account, Int128 told)
    {
        ref var row = ref Portfolio.AccountRow(account);
        var difference = told - row.Total;
        var isFirst = !row.IsTold;
        var mayHoldOlder = isFirst && _lost.IsAny;
        var isReserved = !isFirst && venue.Capabilities.BalanceMayBeFree && difference < 0 && -difference <= row.Reserved;
        if ((difference == 0 || isReserved) && !mayHoldOlder)
        {
            (row.Suspected, row.IsTold) = (0, true);
            return;
        }

        // What ended listings pay is no difference.
        if (!isFirst && IsPaid(venue.Capabilities.Venue, account, difference))
        {
            row = ref Portfolio.AccountRow(account);
            difference = told - row.Total;
            if (difference == 0)
            {
                row.Suspected = 0;
                return;
            }
        }

        if (!isFirst || mayHoldOlder)
        {
            var isUnsettled = IsUnsettled(venue);
            var isQuiet = !isUnsettled && IsQuiet(row.ChangedTime) && !MayTrade(venue, row.Asset);
            if (!isQuiet && (row.Suspected != difference || row.SuspectedTime.IsNone))
            {
                (row.Suspected, row.SuspectedTime) = (difference, _input.Now);
                return;
            }

            if (!isQuiet && (isUnsettled || row.ChangedTime > row.SuspectedTime) && IsFresh(row.SuspectedTime))
                return;
        }

        (row.Suspected, row.IsTold) = (0, true);
        var asset = row.Asset;
        var ppm = Int128.Abs(difference) / Int128.Max(1, Int128.Max(Int128.Abs(told), Int128.Abs(row.Total)) / 1_000_000);
        Portfolio.Set(account, told, _input.Now);
        if (isFirst)
            return;
        if (_options.BalanceTolerancePpm > 0 && ppm <= _options.BalanceTolerancePpm)
        {
            // Little by little is much in the end: the day's sum is held against the same tolerance.
            difference = Silent(account, difference);
            ppm = Int128.Abs(difference) / Int128.Max(1, Int128.Abs(told) / 1_000_000);
            if (ppm <= _options.BalanceTolerancePpm)
                return;
            Portfolio.AccountRow(account).Silent = 0;
        }

        Problem(DeskProblemKind.BalanceDiffers, venue.Capabilities.Venue, asset: asset, value: Amounts.Cents(difference));
        if (!IsDust(venue, asset, difference))
            CountDifference(venue, ppm, default, asset);
    }

    private Int128 Silent(int account, Int128 difference)
    {
        ref var row = ref Portfolio.AccountRow(account);
        var day = (int)(_input.Now.Nanoseconds / Timestamp.NanosecondsPerDay);
        (row.Silent, row.SilentDay) = ((row.SilentDay == day ? row.Silent : 0) + difference, day);
        row.SilentCount++;
        row.SilentSum += Int128.Abs(difference);
        return row.Silent;
    }

    private void Compare(VenueDesk venue, int index, long told, Price entry)
    {
        ref var row = ref Portfolio.RowAt(index);
        var held = row.Position.Quantity.Units;
        var difference = told - held;
        var isFirst = !row.IsTold;
        var mayHoldOlder = isFirst && _lost.IsAny;
        if (difference == 0 && !mayHoldOlder && !isFirst)
        {
            row.Suspected = 0;
            return;
        }

        if (!isFirst && IsPaid(index, told))
        {
            row.Suspected = 0;
            return;
        }

        // What open orders may have filled meanwhile, and fills on their way, are no difference yet.
        ref readonly var open = ref Risk.OpenAt(index);
        var isUnsettled = IsUnsettled(venue);
        var isQuiet = IsQuiet(row.ChangedTime) && !isUnsettled && (told > held + open.Buy || told < held - open.Sell);
        if (!isFirst || mayHoldOlder)
        {
            if (!isQuiet && (row.Suspected != difference || row.SuspectedTime.IsNone))
            {
                (row.Suspected, row.SuspectedTime) = (difference, _input.Now);
                return;
            }

            if (!isQuiet && (isUnsettled || row.ChangedTime > row.SuspectedTime) && IsFresh(row.SuspectedTime))
                return;
        }

        (row.Suspected, row.IsTold) = (0, true);
        if (isFirst)
            Portfolio.Open(index, told, entry, _input.Now);
        else if (difference != 0)
            Portfolio.Correct(index, told, entry, _input.Now);
        Risk.Value(index);
        if (difference == 0)
            return;
        var listing = Portfolio.HoldingAt(index).Listing.Id;
        _sink.OnPosition(new PositionChange(
            _input.Sequence, _input.Now, listing, StrategyId.None, isFirst ? PositionCause.Opening : PositionCause.Correction, new Quantity(held), new Quantity(told),
            Portfolio.PositionOf(StrategyId.None, listing).Quantity));
        if (isFirst)
            return;
        Problem(DeskProblemKind.PositionDiffers, venue.Capabilities.Venue, listing, value: difference);
        if (!IsDust(index, difference))
            CountDifference(venue, Int128.Abs(difference) * 1_000_000 / Math.Max(Math.Abs(told), Math.Abs(held)), listing, default);
    }
}
