using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Rialto.Unit.Gateways;

namespace Rialto.Integration.Feeds;

/// <summary>A proxy on loopback that leads every name to one port; with a certificate it looks into TLS, as proxies of companies do, and passes on what it finds.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly TestVenue _proxy;
    private readonly int _port;
    private readonly TestCertificate? _certificate;
    private readonly string _credentials;

    public TestProxy(int port, TestCertificate? certificate = null, string credentials = "")
    {
        (_port, _certificate, _credentials) = (port, certificate, credentials);
        _proxy = new TestVenue(ServeAsync);
    }

    public int Port => _proxy.Port;

    /// <summary>Heads of the requests so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_proxy.Requests)
                return [.. _proxy.Requests];
        }
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    private async Task ServeAsync(TestVenueConnection connection)
    {
        if (_credentials.Length > 0 && connection.Header("Proxy-Authorization") != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(_credentials)))
        {
            await connection.AnswerAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\nConnection: close");
            connection.Stream.Dispose();
            return;
        }

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port);
        var venue = client.GetStream();
        var ours = connection.Stream;
        if (!connection.Request.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            // Without TLS a request is passed on as it is.
            await venue.WriteAsync(Encoding.ASCII.GetBytes(connection.Request));
        }
        else
        {
            await connection.AnswerAsync("HTTP/1.1 200 Connection Established");
            if (_certificate is not null)
            {
                var tls = new SslStream(ours);
                await tls.AuthenticateAsServerAsync(_certificate.Shown);
                ours = tls;
            }
        }

        await Task.WhenAny(venue.CopyToAsync(ours), ours.CopyToAsync(venue));
        await ours.DisposeAsync();
    }
}
