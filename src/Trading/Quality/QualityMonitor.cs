using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Quality;

/// <summary>
/// Looks at every event of all feeds and at every best price, says what is wrong with it, counts it and keeps samples. It drops nothing: the caller passes events on and decides by the
/// verdict what may be used as a price. docs/reference/quality.md defines every rule. Time comes from events and <see cref="OnClock"/> alone: the same calls give the same verdicts.
/// Single-threaded; after the first event of a listing (which makes its history) nothing is allocated.
/// </summary>
public sealed class QualityMonitor
{
    /// <summary>Numbers of rules are below this.</summary>
    public const int Rules = 16;

    private const long NsPerSecond = 1_000_000_000;

    private readonly ListingTable _table;
    private readonly Func<Listing, QualityLimits> _limits;
    private readonly Func<FeedVenue, VenueClock> _clockFor;
    private readonly List<ListingQuality> _watched = [];
    private readonly VenueClock?[] _clocks = new VenueClock?[256];
    private readonly long[] _clockSecond = new long[256];
    private readonly RuleTally[] _tallies = new RuleTally[Rules];
    private readonly int _historyCapacity;
    private ListingQuality?[] _listings = [];
    private long _frame;

    /// <summary>Makes a monitor; events of listings that it does not know are counted and not judged.</summary>
    /// <param name="listings">The listings.</param>
    /// <param name="limits">The limits of each; <see cref="QualityLimits.For"/> if none is given.</param>
    /// <param name="historyCapacity">Events kept for each listing; zero keeps none.</param>
    /// <param name="clock">Makes the clock of a venue; one with defaults if none is given.</param>
    /// <param name="wanted">The listings to judge; null for all that are in the table now.</param>
    public QualityMonitor(
        ListingTable listings, Func<Listing, QualityLimits>? limits = null, int historyCapacity = EventHistory.DefaultCapacity, Func<FeedVenue, VenueClock>? clock = null,
        IEnumerable<ListingId>? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentOutOfRangeException.ThrowIfNegative(historyCapacity);
        (_table, _historyCapacity, _limits, _clockFor) = (listings, historyCapacity, limits ?? QualityLimits.For, clock ?? (_ => new VenueClock()));
        Add(wanted ?? Enumerable.Range(1, listings.Count).Select(id => new ListingId(id)));
        for (var rule = 0; rule < Rules; rule++)
            _tallies[rule] = new RuleTally((QualityRule)rule);
    }

    /// <summary>Judges listings that have come later too; those that it knows keep what it knows of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A listing that is not in the table.</exception>
    public void Add(IEnumerable<ListingId> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var symbols = new HashSet<(string, string)>();
        foreach (var id in wanted)
        {
            var listing = _table[id];
            if (Find(id) is not null)
                continue;
            if (id.Value > _listings.Length)
                Array.Resize(ref _listings, Math.Max(id.Value, _table.Count));
            var entry = new ListingQuality(listing, _limits(listing), _clocks[(byte)listing.Venue] ??= _clockFor(listing.Venue));
            _listings[id.Value - 1] = entry;
            _watched.Add(entry);
            symbols.Add((listing.Symbol, listing.Quote));
        }

        Compare(symbols);
    }

    /// <summary>Judges listings no more, and forgets what it knows of them; what they broke stays counted.</summary>
    public void Remove(IReadOnlyCollection<ListingId> ended)
    {
        ArgumentNullException.ThrowIfNull(ended);
        var symbols = new HashSet<(string, string)>();
        foreach (var id in ended)
        {
            if (Find(id) is not { } entry)
                continue;
            symbols.Add((entry.Listing.Symbol, entry.Listing.Quote));
            _listings[id.Value - 1] = null;
        }

        _watched.RemoveAll(entry => Find(entry.Listing.Id) != entry);
        Compare(symbols);
    }

    // By number, as if all had been there from the beginning.
    private void Compare(HashSet<(string, string)> symbols)
    {
        foreach (var peers in _watched.Where(entry => symbols.Contains((entry.Listing.Symbol, entry.Listing.Quote))).OrderBy(entry => entry.Listing.Id.Value).GroupBy(entry => (entry.Listing.Symbol, entry.Listing.Quote)))
            _ = new SymbolPeers([.. peers]);
    }

