using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rialto.Integration.Feeds;

/// <summary>A venue on loopback that behaves as badly as a test wants: each connection's request is read, and the rest is the test's.</summary>
internal sealed class TestVenue : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<TestVenueConnection, Task> _serve;
    private readonly X509Certificate2? _certificate;
    private readonly List<Stream> _streams = [];
    private readonly Task _accepting;

    public TestVenue(Func<TestVenueConnection, Task> serve, X509Certificate2? certificate = null)
    {
        (_serve, _certificate) = (serve, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"{(_certificate is null ? "ws" : "wss")}://127.0.0.1:{Port}/stream/v1");

    /// <summary>Requests read so far.</summary>
    public List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        lock (_streams)
        {
            foreach (var stream in _streams)
                stream.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception over) when (over is SocketException or InvalidOperationException)
        {
            // The test is over: the listener was taken away in the midst of an accept, or between two.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Stream stream = client.GetStream();
        try
        {
            lock (_streams)
                _streams.Add(stream);
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsServerAsync(_certificate);
            }

            var request = await ReadHeadAsync(stream);
            lock (Requests)
                Requests.Add(request);
            await _serve(new TestVenueConnection(stream, request));
        }
        catch (Exception gone) when (gone is IOException or WebSocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client has left.
        }
    }

    private static async Task<string> ReadHeadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
            text.Append((char)one[0]);
        return text.ToString();
    }
}

/// <summary>One connection, after its request.</summary>
internal sealed class TestVenueConnection(Stream stream, string request)
{
    public Stream Stream => stream;

    public string Request => request;

    public string Header(string name) =>
        request.Split("\r\n").Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault("");

    public async Task AnswerAsync(string head) => await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n\r\n"));

    public async Task<WebSocket> OpenAsync()
    {
#pragma warning disable CA5350 // RFC 6455 says SHA-1; nothing is kept secret by it.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(Header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350 // back to the rule
        await AnswerAsync($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}");
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
    }
}
