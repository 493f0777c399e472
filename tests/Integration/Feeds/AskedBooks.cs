using Rialto.Adapters.Connections;

namespace Rialto.Integration.Feeds;

/// <summary>
/// A recording at full speed sends more in the time of one question by REST than a book may hold back. While a question is under way only so many frames are handed on; those after them are read, so
/// that the replay goes on to the instant of its answer, and wait here.
/// </summary>
internal sealed class AskedBooks(IRestSource rest) : IRestSource
{
    private const int HandedOnMeanwhile = 256;

    private readonly Lock _gate = new();
    private TaskCompletionSource _none = Completed();
    private int _underWay;

    public async ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop)
    {
        lock (_gate)
        {
            if (_underWay++ == 0)
                _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            return await rest.GetAsync(request, stop);
        }
        finally
        {
            lock (_gate)
            {
                if (--_underWay == 0)
                    _none.SetResult();
            }
        }
    }

    public IVenueSocket Behind(IVenueSocket socket) => new WaitingSocket(socket, this);

    public void Dispose() => rest.Dispose();

    private Task None
    {
        get
        {
            lock (_gate)
                return _none.Task;
        }
    }

    private static TaskCompletionSource Completed()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private sealed class WaitingSocket(IVenueSocket socket, AskedBooks asked) : IVenueSocket
    {
        private readonly Queue<VenueFrame> _waiting = [];
        private Task<VenueFrame>? _reading;
        private int _handedOn;
        private bool _isOver;

        public async ValueTask<VenueFrame> ReceiveAsync(CancellationToken stop)
        {
            for (var none = asked.None; !none.IsCompleted && _handedOn >= HandedOnMeanwhile; none = asked.None)
            {
                _reading ??= _isOver ? null : ReadAsync(stop);
                if (_reading is null)
                {
                    await none.WaitAsync(stop);
                    continue;
                }

                await Task.WhenAny(_reading, none);
                if (!_reading.IsCompleted)
                    continue;
                _waiting.Enqueue(await _reading);
                _reading = null;
            }

            _handedOn = asked.None.IsCompleted ? 0 : _handedOn + 1;
            if (_waiting.TryDequeue(out var frame))
                return frame;
            if (_reading is not { } reading)
                return await socket.ReceiveAsync(stop);
            _reading = null;
            return await reading;
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken stop) => socket.SendAsync(frame, stop);

        public ValueTask DisposeAsync() => socket.DisposeAsync();

        // Its bytes are valid until the next call, and this one may wait for many.
        private async Task<VenueFrame> ReadAsync(CancellationToken stop)
        {
            var frame = await socket.ReceiveAsync(stop);
            _isOver = frame.Kind == VenueFrameKind.Closed;
            return frame with { Body = frame.Body.ToArray() };
        }
    }
}
