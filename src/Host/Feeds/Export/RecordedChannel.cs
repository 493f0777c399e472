using Rialto.Adapters.Feeds;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Files;

namespace Rialto.Host.Feeds.Export;

/// <summary>
/// One recorded connection, its topics of one symbol, and the session that reads them. It goes step by step, each at the time at which it happened:
/// <code>
/// connected → frame → frame → (hole: disconnected, connected) → frame → … → disconnected
/// </code>
/// While an earlier connection tells of the same topics its events are held back. Single-threaded.
/// </summary>
/// <param name="source">The connection.</param>
/// <param name="topics">What of it.</param>
/// <param name="behind">Earlier connections with the same topics that were still up when this one began.</param>
internal sealed class RecordedChannel(RecordedConnection source, Topic[] topics, IReadOnlyList<RecordedChannel> behind) : IDisposable
{
    private const long ClockNs = 100_000_000;

    private readonly PlayedStream _stream = new(source);
    private IFeedSession? _session;
    private Action<ReadOnlySpan<FeedEvent>> _tell = null!;
    private HeldEvents? _held;
    private IReadOnlyList<RecordedAnswer> _answers = [];
    private int _answer;
    private bool _isAsked;
    private ListingId _asked;
    private bool _isRelieved;
    private Timestamp _now;
    private Timestamp _clock;
    private FeedEvent _lastTrade;
    private FeedEvent _toldBefore;
    private long _toldUntilNs;
    private Next _next;

    private enum Next : byte
    {
        Connected,
        Frame,
        Hole,
        Disconnected,
        Nothing,
    }

    /// <summary>The connection.</summary>
    public RecordedConnection Source => source;

    /// <summary>What of it.</summary>
    public Topic[] Topics => topics;

    /// <summary>When the next step is due.</summary>
    public Timestamp Time { get; private set; } = source.Start;

    /// <summary>The next step is a frame.</summary>
    public bool IsAtFrame => _next == Next.Frame;

    /// <summary>The next step is the last.</summary>
    public bool IsAtEnd => _next == Next.Disconnected;

    /// <summary>There are no more steps.</summary>
    public bool IsOver => _next == Next.Nothing;

    /// <summary>Its events are held back, and nothing but <paramref name="other"/> stands before it.</summary>
    public bool Follows(RecordedChannel other) => _held is not null && behind.Contains(other) && behind.All(before => before == other || before.IsOver);

    /// <summary>Its events are held back, and its book may be believed.</summary>
    public bool IsReady => _held is { IsTrusted: true };

    /// <summary>Strange frames met.</summary>
    public long Drifts => _session?.Counters.DriftsTotal ?? 0;

    /// <summary>Where files broke off, and why.</summary>
    public List<string> Breaks { get; } = [];

    /// <summary>Gives it what it needs, before its first step.</summary>
    /// <param name="open">Makes the session over a sink.</param>
    /// <param name="answers">Recorded snapshots, by time.</param>
    /// <param name="since">Older ones are not for this connection.</param>
    /// <param name="tell">Gets the events.</param>
    public void Prepare(Func<EventSpool.Sink, IFeedSession> open, IReadOnlyList<RecordedAnswer> answers, Timestamp since, Action<ReadOnlySpan<FeedEvent>> tell)
    {
        (_answers, _tell) = (answers, tell);
        while (_answer < answers.Count && answers[_answer].Time < since)
            _answer++;
        _session = open(new EventSpool(Take).Writer);
    }

    /// <summary>Does the next step.</summary>
    public void Step()
    {
        _now = Time;
        switch (_next)
        {
            case Next.Connected:
                foreach (var topic in topics)
                    _stream.Want(topic, true);
                if (behind.Any(before => !before.IsOver))
                    _held = new HeldEvents();
                _session!.OnConnected(_now);
                Ask();
                Advance();
                break;
            case Next.Frame:
                TakeFrame();
                Advance();
                break;
            case Next.Hole:
                // What came meanwhile is not there: the books begin anew.
                _session!.OnDisconnected(_now);
                _isAsked = false;
                _session.OnConnected(_now);
                Ask();
                (_next, Time) = (Next.Frame, _stream.Time);
                break;
            case Next.Disconnected:
                _session!.OnDisconnected(_now);
                _next = Next.Nothing;
                break;
        }
    }

