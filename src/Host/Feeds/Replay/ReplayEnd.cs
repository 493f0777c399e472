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
    private readonly ITimer _timer;
    private bool _isWaiting;
    private TaskCompletionSource _everyone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes one that nobody has come to.</summary>
    /// <param name="patience">Who has left early may come back within this, and a client may open its next connection.</param>
    /// <param name="time">Measures it.</param>
    public ReplayEnd(TimeSpan patience, TimeProvider time)
    {
        _patience = patience;
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
            _open.Add(socket);
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
    public void Leave(ReplaySocket socket)
    {
        lock (_lock)
        {
            _open.Remove(socket);
            _playing.Remove(socket);
            Wait();
        }
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
            _isWaiting = false;
            _everyone.TrySetResult();
            _everyone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_open.Count == 0)
                _over.TrySetResult();
        }
    }
}
