using System.Collections.Concurrent;
using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Feeds.Live;

/// <summary>
/// Where all feeds meet: one thread reads every link's outlet, frame by frame, and keeps one book for each symbol over all venues. Others ask it by leaving a question, which is answered
/// between two frames.
/// <code>
/// links → outlets ─┐
/// links → outlets ─┼→ hub thread: FeedCore → shared rings, multicast
/// questions ───────┘                └→ FeedState, 4 times a second → view, made by whoever looks
/// </code>
/// </summary>
internal sealed class FeedHub : IFeedViews, IAgent, IAsyncDisposable
{
    private const int EventsAtOnce = 1_024;
    private const int FramesInARow = 64;
    private const long StateNs = 250_000_000;
    private const long PollNs = 20_000_000;
    private const long ClockNs = 1_000_000_000;
    private static readonly TimeSpan _sleepMax = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<Action> _asked = new();
    private readonly FeedEvent[] _events = new FeedEvent[EventsAtOnce];
    private readonly FeedCore _core;
    private readonly Clock _clock;
    private readonly Clock _pace;
    private readonly IFeedDistribution[] _ways;
    private readonly WakeSignal _signal = new();
    private readonly AgentRunner _runner;
    private readonly ViewMaker _views;
    private readonly Lock _viewing = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile VenueOutlets[] _venues = [];
    private FeedState? _fresh;
    private FeedState? _spare = new();
    private FeedView _current = FeedView.Empty;
    private int _waiting;
    private long _stateAtNs;
    private long _polledAtNs;
    private long _clockAtNs;
    private bool _hasStarted;

    /// <summary>Makes a hub that is not started.</summary>
    /// <param name="core">What it applies events to; the hub's alone from now on.</param>
    /// <param name="clock">The clock that receive times are of.</param>
    /// <param name="idle">What its thread does while nothing comes.</param>
    /// <param name="ways">The core's distributions, which the hub flushes and closes.</param>
    /// <param name="onFault">Told what its thread threw, before the process stops: a book that is half applied must not be traded on.</param>
    /// <param name="distribution">What leaves the process, for views.</param>
    /// <param name="pace">The clock that its own doings go by; null: the same. A hub that hears a recording lives in two times.</param>
    public FeedHub(FeedCore core, Clock clock, IdleMode idle, IReadOnlyList<IFeedDistribution> ways, Action<string, Exception> onFault, Func<DistributionView>? distribution = null, Clock? pace = null)
    {
        (_core, _clock, _pace, _ways) = (core, clock, pace ?? clock, [.. ways]);
        _views = new ViewMaker(core, _pace, distribution ?? (static () => DistributionView.None));
        _runner = new AgentRunner(this, IdleStrategy.Of(idle, _signal, _sleepMax), onFault);
    }

    /// <inheritdoc/>
    public string Name => "feed-hub";

    /// <summary>What is watched now. Any thread.</summary>
    public FeedLayout Layout => _core.Layout;

    /// <inheritdoc/>
    public FeedView Current
    {
        get
        {
            lock (_viewing)
            {
                if (Interlocked.Exchange(ref _fresh, null) is { } state)
                {
                    _current = _views.Make(state, _venues);
                    Volatile.Write(ref _spare, state);
                }

                return _current;
            }
        }
    }

    /// <summary>Shows a venue in views, with or without links. Before its outlets. Any thread.</summary>
    public void AddVenue(FeedSource source) => _views.Add(source);

    /// <summary>Says something that no venue says; null once it is over. Any thread.</summary>
    public void SetProblem(string about, string? text) => _views.SetProblem(about, text);

    /// <summary>Watches listings. Any thread; holds for whatever comes through outlets made afterwards.</summary>
    public void Watch(IReadOnlyList<ListingId> listings) => Leave(() => _core.Watch(listings));

    /// <summary>Watches listings; done once the hub does. Any thread.</summary>
    public Task WatchAsync(IReadOnlyList<ListingId> listings, CancellationToken stop) => AskAsync(
        () =>
        {
            _core.Watch(listings);
            return true;
        },
        stop);

    /// <summary>Lets go of listings that have ended. Any thread.</summary>
    public void Unwatch(IReadOnlyList<ListingId> ended) => Leave(() => _core.Unwatch(ended, new Timestamp(_clock.UtcNanoseconds)));

    /// <summary>Makes an outlet that the hub reads. Any thread.</summary>
    /// <param name="venue">Whose.</param>
    /// <param name="capacity">Events that its ring holds, a power of two.</param>
    public FeedOutlet MakeOutlet(FeedVenue venue, int capacity = FeedOutlet.DefaultCapacity)
    {
        var outlet = new FeedOutlet(capacity);
        outlet.WakeOnPublish(_signal);
        Leave(() => OutletsOf(venue).Add(outlet));
        return outlet;
    }

    /// <summary>Starts its thread.</summary>
    public void Start()
    {
        _hasStarted = true;
        _runner.Start();
    }

