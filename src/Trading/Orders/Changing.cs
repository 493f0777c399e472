using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>Cancels and amendments.</summary>
public sealed partial class DeskOrders<TSink>
{
    /// <summary>Asks for the end of an order. Before its acknowledgement the cancel goes by client id where the venue cancels by it and the order is on the wire; otherwise it waits.</summary>
    /// <returns>False where it was refused, with the reason; also told to the sink.</returns>
    public bool TryCancel(in OrderIntent intent, out DeskRefusal refusal)
    {
        Enter();
        refusal = CheckNamed(in intent, OrderIntentKind.Cancel, out var slot);
        if (refusal == DeskRefusal.None && _slots[slot].Awaits(OrderPending.Cancel | OrderPending.CancelWaits))
            refusal = DeskRefusal.CancelPending;
        if (refusal == DeskRefusal.None)
            AskCancel(slot);
        else
            _sink.OnRefused(in intent, refusal);
        Leave();
        return refusal == DeskRefusal.None;
    }

    /// <summary>Asks for another price or quantity; waits for the acknowledgement. Risk counts the worse of both until the venue has answered.</summary>
    /// <returns>False where it was refused, with the reason; also told to the sink.</returns>
    public bool TryAmend(in OrderIntent intent, out DeskRefusal refusal)
    {
        Enter();
        refusal = CheckNamed(in intent, OrderIntentKind.Amend, out var slot);
        if (refusal == DeskRefusal.None)
            refusal = CheckAmendment(in intent, slot);
        if (refusal == DeskRefusal.None)
            AskAmendment(in intent, slot);
        else
            _sink.OnRefused(in intent, refusal);
        Leave();
        return refusal == DeskRefusal.None;
    }

    /// <summary>Asks for the end of all live orders. A venue that can end all at once is asked to, and ends orders of hands as well.</summary>
    /// <returns>For how many of the desk's.</returns>
    public int CancelAll()
    {
        var count = 0;
        foreach (var venue in _venues)
        {
            if (venue is not null)
                count += CancelAll(venue.Capabilities.Venue);
        }

        return count;
    }

    /// <summary>Asks for the end of all live orders of a venue; at once where it can, orders of hands included.</summary>
    /// <returns>For how many of the desk's.</returns>
    public int CancelAll(FeedVenue venue)
    {
        Enter();
        var can = _venues[(int)venue]?.Capabilities;
        var atOnce = can is { CanCancelAll: true, CanTrade: true };
        if (atOnce && can!.CanCancelAllOfVenue)
        {
            AskCancelAll(venue, default);
        }
        else if (atOnce)
        {
            for (var index = 0; index < _isUsed.Length; index++)
            {
                if (_isUsed[index] && Portfolio.HoldingAt(index).Listing is var listing && listing.Venue == venue)
                    AskCancelAll(venue, listing.Id);
            }
        }

        var count = 0;
        for (var slot = _slots.FirstWorking; slot >= 0;)
        {
            var next = _slots.Next(slot);
            if (_slots[slot].Venue == venue)
                count += WantCancel(slot, atOnce);
            slot = next;
        }

        Leave();
        return count;
    }

    /// <summary>Asks for the end of all live orders of a strategy.</summary>
    /// <returns>For how many.</returns>
    public int CancelAll(StrategyId strategy)
    {
        Enter();
        var count = 0;
        for (var slot = _slots.FirstWorking; slot >= 0;)
        {
            var next = _slots.Next(slot);
            if (_slots[slot].Strategy == strategy)
                count += WantCancel(slot, atOnce: false);
            slot = next;
        }

        Leave();
        return count;
    }

    /// <summary>Asks for the end of all live orders of a listing.</summary>
    /// <returns>For how many.</returns>
    public int CancelAll(ListingId listing)
    {
        Enter();
        var count = 0;
        for (var slot = _slots.FirstWorking; slot >= 0;)
        {
            var next = _slots.Next(slot);
            if (_slots[slot].Listing == listing)
                count += WantCancel(slot, atOnce: false);
            slot = next;
        }

        Leave();
        return count;
    }

