using System.Text;
using Rialto.Adapters.Connections;

namespace Rialto.Unit.Adapters.Connections;

/// <summary>A socket without a network: what is sent is heard by a pretended venue, what the venue says is received.</summary>
internal sealed class PretendedSocket(Action<PretendedSocket, string> hears) : IVenueSocket
{
    private readonly Queue<VenueFrame> _frames = new();
    private TaskCompletionSource<VenueFrame>? _waiting;
    private bool _isPaused;

    public List<(TimeSpan At, string Text)> Sent { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>The venue hears nothing any more, and says nothing.</summary>
    public bool IsDead { get; set; }

    /// <summary>The time, for <see cref="Sent"/>.</summary>
    public VirtualTime? Time { get; init; }

    public void Say(string frame) => Put(new VenueFrame(VenueFrameKind.Text, Encoding.UTF8.GetBytes(frame), ""));

    /// <summary>What is said waits.</summary>
    public void Pause() => _isPaused = true;

    /// <summary>What waits is received from now on.</summary>
    public void Resume()
    {
        _isPaused = false;
        if (_waiting is { } waiting && _frames.TryDequeue(out var frame))
        {
            _waiting = null;
            waiting.TrySetResult(frame);
        }
    }

    public void Cut(string reason) => Put(VenueFrame.Closed(reason));

    public ValueTask<VenueFrame> ReceiveAsync(CancellationToken stop)
    {
        if (_frames.TryDequeue(out var frame))
            return ValueTask.FromResult(frame);
        stop.ThrowIfCancellationRequested();
        var waiting = _waiting = new TaskCompletionSource<VenueFrame>();
        return WaitAsync(waiting, stop);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var text = Encoding.UTF8.GetString(frame.Span);
        Sent.Add((Time?.Now ?? default, text));
        if (!IsDead)
            hears(this, text);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<VenueFrame> WaitAsync(TaskCompletionSource<VenueFrame> waiting, CancellationToken stop)
    {
        await using var stopped = stop.Register(() => waiting.TrySetCanceled(stop));
        return await waiting.Task;
    }

    private void Put(VenueFrame frame)
    {
        if (IsDead || IsDisposed)
            return;
        if (!_isPaused && _waiting is { } waiting)
        {
            _waiting = null;
            if (waiting.TrySetResult(frame))
                return;
        }

        _frames.Enqueue(frame);
    }
}
