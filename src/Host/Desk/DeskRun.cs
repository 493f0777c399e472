using System.Diagnostics;
using Rialto.Backtest.Venues;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading;
using Rialto.Trading.Orders;

namespace Rialto.Host.Desk;

/// <summary>
/// A desk at venues that pretend, in the time of its market: frames go in; venues do what is due, then see the frame, then the trader does, then what it asks goes to the venues and what they say
/// to it, until nobody has anything more to say. All inputs of the trader are journaled before it sees them. Single-threaded; counts may be read by any thread.
/// <code>
/// frame ─> what was due before it ─> venues (fills) ─> trader ─> requests ─> venues ─> reports ─> trader ─> ...
/// </code>
/// </summary>
internal sealed partial class DeskRun : RunningDesk
{
    /// <summary>How long the end waits for cancels and the last look at balances, in the market's time.</summary>
    private const long EndNs = 30_000_000_000;

    /// <summary>So much is written between frames. A page that fills up in the middle of one is written there, while a decision waits.</summary>
    private const int CommitBytes = 64 * 1024;

    private readonly Dictionary<int, ListingId> _numbers;
    private readonly IReadOnlyList<SimulatedVenue<ReportSink>> _venues;
    private readonly Queue<OrderReport> _reports = [];
    private readonly Queue<OrderRequest> _requests = [];
    private readonly DeskJournal? _journal;
    private readonly int _checkEvery;
    private FeedEvent[] _frame = new FeedEvent[1_024];
    private Timestamp _lastTimer;
    private long _nextCheck;
    private long _lastCheck;
    private long _tickAt;
    private long _frames;
    private CommandRefusal _refusal;

    /// <summary>Makes a desk before its first input.</summary>
    /// <param name="settings">What it is.</param>
    /// <param name="listings">Its listings (<see cref="DeskParts.Listings"/>).</param>
    /// <param name="numbers">Their numbers by those of the source.</param>
    /// <param name="journal">Where inputs go; null keeps none.</param>
    /// <exception cref="DeskFaultException">The configuration contradicts itself.</exception>
    public DeskRun(DeskSettings settings, ListingTable listings, Dictionary<int, ListingId> numbers, DeskJournal? journal) : base(settings, listings)
    {
        (_numbers, _journal, _checkEvery) = (numbers, journal, settings.CheckEvery);
        _nextCheck = _checkEvery;
        try
        {
            _venues = DeskParts.Venues(settings, listings, new ReportSink(this));
        }
        catch (ArgumentException wrong)
        {
            throw new DeskFaultException(wrong.Message, wrong);
        }
    }

    /// <summary>The venues.</summary>
    public IReadOnlyList<SimulatedVenue<ReportSink>> Venues => _venues;

    /// <summary>Stands between the venues and the trader: a report that it answers with null is lost, another one takes its place. For tests; none otherwise.</summary>
    public Func<OrderReport, OrderReport?>? Between { get; init; }

    /// <inheritdoc/>
    public override long Frames => Volatile.Read(ref _frames);

    /// <inheritdoc/>
    public override IEnumerable<DeskBalance> Balances =>
        from venue in _venues
        from asset in venue.Assets
        select new DeskBalance(venue.Venue, asset, Trader.Portfolio.BalanceOf(venue.Venue, asset).Total, venue.BalanceOf(asset));

    /// <inheritdoc/>
    public override IEnumerable<DeskContract> Contracts =>
        from listing in Enumerable.Range(1, Listings.Count).Select(id => Listings[new ListingId(id)])
        from venue in _venues
        where listing.Kind != ListingKind.Spot && venue.Venue == listing.Venue
        select new DeskContract(listing, Trader.Portfolio.PositionOf(listing.Id).Quantity.Units, venue.PositionOf(listing.Id));

    /// <summary>Takes a frame of the source; listings that are no market of the desk are left out.</summary>
    public void Take(ReadOnlySpan<FeedEvent> frame)
    {
        if (!frame.IsEmpty)
        {
            FundUntil(frame[^1].ReceiveTime);
            SettleUntil(frame[^1].ReceiveTime);
        }

        Volatile.Write(ref _frames, _frames + 1);
        var count = 0;
        if (_frame.Length < frame.Length)
            _frame = new FeedEvent[frame.Length * 2];
        foreach (ref readonly var told in frame)
        {
            if (told.Listing.IsNone || !_numbers.TryGetValue(told.Listing.Value, out var own))
                continue;
            _frame[count] = told;
            _frame[count++].Listing = own;
        }

        if (count == 0)
            return;
        foreach (ref var told in _frame.AsSpan(0, count))
            told.Flags &= ~(FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame);
        _frame[0].Flags |= FeedEventFlags.FirstOfFrame;
        _frame[count - 1].Flags |= FeedEventFlags.LastOfFrame;
        TakeOwn(_frame.AsSpan(0, count));
    }

    /// <summary>Time has gone by, and the market has told nothing; nothing is done before the first frame.</summary>
    public void Advance(Timestamp now)
    {
        if (Trader.Sequence > 0 && now > Trader.Now)
            AdvanceTo(now);
    }

    /// <summary>Does what others have told it since, and answers them. Between two frames; nothing is done before the first.</summary>
    public void Obey()
    {
        // Before its venues are open a desk can do nothing of what it is told.
        while (Trader.Sequence > 0 && Control.TryTake(out var told))
        {
            _refusal = CommandRefusal.None;
            Tell(Dated(told));
            var refusal = _refusal;
            if (refusal == CommandRefusal.None && told.Command.Kind == DeskCommandKind.Settle)
                PayOut(told.Command.Listing);
            Settle();
            Commit();
            told.Answered.TrySetResult(refusal);
        }

        Status?.Turn(this);
    }

