using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Connections;

/// <summary>
/// One open socket and the session that it drives, from the socket's first moment to its last: frames and answers go in, what the session wants done is done, at the venue's pace. A venue that is
/// polled has no socket. Frames, answers and the clock come from different threads and take turns by a gate, at which a frame hardly ever waits. A frame allocates nothing here.
/// </summary>
internal sealed class FeedLink : IDisposable
{
    // A heartbeat of text is answered, so that silence is death; where only pings prove the way, a quiet market is silent too, and one of trades alone may be so for hours.
    private const int SilencesOfText = 2;
    private const int SilencesOfPings = 10;

    private readonly LinkWay _way;
    private readonly IFeedSession _session;
    private readonly IReadOnlyList<ListingId> _books;
    private readonly FeedOutlet _outlet;
    private readonly IVenueSocket? _socket;
    private readonly Action<string> _onProblem;
    private readonly RatePacer _pacer;
    private readonly TimeSpan _silence;
    private readonly long _lost;
    private readonly CancellationTokenSource _life = new();
    private readonly TaskCompletionSource _fetched = new();

    // Guarded by the gate.
    private readonly Lock _gate = new();
    private readonly Queue<string> _frames = new();

    // On their way: where the venue makes us wait, a session asks again for what it has not got.
    private readonly HashSet<ListingId> _asked = [];
    private Task _sending = Task.CompletedTask;
    private bool _isSending;
    private TimeSpan _heard;
    private string _reason = "";
    private volatile bool _isOver;
    private volatile bool _hasHeard;
    private volatile int _trusted;
    private volatile int _wanted;
    private int _fetching;

    private FeedLink(LinkWay way, SocketTerms kind, IFeedSession session, IReadOnlyList<ListingId> books, FeedOutlet outlet, IVenueSocket? socket, Action<string> onProblem)
    {
        (_way, _session, _books, _outlet, _socket, _onProblem) = (way, session, books, outlet, socket, onProblem);
        _pacer = new RatePacer(way.Terms.MessageRates);
        var hasText = kind.Protocol.Heartbeat.Text.Length > 0;
        _silence = kind.HasBooks || hasText || way.Terms.PingInterval == TimeSpan.Zero
            ? TimeSpan.FromTicks(kind.Protocol.Rules.SilenceNs / 100) * (hasText ? SilencesOfText : SilencesOfPings)
            : TimeSpan.MaxValue;
        _wanted = books.Count;
        (_lost, _heard) = (outlet.BooksLost, way.Elapsed);
    }

    /// <summary>Takes an open socket, and runs over it.</summary>
    /// <param name="way">What all links of a venue share.</param>
    /// <param name="kind">Which kind of socket.</param>
    /// <param name="session">What it drives.</param>
    /// <param name="books">Listings of which the session keeps books.</param>
    /// <param name="outlet">Where the session's events go.</param>
    /// <param name="socket">Disposed of at the end; none for a venue that is polled.</param>
    /// <param name="onProblem">Told what went wrong and does not end the link. Any thread.</param>
    public static FeedLink Start(
        LinkWay way, SocketTerms kind, IFeedSession session, IReadOnlyList<ListingId> books, FeedOutlet outlet, IVenueSocket? socket, Action<string> onProblem)
    {
        var link = new FeedLink(way, kind, session, books, outlet, socket, onProblem);
        link.Running = link.RunAsync();
        return link;
    }

    /// <summary>Books that are trusted, as of the last look at the clock.</summary>
    public int Trusted => _trusted;

    /// <summary>True where all that is wanted has come: every book of a listing that has not ended is trusted, or where there are none the first frame.</summary>
    public bool IsWhole => _books.Count > 0 ? _trusted == _wanted : _hasHeard;

    /// <summary>The books that are trusted now, of listings that have not ended. Any thread.</summary>
    public IReadOnlyList<ListingId> TrustedBooks()
    {
        lock (_gate)
            return [.. _books.Where(book => _way.Listings[book].Status != ListingStatus.Closed && _session.StateOf(book) == BookTrust.Trusted)];
    }

    /// <summary>
    /// Ends with the socket, and says why; empty where it was stopped. The session was told that it is connected, and is not told that it no longer is: another link may be about to take its place.
    /// </summary>
    public Task<string> Running { get; private set; } = Task.FromResult("");

    /// <summary>Ends it in good order. Any thread.</summary>
    public void Stop() => End("");

    /// <summary>Once it has ended.</summary>
    public void Dispose() => _life.Dispose();

    private async Task<string> RunAsync()
    {
        Do(static link => link._session.OnConnected(link._way.Now));
        var clock = _way.Time.CreateTimer(static link => ((FeedLink)link!).OnClock(), this, _way.Options.ClockInterval, _way.Options.ClockInterval);
        try
        {
            if (_socket is null)
                await Task.Delay(Timeout.InfiniteTimeSpan, _way.Time, _life.Token);
            else
                await ReceiveAsync(_socket);
        }
        catch (OperationCanceledException)
        {
            // Ended; the reason is known.
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            End(LinkWay.Broken(broken));
        }

        End("");
        await clock.DisposeAsync();
        await _sending;
        if (Volatile.Read(ref _fetching) > 0)
            await _fetched.Task;
        try
        {
            if (_socket is not null)
                await _socket.DisposeAsync();
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // It has ended, in one way or the other.
            _onProblem(LinkWay.Broken(broken));
        }

        return _reason;
    }

