using System.Numerics;
using Rialto.Model.Execution;
using Rialto.Runtime.Memory;
using Rialto.Trading.Arbitrage.Kernels;
using Rialto.Trading.Books;

namespace Rialto.Trading.Arbitrage;

/// <summary>A market of which one venue buys, net, above where another sells.</summary>
/// <param name="Market">Its place on the board.</param>
/// <param name="Buy">Where to buy.</param>
/// <param name="Sell">Where to sell.</param>
/// <param name="Edge">What a unit brings net of rates, in 10^-8 of a price unit; positive.</param>
public readonly record struct CrossHit(int Market, int Buy, int Sell, Int128 Edge);

/// <summary>
/// Best prices of markets at their venues: fees are netted when a price changes, all markets are looked at together, and what the look finds is confirmed exactly before it is told. Prices of a
/// market are at one scale for all its venues. Single-threaded; allocates nothing.
/// <code>
/// Update → prices, rates ─→ net, 10^-8 of a unit ─→ 32 bits in units of the market's own → CrossTable → candidates
///                └──────────────── exactly, Int128 ───────────────────────────────────────────────────────┴→ hits
/// </code>
/// </summary>
public sealed class CrossBoard
{
    // Net prices take 30 of a cell's 31 bits at most, and 26 at least unless the price itself has fewer: a unit is a billionth of the price.
    private const int UnitBits = 29, UnitBitsMax = 30, UnitBitsMin = 26, ShiftMax = 127;

    private readonly CrossTable _table;
    private readonly Place[] _places;
    private readonly int[] _shifts;
    private readonly ulong[] _hits;

    /// <summary>Makes an empty board; all rates are zero.</summary>
    /// <param name="markets">1 to 2^20.</param>
    /// <param name="venues">2 to 64: places of a market, used or not.</param>
    public CrossBoard(int markets, int venues)
    {
        _table = new CrossTable(markets, venues);
        _places = new Place[markets * venues];
        _shifts = new int[markets];
        _hits = new ulong[HitWords.Of(markets)];
        Array.Fill(_shifts, -1);
    }

    /// <summary>Number of markets.</summary>
    public int Markets => _table.Markets;

    /// <summary>Places of a market.</summary>
    public int Venues => _table.Venues;

    /// <summary>What the scan looks at.</summary>
    internal CrossTable Table => _table;

