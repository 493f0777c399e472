using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Unit.Gateways;
using Xunit;

namespace Rialto.Integration.Feeds;

public class ConnectionsDialerTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private static readonly VenueRoute Straight = new() { Proxy = VenueProxy.None };
    private static readonly SocketDialerOptions Options = new() { ConnectTimeout = TimeSpan.FromSeconds(30), Route = Straight };

    [Fact]
    public async Task Messages_come_whole_however_they_were_cut()
    {
        var large = new string('x', 1_000_000);
        await using var venue = new TestVenue(async connection =>
        {
            using var socket = await connection.OpenAsync();
            for (var i = 0; i < 10; i++)
                await socket.SendAsync(Encoding.UTF8.GetBytes($"part{i} "), WebSocketMessageType.Text, i == 9, Stop);
            await socket.SendAsync(Encoding.UTF8.GetBytes(large), WebSocketMessageType.Binary, true, Stop);
            await socket.SendAsync(Encoding.UTF8.GetBytes("last"), WebSocketMessageType.Text, true, Stop);
            await socket.CloseOutputAsync((WebSocketCloseStatus)1012, "maintenance", Stop);
        });
        await using var socket = await new SocketDialer(Options).DialAsync(venue.Address, Stop);
        Assert.Equal("part0 part1 part2 part3 part4 part5 part6 part7 part8 part9 ", Text(await socket.ReceiveAsync(Stop)));
        var second = await socket.ReceiveAsync(Stop);
        Assert.Equal((VenueFrameKind.Binary, large), (second.Kind, Text(second)));
        Assert.Equal("last", Text(await socket.ReceiveAsync(Stop)));
        var end = await socket.ReceiveAsync(Stop);
        Assert.Equal((VenueFrameKind.Closed, "the venue closed the socket with code 1012 (maintenance)"), (end.Kind, end.Reason));
        Assert.Equal(end, await socket.ReceiveAsync(Stop));
    }

    [Fact]
    public async Task What_is_sent_arrives_and_a_socket_that_was_cut_says_so()
    {
        await using var venue = new TestVenue(async connection =>
        {
            using var socket = await connection.OpenAsync();
            var buffer = new byte[100];
            var got = await socket.ReceiveAsync(buffer, Stop);
            await socket.SendAsync(buffer.AsMemory(0, got.Count), WebSocketMessageType.Text, true, Stop);
            connection.Stream.Dispose();
        });
        await using var socket = await new SocketDialer(Options).DialAsync(venue.Address, Stop);
        await socket.SendAsync("hello"u8.ToArray(), Stop);
        Assert.Equal("hello", Text(await socket.ReceiveAsync(Stop)));
        Assert.Equal("the socket broke: the connection was cut without a word", (await socket.ReceiveAsync(Stop)).Reason);

        // Nothing is thrown by who sends into it.
        await socket.SendAsync("again"u8.ToArray(), Stop);
    }

    [Theory]
    [InlineData(2_000, VenueFrameKind.Text)]
    [InlineData(2_001, VenueFrameKind.Closed)]
    [InlineData(5_000_000, VenueFrameKind.Closed)]
    public async Task A_message_has_a_largest_size(int bytes, VenueFrameKind kind)
    {
        await using var venue = new TestVenue(async connection =>
        {
            using var socket = await connection.OpenAsync();
            await socket.SendAsync(new byte[bytes], WebSocketMessageType.Text, true, Stop);
            await socket.ReceiveAsync(new byte[10], Stop);
        });
        await using var socket = await new SocketDialer(Options with { MessageBytesMax = 2_000 }).DialAsync(venue.Address, Stop);
        Assert.Equal(kind, (await socket.ReceiveAsync(Stop)).Kind);
    }

    [Theory]
    [InlineData("429 Too Many Requests", "Retry-After: 17", 429, 17, "it was asked too often")]
    [InlineData("418 I'm a teapot", "Retry-After: 300", 418, 300, "banned")]
    [InlineData("403 Forbidden", "X: y", 403, 0, "does not serve this address")]
    [InlineData("404 Not Found", "X: y", 404, 0, "nothing on this path")]
    [InlineData("502 Bad Gateway", "X: y", 502, 0, "trouble of its own")]
    public async Task A_refused_handshake_has_its_status_and_how_long_to_wait(string answer, string header, int status, int seconds, string words)
    {
        await using var venue = new TestVenue(connection => connection.AnswerAsync($"HTTP/1.1 {answer}\r\n{header}\r\nContent-Length: 0"));
        var refused = await RefusedAsync(Options, venue.Address);
        Assert.Equal((DialStage.Handshake, status, seconds), (refused.Stage, refused.Status, (int)refused.RetryAfter.TotalSeconds));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(venue.Address.ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_at_which_nobody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var refused = await RefusedAsync(Options, new Uri($"ws://127.0.0.1:{port}/"));
        Assert.Equal((DialStage.Connect, $"127.0.0.1:{port} refused the connection: nothing listens there. Is the port right, does a firewall refuse it?"), (refused.Stage, refused.Message));
    }

    [Fact]
    public async Task A_host_that_has_no_address()
    {
        var refused = await RefusedAsync(Options, new Uri("wss://nowhere.invalid/ws"));
        Assert.Equal(DialStage.Dns, refused.Stage);
        Assert.StartsWith("nowhere.invalid", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_of_a_socket()
    {
        Assert.Equal(DialStage.Settings, (await RefusedAsync(Options, new Uri("https://venue.test/"))).Stage);
    }

    [Fact]
    public async Task A_venue_that_does_not_answer_the_handshake()
    {
        var never = new TaskCompletionSource();
        await using var venue = new TestVenue(_ => never.Task);
        var refused = await RefusedAsync(Options with { ConnectTimeout = TimeSpan.FromMilliseconds(500) }, venue.Address);
        never.SetResult();
        Assert.Equal(DialStage.Handshake, refused.Stage);
        Assert.Contains("did not answer within 0.5 s (opening the WebSocket)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_believed_where_its_root_is_set_and_not_otherwise()
    {
        using var certificate = new TestCertificate();
        using var shown = X509CertificateLoader.LoadPkcs12FromFile(certificate.Pfx, TestCertificate.Password);
        await using var venue = new TestVenue(EchoAsync, shown);
        var refused = await RefusedAsync(Options, venue.Address);
        Assert.Equal(DialStage.Tls, refused.Stage);
        Assert.StartsWith("The certificate of 127.0.0.1 is not believed: ", refused.Message, StringComparison.Ordinal);

        await using var socket = await new SocketDialer(Options with { Route = Straight with { Roots = [certificate.Shown] } }).DialAsync(venue.Address, Stop);
        await socket.SendAsync("secret"u8.ToArray(), Stop);
        Assert.Equal("secret", Text(await socket.ReceiveAsync(Stop)));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_believed_whatever_its_root()
    {
        using var certificate = new TestCertificate();
        using var shown = X509CertificateLoader.LoadPkcs12FromFile(certificate.Pfx, TestCertificate.Password);
        await using var venue = new TestVenue(EchoAsync, shown);
        var refused = await RefusedAsync(Options with { Route = Straight with { Roots = [certificate.Shown] } }, new Uri($"wss://127.0.0.2:{venue.Port}/"));
        Assert.True(refused.Stage is DialStage.Tls or DialStage.Connect, refused.Message);
    }

    [Fact]
    public async Task A_port_that_speaks_no_Tls()
    {
        await using var venue = new TestVenue(connection => connection.AnswerAsync("HTTP/1.1 400 Bad Request"));
        using var plain = new TcpListener(IPAddress.Loopback, 0);
        plain.Start();
        var answering = AnswerAsync(plain);
        var refused = await RefusedAsync(Options, new Uri($"wss://127.0.0.1:{((IPEndPoint)plain.LocalEndpoint).Port}/"));
        await answering;
        Assert.Equal(DialStage.Tls, refused.Stage);

        static async Task AnswerAsync(TcpListener listener)
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("trader:pass word", "trader:pass%20word@")]
    public async Task A_proxy_is_used_with_its_name_and_password(string credentials, string userInfo)
    {
        await using var venue = new TestVenue(EchoAsync);
        await using var proxy = new TestProxy(venue.Port, credentials: credentials);
        var route = Straight with { Proxy = VenueProxy.At(new Uri($"http://{userInfo}127.0.0.1:{proxy.Port}")) };
        await using var socket = await new SocketDialer(Options with { Route = route }).DialAsync(new Uri("ws://venue.test/stream/v1"), Stop);
        await socket.SendAsync("through"u8.ToArray(), Stop);
        Assert.Equal("through", Text(await socket.ReceiveAsync(Stop)));
        Assert.StartsWith("CONNECT venue.test:80 ", proxy.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_does_not_let_us_pass()
    {
        await using var venue = new TestVenue(EchoAsync);
        await using var proxy = new TestVenue(connection => connection.AnswerAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0"));
        var route = Straight with { Proxy = VenueProxy.At(new Uri($"http://name:word@127.0.0.1:{proxy.Port}")) };
        var refused = await RefusedAsync(Options with { Route = route }, new Uri("ws://venue.test/"));
        Assert.Equal(DialStage.Proxy, refused.Stage);
        Assert.StartsWith($"The proxy http://127.0.0.1:{proxy.Port} did not let the connection pass", refused.Message, StringComparison.Ordinal);
        Assert.Empty(venue.Requests);
    }

    [Fact]
    public async Task A_venue_that_answers_no_ping_is_gone()
    {
        var over = new TaskCompletionSource();
        await using var venue = new TestVenue(async connection =>
        {
            // Pings are answered by who reads; nobody does.
            using var socket = await connection.OpenAsync();
            await over.Task;
        });
        var options = Options with { PingInterval = TimeSpan.FromMilliseconds(100), PingTimeout = TimeSpan.FromMilliseconds(300) };
        await using var socket = await new SocketDialer(options).DialAsync(venue.Address, Stop);
        var end = await socket.ReceiveAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop);
        over.SetResult();
        Assert.Equal((VenueFrameKind.Closed, "no ping was answered within 0.3 s"), (end.Kind, end.Reason));
    }

    [Fact]
    public async Task A_handshake_is_signed_and_asks_for_compression_only_where_wanted()
    {
        using var key = RSA.Create(2_048);
        using var signer = new KalshiSigner("key-1", RSA.Create(key.ExportParameters(true)));
        await using var venue = new TestVenue(EchoAsync);
        await using (await new SocketDialer(Options with { Signer = signer, Deflates = true }).DialAsync(venue.Address, Stop))
        await using (await new SocketDialer(Options).DialAsync(venue.Address, Stop))
        {
            var signed = new TestVenueConnection(Stream.Null, venue.Requests[0]);
            var text = $"{signed.Header("KALSHI-ACCESS-TIMESTAMP")}GET/stream/v1";
            Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(signed.Header("KALSHI-ACCESS-SIGNATURE")), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
            Assert.Equal(("key-1", "rialto"), (signed.Header("KALSHI-ACCESS-KEY"), signed.Header("User-Agent")));
            Assert.Contains("permessage-deflate", signed.Header("Sec-WebSocket-Extensions"), StringComparison.Ordinal);
            Assert.Equal("", new TestVenueConnection(Stream.Null, venue.Requests[1]).Header("Sec-WebSocket-Extensions"));
        }
    }

    [Fact]
    public async Task A_dial_and_a_receive_can_be_stopped()
    {
        var never = new TaskCompletionSource();
        await using var silent = new TestVenue(_ => never.Task);
        using var stop = new CancellationTokenSource();
        var dialing = new SocketDialer(Options).DialAsync(silent.Address, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialing);
        never.SetResult();

        await using var venue = new TestVenue(EchoAsync);
        using var over = new CancellationTokenSource();
        await using var socket = await new SocketDialer(Options).DialAsync(venue.Address, Stop);
        var receiving = socket.ReceiveAsync(over.Token).AsTask();
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
    }

    private static async Task EchoAsync(TestVenueConnection connection)
    {
        using var socket = await connection.OpenAsync();
        var buffer = new byte[1_000];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, Stop);
            if (got.MessageType == WebSocketMessageType.Close)
                return;
            await socket.SendAsync(buffer.AsMemory(0, got.Count), WebSocketMessageType.Text, got.EndOfMessage, Stop);
        }
    }

    private static async Task<VenueUnreachableException> RefusedAsync(SocketDialerOptions options, Uri address) =>
        await Assert.ThrowsAsync<VenueUnreachableException>(async () => await new SocketDialer(options).DialAsync(address, Stop));

    private static string Text(VenueFrame frame) => Encoding.UTF8.GetString(frame.Body.Span);
}