    /// <summary>Asks again for the end of what stands at its venue: a cancel that was refused leaves its order live. What is on its way there, or has no known outcome, is left to its deadline.</summary>
    /// <param name="listing">Of which listing; none for all.</param>
    /// <returns>For how many.</returns>
    public int CancelStanding(ListingId listing = default)
    {
        Enter();
        var count = 0;
        for (var slot = _slots.FirstWorking; slot >= 0;)
        {
            var next = _slots.Next(slot);
            ref readonly var order = ref _slots[slot];
            if ((listing.IsNone || order.Listing == listing) && order.Is(DeskOrderMarks.Acknowledged) && order.State != DeskOrderState.Unknown)
                count += WantCancel(slot, atOnce: false);
            slot = next;
        }

        Leave();
        return count;
    }

    private void AskCancelAll(FeedVenue venue, ListingId listing) => _sink.OnRequest(new OrderRequest
    {
        Kind = OrderRequestKind.CancelAll,
        Venue = venue,
        Listing = listing,
        Time = _input.Now,
        TickTime = _input.TickTime,
        Cause = _input.Sequence,
        Flags = OrderRequestFlags.Urgent,
    });

    // The venue did not end all at once, or nobody knows whether it did: those that it should have ended are cancelled one by one.
    private void OnCancelAllFailed(in OrderReport report)
    {
        for (var slot = _slots.FirstWorking; slot >= 0;)
        {
            var next = _slots.Next(slot);
            ref readonly var order = ref _slots[slot];
            if (order.Venue == report.Venue && (report.Listing.IsNone || order.Listing == report.Listing) && order.State.IsLive() && order.Awaits(OrderPending.Cancel))
                SendCancel(slot);
            slot = next;
        }
    }

    private DeskRefusal CheckNamed(in OrderIntent intent, OrderIntentKind kind, out int slot)
    {
        slot = -1;
        if (intent.Kind != kind)
            return DeskRefusal.WrongKind;
        if (!_slots.TryFind(intent.Order, out slot))
            return DeskRefusal.UnknownOrder;
        ref readonly var order = ref _slots[slot];
        if (intent.Strategy != StrategyId.None && intent.Strategy != order.Strategy)
            return DeskRefusal.NotYours;
        return order.IsEnded ? DeskRefusal.OrderEnded : DeskRefusal.None;
    }

    private DeskRefusal CheckAmendment(in OrderIntent intent, int slot)
    {
        ref readonly var order = ref _slots[slot];
        var can = _venues[(int)order.Venue]!.Capabilities;
        if (order.Awaits(OrderPending.Cancel | OrderPending.CancelWaits))
            return DeskRefusal.CancelPending;
        if (order.Awaits(OrderPending.Amend | OrderPending.AmendWaits))
            return DeskRefusal.AmendPending;
        if (order.State == DeskOrderState.Unknown)
            return DeskRefusal.OutcomeUnknown;
        if (!can.CanAmend)
            return DeskRefusal.AmendNotOffered;
        var price = intent.Price.IsNone ? order.Price.Units : intent.Price.Units;
        var quantity = intent.Quantity.IsZero ? order.Quantity.Units : intent.Quantity.Units;
        ref readonly var links = ref _slots.LinksOf(slot);
        var refusal = CheckSizes(Portfolio.HoldingAt(links.Index), price, quantity, order.Type == OrderType.Market, (order.Marks & DeskOrderMarks.ReduceOnly) != 0 && can is { CanReduceOnly: true, ReducesBelowNotional: true });
        if (refusal != DeskRefusal.None)
            return refusal;
        if (price == order.Price.Units && quantity == order.Quantity.Units)
            return DeskRefusal.NothingChanges;
        if (quantity <= order.FilledQuantity.Units)
            return DeskRefusal.BelowFilled;
        if (can.AmendMakesNewOrder && !_slots.HasAlias)
            return DeskRefusal.TooManyAmendments;
        var check = new RiskCheck
        {
            Index = links.Index,
            Strategy = order.Strategy,
            Side = order.Side,
            Price = price,
            Quantity = quantity,
            Added = Math.Max(0, quantity - order.FilledQuantity.Units - order.ReservedQuantity.Units),
            Reserved = order.ReservedQuantity.Units,
            ReservedPrice = order.ReservedPrice.Units,
            ReduceOnly = order.Is(DeskOrderMarks.ReduceOnly),
            Urgent = order.Is(DeskOrderMarks.Urgent),
            IsAmendment = true,
            OwnOpposite = OwnOpposite(links.Index, order.Side),
        };
        return Risk.Check(in check, LiveCount, _input.Now);
    }

