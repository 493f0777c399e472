using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Algos;

namespace Rialto.Venue.Baskets;

/// <summary>Baskets that are worked over time end, one or many; and the events of baskets (baskets.md, sections 4 and 7).</summary>
internal sealed class BasketEnds<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly BasketRegistry _baskets = market.Baskets;

    /// <summary>It is no longer live.</summary>
    /// <param name="basket">Which.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isTold">How its legs stand has just been told.</param>
    public void End(BasketOrder basket, CancelReason reason, bool isTold = false)
    {
        _baskets.Live.Remove(basket);
        basket.State = AlgoState.Ended;
        if (basket.HasBegun && !isTold)
            TellProgress(basket);
        TellEnd(basket.Wish.Owner, basket.Id, reason);
    }

    /// <summary>A mass cancel has ended the algo orders of its scope; the baskets follow.</summary>
    public void EndMany(in Command massCancel)
    {
        if (_baskets.Live.Count == 0 || (massCancel.Scope & MassCancelScope.OneSession) != 0)
            return;
        foreach (var basket in _baskets.Live.ToArray())
            if (((massCancel.Scope & MassCancelScope.AllOwners) != 0 || basket.Wish.Owner == massCancel.Owner.Value) && HasLegIn(basket, massCancel))
                End(basket, CancelReason.MassCancel);
    }

    /// <summary>The same for a kill switch.</summary>
    public void EndMany(in KillSwitch kill)
    {
        if (_baskets.Live.Count == 0)
            return;
        foreach (var basket in _baskets.Live.ToArray())
        {
            var matches = kill.Scope switch
            {
                KillScope.Exchange => true,
                KillScope.Instrument => HasLegOn(basket, kill.Instrument.Value),
                KillScope.Account => basket.Wish.Owner == kill.Account.Value,
                _ => false,
            };
            if (matches)
                End(basket, CancelReason.KillSwitch);
        }
    }

    /// <summary>The same for owners whose orders were cancelled.</summary>
    public void EndMany(HashSet<int> owners, CancelReason reason)
    {
        foreach (var basket in _baskets.Live.ToArray())
            if (owners.Contains(basket.Wish.Owner))
                End(basket, reason);
    }

    /// <summary>How every leg stands.</summary>
    public void TellProgress(BasketOrder basket)
    {
        for (var leg = 0; leg < basket.Legs.Length; leg++)
            TellProgress(basket, leg);
    }

    /// <summary>How a leg stands.</summary>
    public void TellProgress(BasketOrder basket, int number)
    {
        var leg = basket.Legs[number];
        var measures = AlgoMeasures.Of(leg.Book.Tape!, leg.Start, basket.Schedule.Type, leg.Side, leg.Filled, leg.PriceSum, _market.Report.Time.Nanoseconds);
        ref var e = ref Begin(EventKind.BasketLegProgressed, basket.Wish.Owner, basket.Id);
        e.Instrument = new InstrumentId(leg.Book.Id);
        e.Side = leg.Side;
        e.Terms = new OrderTerms((ushort)number);
        e.Price = new Price(leg.Start.ArrivalPrice);
        e.Quantity = new Quantity(leg.Filled);
        e.AveragePrice = measures.AveragePrice;
        e.IntervalVwap = measures.IntervalVwap;
        e.IntervalTwap = measures.IntervalTwap;
        e.ArrivalSlippage = measures.ArrivalSlippage;
        e.BenchmarkSlippage = measures.BenchmarkSlippage;
    }

    public void TellState(BasketOrder basket) => Begin(EventKind.BasketStateChanged, basket.Wish.Owner, basket.Id).Terms = new OrderTerms((ushort)basket.State);

    public void TellEnd(int owner, long id, CancelReason reason) => Begin(EventKind.BasketEnded, owner, id).Reason = (ushort)reason;

    /// <summary>What its owner asked for.</summary>
    public void TellWish(EventKind kind, long id, in BasketWish wish)
    {
        ref var e = ref Begin(kind, wish.Owner, id);
        e.Terms = new OrderTerms(wish.Terms.Bits);
        e.LegCount = wish.LegCount;
        e.Quantity = new Quantity(wish.Total);
        e.ClientOrderId = wish.Name;
        e.Session = new SessionId(wish.Session);
    }

    /// <summary>When and how it is to be worked.</summary>
    public void TellSchedule(int owner, long id, in BasketSchedule schedule)
    {
        ref var e = ref Begin(EventKind.BasketScheduled, owner, id);
        e.Terms = new OrderTerms((ushort)schedule.Type);
        e.StartTime = schedule.Start;
        e.ExpireTime = schedule.End;
        e.Pace = schedule.Pace;
    }

    /// <summary>An event of a basket, with what all of them have.</summary>
    public ref ExchangeEvent Begin(EventKind kind, int owner, long id)
    {
        ref var e = ref _market.Report.Begin(kind);
        e.Owner = new OwnerId(owner);
        e.BasketId = new BasketId(id);
        return ref e;
    }

    private static bool HasLegIn(BasketOrder basket, in Command massCancel)
    {
        foreach (var leg in basket.Legs)
            if ((massCancel.Instrument == InstrumentId.None || leg.Book.Id == massCancel.Instrument.Value) && ((massCancel.Scope & MassCancelScope.OneSide) == 0 || leg.Side == massCancel.Side))
                return true;
        return false;
    }

    private static bool HasLegOn(BasketOrder basket, int instrument)
    {
        foreach (var leg in basket.Legs)
            if (leg.Book.Id == instrument)
                return true;
        return false;
    }
}
