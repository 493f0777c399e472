using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Rialto.Host.Desk.Sources;
using Rialto.Host.Desk.Status;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Memory;
using Rialto.Trading;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Live;

/// <summary>
/// A desk with real orders. One thread takes a little of each source in turn, so that none of them waits for another: commands, what the venues say, timers, frames of the market. Each input is
/// stamped where it has no time of its own, journaled, and applied; requests leave once the inputs that led to them are in the journal. It never waits for a venue: a link that takes nothing more
/// counts as down.
/// <code>
/// DeskControl ─┐
/// links        ─┼─> journal ─> trader ─> requests ─(commit)─> links
/// clock        ─┤
/// market       ─┘
/// </code>
/// </summary>
internal sealed partial class LiveDesk : RunningDesk
{
    private const int CommandsAtOnce = 16;
    private const int ReportsAtOnce = 256;
    private const int EventsAtOnce = 1_024;
    private const long LookEveryNs = 100_000_000;

    // A disk that is full may have room again; a desk that can write nothing for longer must not keep its orders.
    private static readonly TimeSpan _spacePatience = TimeSpan.FromSeconds(5);

    // What waits for another report is not asked for again at once, and not forgotten either.
    private const long TimerAgainNs = 1_000_000_000;

    // A desk ahead of its clock takes one part in so many back. So far apart is told.
    private const long SlowerBy = 16, AheadNs = 1_000_000_000;

    private readonly Clock _clock;
    private readonly Func<long> _monotonic;
    private readonly List<OrderRequest> _requests = [];
    private readonly List<OrderReport> _told = [];
    private readonly List<(ToldCommand Told, CommandRefusal Refusal)> _answers = [];
    private readonly LiveLink?[] _linkOf = new LiveLink?[256];
    private readonly long _latencyLimitNs;
    private LiveLink[] _links = [];
    private IMarketSource? _source;
    private DeskJournal? _journal;
    private CommandRefusal _refusal;
    private Timestamp _now;
    private long _utc;
    private long _stampedAt;
    private bool _isAhead;
    private Timestamp _lastTimer;
    private long _lookAtNs;
    private long _nextCheck;
    private long _lastCheck;
    private long _tickAt;
    private long _sentTickAt;
    private long _arrivedAt;
    private long _lookedAt;
    private long _sentArrivedAt;
    private long _frames;
    private bool _isMuted;
    private bool _isSlow;

    /// <summary>Makes a desk before its first input.</summary>
    /// <param name="settings">What it is.</param>
    /// <param name="listings">Its listings (<see cref="DeskParts.Listings"/>).</param>
    /// <param name="clock">Stamps commands and timers.</param>
    /// <param name="monotonic">Nanoseconds that never step back, by which time goes on while the clock is behind; null for this machine's.</param>
    /// <exception cref="DeskFaultException">The configuration contradicts itself.</exception>
    public LiveDesk(DeskSettings settings, ListingTable listings, Clock clock, Func<long>? monotonic = null) : base(settings, listings)
    {
        _clock = clock;
        _monotonic = monotonic ?? (static () => Clock.MonotonicNanoseconds);
        _stampedAt = _monotonic();
        _nextCheck = settings.CheckEvery;
        _latencyLimitNs = DeskParts.Trader(settings).LatencyLimitNs;
        Identity = DeskIdentity.Of(settings, listings);
        Paths = settings.Live.OrderPaths > 0 ? new OrderPaths(settings.Live.OrderPaths) : null;
        Control.WakeOnTell(Wake);
    }

    /// <summary>What it was made of, before its first input: a snapshot of another is none of it.</summary>
    public IReadOnlyList<string> Identity { get; init; }

    /// <summary>When each request passed where; null where nobody wants to know.</summary>
    public OrderPaths? Paths { get; }

    /// <summary>Takes snapshots of it while it runs; null for none.</summary>
    public DeskSnapshots? Snapshots { get; set; }

    /// <summary>True where its table of listings is ahead of its trader: no moment for a snapshot.</summary>
    public bool HasUnheard => _source is { HasUntold: true };

    /// <summary>Raised when there is something to do while the desk is parked.</summary>
    public WakeSignal Wake { get; } = new();

    /// <summary>Its links.</summary>
    public IReadOnlyList<LiveLink> Links => _links;

    /// <inheritdoc/>
    public override long Frames => Volatile.Read(ref _frames);

