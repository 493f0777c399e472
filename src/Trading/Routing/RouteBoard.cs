using Rialto.Model.Orders;

namespace Rialto.Trading.Routing;

/// <summary>
/// What the venues of a route show on the side that we would take from, and the split of a quantity over them: at every step the level that is cheapest net of its venue's fee and of the
/// expected cost of its latency. Net prices only get worse along a book, so no other split of the same quantity costs less (but for lots and smallest orders, which may leave something for
/// later). Exact integers; a function of what it is given; allocates nothing.
/// <code>
///   1  levels in order of net price, an earlier venue first among equals, until the quantity is there
///   2  each share down to its venue's lot; what that leaves, again in order of net price, to who can take whole lots of it
///   3  a share below its venue's smallest order is dropped, the smallest first, its venue left out, and all begins again
/// </code>
/// </summary>
public sealed class RouteBoard
{
    /// <summary>Most venues.</summary>
    public const int VenuesMax = 16;

    /// <summary>Levels of each venue that are looked at.</summary>
    public const int DepthMax = 32;

    /// <summary>No limit by net price.</summary>
    public static readonly Int128 AnyKey = Int128.MaxValue;

    private readonly RouteMarket[] _markets;
    private readonly RouteLevel[] _levels;
    private readonly int[] _counts;
    private readonly int[] _at;
    private readonly long[] _leftAt;
    private readonly long[] _taken;
    private readonly long[] _worst;
    private readonly long[] _most;
    private readonly long[] _latencyRates;
    private readonly Int128[] _keys;
    private readonly bool[] _isOut;

    /// <summary>Makes a board without levels.</summary>
    /// <param name="markets">1 to 16 venues, all at the same scales.</param>
    /// <exception cref="ArgumentException">None, or too many.</exception>
    public RouteBoard(params ReadOnlySpan<RouteMarket> markets)
    {
        if (markets.Length is 0 or > VenuesMax)
            throw new ArgumentException($"A route has 1 to {VenuesMax} venues, not {markets.Length}.", nameof(markets));
        _markets = markets.ToArray();
        _levels = new RouteLevel[markets.Length * DepthMax];
        (_counts, _at, _isOut) = (new int[markets.Length], new int[markets.Length], new bool[markets.Length]);
        (_leftAt, _taken, _worst, _most, _latencyRates) = (new long[markets.Length], new long[markets.Length], new long[markets.Length], new long[markets.Length], new long[markets.Length]);
        _keys = new Int128[markets.Length];
    }

    /// <summary>Number of venues.</summary>
    public int Count => _markets.Length;

    /// <summary>Room for the levels of a venue, the best first.</summary>
    public Span<RouteLevel> Room(int venue) => _levels.AsSpan(venue * DepthMax, DepthMax);

    /// <summary>The levels of a venue.</summary>
    public ReadOnlySpan<RouteLevel> LevelsOf(int venue) => _levels.AsSpan(venue * DepthMax, _counts[venue]);

