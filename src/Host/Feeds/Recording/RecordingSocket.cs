using System.Runtime.CompilerServices;
using Rialto.Adapters.Connections;

namespace Rialto.Host.Feeds.Recording;

/// <summary>A socket whose messages are recorded: those that come when they have come, those that are sent before they go, so that no answer stands before its question.</summary>
internal sealed class RecordingSocket(IVenueSocket inner, CaptureRecorder recorder, int connection, bool sendsSecrets) : IVenueSocket
{
    private int _isGone;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<VenueFrame> ReceiveAsync(CancellationToken stop)
    {
        var frame = await inner.ReceiveAsync(stop);
        if (frame.Kind == VenueFrameKind.Closed)
        {
            Leave(frame.Reason);
            return frame;
        }

        // The same time for the file and for the session, so that the recording gives the same events again.
        var now = recorder.Now();
        recorder.Received(connection, frame.Body.Span, frame.Kind == VenueFrameKind.Binary, now);
        return frame with { ReceiveTime = now };
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken stop)
    {
        recorder.Sent(connection, sendsSecrets ? CaptureSecrets.SignIn : frame.Span);
        return inner.SendAsync(frame, stop);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Leave("closed by us");
        return inner.DisposeAsync();
    }

    private void Leave(string reason)
    {
        if (Interlocked.Exchange(ref _isGone, 1) == 0)
            recorder.Disconnected(connection, reason);
    }
}