    /// <summary>Events of the market that were lost on the way.</summary>
    public long Missed => _source?.Missed ?? 0;

    /// <summary>The newest time that the loop has seen.</summary>
    public Timestamp Now => _now;

    /// <inheritdoc/>
    public override IEnumerable<DeskBalance> Balances =>
        from link in _links
        from asset in link.Assets
        let balance = new DeskBalance(link.Link.Venue, asset, Trader.Portfolio.BalanceOf(link.Link.Venue, asset).Total, link.BalanceOf(asset))
        where balance.Ours != 0 || (balance.Theirs ?? 0) != 0
        select balance;

    /// <inheritdoc/>
    public override IEnumerable<DeskContract> Contracts =>
        from listing in Enumerable.Range(1, Listings.Count).Select(id => Listings[new ListingId(id)])
        where listing.Kind != ListingKind.Spot && _linkOf[(int)listing.Venue] is not null
        select new DeskContract(listing, Trader.Portfolio.PositionOf(listing.Id).Quantity.Units, _linkOf[(int)listing.Venue]!.PositionOf(listing.Id));

    /// <summary>
    /// Begins: the market is followed, a new life is told and made durable before any link may carry a request. Once; the links are started by the caller afterwards.
    /// </summary>
    /// <param name="journal">Where inputs go.</param>
    /// <param name="source">The market.</param>
    /// <param name="links">One for each venue of the desk.</param>
    /// <param name="stop">A stop that waited for this life: told before anything is sent.</param>
    /// <param name="carried">What earlier runs have made of the day (<see cref="Results.DayCarry"/>), for a run that begins; null for none.</param>
    public void Begin(DeskJournal journal, IMarketSource source, IReadOnlyList<VenueLink> links, DeskCommand? stop = null, IReadOnlyList<DeskCommand>? carried = null)
    {
        (_journal, _source) = (journal, source);
        Attach(links);
        source.Follow(Listings, (own, told) => DeskParts.Changed(Settings, own, told));
        Wake.Beside = source.Arrivals;
        Stamp();
        Tell(new DeskCommand { Kind = DeskCommandKind.Restart, Time = _now, Who = Text36.Of("rialto-trade") });
        foreach (var day in carried ?? [])
            Tell(day with { Time = _now });
        if (stop is { } waited)
            Tell(waited with { Time = _now });
        Commit();
        Send();
    }

    /// <summary>One turn: a little of each source, the commit, and then what it led to.</summary>
    /// <returns>False where nothing was there.</returns>
    public bool Turn()
    {
        Stamp();
        var before = Trader.Sequence;
        if (Clock.MonotonicNanoseconds >= _lookAtNs)
            Look();
        TakeCommands();
        foreach (var link in _links)
            TakeReports(link);
        TakeOwn();
        TakeTime();
        TakeFrames();
        if (Trader.Sequence == before)
            return false;
        if (Trader.Sequence >= _nextCheck)
            Check();
        Commit();
        Send();
        foreach (var (told, refusal) in _answers)
            told.Answered.TrySetResult(refusal);
        _answers.Clear();
        return true;
    }

    /// <summary>Writes what the desk is now to its journal, where it has taken anything since the last time: a replay compares it.</summary>
    public void Check()
    {
        _nextCheck = Trader.Sequence + Settings.CheckEvery;
        if (_journal is null || Trader.Sequence == _lastCheck)
            return;
        _lastCheck = Trader.Sequence;
        while (!_journal.TryAppendCheck(Trader.StateHash(), Trader.OutputHash))
            WaitForSpace();
    }

    /// <summary>Makes what was taken durable.</summary>
    /// <exception cref="IOException">The disk failed, or has had no room for too long.</exception>
    public void Commit()
    {
        if (!_journal!.Commit())
            WaitForSpace();
    }

    /// <summary>Tells the trader a command of the loop's own.</summary>
    public void Tell(in DeskCommand command)
    {
        var bytes = Blittable.ReadOnlyBytes(in command);
        while (!_journal!.TryAppendCommand(bytes))
            WaitForSpace();
        Coming(command.Time);
        Trader.Apply(in command);
    }

