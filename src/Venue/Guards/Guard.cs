using System.Runtime.CompilerServices;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Books;

namespace Rialto.Venue.Guards;

/// <summary>A halt that a guard began (guards.md, section 5).</summary>
/// <param name="Reason">Why; None is no halt.</param>
/// <param name="IsAuction">It is in its auction, not in its pause.</param>
/// <param name="End">When that ends, in nanoseconds; zero is never by itself.</param>
/// <param name="AuctionMs">Length of its auction.</param>
internal readonly record struct Halt(HaltReason Reason, bool IsAuction, long End, int AuctionMs)
{
    public bool IsOn => Reason != HaltReason.None;
}

/// <summary>A trade that tripped its instrument's breaker. Side.Sell is a fall.</summary>
internal readonly record struct Trip(Side Side, long Price, long Reference);

/// <summary>What guards know of one instrument. Instruments that no guard ever touched have none, and cost nothing.</summary>
internal sealed class Guard(Book book)
{
    // What every order asks for, together: a book's guard is seldom in the nearest cache.
    private Everyday _everyday;

    public BreakerRules Rules { get; private set; } = BreakerRules.None;

    /// <summary>Null without a window.</summary>
    public TradeWindow? Window { get; private set; }

    /// <summary>What the band hangs on until there are trades enough; zero is none, and where there is no window: a guard that does nothing has nothing.</summary>
    public long Base
    {
        get;
        set
        {
            field = value;
            ForgetBand();
        }
    }

    public Halt Halt { get; set; }

    /// <summary>Its rules know limit states.</summary>
    public bool HasLimitStates => _everyday.HasLimitStates;

    /// <summary>A limit state is on, since <see cref="LimitSince"/>.</summary>
    public bool HasLimit
    {
        get => _everyday.HasLimit;
        set => _everyday.HasLimit = value;
    }

    public Side LimitSide { get; set; }
    public long LimitSince { get; set; }

    /// <summary>In the index; zero is no member.</summary>
    public int Weight { get; set; }

    public long MemberReference { get; set; }
    public long MemberPrice { get; set; }

    /// <summary>Its kill switch is on.</summary>
    public bool IsStopped { get; set; }

    /// <summary>The breaker has tripped within the order that is being done.</summary>
    public bool HasTripped { get; set; }

    public Trip Trip { get; set; }

    /// <summary>Its orders are cancelled once the order is done.</summary>
    public bool CancelsAfterHalt { get; set; }

    /// <summary>When the limit state becomes a pause, in nanoseconds; zero without one.</summary>
    public long LimitEnd => HasLimit ? LimitSince + Rules.LimitStateMs * 1_000_000L : 0;

    /// <summary>True where it holds nothing that a new one does not. Cold.</summary>
    public bool IsEmpty => Rules == BreakerRules.None && Base == 0 && !Halt.IsOn && Weight == 0 && !IsStopped;

    public void SetRules(BreakerRules rules)
    {
        Rules = rules;
        _everyday.HasLimitStates = rules.LimitStateMs != 0;
        Window = rules.WindowMs == 0 ? null : new TradeWindow(rules.WindowMs);
        HasLimit = false;
        ForgetBand();
    }

    /// <summary>The window begins anew.</summary>
    public void ClearWindow()
    {
        Window?.Clear();
        ForgetBand();
    }

    /// <summary>What the band is made of is another now.</summary>
    public void ForgetBand()
    {
        _everyday.BandEnds = 0;
        book.EndCalm();
    }

    /// <summary>Up to when the band that was found last is the band, in nanoseconds.</summary>
    public long BandEnds => _everyday.BandEnds;

    /// <summary>The band at this time, which is not before what it was. Good until the guard is asked again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly Band BandAt(long now)
    {
        if (now >= _everyday.BandEnds)
            FindBand(now);
        return ref _everyday.Band;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FindBand(long now)
    {
        _everyday.Band = default;
        _everyday.BandEnds = long.MaxValue;
        if (Rules.BandPpm == 0)
            return;
        Window!.MoveTo(now);
        _everyday.BandEnds = Window.NowEnds;
        var reference = Window.Mean != 0 ? Window.Mean : Base;
        if (reference != 0)
            _everyday.Band = Band.Around(reference, Rules.BandPpm, book.Tick.Divisor);
    }

    /// <summary>What the breaker measures from at this time: lowest and highest price; zero without a breaker, or where nothing is known.</summary>
    public (long Low, long High) RangeAt(long now)
    {
        if (Rules.BreakerPpm == 0)
            return default;
        Window!.MoveTo(now);
        var range = Window.Range;
        return range.Low != 0 ? range : (book.Reference, book.Reference);
    }

    /// <summary>Section 4: which way a trade at this price trips a breaker that measures from this range; null where it does not.</summary>
    public static Side? Trips(int breakerPpm, long low, long high, long price)
    {
        if (low == 0)
            return null;
        if (price < high && (Int128)(high - price) * 1_000_000 >= (Int128)breakerPpm * high)
            return Side.Sell;
        return price > low && (Int128)(price - low) * 1_000_000 >= (Int128)breakerPpm * low ? Side.Buy : null;
    }

    private struct Everyday
    {
        public Band Band;

        /// <summary>The band is known up to here, in nanoseconds: it moves with the window's buckets only.</summary>
        public long BandEnds;

        public bool HasLimitStates;
        public bool HasLimit;
    }
}
