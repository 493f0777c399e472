using System.Net.WebSockets;

namespace Rialto.Adapters.Connections;

/// <summary>
/// Opens WebSockets over the network: name, TCP, proxy, TLS, handshake, each failing with a message of its own. Every dial asks the name server anew, so that a venue that has moved is found;
/// the addresses it gives are tried one after the other.
/// </summary>
public sealed class SocketDialer : ISocketDialer
{
    private const int MessageBytesLeast = 1_024;
    private const int MessageBytesMost = 1 << 30;

    private readonly SocketDialerOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a dialer for one venue.</summary>
    /// <param name="options">How.</param>
    /// <param name="time">The time, for signatures; the system's where null.</param>
    /// <exception cref="ArgumentException">A bound out of range.</exception>
    public SocketDialer(SocketDialerOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MessageBytesMax is < MessageBytesLeast or > MessageBytesMost)
            throw new ArgumentException($"The largest message has {MessageBytesLeast} to {MessageBytesMost} bytes.", nameof(options));
        if (options.ConnectTimeout <= TimeSpan.Zero || options.CloseTimeout <= TimeSpan.Zero || options.PingInterval < TimeSpan.Zero || options.PingTimeout <= TimeSpan.Zero)
            throw new ArgumentException("Timeouts are longer than zero.", nameof(options));
        (_options, _time) = (options, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not ("ws" or "wss"))
            throw new VenueUnreachableException(DialStage.Settings, address, $"{address.OriginalString} is not the address of a WebSocket: it begins with ws:// or wss://.");
        var dial = new Dial(_options, address);
        var socket = new ClientWebSocket();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_options.ConnectTimeout);
        try
        {
            Prepare(socket.Options, address);
            await socket.ConnectAsync(address, dial.Invoker, limit.Token);
            return new VenueSocket(socket, dial, _options);
        }
        catch (Exception failed)
        {
            var refusal = dial.Explain(failed, socket, _time.GetUtcNow());
            socket.Dispose();
            dial.Dispose();
            if (stop.IsCancellationRequested)
                throw new OperationCanceledException("The dial was stopped.", failed, stop);
            throw refusal;
        }
    }

    private void Prepare(ClientWebSocketOptions options, Uri address)
    {
        options.CollectHttpResponseDetails = true;
        options.KeepAliveInterval = _options.PingInterval;
        options.KeepAliveTimeout = _options.PingInterval > TimeSpan.Zero ? _options.PingTimeout : Timeout.InfiniteTimeSpan;
        options.DangerousDeflateOptions = _options.Deflates ? new WebSocketDeflateOptions() : null;
        options.SetRequestHeader("User-Agent", _options.UserAgent);
        if (_options.Signer is null)
            return;
        var headers = new List<KeyValuePair<string, string>>();
        _options.Signer.Sign("GET", address, _time.GetUtcNow(), headers);
        foreach (var (name, value) in headers)
            options.SetRequestHeader(name, value);
    }
}