    /// <inheritdoc/>
    protected override void OnRequest(in OrderRequest request)
    {
        if (_isMuted)
        {
            Counts.Take(in request);
            return;
        }

        Counts.Take(in request, request.Kind == OrderRequestKind.Place ? _clock.UtcNanoseconds : 0, _arrivedAt);
        Paths?.Asked(in request, _arrivedAt, _lookedAt, _clock.UtcNanoseconds);
        if (_tickAt != 0)
        {
            TickToIntent.Record((long)Stopwatch.GetElapsedTime(_tickAt).TotalNanoseconds);
            if (_sentTickAt == 0)
                (_sentTickAt, _sentArrivedAt) = (_tickAt, _arrivedAt);
            _tickAt = 0;
        }

        _requests.Add(request);
    }

    /// <inheritdoc/>
    protected override void OnAudit(in DeskAudit audit)
    {
        if (audit.Kind == DeskAuditKind.CommandRefused)
            _refusal = (CommandRefusal)audit.Code;
        base.OnAudit(in audit);
        if (!_isMuted)
            Told?.Invoke(audit);
    }

    /// <summary>Hears what the trader tells, on the desk's thread; not of a life that is repeated.</summary>
    public Action<DeskAudit>? Told { get; set; }

    /// <summary>Hears what the loop itself has to say, for people, on the desk's thread.</summary>
    public Action<string>? Noted { get; set; }

    private void Attach(IReadOnlyList<VenueLink> links)
    {
        _links = [.. links.Select(link => new LiveLink(link))];
        foreach (var link in _links)
            _linkOf[(int)link.Link.Venue] = link;
        foreach (var terms in Settings.Venues)
        {
            if (_linkOf[(int)terms.Venue] is null)
                throw new DeskFaultException($"There is no link to {terms.Venue}.");
        }
    }

    // The machine's clock may be set back; the desk's time is not. Nor does it stand still, for what waits would wait until the clock had caught up: it goes on, a little slower.
    private void Stamp()
    {
        var at = _monotonic();
        var passed = at - _stampedAt;
        (_utc, _stampedAt) = (_clock.UtcNanoseconds, at);
        _now = new Timestamp(Math.Max(_utc, _now.Nanoseconds + passed - (passed / SlowerBy)));
    }

    private void LookAtClock()
    {
        var ahead = _now.Nanoseconds - _utc;
        if (_isAhead ? ahead > AheadNs / 2 : ahead <= AheadNs)
            return;
        _isAhead = !_isAhead;
        Noted?.Invoke(_isAhead
            ? string.Create(CultureInfo.InvariantCulture, $"the machine's clock is {ahead / 1e9:0.0} s behind the desk's time: it was set back. Time-outs go on; what is asked of venues by time may miss the newest")
            : "the machine's clock is where the desk's time is again");
    }

    private void Look()
    {
        _lookAtNs = Clock.MonotonicNanoseconds + LookEveryNs;
        LookAtClock();
        _source!.Look(Clock.MonotonicNanoseconds, _now);
        foreach (var link in _links)
        {
            if (!link.IsBlocked || link.Link.Requests.Depth > link.Link.Requests.Capacity / 4)
                continue;
            link.IsBlocked = false;
            if (link.IsUp)
                _told.Add(Refusal.Stream(OrderReportKind.StreamUp, link.Link, _now));
        }
    }

    private void TakeCommands()
    {
        var isWhole = true;
        for (var count = 0; (count < CommandsAtOnce || !isWhole) && Control.TryTake(out var told); count++)
        {
            // What was told as one is done as one: no frame comes between.
            isWhole = !told.IsFollowed;
            _refusal = CommandRefusal.None;
            Tell(Dated(told) with { Time = _now });
            _answers.Add((told, _refusal));
        }
    }

    private void TakeReports(LiveLink link)
    {
        for (var count = 0; count < ReportsAtOnce && link.Link.Reports.TryTake(out var report); count++)
        {
            if (!IsOf(link, in report))
            {
                link.Strange++;
                continue;
            }

            link.Note(in report);

            // The trader holds a blocked link for down; it hears that it is up when there is room again.
            if (!link.IsBlocked || report.Kind is not (OrderReportKind.StreamUp or OrderReportKind.StreamDown))
                Apply(in report);
        }
    }

    /// <summary>What the loop itself has to say in a venue's place.</summary>
    private void TakeOwn()
    {
        if (_told.Count == 0)
            return;

        // What they lead to comes in the next turn: a refusal that is asked for again at once must not keep this one from ending.
        var told = _told.ToArray();
        _told.Clear();
        foreach (ref readonly var report in told.AsSpan())
            Apply(in report);
    }

