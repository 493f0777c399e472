using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Trading.Books;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Taking;

/// <summary>Where a position was entered, and whether the market has gone against it by too much.</summary>
internal sealed class Entry
{
    private double _price;
    private long _sinceNs;
    private long _pausedUntilNs;
    private int _sign;

    /// <summary>How long the position has been held, in milliseconds.</summary>
    public long HeldMs(StrategyContext desk) => _sign == 0 ? 0 : (desk.Now.Nanoseconds - _sinceNs) / 1_000_000;

    /// <summary>Gain since the entry, in basis points; zero without a position.</summary>
    public double GainBps(double mid) => _sign == 0 ? 0 : _sign * (mid - _price) / _price * 10_000;

    /// <summary>True while nothing is to be entered.</summary>
    public bool IsPaused(StrategyContext desk) => desk.Now.Nanoseconds < _pausedUntilNs;

    /// <summary>What is held that an order could close, as of the last look, in the listing's units; zero for less (<see cref="Taking.Held"/>).</summary>
    public long Held { get; private set; }

    /// <summary>Looks at the position: a new direction is a new entry at the mid. What no order could close is no position.</summary>
    /// <param name="desk">Whose.</param>
    /// <param name="listing">Of what.</param>
    /// <param name="best">Its best prices, both there.</param>
    /// <param name="stopBps">It is to be closed so far against it.</param>
    /// <param name="pauseMs">Nothing is entered for so long after that.</param>
    /// <returns>True where it is to be closed at once.</returns>
    public bool Look(StrategyContext desk, ListingId listing, in Bbo best, double stopBps, long pauseMs)
    {
        var mid = (best.BidPrice.Units + best.AskPrice.Units) * 0.5;
        Held = Taking.Held.Of(desk, listing, in best);
        var sign = Math.Sign(Held);
        if (sign != _sign)
            (_sign, _price, _sinceNs) = (sign, mid, desk.Now.Nanoseconds);
        if (sign == 0 || GainBps(mid) > -stopBps)
            return false;
        _pausedUntilNs = desk.Now.Nanoseconds + pauseMs * 1_000_000;
        return true;
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        _price = state.Keep(_price);
        _sinceNs = state.Keep(_sinceNs);
        _pausedUntilNs = state.Keep(_pausedUntilNs);
        _sign = state.Keep(_sign, -1, 1);
    }
}