    private async Task ReceiveAsync(IVenueSocket socket)
    {
        while (true)
        {
            var frame = await socket.ReceiveAsync(_life.Token);
            if (frame.Kind == VenueFrameKind.Closed)
            {
                End(frame.Reason);
                return;
            }

            OnFrame(frame.Body.Span, frame.ReceiveTime);
        }
    }

    private void OnFrame(ReadOnlySpan<byte> frame, Timestamp received)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            _heard = _way.Elapsed;
            _hasHeard = true;
            _session.OnFrame(frame, received.IsNone ? _way.Now : received);
            Act();
        }

        CancelIfOver();
    }

    private void OnClock() => Do(static link =>
    {
        link._session.OnClock(link._way.Now);
        var (trusted, wanted) = (0, 0);
        foreach (var book in link._books)
        {
            if (link._way.Listings[book].Status == ListingStatus.Closed)
                continue;
            wanted++;
            trusted += link._session.StateOf(book) == BookTrust.Trusted ? 1 : 0;
        }

        (link._trusted, link._wanted) = (trusted, wanted);
        if (link._socket is not null && link._way.Elapsed - link._heard > link._silence)
            link.SetOver(FormattableString.Invariant($"the venue said nothing for {link._silence.TotalSeconds:0.#} s"));

        // As soon as there is somebody who reads again.
        else if (link._outlet.BooksLost > link._lost && link._outlet.Depth == 0)
            link.SetOver("books were given up because nobody read their events in time; they are asked for anew");
    });

    /// <summary>Lets the session do something, and does what it wants. What breaks in it ends the link and not the process.</summary>
    private void Do(Action<FeedLink> act)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            try
            {
                act(this);
                Act();
            }
            catch (Exception broken) when (broken is not OutOfMemoryException)
            {
                SetOver(LinkWay.Broken(broken));
            }
        }

        CancelIfOver();
    }

    private void Act()
    {
        while (!_isOver && _session.TryTakeAction(out var action))
        {
            switch (action.Kind)
            {
                case FeedActionKind.Send when _socket is not null:
                    _frames.Enqueue(action.Text);
                    if (_isSending)
                        break;
                    _isSending = true;
                    _sending = SendAsync(_socket);
                    break;
                case FeedActionKind.FetchSnapshot when _asked.Add(action.Listing):
                    Interlocked.Increment(ref _fetching);
                    _ = FetchAsync(action.Listing, action.Text);
                    break;
                case FeedActionKind.Reconnect:
                    SetOver("the books can only be had by a new connection");
                    break;
            }
        }
    }

    private async Task SendAsync(IVenueSocket socket)
    {
        try
        {
            // Not at the gate: what is sent may take its time.
            await Task.Yield();
            while (TryNext(out var text))
            {
                await WaitAsync(_pacer);
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), _life.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The link is over.
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            End(LinkWay.Broken(broken));
        }
    }

    private bool TryNext(out string text)
    {
        lock (_gate)
            return _isSending = _frames.TryDequeue(out text!);
    }

    private async Task FetchAsync(ListingId listing, string path)
    {
        try
        {
            await Task.Yield();
            await WaitAsync(_way.Rests);
            var priority = _trusted > 0 ? RestPriority.Repair : RestPriority.Start;
            var answer = await _way.Rest.GetAsync(new RestRequest(path, _way.Terms.RestTerms.SnapshotWeight, priority), _life.Token);
            if (answer.RetryAfter > TimeSpan.Zero)
                _way.Rests.PauseUntil(_way.Elapsed + RetryAfter.Believed(answer.RetryAfter));
            if (!answer.IsGood)
                _onProblem($"{path}: {(answer.Problem.Length > 0 ? answer.Problem : $"status {answer.Status}")}");
            Do(link =>
            {
                link._asked.Remove(listing);
                if (answer.IsGood)
                    link._session.OnSnapshot(listing, answer.Body.Span, answer.ReceiveTime.IsNone ? link._way.Now : answer.ReceiveTime);
                else
                    link._session.OnSnapshotFailed(listing, link._way.Now);
            });
        }
        catch (OperationCanceledException)
        {
            // The link is over.
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            End(LinkWay.Broken(broken));
        }
        finally
        {
            if (Interlocked.Decrement(ref _fetching) == 0 && _isOver)
                _fetched.TrySetResult();
        }
    }

    private async ValueTask WaitAsync(RatePacer pacer)
    {
        var wait = pacer.Take(_way.Elapsed);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _way.Time, _life.Token);
    }

    private void End(string reason)
    {
        lock (_gate)
            SetOver(reason);
        CancelIfOver();
    }

    /// <summary>Nothing more is done. The first reason counts. At the gate.</summary>
    private void SetOver(string reason)
    {
        if (_isOver)
            return;
        _reason = reason;
        _isOver = true;
    }

    // Away from the gate: whoever waits for it may go on in this call.
    private void CancelIfOver()
    {
        if (_isOver)
            _life.Cancel();
    }
}