    private void TakeTime()
    {
        var due = Trader.NextDeadline;
        if (due.IsNone || due > _now || (due <= _lastTimer && _now.Nanoseconds - _lastTimer.Nanoseconds < TimerAgainNs))
            return;
        _lastTimer = _now;
        Tell(new DeskCommand { Kind = DeskCommandKind.Time, Time = _now });
    }

    private void TakeFrames()
    {
        for (var count = 0; count < EventsAtOnce && _requests.Count == 0 && _source!.TryRead(out var frame); count += frame.Length)
        {
            Volatile.Write(ref _frames, _frames + 1);
            HearLatency(in frame[0]);
            _arrivedAt = IsNews(in frame[0]) ? frame[0].ReceiveTime.Nanoseconds : 0;
            if (_arrivedAt != 0)
                ArrivalToLook.Record((_lookedAt = _clock.UtcNanoseconds) - _arrivedAt);
            _tickAt = Stopwatch.GetTimestamp();
            foreach (ref readonly var told in frame)
            {
                while (!_journal!.TryAppend(in told))
                    WaitForSpace();
                Coming(told.ReceiveTime);
                Trader.Apply(in told);
            }

            (_tickAt, _arrivedAt, _lookedAt) = (0, 0, 0);
        }
    }

    private void Apply(in OrderReport report)
    {
        while (!_journal!.TryAppend(in report))
            WaitForSpace();
        Counts.Take(in report);
        Paths?.Told(in report);
        Coming(report.ReceiveTime);
        Trader.Apply(in report);
    }

    /// <summary>What the market did just now; a whole book may be older than its arrival.</summary>
    private static bool IsNews(in FeedEvent first) => first.Kind is FeedEventKind.Level or FeedEventKind.Trade && (first.Flags & FeedEventFlags.Snapshot) == 0;

    /// <summary>The trader is told when the way from the market's arrival to this desk becomes too long, and when it is good again; nothing between.</summary>
    private void HearLatency(in FeedEvent first)
    {
        if (!IsNews(in first))
            return;

        // By the clock that stamped the arrival, which may have been set back.
        var latency = _utc - first.ReceiveTime.Nanoseconds;
        if (_isSlow ? latency >= _latencyLimitNs / 2 : latency <= _latencyLimitNs)
            return;
        _isSlow = !_isSlow;
        Tell(new DeskCommand { Kind = DeskCommandKind.Latency, Time = _now, Value = ParameterValue.Of(Math.Max(0, latency)) });
    }

    private void Send()
    {
        foreach (ref readonly var request in CollectionsMarshal.AsSpan(_requests))
        {
            var link = _linkOf[(int)request.Venue]!;
            if (!link.IsBlocked && link.Link.Requests.TryPublish(in request))
            {
                link.Note(in request);
                continue;
            }

            if (!link.IsBlocked)
            {
                link.IsBlocked = true;
                _told.Add(Refusal.Stream(OrderReportKind.StreamDown, link.Link, _now));
            }

            _told.Add(Refusal.Of(in request, _now));
        }

        _requests.Clear();
        Paths?.HandedOver(_clock.UtcNanoseconds);
        if (_sentTickAt == 0)
            return;
        TickToSent.Record((long)Stopwatch.GetElapsedTime(_sentTickAt).TotalNanoseconds);
        if (_sentArrivedAt != 0)
            ArrivalToSent.Record(Math.Max(0, _clock.UtcNanoseconds - _sentArrivedAt));
        _sentTickAt = 0;
    }

    // A link may be another process: what it says of others' listings or venues would be counted as the desk's.
    private bool IsOf(LiveLink link, in OrderReport report) =>
        report.Venue == link.Link.Venue && report.Kind is >= OrderReportKind.Sent and <= OrderReportKind.Funded && (uint)report.Listing.Value <= (uint)Listings.Count
        && (report.Flags & OrderReportFlags.Paper) == 0;

    private void WaitForSpace()
    {
        var began = Stopwatch.GetTimestamp();
        while (!_journal!.Commit())
        {
            if (Stopwatch.GetElapsedTime(began) > _spacePatience)
                throw new IOException($"The journal has no space for its next segment: {_journal.Shortage?.Message}");
            Thread.Sleep(10);
        }
    }
}
