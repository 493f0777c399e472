namespace Rialto.Adapters.Connections;

/// <summary>An open WebSocket. One receive and one send may be under way at a time; disposing ends both and never throws.</summary>
public interface IVenueSocket : IAsyncDisposable
{
    /// <summary>
    /// The next whole message, or the end: of kind <see cref="VenueFrameKind.Closed"/>, with the reason, as often as it is asked. Whatever ends a socket is told so, and not thrown.
    /// </summary>
    /// <returns>Its bytes are valid until the next call.</returns>
    /// <exception cref="OperationCanceledException">Stopped; the socket cannot be used any more.</exception>
    ValueTask<VenueFrame> ReceiveAsync(CancellationToken stop);

    /// <summary>Sends a text message. A socket that is gone is not told here: the next receive says so.</summary>
    /// <exception cref="OperationCanceledException">Stopped; the socket cannot be used any more.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken stop);
}
