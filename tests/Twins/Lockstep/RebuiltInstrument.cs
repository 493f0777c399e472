using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>One instrument as events tell of it: its sides in priority, its stops in the order in which they would go off.</summary>
public sealed class RebuiltInstrument(Instrument definition)
{
    private readonly List<RebuiltOrder> _stops = [];
    private bool _crossedSinceAuction;
    private bool _isGuarded;

    /// <summary>What it is.</summary>
    public Instrument Definition { get; internal set; } = definition;

    /// <summary>Its number.</summary>
    public InstrumentId Id => Definition.Id;

    /// <summary>The rules it trades by.</summary>
    public InstrumentRules Rules { get; internal set; } = InstrumentRules.None;

    /// <summary>What makes it a contract; null where it is none.</summary>
    public ContractTerms? Contract { get; internal set; }

    /// <summary>Of a contract, what it is worth.</summary>
    public Price Mark { get; internal set; }

    /// <summary>Its state.</summary>
    public InstrumentState State { get; private set; }

    /// <summary>Price of the last trade.</summary>
    public Price LastPrice { get; internal set; }

    internal Price AuctionPrice { get; set; }
    internal List<RebuiltOrder> Bids { get; } = [];
    internal List<RebuiltOrder> Asks { get; } = [];

    internal StopList Stops => new(_stops);

    /// <summary>In an auction, or halted in the middle of one or by a guard.</summary>
    internal bool MayBeCrossed => State == InstrumentState.Auction || (State == InstrumentState.Halted && (_crossedSinceAuction || _isGuarded));

    internal bool IsCrossed => Bids.Count > 0 && Asks.Count > 0 && Bids[0].Price >= Asks[0].Price;

    internal void ChangeTo(InstrumentState state)
    {
        _crossedSinceAuction = state == InstrumentState.Halted && State == InstrumentState.Auction;
        _isGuarded &= state == InstrumentState.Halted;
        State = state;
    }

    /// <summary>A guard stops it, perhaps in the middle of an order.</summary>
    internal void Halt() => _isGuarded = true;

    internal List<RebuiltOrder> Side(Side side) => side == Model.Orders.Side.Buy ? Bids : Asks;

    internal RebuiltOrder? Best(Side side) => Side(side) is [var first, ..] ? first : null;

    /// <summary>Behind all of its price.</summary>
    internal void Put(RebuiltOrder order)
    {
        var side = Side(order.Side);
        var at = side.FindIndex(o => order.IsBuy ? o.Price < order.Price : o.Price > order.Price);
        side.Insert(at < 0 ? side.Count : at, order);
    }

    internal void Take(RebuiltOrder order)
    {
        order.IsResting = false;
        Side(order.Side).Remove(order);
    }

    /// <summary>Waiting stops; kept in the order in which they would go off.</summary>
    internal readonly struct StopList(List<RebuiltOrder> stops)
    {
        public void Add(RebuiltOrder stop)
        {
            var at = stops.FindIndex(o => GoesFirst(stop, o));
            stops.Insert(at < 0 ? stops.Count : at, stop);
        }

        public void Remove(RebuiltOrder stop) => stops.Remove(stop);

        public IEnumerable<T> Select<T>(Func<RebuiltOrder, T> what) => stops.Select(what);

        private static bool GoesFirst(RebuiltOrder a, RebuiltOrder b)
        {
            if (a.Side != b.Side)
                return a.IsBuy;
            return a.IsBuy ? a.TriggerPrice < b.TriggerPrice : a.TriggerPrice > b.TriggerPrice;
        }
    }
}
