using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Quality;

/// <summary>What the rules remember of one listing.</summary>
internal sealed class ListingQuality(Listing listing, QualityLimits limits, VenueClock clock)
{
    /// <summary>Trades that the volume rule looks at, and how few give no verdict.</summary>
    public const int SpikeWindow = 127, SpikeWarmFrom = 63;

    private readonly QualityHits _hits = new();

    public Listing Listing { get; } = listing;

    public QualityLimits Limits { get; } = limits;

    public VenueClock Clock { get; } = clock;

    public JumpTest Trades { get; } = new();

    public JumpTest Touches { get; } = new();

    public RobustWindow Quantities { get; } = new(SpikeWindow);

    /// <summary>Made at the first event.</summary>
    public EventHistory? History { get; set; }

    /// <summary>The other listings of the symbol, itself among them.</summary>
    public SymbolPeers Peers { get; set; } = null!;

    public long[] Counts { get; } = new long[QualityMonitor.Rules];

    public FeedEvent LastEvent;

    /// <summary>When the venue last said something of it; the latest such time.</summary>
    public Timestamp Heard { get; set; }

    public Timestamp LastReceive { get; set; }

    public long FrameSeen { get; set; } = -1;

    public long RateSecond { get; set; } = -1;

    public int RateCount { get; set; }

    public Timestamp TradeTime { get; set; }

    public Timestamp TradeTimeMax { get; set; }

    public Timestamp LevelTime { get; set; }

    public Timestamp LevelTimeMax { get; set; }

    public bool HasBook { get; set; }

    public BookTrust Trust { get; set; }

    /// <summary>A level out of range came since the book was last cleared: which side's best price it may be is not known, so neither is believed.</summary>
    public bool HasRangeDoubt { get; set; }

    public bool IsStale { get; set; }

    public Bbo Touch { get; set; }

    /// <summary>What is wrong with the best prices as they stand: Range, Stale, Outlier, Locked, Crossed, TouchJump.</summary>
    public QualityMarks Standing { get; set; }

    /// <summary>Twice the middle, in the peers' common scale.</summary>
    public Int128 Middle { get; set; }

    /// <summary>The middle that was last compared with the others'.</summary>
    public Int128 OutlierMiddle { get; set; }

    public long PriceFactor { get; set; } = 1;

    public QualityVerdict Verdict(QualityMarks marks) => new(marks, (marks & Limits.Rejects) != 0);

    public void Set(QualityMarks mark, bool isOn) => Standing = isOn ? Standing | mark : Standing & ~mark;

    public void Hit(QualityRule rule)
    {
        Counts[(int)rule]++;
        _hits.Add(rule, LastReceive);
    }

    /// <summary>docs/reference/quality.md, "Score".</summary>
    public int Score(Timestamp now)
    {
        if (Heard.IsNone || IsStaleAt(now) || (HasBook && Trust != BookTrust.Trusted))
            return 0;
        var score = 100 - _hits.Penalty(now);
        if ((Standing & Limits.Rejects) != 0)
            score -= 40;
        if (Clock.IsRaised)
            score -= 10;
        return Math.Max(0, score);
    }

    public bool IsStaleAt(Timestamp now) => Limits.StaleNs != 0 && !Heard.IsNone && now.Nanoseconds - Heard.Nanoseconds > Limits.StaleNs;

    /// <summary>The book, which is believed, shows that it trades there: best prices that nothing speaks against, no further apart than what would be a jump.</summary>
    public bool IsBetweenBestPrices(long price)
    {
        long bid = Touch.BidPrice.Units, ask = Touch.AskPrice.Units;
        return HasBook && Trust == BookTrust.Trusted && Touch.IsTwoSided && (Standing & (Limits.Rejects | QualityMarks.TouchJump)) == 0 && price >= bid && price <= ask
            && (ask - bid <= Limits.JumpFloor || ((Int128)ask - bid) * 1_000_000 <= (Int128)Math.Abs(bid) * Limits.JumpFloorPpm);
    }

    /// <summary>The price is one that this listing may have.</summary>
    public bool IsInRange(in FeedEvent told, out long measured, out long limit)
    {
        var least = told.Kind == FeedEventKind.Trade ? 1 : 0;
        (measured, limit) = (told.Price.Units, told.Price.Units < Limits.PriceMin ? Limits.PriceMin : Limits.PriceMax);
        if (measured < Limits.PriceMin || measured > Limits.PriceMax)
            return false;
        (measured, limit) = (told.Quantity.Units, told.Quantity.Units < least ? least : Limits.QuantityMax);
        return measured >= least && measured <= Limits.QuantityMax && told.Side is Side.Buy or Side.Sell;
    }
}