    private void AskAmendment(in OrderIntent intent, int slot)
    {
        ref var order = ref _slots[slot];
        order.NewPrice = intent.Price.IsNone ? order.Price : intent.Price;
        order.NewQuantity = intent.Quantity.IsZero ? order.Quantity : intent.Quantity;
        Risk.Take(order.Venue, order.Strategy, _input.Now);
        if (order.Is(DeskOrderMarks.Acknowledged))
            SendAmendment(slot);
        else
            Step(slot, OrderEvent.AmendAsked, OrderPending.AmendWaits);
    }

    private void SendAmendment(int slot)
    {
        ref var order = ref _slots[slot];
        var request = RequestOf(in order, OrderRequestKind.Amend, 0);
        if (_venues[(int)order.Venue]!.Capabilities.AmendMakesNewOrder)
        {
            LastId = new DeskOrderId(LastId.Value + 1);
            order.NewOrder = request.NewOrder = LastId;
            _slots.AddAlias(slot, LastId);
        }

        (request.Price, request.Quantity) = (order.NewPrice, order.NewQuantity);
        order.SentTime = _input.Now;
        Step(slot, OrderEvent.AmendAsked, OrderPending.Amend, OrderPending.AmendWaits);
        Schedule(ref order, _options.CancelTimeoutMs);
        _sink.OnRequest(in request);
    }

    private int WantCancel(int slot, bool atOnce)
    {
        ref var order = ref _slots[slot];
        if (!order.State.IsLive() || order.Awaits(OrderPending.Cancel | OrderPending.CancelWaits))
            return 0;
        order.Marks |= DeskOrderMarks.Urgent;
        if (atOnce && order.Is(DeskOrderMarks.Acknowledged) && order.State != DeskOrderState.Unknown)
        {
            order.SentTime = _input.Now;
            order.Cancels++;
            DropWaitingAmendment(ref order);
            Step(slot, OrderEvent.CancelAsked, OrderPending.Cancel, OrderPending.AmendWaits);
            Schedule(ref order, _options.CancelTimeoutMs);
        }
        else
        {
            AskCancel(slot);
        }

        return 1;
    }

    // A cancel that overtakes its order on the way finds nothing, and the order lives on: what is not acknowledged is cancelled by client id once it is on the wire, or waits.
    private void AskCancel(int slot)
    {
        ref var order = ref _slots[slot];
        if (order.Is(DeskOrderMarks.Acknowledged) || (order.Is(DeskOrderMarks.Sent) && _venues[(int)order.Venue]!.Capabilities.CancelsByClientId))
        {
            SendCancel(slot);
            return;
        }

        DropWaitingAmendment(ref order);
        Step(slot, OrderEvent.CancelAsked, OrderPending.CancelWaits, OrderPending.AmendWaits);
    }

    // What is to end is not amended any more.
    private static void DropWaitingAmendment(ref DeskOrder order)
    {
        if (order.Awaits(OrderPending.AmendWaits))
            DropAmendment(ref order);
    }

    private void SendCancel(int slot)
    {
        ref var order = ref _slots[slot];
        var request = RequestOf(in order, OrderRequestKind.Cancel, order.Cancels);
        order.SentTime = _input.Now;
        order.Cancels = (byte)Math.Min(order.Cancels + 1, byte.MaxValue);
        if (order.Cancels > _options.CancelsBeforeProblem)
            Problem(DeskProblemKind.CancelFails, slot, order.Cancels);
        DropWaitingAmendment(ref order);
        Step(slot, OrderEvent.CancelAsked, OrderPending.Cancel, OrderPending.CancelWaits | OrderPending.AmendWaits);
        if (order.State != DeskOrderState.Unknown)
            Schedule(ref order, _options.CancelTimeoutMs);
        _sink.OnRequest(in request);
    }

    // Twice the time after each attempt, up to the longest.
    private long BackOffMs(int attempts) => Math.Min((long)_options.LookUpFirstMs << Math.Min(attempts, 20), _options.LookUpLongestMs);
}