    /// <summary>Says how many levels were written into <see cref="Room"/>, and what may be asked for there now.</summary>
    /// <param name="venue">Its place.</param>
    /// <param name="levels">Zero leaves it out.</param>
    /// <param name="most">Largest order, in the route's units; the venue's own largest counts too.</param>
    /// <param name="latencyRate">Expected cost of its latency, in 10^-8 of a price.</param>
    public void Show(int venue, int levels, long most, long latencyRate)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)levels, (uint)DepthMax, nameof(levels));
        (_counts[venue], _latencyRates[venue]) = (levels, latencyRate);
        _most[venue] = _markets[venue].OnLot(Math.Min(most, _markets[venue].MaxQuantity));
    }

    /// <summary>The best net price that is shown, as <see cref="RouteMarket.KeyOf"/> counts it; <see cref="AnyKey"/> where nothing is.</summary>
    public Int128 BestKey(Side side)
    {
        var best = AnyKey;
        for (var venue = 0; venue < _markets.Length; venue++)
        {
            if (_counts[venue] > 0)
                best = Int128.Min(best, KeyAt(venue, 0, side));
        }

        return best;
    }

    /// <summary>Splits a quantity.</summary>
    /// <param name="side">Which way we trade: who buys takes from asks.</param>
    /// <param name="quantity">In the route's units.</param>
    /// <param name="limit">Worst price, in the route's units; zero for none.</param>
    /// <param name="keyLimit">Worst net price, as <see cref="RouteMarket.KeyOf"/> counts it.</param>
    /// <param name="shares">Gets the shares, in the order of the venues; room for all venues.</param>
    /// <returns>How many were written; their quantities never come to more than was asked for.</returns>
    public int Plan(Side side, long quantity, long limit, Int128 keyLimit, Span<RouteShare> shares)
    {
        Array.Clear(_isOut);
        while (true)
        {
            Walk(side, quantity, limit, keyLimit);
            if (SmallestOut() is not (>= 0 and var out_))
                break;
            _isOut[out_] = true;
        }

        var count = 0;
        for (var venue = 0; venue < _markets.Length; venue++)
        {
            if (_taken[venue] > 0)
                shares[count++] = new RouteShare(venue, _taken[venue], _worst[venue]);
        }

        return count;
    }

    /// <summary>What a quantity at one venue costs (of a sell: brings) by what is shown there: price times quantity, and fees of each level rounded up.</summary>
    /// <returns>Of how much of it; less than was asked for where not so much is shown.</returns>
    public (long Quantity, Int128 Amount, Int128 Fees) CostOf(int venue, long quantity)
    {
        var (left, amount, fees) = (quantity, Int128.Zero, Int128.Zero);
        foreach (ref readonly var level in LevelsOf(venue))
        {
            if (left == 0)
                break;
            var take = Math.Min(left, level.Quantity);
            amount += (Int128)level.Price * take;
            fees += _markets[venue].FeeOf(level.Price, take, isTaking: true);
            left -= take;
        }

        return (quantity - left, amount, fees);
    }

    private void Walk(Side side, long quantity, long limit, Int128 keyLimit)
    {
        for (var venue = 0; venue < _markets.Length; venue++)
        {
            (_taken[venue], _worst[venue], _at[venue]) = (0, 0, 0);
            Enter(venue, side, limit, keyLimit);
        }

        var left = quantity;
        while (left > 0 && Best() is >= 0 and var venue)
        {
            var take = Math.Min(Math.Min(left, _leftAt[venue]), _most[venue] - _taken[venue]);
            Take(venue, take);
            left -= take;
            if (_leftAt[venue] == 0 || _taken[venue] == _most[venue])
                Leave(venue, side, limit, keyLimit);
        }

        left = quantity;
        for (var venue = 0; venue < _markets.Length; venue++)
        {
            GoBack(venue, _taken[venue] % _markets[venue].Lot);
            left -= _taken[venue];
            Enter(venue, side, limit, keyLimit);
        }

        while (left > 0 && Best() is >= 0 and var venue)
        {
            var lots = Math.Min(left, _most[venue] - _taken[venue]) / _markets[venue].Lot;
            var take = WholeLots(venue, lots, side, limit, keyLimit);
            left -= take;
            if (take == 0)
                _keys[venue] = AnyKey;
        }
    }

    /// <summary>Takes whole lots from where a venue's walk stands, at most down to the end of the level that the first of them begins in.</summary>
    private long WholeLots(int venue, long lots, Side side, long limit, Int128 keyLimit)
    {
        var lot = _markets[venue].Lot;
        lots = Math.Min(lots, Math.Max(1, _leftAt[venue] / lot));
        if (lots <= 0 || !Reaches(venue, lots * lot, side, limit, keyLimit))
            return 0;
        for (var left = lots * lot; left > 0;)
        {
            var take = Math.Min(left, _leftAt[venue]);
            Take(venue, take);
            left -= take;
            if (_leftAt[venue] == 0)
                Leave(venue, side, limit, keyLimit);
        }

        return lots * lot;
    }

    /// <summary>Whether so much is there within the limits.</summary>
    private bool Reaches(int venue, long quantity, Side side, long limit, Int128 keyLimit)
    {
        quantity -= _leftAt[venue];
        for (var at = _at[venue] + 1; quantity > 0 && at < _counts[venue]; at++)
        {
            if (!IsWithin(venue, at, side, limit, keyLimit))
                return false;
            quantity -= _levels[venue * DepthMax + at].Quantity;
        }

        return quantity <= 0;
    }

    private int Best()
    {
        var (best, key) = (-1, AnyKey);
        for (var venue = 0; venue < _keys.Length; venue++)
        {
            if (_keys[venue] < key)
                (best, key) = (venue, _keys[venue]);
        }

        return best;
    }

    private void Take(int venue, long quantity)
    {
        _taken[venue] += quantity;
        _leftAt[venue] -= quantity;
        _worst[venue] = _levels[venue * DepthMax + _at[venue]].VenuePrice;
    }

    private void Leave(int venue, Side side, long limit, Int128 keyLimit)
    {
        if (_leftAt[venue] == 0)
            _at[venue]++;
        Enter(venue, side, limit, keyLimit);
    }

    /// <summary>The venue's next level counts from now on, if there is one within the limits and room for more.</summary>
    private void Enter(int venue, Side side, long limit, Int128 keyLimit)
    {
        var at = _at[venue];
        if (_isOut[venue] || _taken[venue] >= _most[venue] || at >= _counts[venue] || !IsWithin(venue, at, side, limit, keyLimit))
        {
            _keys[venue] = AnyKey;
            return;
        }

        _keys[venue] = KeyAt(venue, at, side);
        _leftAt[venue] = _levels[venue * DepthMax + at].Quantity - TakenAt(venue, at);
    }

    /// <summary>What was taken of a level: what was taken of the venue less what the levels before it hold.</summary>
    private long TakenAt(int venue, int at)
    {
        var before = 0L;
        for (var i = 0; i < at; i++)
            before += _levels[venue * DepthMax + i].Quantity;
        return Math.Max(0, _taken[venue] - before);
    }

    /// <summary>Gives back the end of a share.</summary>
    private void GoBack(int venue, long quantity)
    {
        _taken[venue] -= quantity;
        var (at, left) = (0, _taken[venue]);
        _worst[venue] = 0;
        for (; at < _counts[venue] && left > 0; at++)
        {
            ref readonly var level = ref _levels[venue * DepthMax + at];
            _worst[venue] = level.VenuePrice;
            if (left < level.Quantity)
                break;
            left -= level.Quantity;
        }

        _at[venue] = at;
    }

    /// <summary>The smallest share that is below its venue's smallest order; -1 where none is.</summary>
    private int SmallestOut()
    {
        var smallest = -1;
        for (var venue = 0; venue < _markets.Length; venue++)
        {
            if (_taken[venue] > 0 && _taken[venue] < _markets[venue].MinQuantityAt(_worst[venue]) && (smallest < 0 || _taken[venue] < _taken[smallest]))
                smallest = venue;
        }

        return smallest;
    }

    private bool IsWithin(int venue, int at, Side side, long limit, Int128 keyLimit)
    {
        var price = _levels[venue * DepthMax + at].Price;
        return (limit == 0 || (side == Side.Buy ? price <= limit : price >= limit)) && (keyLimit == AnyKey || KeyAt(venue, at, side) <= keyLimit);
    }

    private Int128 KeyAt(int venue, int at, Side side) => _markets[venue].KeyOf(_levels[venue * DepthMax + at].Price, side, isTaking: true, _latencyRates[venue]);
}