    /// <summary>Events looked at.</summary>
    public long Events { get; private set; }

    /// <summary>How often a rule was broken, with samples.</summary>
    public RuleTally TallyOf(QualityRule rule) => _tallies[(int)rule];

    /// <summary>How often a rule was broken by one listing.</summary>
    public long CountOf(ListingId listing, QualityRule rule) => Find(listing)?.Counts[(int)rule] ?? 0;

    /// <summary>The newest events of a listing; none before its first, or where none are kept.</summary>
    public EventHistory? HistoryOf(ListingId listing) => Find(listing)?.History;

    /// <summary>Our clock beside a venue's; none where no listing is of it. Requests and answers are told to it directly.</summary>
    public VenueClock? ClockOf(FeedVenue venue) => _clocks[(byte)venue];

    /// <summary>What is wrong with a listing's best prices as they stand: they may be used unless rejected.</summary>
    public QualityVerdict TouchOf(ListingId listing) => Find(listing) is { } entry ? entry.Verdict(entry.Standing) : default;

    /// <summary>How far a listing's data may be believed: 0, not at all, to 100.</summary>
    public int ScoreOf(ListingId listing, Timestamp now) => Find(listing)?.Score(now) ?? 0;

    /// <summary>Looks at one event of a feed, in the order in which feeds tell them.</summary>
    public QualityVerdict Look(in FeedEvent told)
    {
        Events++;
        var marks = QualityMarks.None;
        var entry = Find(told.Listing);
        if (entry is null)
        {
            if (told.Kind == FeedEventKind.Drift)
            {
                marks = QualityMarks.Drift;
                _tallies[(int)QualityRule.Drift].Add(in told, isRejected: false, told.TradeId, 0);
            }

            EndFrame(in told);
            return new QualityVerdict(marks, false);
        }

        entry.LastEvent = told;
        marks |= LookAtOurTime(entry, in told);
        switch (told.Kind)
        {
            case FeedEventKind.Level:
                marks |= Hear(entry, in told);
                marks |= LookAtVenueTime(entry, in told, isTrade: false);
                marks |= LookAtLevel(entry, in told);
                break;
            case FeedEventKind.Trade:
                marks |= Hear(entry, in told);
                marks |= LookAtVenueTime(entry, in told, isTrade: true);
                marks |= LookAtTrade(entry, in told);
                break;
            case FeedEventKind.BookCleared:
                marks |= Hear(entry, in told);
                entry.HasRangeDoubt = false;
                entry.Set(QualityMarks.Range, false);
                break;
            case FeedEventKind.BookStateChanged:
                entry.HasBook = true;
                entry.Trust = told.State;
                if (told.State == BookTrust.Resyncing && told.Reason is not (BookReason.None or BookReason.Starting or BookReason.ConnectionLost or BookReason.VenueRestart or BookReason.AwaitsUpdate))
                    marks |= Hit(entry, QualityRule.BookDoubted, (long)told.Reason, 0);
                break;
            case FeedEventKind.Drift:
                marks |= Hit(entry, QualityRule.Drift, told.TradeId, 0);
                break;
        }

        var verdict = entry.Verdict(marks);
        if (_historyCapacity > 0)
            (entry.History ??= new EventHistory(_historyCapacity)).Add(in told, verdict);
        EndFrame(in told);
        return verdict;
    }