    /// <inheritdoc/>
    public int DoWork()
    {
        var done = Answer();
        foreach (var venue in _venues)
        {
            foreach (var outlet in venue.Open)
                done += Drain(outlet);
        }

        if (done > 0)
        {
            foreach (var way in _ways)
                way.Flush();
        }

        OnTime(_pace.UtcNanoseconds, _clock.UtcNanoseconds);
        return done;
    }

    /// <inheritdoc/>
    public void OnClose() => _closed.TrySetResult();

    /// <inheritdoc/>
    public async Task<LadderView?> LadderAsync(string symbol, int depth, CancellationToken stop)
    {
        var taken = await AskAsync(() => _core.Layout.TryFind(symbol, out var place) ? TakenLadder.Take(_core, place, depth, new Timestamp(_clock.UtcNanoseconds)) : null, stop);
        return taken?.ToView(_views.NameOf);
    }

    /// <inheritdoc/>
    public async Task<HistoryView?> HistoryAsync(string symbol, int limit, CancellationToken stop)
    {
        var taken = await AskAsync(() => _core.Layout.TryFind(symbol, out var place) ? TakenHistory.Take(_core, place, limit) : null, stop);
        return taken?.ToView(_views.NameOf);
    }

    /// <inheritdoc/>
    public async Task<QualityView> QualityAsync(CancellationToken stop) =>
        await AskAsync(() => QualityReport.Make(_core, _views.NameOf, _views.Venues, new Timestamp(_clock.UtcNanoseconds)), stop);

    /// <summary>Ends its thread and closes what leaves the process. Links must have been stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_hasStarted)
        {
            await Task.Run(_runner.Dispose);
            await _closed.Task;
        }

        // What was left in the outlets and asked meanwhile; the thread is gone, so this one has the duty.
        while (DoWork() > 0)
        {
            // Links have stopped: it ends.
        }

        foreach (var way in _ways)
            await way.CloseAsync();
    }

    private int Drain(FeedOutlet outlet)
    {
        var (total, frames, isCut) = (0, 0, false);
        while (isCut || frames < FramesInARow)
        {
            // A frame that the buffer has cut goes on at once, nothing of another link may come between; beyond the others' turn, to its end and no further.
            var count = outlet.Read(frames < FramesInARow ? _events : _events.AsSpan(0, 1));
            if (count == 0)
                break;
            _core.Apply(_events.AsSpan(0, count));
            foreach (ref readonly var told in _events.AsSpan(0, count))
            {
                isCut = (told.Flags & FeedEventFlags.LastOfFrame) == 0;
                frames += isCut ? 0 : 1;
            }

            total += count;
        }

        return total;
    }

    /// <summary>What is to be done now and then.</summary>
    /// <param name="pace">Wall time.</param>
    /// <param name="now">The events' time.</param>
    private void OnTime(long pace, long now)
    {
        if (pace - _polledAtNs >= PollNs || pace < _polledAtNs)
        {
            _polledAtNs = pace;
            foreach (var way in _ways)
                way.Poll();
        }

        if (pace - _stateAtNs >= StateNs || pace < _stateAtNs)
        {
            _stateAtNs = pace;
            TakeState(now, pace);
        }

        if (now - _clockAtNs >= ClockNs || now < _clockAtNs)
        {
            _clockAtNs = now;
            _core.OnClock(new Timestamp(now));
            foreach (var venue in _venues)
                venue.Prune();
        }
    }

    // One state waits to be looked at, or nobody has looked and it is taken anew; while somebody looks there is none to take.
    private void TakeState(long now, long pace)
    {
        var state = Interlocked.Exchange(ref _fresh, null) ?? Interlocked.Exchange(ref _spare, null);
        if (state is null)
            return;
        state.Take(_core, new Timestamp(now), new Timestamp(pace));
        Volatile.Write(ref _fresh, state);
    }

    private VenueOutlets OutletsOf(FeedVenue venue)
    {
        var outlets = Array.Find(_venues, entry => entry.Venue == venue);
        if (outlets is null)
            _venues = [.. _venues, outlets = new VenueOutlets(venue)];
        return outlets;
    }

    private Task<T> AskAsync<T>(Func<T> question, CancellationToken stop)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Leave(() =>
        {
            try
            {
                answer.TrySetResult(question());
            }
            catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or OverflowException)
            {
                // The question's fault, and its asker's to know; the books are only read here.
                answer.TrySetException(problem);
            }
        });
        return answer.Task.WaitAsync(stop);
    }

    private void Leave(Action word)
    {
        _asked.Enqueue(word);
        Interlocked.Increment(ref _waiting);
        _signal.WakeIfParked();
    }

    private int Answer()
    {
        if (Volatile.Read(ref _waiting) == 0)
            return 0;
        var done = 0;
        while (_asked.TryDequeue(out var word))
        {
            Interlocked.Decrement(ref _waiting);
            word();
            done++;
        }

        return done;
    }
}