    /// <summary>Ends: strategies stop, their orders are cancelled, balances are looked at once more, and the last check is written.</summary>
    public void End()
    {
        Obey();
        Control.Close();
        if (Trader.Sequence > 0)
        {
            SettleRest();
            foreach (var strategy in Trader.Strategies.ToArray())
                Tell(new DeskCommand { Kind = DeskCommandKind.Stop, Time = Trader.Now, Strategy = strategy, Who = Text36.Of("end-of-run") });
            Settle();
            AdvanceTo(new Timestamp(Trader.Now.Nanoseconds + EndNs));
            Check();
        }

        Commit();
    }

    /// <summary>Makes what was taken durable.</summary>
    public void Commit()
    {
        if (_journal is not null && !_journal.Commit())
            throw new IOException($"The journal has no space for its next segment: {_journal.Shortage?.Message}");
    }

    private void TakeOwn(ReadOnlySpan<FeedEvent> frame)
    {
        var now = frame[^1].ReceiveTime;
        if (Trader.Sequence == 0)
        {
            foreach (var venue in _venues)
                venue.Open(now);
            Settle();
        }

        AdvanceTo(now);
        foreach (ref readonly var told in frame)
        {
            foreach (var venue in _venues)
            {
                if (told.Kind == FeedEventKind.ListingChanged && venue.Venue == told.Venue)
                    venue.Change(Listings[told.Listing], told.ReceiveTime);
                if (venue.Venue == told.Venue || (told.Flags & FeedEventFlags.LastOfFrame) != 0)
                    venue.Apply(in told);
            }
        }

        _tickAt = Stopwatch.GetTimestamp();
        foreach (ref readonly var told in frame)
        {
            Journaled(_journal?.TryAppend(in told));
            Coming(told.ReceiveTime);
            Trader.Apply(in told);
        }

        _tickAt = 0;
        Settle();
        if (Trader.Sequence >= _nextCheck)
            Check();
        if (_journal is { PendingBytes: > CommitBytes })
            Commit();
    }

    /// <summary>What an operator has told of a listing's end, its venue does.</summary>
    private void PayOut(ListingId listing)
    {
        // What was taken back is not to be paid: there is no price any more.
        var (state, terms) = Trader.SettlementOf(listing);
        if (state != SettlementState.Told)
            return;
        foreach (var venue in _venues)
            venue.Settle(listing, terms.Price, terms.IsRefund, Trader.Now);
    }

    /// <summary>Does all that is due by now, in the order of time.</summary>
    private void AdvanceTo(Timestamp now)
    {
        while (true)
        {
            var next = now.Nanoseconds + 1;
            foreach (var venue in _venues)
                next = venue.NextDeadline is { IsNone: false } due ? Math.Min(next, due.Nanoseconds) : next;

            // What is still due after the trader was told the time waits for something else.
            var timer = Trader.NextDeadline;
            var isTimer = !timer.IsNone && timer > _lastTimer && timer.Nanoseconds <= next;
            next = isTimer ? timer.Nanoseconds : next;
            if (next > now.Nanoseconds)
                return;
            foreach (var venue in _venues)
                venue.Advance(new Timestamp(next));
            if (isTimer)
            {
                _lastTimer = timer;
                Tell(new DeskCommand { Kind = DeskCommandKind.Time, Time = timer });
            }

            Settle();
        }
    }

    /// <summary>Requests to venues, reports to the trader, until neither has any.</summary>
    private void Settle()
    {
        while (true)
        {
            if (_requests.TryDequeue(out var request))
            {
                var now = Trader.Now;
                foreach (var venue in _venues)
                {
                    if (venue.Venue == request.Venue)
                        venue.Submit(in request, now);
                }
            }
            else if (_reports.TryDequeue(out var report))
            {
                Journaled(_journal?.TryAppend(in report));
                Counts.Take(in report);
                Coming(report.ReceiveTime);
                Trader.Apply(in report);
            }
            else
                return;
        }
    }

    private void Tell(in DeskCommand command)
    {
        Journaled(_journal?.TryAppendCommand(Blittable.ReadOnlyBytes(in command)));
        Coming(command.Time);
        Trader.Apply(in command);
    }

    /// <summary>Writes what the desk is now to its journal, where it has taken anything since the last time: a replay compares it.</summary>
    public void Check()
    {
        _nextCheck = Trader.Sequence + _checkEvery;
        if (_journal is null || Trader.Sequence == _lastCheck)
            return;
        _lastCheck = Trader.Sequence;
        Journaled(_journal.TryAppendCheck(Trader.StateHash(), Trader.OutputHash));
    }

    private void Journaled(bool? isAppended)
    {
        if (isAppended == false)
            throw new IOException($"The journal has no space for its next segment: {_journal!.Shortage?.Message}");
    }

    /// <inheritdoc/>
    protected override void OnRequest(in OrderRequest request)
    {
        if (_tickAt != 0)
        {
            TickToIntent.Record((long)(Stopwatch.GetElapsedTime(_tickAt).TotalNanoseconds));
            _tickAt = 0;
        }

        Counts.Take(in request);
        _requests.Enqueue(request);
    }

    /// <inheritdoc/>
    protected override void OnAudit(in DeskAudit audit)
    {
        if (audit.Kind == DeskAuditKind.CommandRefused)
            _refusal = (CommandRefusal)audit.Code;
        base.OnAudit(in audit);
    }

    /// <summary>What venues say.</summary>
    internal readonly struct ReportSink(DeskRun run) : IOrderReportSink
    {
        public void OnReport(in OrderReport report)
        {
            if (run.Between is not { } between)
                run._reports.Enqueue(report);
            else if (between(report) is { } told)
                run._reports.Enqueue(told);
        }
    }
}