    /// <summary>Looks at a listing's best prices at the end of a frame that changed them (or made them empty).</summary>
    /// <returns>What <see cref="TouchOf"/> says from now on.</returns>
    public QualityVerdict LookAtTouch(ListingId listing, in Bbo best, Timestamp receiveTime)
    {
        if (Find(listing) is not { } entry)
            return default;
        entry.Touch = best;
        entry.Set(QualityMarks.TouchJump, false);
        Raise(entry, QualityRule.Locked, QualityMarks.Locked, best.IsLocked, best.BidPrice.Units, best.AskPrice.Units);
        Raise(entry, QualityRule.Crossed, QualityMarks.Crossed, best.IsCrossed, best.BidPrice.Units, best.AskPrice.Units);
        if (best.IsTwoSided && !entry.HasRangeDoubt)
        {
            long bid = best.BidPrice.Units, ask = best.AskPrice.Units;
            entry.Middle = ((Int128)bid + ask) * entry.PriceFactor;
            var middle = (bid & ask) + ((bid ^ ask) >> 1);
            if (!best.IsCrossed && entry.Touches.IsJump(middle, entry.Limits.JumpFloor, receiveTime, entry.Limits, out var distance, out var bound))
            {
                Hit(entry, QualityRule.TouchJump, distance, bound);
                entry.Set(QualityMarks.TouchJump, true);
            }
        }

        entry.Peers.Compare(receiveTime, this);
        return entry.Verdict(entry.Standing);
    }

    /// <summary>Time has passed: what has been silent for too long becomes stale, clocks are compared. Once a second is often enough.</summary>
    public void OnClock(Timestamp now)
    {
        foreach (var entry in _watched)
        {
            if (!entry.IsStale && entry.IsStaleAt(now))
            {
                entry.IsStale = true;
                Raise(entry, QualityRule.Stale, QualityMarks.Stale, true, now.Nanoseconds - entry.Heard.Nanoseconds, entry.Limits.StaleNs);
                entry.Peers.Compare(now, this);
            }

            LookAtClock(entry, now);
        }
    }

    internal void OnOutlier(ListingQuality entry, Int128 median) =>
        Hit(entry, QualityRule.Outlier, entry.Touch.BidPrice.Units + entry.Touch.AskPrice.Units, (long)Int128.Clamp(median / entry.PriceFactor, long.MinValue, long.MaxValue));

    private ListingQuality? Find(ListingId listing) => (uint)(listing.Value - 1) < (uint)_listings.Length ? _listings[listing.Value - 1] : null;

    private void EndFrame(in FeedEvent told)
    {
        if ((told.Flags & FeedEventFlags.LastOfFrame) != 0)
            _frame++;
    }

    private QualityMarks LookAtOurTime(ListingQuality entry, in FeedEvent told)
    {
        if (told.ReceiveTime < entry.LastReceive)
        {
            var back = entry.LastReceive.Nanoseconds - told.ReceiveTime.Nanoseconds;
            entry.LastReceive = told.ReceiveTime;
            return Hit(entry, QualityRule.ReceiveBackwards, back, 0);
        }

        entry.LastReceive = told.ReceiveTime;
        return QualityMarks.None;
    }

    /// <summary>The venue has said something of the listing: it is not stale, and its message is counted once a frame.</summary>
    private QualityMarks Hear(ListingQuality entry, in FeedEvent told)
    {
        if (told.ReceiveTime > entry.Heard)
            entry.Heard = told.ReceiveTime;
        if (entry.IsStale)
        {
            entry.IsStale = false;
            entry.Set(QualityMarks.Stale, false);
        }

        if (entry.FrameSeen == _frame)
            return QualityMarks.None;
        entry.FrameSeen = _frame;
        var second = told.ReceiveTime.Nanoseconds / NsPerSecond;
        if (second != entry.RateSecond)
            (entry.RateSecond, entry.RateCount) = (second, 0);
        var max = entry.Limits.RatePerSecondMax;
        return ++entry.RateCount == max + 1 && max != 0 ? Hit(entry, QualityRule.Rate, entry.RateCount, max) : QualityMarks.None;
    }

