namespace Rialto.Host.Feeds.Replay;

/// <summary>
/// Knows when a replay that ends with its recordings is over. A client has had its recordings when nothing that it asked for is still to come, or is gone. Connections are closed together, once
/// all of them have: a client that comes back to a connection that ended before the others would start its recording anew, and there would be no end. Thread-safe.
/// </summary>
internal sealed class ReplayEnd : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<ReplaySocket> _open = [];
    private readonly HashSet<ReplaySocket> _playing = [];
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;

    // Until when who has left early may come back, by the time's own stamps.
    private readonly List<long> _expected = [];
    private readonly ITimer _timer;
    private bool _isWaiting;
    private TaskCompletionSource _everyone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes one that nobody has come to.</summary>
    /// <param name="patience">A client may open its next connection within this.</param>
    /// <param name="time">Measures it.</param>
    public ReplayEnd(TimeSpan patience, TimeProvider time)
    {
        (_patience, _time) = (patience, time);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes when all who came have had their recordings or are gone, and no connection is open.</summary>
    public Task Over => _over.Task;

    /// <summary>Connections open now.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <summary>All that are open now.</summary>
    public ReplaySocket[] Sockets
    {
        get
        {
            lock (_lock)
                return [.. _open];
        }
    }

    /// <summary>A client has come, or asks for more.</summary>
    public void Begin(ReplaySocket socket)
    {
        lock (_lock)
        {
            // Whoever comes is taken for the one that is expected.
            if (_open.Add(socket) && _expected.Count > 0)
                _expected.RemoveAt(0);
            _playing.Add(socket);
            _isWaiting = false;
        }
    }

    /// <summary>A client has had all that it asked for.</summary>
    /// <returns>Completes when all others have, too.</returns>
    public Task Finish(ReplaySocket socket)
    {
        lock (_lock)
        {
            var everyone = _everyone.Task;
            _playing.Remove(socket);
            Wait();
            return everyone;
        }
    }

    /// <summary>A client is gone.</summary>
    /// <param name="socket">Which.</param>
    /// <param name="within">If it has not had everything: it is waited for so long.</param>
    public void Leave(ReplaySocket socket, TimeSpan within = default)
    {
        lock (_lock)
        {
            _open.Remove(socket);
            if (_playing.Remove(socket) && within > TimeSpan.Zero)
                _expected.Add(_time.GetTimestamp() + (long)(within.TotalSeconds * _time.TimestampFrequency));
            Wait();
        }
    }

    /// <summary>A venue without a socket has given its last answer: if nobody else is here, that was all.</summary>
    public void Rest()
    {
        lock (_lock)
            Wait();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Wait()
    {
        if (_playing.Count > 0 || _isWaiting)
            return;
        _isWaiting = true;
        if (_patience == TimeSpan.Zero)
            Look();
        else
            _timer.Change(_patience, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        lock (_lock)
        {
            if (!_isWaiting)
                return;
            var now = _time.GetTimestamp();
            _expected.RemoveAll(until => until <= now);
            if (_expected.Count > 0)
            {
                // In whole milliseconds, as timers count, and not before the moment.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(_time.GetElapsedTime(now, _expected.Max()).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                return;
            }

            _isWaiting = false;
            _everyone.TrySetResult();
            _everyone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_open.Count == 0)
                _over.TrySetResult();
        }
    }
}