    /// <summary>Does the last step.</summary>
    /// <param name="isRelieved">Another connection takes over with a book that is believed: of this one's nothing is said.</param>
    public void End(bool isRelieved)
    {
        _isRelieved = isRelieved;
        Step();
    }

    /// <summary>Tells what was held back, and from now on everything.</summary>
    /// <param name="before">Whose place it takes.</param>
    /// <param name="now">When.</param>
    public void Release(RecordedChannel before, Timestamp now)
    {
        // Trades of one channel have one kind of number; where the channels differ, time alone parts them.
        var isAlike = topics.Length == before.Topics.Length && topics.All(before.Topics.Contains);
        if (isAlike)
            (_toldBefore, _toldUntilNs) = (before._lastTrade, now.Nanoseconds + HeldEvents.OverlapNs);
        var held = _held!.Release(now, isAlike ? _toldBefore : null);
        _held = null;
        Tell(held);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Goes to the next frame, or to the end.</summary>
    private void Advance()
    {
        while (true)
        {
            try
            {
                if (!_stream.Advance())
                {
                    (_next, Time) = (Next.Disconnected, source.End > _now ? source.End : _now);
                    return;
                }

                if (!_stream.IsReady)
                    continue;
                (_next, Time) = _stream.IsAfterHole ? (Next.Hole, _now) : (Next.Frame, _stream.Time);
                return;
            }
            catch (FlowFileException broken)
            {
                Breaks.Add(broken.Message);
                _stream.SkipPart();
            }
        }
    }

    private void TakeFrame()
    {
        Answer();
        _session!.OnFrame(_stream.Frame.Span, _now);
        if (_now.Nanoseconds - _clock.Nanoseconds >= ClockNs)
        {
            _clock = _now;
            _session.OnClock(_now);
        }

        Ask();
    }

    private void Ask()
    {
        while (_session!.TryTakeAction(out var action))
        {
            if (action.Kind == FeedActionKind.FetchSnapshot)
                (_isAsked, _asked) = (true, action.Listing);
        }
    }

    /// <summary>A snapshot goes to the session when it was recorded; where several lie behind when the session asks, the newest.</summary>
    private void Answer()
    {
        if (!_isAsked || _answer == _answers.Count || _answers[_answer].Time > _now)
            return;
        while (_answer + 1 < _answers.Count && _answers[_answer + 1].Time <= _now)
            _answer++;
        _isAsked = false;
        _session!.OnSnapshot(_asked, _answers[_answer++].Body, _now);
        Ask();
    }

    /// <summary>The events of one frame of the session.</summary>
    private void Take(Span<FeedEvent> frame)
    {
        if (_held is not null)
            _held.Take(frame);
        else
            Tell(frame);
    }

    private void Tell(Span<FeedEvent> frame)
    {
        var count = 0;
        foreach (ref readonly var one in frame)
        {
            if (_isRelieved && one.Kind == FeedEventKind.BookStateChanged)
                continue;
            if (one.Kind == FeedEventKind.Trade)
            {
                if (one.ReceiveTime.Nanoseconds <= _toldUntilNs && HeldEvents.WasTold(one, _toldBefore))
                    continue;
                _lastTrade = one;
            }

            frame[count++] = one;
        }

        if (count == 0)
            return;
        frame[0].Flags |= FeedEventFlags.FirstOfFrame;
        frame[count - 1].Flags |= FeedEventFlags.LastOfFrame;
        _tell(frame[..count]);
    }
}