    /// <summary>Sets what trading costs at a place; to be done before its first price.</summary>
    /// <param name="market">Which market.</param>
    /// <param name="venue">Which place.</param>
    /// <param name="buyRate">Of buying there, fees and haircuts together, in 10^-8.</param>
    /// <param name="sellRate">Of selling there.</param>
    public void SetRates(int market, int venue, long buyRate, long sellRate)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Math.Abs(buyRate), TradingTerms.One);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Math.Abs(sellRate), TradingTerms.One);
        ref var place = ref PlaceAt(market, venue);
        (place.BuyRate, place.SellRate) = (buyRate, sellRate);
        Set(market, venue, in place);
    }

    /// <summary>A market's best prices at a venue are others than before.</summary>
    /// <param name="market">Which market.</param>
    /// <param name="venue">Which place.</param>
    /// <param name="best">At the market's scale; an empty side has no quantity.</param>
    public void Update(int market, int venue, in Bbo best)
    {
        ref var place = ref PlaceAt(market, venue);
        (place.Bid, place.HasBid) = (best.BidPrice.Units, best.BidQuantity.Units > 0);
        (place.Ask, place.HasAsk) = (best.AskPrice.Units, best.AskQuantity.Units > 0);
        Set(market, venue, in place);
    }

    /// <summary>Looks at all markets, and tells each with its best route.</summary>
    /// <param name="found">Gets the hits, by market; those beyond its length are counted only.</param>
    /// <returns>How many there are.</returns>
    public int Scan(Span<CrossHit> found)
    {
        _table.Scan(_hits);
        var count = 0;
        for (var word = 0; word < _hits.Length; word++)
        {
            for (var left = _hits[word]; left != 0; left &= left - 1)
            {
                if (!TryFind((word * HitWords.Bits) + BitOperations.TrailingZeroCount(left), out var hit))
                    continue;
                if (count < found.Length)
                    found[count] = hit;
                count++;
            }
        }

        return count;
    }

    /// <summary>What the prefilter alone says of a market.</summary>
    public bool IsCandidate(int market)
    {
        var (bid, ask) = (CrossTable.NoBid, CrossTable.NoAsk);
        for (var venue = 0; venue < Venues; venue++)
        {
            bid = Math.Max(bid, _table.BidOf(market, venue));
            ask = Math.Min(ask, _table.AskOf(market, venue));
        }

        return bid >= ask;
    }

    /// <summary>The exact word on one market: its best route over two different venues, the lowest places where several are as good.</summary>
    /// <returns>False where none brings anything.</returns>
    public bool TryFind(int market, out CrossHit hit)
    {
        // The best two of each side: the best bid and the best ask may be of one venue, and then one of them stands back.
        var (bid, ask) = (new BestTwo(), new BestTwo());
        var places = _places.AsSpan(market * Venues, Venues);
        for (var venue = 0; venue < places.Length; venue++)
        {
            ref readonly var place = ref places[venue];
            if (place.HasBid)
                bid.Take(venue, NetPrice.OfBid(place.Bid, place.SellRate));
            if (place.HasAsk)
                ask.Take(venue, -NetPrice.OfAsk(place.Ask, place.BuyRate));
        }

        hit = default;
        if (bid.First < 0 || ask.First < 0)
            return false;
        if (bid.First != ask.First)
            hit = new CrossHit(market, ask.First, bid.First, bid.FirstNet + ask.FirstNet);
        else
        {
            if (ask.Second >= 0)
                hit = new CrossHit(market, ask.Second, bid.First, bid.FirstNet + ask.SecondNet);
            if (bid.Second >= 0 && (ask.Second < 0 || bid.SecondNet + ask.FirstNet > hit.Edge))
                hit = new CrossHit(market, ask.First, bid.Second, bid.SecondNet + ask.FirstNet);
        }

        return hit.Edge > 0;
    }

    /// <summary>What a unit brings that is bought at one place and sold at another, in 10^-8 of a price unit; null where a side is empty.</summary>
    public Int128? EdgeOf(int market, int buy, int sell)
    {
        ref readonly var from = ref PlaceAt(market, buy);
        ref readonly var to = ref PlaceAt(market, sell);
        return from.HasAsk && to.HasBid ? NetPrice.OfBid(to.Bid, to.SellRate) - NetPrice.OfAsk(from.Ask, from.BuyRate) : null;
    }

    private ref Place PlaceAt(int market, int venue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)venue, (uint)Venues, nameof(venue));
        return ref _places[(market * Venues) + venue];
    }

    private void Set(int market, int venue, in Place place)
    {
        var (bid, ask) = (NetPrice.OfBid(place.Bid, place.SellRate), NetPrice.OfAsk(place.Ask, place.BuyRate));
        var bits = Math.Max(place.HasBid ? NetPrice.BitsOf(bid) : 0, place.HasAsk ? NetPrice.BitsOf(ask) : 0);
        var shift = _shifts[market];
        if (bits > 0 && (bits - shift > UnitBitsMax || (bits - shift < UnitBitsMin && shift > 0) || shift < 0))
        {
            Rescale(market);
            return;
        }

        _table.Set(market, venue, place.HasBid ? NetPrice.ToBidUnits(bid, shift) : CrossTable.NoBid, place.HasAsk ? NetPrice.ToAskUnits(ask, shift) : CrossTable.NoAsk);
    }

    /// <summary>Chooses the market's unit anew by its largest net price, and sets all its cells in it.</summary>
    private void Rescale(int market)
    {
        var places = _places.AsSpan(market * Venues, Venues);
        var bits = 0;
        foreach (ref readonly var place in places)
        {
            bits = Math.Max(bits, place.HasBid ? NetPrice.BitsOf(NetPrice.OfBid(place.Bid, place.SellRate)) : 0);
            bits = Math.Max(bits, place.HasAsk ? NetPrice.BitsOf(NetPrice.OfAsk(place.Ask, place.BuyRate)) : 0);
        }

        _shifts[market] = Math.Max(0, bits - UnitBits);
        Fill(market);
    }

    private void Fill(int market)
    {
        var places = _places.AsSpan(market * Venues, Venues);
        var shift = _shifts[market];
        for (var venue = 0; venue < places.Length; venue++)
        {
            ref readonly var place = ref places[venue];
            _table.Set(
                market, venue,
                place.HasBid ? NetPrice.ToBidUnits(NetPrice.OfBid(place.Bid, place.SellRate), shift) : CrossTable.NoBid,
                place.HasAsk ? NetPrice.ToAskUnits(NetPrice.OfAsk(place.Ask, place.BuyRate), shift) : CrossTable.NoAsk);
        }
    }

    private struct Place
    {
        public long Bid;
        public long Ask;
        public long BuyRate;
        public long SellRate;
        public bool HasBid;
        public bool HasAsk;
    }

    /// <summary>The two highest numbers and whose they are; of equal ones the earlier.</summary>
    private struct BestTwo
    {
        public int First = -1;
        public int Second = -1;
        public Int128 FirstNet;
        public Int128 SecondNet;

        public BestTwo()
        {
        }

        public void Take(int venue, Int128 net)
        {
            if (First < 0 || net > FirstNet)
                (Second, SecondNet, First, FirstNet) = (First, FirstNet, venue, net);
            else if (Second < 0 || net > SecondNet)
                (Second, SecondNet) = (venue, net);
        }
    }

    /// <summary>Saves or loads best prices and rates; what the kernel scans follows from them.</summary>
    public void Keep(FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (var market = 0; market < _shifts.Length; market++)
        {
            _shifts[market] = state.Keep(_shifts[market], -1, ShiftMax);
            var places = _places.AsSpan(market * Venues, Venues);
            state.Keep(places);
            if (!state.IsLoading || _shifts[market] < 0)
                continue;
            foreach (ref readonly var place in places)
                state.Require(Int128.Abs(place.BuyRate) < TradingTerms.One && Int128.Abs(place.SellRate) < TradingTerms.One);
            if (state.IsRight)
                Fill(market);
        }
    }
}
