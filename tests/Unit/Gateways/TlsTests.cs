using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Tls;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Every protocol over TLS, with a certificate made for the test, and certificates that cannot be used.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task Orders_go_over_HTTPS_and_plain_HTTP_is_not_spoken_there()
    {
        await using var exchange = await StartAsync();
        Assert.StartsWith("https://", exchange.Gateways.HttpUrl, StringComparison.Ordinal);
        using var handler = new SocketsHttpHandler { SslOptions = Trusting() };
        using var alice = new RestClient(exchange.Gateways.HttpUrl, exchange.Keys.Create("alice", Permissions.Trade), handler);

        var order = await alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""");

        Assert.Equal((201, "open"), (order.Status, order["status"]));
        using var plain = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync(exchange.Gateways.HttpUrl.Replace("https", "http", StringComparison.Ordinal) + "/health/live"));
        using var doubtful = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => doubtful.GetAsync(exchange.Gateways.HttpUrl + "/health/live"));
    }

    [Fact]
    public async Task Streams_and_orders_go_over_WSS()
    {
        await using var exchange = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, shown, _, _) => _certificate.IsShown(shown);
        var key = exchange.Keys.Create("alice", Permissions.Read | Permissions.Trade);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        socket.Options.SetRequestHeader(RequestSignature.KeyHeader, key.Key.Id);
        socket.Options.SetRequestHeader(RequestSignature.TimestampHeader, now);
        socket.Options.SetRequestHeader(RequestSignature.SignatureHeader, RequestSignature.ComputeHex(key.Secret, now, "GET", "/ws", default));
        await socket.ConnectAsync(new Uri(exchange.Gateways.HttpUrl.Replace("https", "wss", StringComparison.Ordinal) + "/ws"), CancellationToken.None);

        Assert.Contains("authenticated", await ReceiveAsync(socket), StringComparison.Ordinal);
        await socket.SendAsync("""{"op":"order.new","id":1,"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}"""u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        Assert.Contains("\"status\":201", await ReceiveAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_native_protocol_speaks_TLS_where_it_is_told_to_and_says_goodbye_through_it()
    {
        await using var exchange = await StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(exchange.Gateways.NativeEndpoint!);
        await using var secured = new SslStream(tcp.GetStream());
        await secured.AuthenticateAsClientAsync(Trusting());
        await secured.WriteAsync(NativeClient.Logon(exchange.Keys.Create("alice", Permissions.Trade)));
        Assert.True(NativeLogonAccepted.TryDecode(await FrameAsync(secured), out var accepted, out _));
        var frame = new byte[NativeFrame.MaxBytes];
        var order = new Command
        {
            Kind = CommandKind.NewOrder,
            Instrument = new InstrumentId(1),
            Price = new Price(100),
            Quantity = new Quantity(3),
            Terms = OrderTerms.Of(OrderType.Limit),
        };
        await secured.WriteAsync(frame.AsMemory(0, NativeOrders.Encode(in order, 7, frame)));

        Assert.True(NativeOrderEvent.TryDecode(await FrameAsync(secured), out var told, out _));
        Assert.Equal((EventKind.OrderAccepted, accepted.Session), (told.Kind, told.Session));
        var logout = new byte[NativeFrame.HeaderBytes];
        NativeFrame.EncodeEmpty(NativeType.Logout, 8, logout);
        await secured.WriteAsync(logout);
        // What the end of a session does to its orders may be told before the goodbye.
        var goodbye = await FrameAsync(secured);
        while (NativeFrame.TypeOf(goodbye) == NativeType.OrderEvent)
            goodbye = await FrameAsync(secured);
        Assert.True(NativeSessionEnded.TryDecode(goodbye, out var ended, out _));
        Assert.Equal(SessionEndReason.Logout, ended.Reason);
        Assert.Equal(0, await secured.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_peer_that_speaks_no_TLS_is_dropped_and_others_are_served()
    {
        await using var exchange = await StartAsync();
        using (var plain = await NativeClient.ConnectAsync(exchange))
        {
            await plain.SendAsync(NativeClient.Logon(exchange.Keys.Create("alice", Permissions.Trade)));
            Assert.Equal(SessionEndReason.None, await ReadToEndAsync(plain));
        }

        using var tcp = new TcpClient();
        await tcp.ConnectAsync(exchange.Gateways.NativeEndpoint!);
        await using var secured = new SslStream(tcp.GetStream());
        await secured.AuthenticateAsClientAsync(Trusting());
        await secured.WriteAsync(NativeClient.Logon(exchange.Keys.Create("alice", Permissions.Trade)));
        Assert.True(NativeLogonAccepted.TryDecode(await FrameAsync(secured), out _, out _));
    }

    [Fact]
    public void Certificates_come_as_PKCS12_as_PEM_with_the_key_and_as_PEM_beside_it()
    {
        foreach (var (path, keyPath, password) in new[] { (_certificate.Pfx, "", TestCertificate.Password), (_certificate.WholePem, "", ""), (_certificate.Pem, _certificate.KeyPem, "") })
        {
            using var loaded = ServerCertificate.Load(path, keyPath, password, DateTimeOffset.UtcNow);
            Assert.Equal(_certificate.Shown.Thumbprint, loaded.Thumbprint);
            Assert.True(loaded.HasPrivateKey);
        }
    }

    [Fact]
    public void What_is_wrong_with_a_certificate_is_said()
    {
        Assert.Equal((true, "does not open"), Problem(_certificate.Pfx, "wrong", "does not open"));
        Assert.Equal((true, "is needed to open"), Problem(_certificate.Pfx, "", "is needed to open"));
        Assert.Equal((false, "is neither PKCS#12 nor PEM"), Problem(_certificate.Garbage, "", "is neither PKCS#12 nor PEM"));
        Assert.Equal((false, "is neither PKCS#12 nor PEM"), Problem(_certificate.Pem, "", "is neither PKCS#12 nor PEM"));
        Assert.Equal((false, "cannot be read"), Problem(_certificate.Pfx + ".missing", "", "cannot be read"));
        using var old = new TestCertificate(validFromDays: -20, validToDays: -10);
        Assert.Equal((false, "has expired on"), Problem(old.Pfx, TestCertificate.Password, "has expired on"));
        using var early = new TestCertificate(validFromDays: 5, validToDays: 10);
        Assert.Equal((false, "is not valid before"), Problem(early.Pfx, TestCertificate.Password, "is not valid before"));

        static (bool IsPassword, string Words) Problem(string path, string password, string words)
        {
            var problem = Assert.Throws<CertificateException>(() => ServerCertificate.Load(path, "", password, DateTimeOffset.UtcNow));
            return (problem.IsPassword, problem.Message.Contains(words, StringComparison.Ordinal) ? words : problem.Message);
        }
    }

    private Task<RunningExchange> StartAsync() => RunningExchange.StartAsync(options =>
    {
        options.Http.CertificatePath = _certificate.Pfx;
        options.Http.CertificatePassword = TestCertificate.Password;
        options.Native.Tls = true;
    });

    private SslClientAuthenticationOptions Trusting() => new() { TargetHost = "127.0.0.1", RemoteCertificateValidationCallback = (_, shown, _, _) => _certificate.IsShown(shown) };

    // The web server, or the TLS layer, may end it with a reset: gone is gone.
    private static async Task<SessionEndReason> ReadToEndAsync(NativeClient client)
    {
        try
        {
            return await client.ReadToEndAsync();
        }
        catch (SocketException)
        {
            return SessionEndReason.None;
        }
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        var buffer = new byte[8_192];
        var received = await socket.ReceiveAsync(buffer, patience.Token);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static async Task<byte[]> FrameAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        var head = new byte[NativeFrame.HeaderBytes];
        await stream.ReadExactlyAsync(head, patience.Token);
        var frame = new byte[BitConverter.ToUInt16(head)];
        head.CopyTo(frame, 0);
        await stream.ReadExactlyAsync(frame.AsMemory(head.Length), patience.Token);
        return frame;
    }
}