    private QualityMarks LookAtVenueTime(ListingQuality entry, in FeedEvent told, bool isTrade)
    {
        // All levels of a frame have one time: looked at once.
        var time = told.EventTime;
        if (time.IsNone || time == (isTrade ? entry.TradeTime : entry.LevelTime))
            return QualityMarks.None;
        if (isTrade)
            entry.TradeTime = time;
        else
            entry.LevelTime = time;
        var apart = (ulong)Int128.Abs((Int128)told.ReceiveTime.Nanoseconds - time.Nanoseconds);
        if (entry.Limits.TimeRangeNs != 0 && apart > (ulong)entry.Limits.TimeRangeNs)
            return Hit(entry, QualityRule.TimeRange, (long)Math.Min(apart, long.MaxValue), entry.Limits.TimeRangeNs);

        entry.Clock.OnEvent(told.ReceiveTime, time);
        var marks = LookAtClock(entry, told.ReceiveTime);
        var latest = isTrade ? entry.TradeTimeMax : entry.LevelTimeMax;
        if (time < latest)
        {
            var back = latest.Nanoseconds - time.Nanoseconds;
            return back > entry.Limits.TimeToleranceNs ? marks | Hit(entry, QualityRule.TimeBackwards, back, entry.Limits.TimeToleranceNs) : marks;
        }

        if (isTrade)
            entry.TradeTimeMax = time;
        else
            entry.LevelTimeMax = time;
        return marks;
    }

    /// <summary>Once in a second of each venue: whether the clocks are too far apart.</summary>
    private QualityMarks LookAtClock(ListingQuality entry, Timestamp now)
    {
        var venue = (byte)entry.Listing.Venue;
        var second = now.Nanoseconds / NsPerSecond;
        var max = entry.Limits.ClockOffsetMaxNs;
        if (second == _clockSecond[venue] || max == 0)
            return QualityMarks.None;
        _clockSecond[venue] = second;
        var estimate = entry.Clock.At(now);
        var wasRaised = entry.Clock.IsRaised;
        entry.Clock.IsRaised = estimate.Source != ClockSource.None && (estimate.LowNs > max || estimate.HighNs < -max);
        return entry.Clock.IsRaised && !wasRaised ? Hit(entry, QualityRule.ClockOffset, estimate.OffsetNs, max) : QualityMarks.None;
    }

    private QualityMarks LookAtLevel(ListingQuality entry, in FeedEvent told)
    {
        if (entry.IsInRange(in told, out var measured, out var limit))
            return QualityMarks.None;
        entry.HasRangeDoubt = true;
        entry.Set(QualityMarks.Range, true);
        return Hit(entry, QualityRule.Range, measured, limit);
    }

    private QualityMarks LookAtTrade(ListingQuality entry, in FeedEvent told)
    {
        if (!entry.IsInRange(in told, out var measured, out var limit))
            return Hit(entry, QualityRule.Range, measured, limit);
        var marks = QualityMarks.None;
        if (entry.Trades.IsJump(told.Price.Units, entry.Limits.JumpFloor, told.ReceiveTime, entry.Limits, out measured, out limit))
        {
            if (entry.IsBetweenBestPrices(told.Price.Units))
                entry.Trades.Believe(told.Price.Units);
            else
                marks |= Hit(entry, QualityRule.Jump, measured, limit);
        }

        var quantities = entry.Quantities;
        if (entry.Limits.SpikeRatio != 0 && quantities.Count >= ListingQuality.SpikeWarmFrom)
        {
            var usual = (Int128)quantities.Percentile(90) * entry.Limits.SpikeRatio;
            if (told.Quantity.Units > usual)
                marks |= Hit(entry, QualityRule.VolumeSpike, told.Quantity.Units, (long)usual);
        }

        quantities.Add(told.Quantity.Units);
        return marks;
    }

    /// <summary>A state of the best prices: counted when it begins.</summary>
    private void Raise(ListingQuality entry, QualityRule rule, QualityMarks mark, bool isOn, long measured, long limit)
    {
        if (isOn && (entry.Standing & mark) == 0)
            Hit(entry, rule, measured, limit);
        entry.Set(mark, isOn);
    }

    private QualityMarks Hit(ListingQuality entry, QualityRule rule, long measured, long limit)
    {
        var mark = (QualityMarks)(1 << (int)rule);
        entry.Hit(rule);
        _tallies[(int)rule].Add(in entry.LastEvent, (entry.Limits.Rejects & mark) != 0, measured, limit);
        return mark;
    }
}
