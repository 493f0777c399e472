using Rialto.Adapters.Connections;

namespace Rialto.Host.Feeds.Recording;

/// <summary>Opens sockets by way of another dialer, and hands all that passes them to a recorder. Any thread.</summary>
/// <param name="inner">Opens them.</param>
/// <param name="recorder">Writes it down; outlives the sockets.</param>
/// <param name="venue">Name of the venue in the recording.</param>
/// <param name="sendsSecrets">What is sent holds a secret: only that something was sent is written down.</param>
internal sealed class RecordingDialer(ISocketDialer inner, CaptureRecorder recorder, string venue, bool sendsSecrets = false) : ISocketDialer
{
    /// <inheritdoc/>
    public async ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(address);
        var socket = await inner.DialAsync(address, stop);
        return new RecordingSocket(socket, recorder, recorder.Connected(venue, address.OriginalString), sendsSecrets);
    }
}
