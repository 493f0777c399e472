using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Rialto.Gateways.Native;

/// <summary>
/// TLS for the native protocol: ends it in front of a session, which then works on a plain socket of this process, as without TLS. So TLS costs those who
/// ask for it two more hops through the kernel, and nobody else anything.
/// <code>
/// client == TLS == outer socket - relay - inner pair of sockets on loopback - session
/// </code>
/// </summary>
internal sealed class TlsRelay(X509Certificate2 certificate, int handshakeTimeoutMs)
{
    private const int BufferBytes = 64 * 1_024;

    private readonly SslServerAuthenticationOptions _options = new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    /// <summary>Shakes hands and joins the two sides up; the session's socket, or null where the peer speaks no TLS. The outer socket is taken over.</summary>
    public async Task<Socket?> OpenAsync(Socket outer)
    {
        var secured = new SslStream(new NetworkStream(outer, ownsSocket: true));
        try
        {
            using var patience = new CancellationTokenSource(handshakeTimeoutMs);
            await secured.AuthenticateAsServerAsync(_options, patience.Token).ConfigureAwait(false);
            var (session, inner) = await PairAsync(patience.Token).ConfigureAwait(false);
            _ = RelayAsync(secured, inner);
            return session;
        }
        catch (Exception problem) when (problem is AuthenticationException or IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            return null;
        }
    }

    private static async Task RelayAsync(SslStream secured, Socket inner)
    {
        await using (secured.ConfigureAwait(false))
        {
            using var plain = new NetworkStream(inner, ownsSocket: true);
            // Each direction ends by itself, and tells its other end: what was said before a goodbye still arrives.
            var inwards = CopyAsync(secured, plain, () => EndInwards(inner));
            var outwards = CopyAsync(plain, secured, () => secured.ShutdownAsync());
            await outwards.ConfigureAwait(false);
            inner.Dispose();
            await inwards.ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, Func<Task> end)
    {
        try
        {
            await from.CopyToAsync(to, BufferBytes).ConfigureAwait(false);
            await end().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side has gone; the other is closed with it.
        }
    }

    private static Task EndInwards(Socket inner)
    {
        inner.Shutdown(SocketShutdown.Send);
        return Task.CompletedTask;
    }

    /// <summary>Two ends of one connection within this process. Anybody on the machine could connect to the listener meanwhile: only our own end is taken.</summary>
    internal static async Task<(Socket Session, Socket Relay)> PairAsync(CancellationToken cancellationToken)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var relay = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await relay.ConnectAsync(listener.LocalEndPoint!, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var session = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (Equals(session.RemoteEndPoint, relay.LocalEndPoint))
                    return (session, relay);
                session.Dispose();
            }
        }
        catch
        {
            relay.Dispose();
            throw;
        }
    }
}
