using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rialto.Gateways.Auth;
using Rialto.Unit.Gateways.Binance.Streams;
using Xunit;

namespace Rialto.Unit.Gateways.Binance.SocketApi;

/// <summary>The WebSocket API over a real listener: requests, signatures, logon, user data subscriptions.</summary>
public sealed class ApiSessionTests
{
    [Fact]
    public async Task Requests_are_answered_in_order_with_their_ids_and_the_limits_used()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await exchange.ConnectAsync("/ws-api/v3");
        await socket.SendAsync("""{"id":"a","method":"ping"}""");
        await socket.SendAsync("""{"id":2,"method":"time","params":{"returnRateLimits":false}}""");
        await socket.SendAsync("""{"method":"ping","params":{}}""");
        Assert.Equal(
            """{"id":"a","status":200,"result":{},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":3}]}""",
            await socket.TextAsync());
        var time = await socket.NextAsync();
        Assert.True(time.GetProperty("result").GetProperty("serverTime").GetInt64() > 1_700_000_000_000);
        Assert.False(time.TryGetProperty("rateLimits", out _));
        Assert.Equal(JsonValueKind.Null, (await socket.NextAsync()).GetProperty("id").ValueKind);
        await using var quiet = await exchange.ConnectAsync("/ws-api/v3?returnRateLimits=false");
        await quiet.SendAsync("""{"id":1,"method":"ping"}""");
        Assert.Equal("""{"id":1,"status":200,"result":{}}""", await quiet.TextAsync());
    }

    [Theory]
    [InlineData("", -1135)]
    [InlineData("{", -1135)]
    [InlineData("[]", -1135)]
    [InlineData("""{"id":1,"method":"ping"}{}""", -1135)]
    [InlineData("""{"id":1}""", -1102)]
    [InlineData("""{"id":{},"method":"ping"}""", -1100)]
    [InlineData("""{"id":"0123456789012345678901234567890123456","method":"ping"}""", -1100)]
    [InlineData("""{"id":1,"method":"ping","params":[]}""", -1135)]
    [InlineData("""{"id":1,"method":"\ud800"}""", -1135)]
    [InlineData("""{"id":1,"method":"exchangeInfo","params":{"symbols":["\ud800"]}}""", -1100)]
    [InlineData("""{"id":1,"method":"no.such"}""", -1020)]
    [InlineData("""{"id":1,"method":"userDataStream.subscribe"}""", -1002)]
    [InlineData("""{"id":1,"method":"userDataStream.start"}""", -2014)]
    [InlineData("""{"id":1,"method":"userDataStream.start","params":{"apiKey":"nobody"}}""", -2015)]
    [InlineData("""{"id":1,"method":"userDataStream.unsubscribe","params":{"subscriptionId":7}}""", -2036)]
    [InlineData("""{"id":1,"method":"session.logon","params":{}}""", -2014)]
    public async Task Bad_requests_get_their_error_and_the_connection_lives(string request, int code)
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await exchange.ConnectAsync("/ws-api/v3");
        if (request.Length > 0)
        {
            await socket.SendAsync(request);
            Assert.Equal(code, (await socket.NextAsync()).GetProperty("error").GetProperty("code").GetInt32());
        }

        await socket.SendAsync("""{"id":9,"method":"ping"}""");
        Assert.Equal(9, (await socket.NextAsync()).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Requests_that_cannot_be_read_are_charged_like_others()
    {
        await using var exchange = await StreamsExchange.StartAsync(options => options.Binance.WeightPerMinute = 3, new ManualTime());
        await using var socket = await exchange.ConnectAsync("/ws-api/v3"); // costs 2
        foreach (var code in (int[])[-1135, -1003])
        {
            await socket.SendAsync("{");
            Assert.Equal(code, (await socket.NextAsync()).GetProperty("error").GetProperty("code").GetInt32());
        }
    }

    [Fact]
    public async Task A_signed_subscription_tells_what_happens_until_it_is_ended()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await exchange.ConnectAsync("/ws-api/v3");
        var key = exchange.Alice.Key;
        var answer = await socket.AskAsync(Signed(key, 1, "userDataStream.subscribe.signature"));
        Assert.Equal(0, answer.GetProperty("result").GetProperty("subscriptionId").GetInt32());
        Assert.Equal(-2035, (await socket.AskAsync(Signed(key, 2, "userDataStream.subscribe.signature"))).GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal("""[{"subscriptionId":0}]""", (await socket.AskAsync("""{"id":3,"method":"session.subscriptions"}""")).GetProperty("result").GetRawText());
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        var report = await socket.NextAsync();
        Assert.Equal((0, "executionReport"), (report.GetProperty("subscriptionId").GetInt32(), report.GetProperty("event").GetProperty("e").GetString()));
        Assert.Equal("outboundAccountPosition", (await socket.NextAsync()).GetProperty("event").GetProperty("e").GetString());

        // Another account on the same connection has a number of its own.
        Assert.Equal(1, (await socket.AskAsync(Signed(exchange.Bob.Key, 4, "userDataStream.subscribe.signature"))).GetProperty("result").GetProperty("subscriptionId").GetInt32());
        await socket.SendAsync("""{"id":5,"method":"userDataStream.unsubscribe","params":{"subscriptionId":0}}""");
        var (ended, done) = (await socket.NextAsync(), await socket.NextAsync());
        if (ended.TryGetProperty("id", out _))
            (ended, done) = (done, ended);
        Assert.Equal("eventStreamTerminated", ended.GetProperty("event").GetProperty("e").GetString());
        Assert.Equal("{}", done.GetProperty("result").GetRawText());
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Bob, "sell", "100.00", "1");
        Assert.Equal(1, (await socket.NextAsync()).GetProperty("subscriptionId").GetInt32());
    }

    [Fact]
    public async Task A_wrong_signature_an_old_time_and_a_key_that_may_not_are_refused()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await exchange.ConnectAsync("/ws-api/v3");
        var key = exchange.Alice.Key;
        Assert.Equal(-1022, Code(await socket.AskAsync(Signed(key with { Secret = "another" }, 1, "userDataStream.subscribe.signature"))));
        Assert.Equal(-1021, Code(await socket.AskAsync(Signed(key, 2, "userDataStream.subscribe.signature", -60_000))));
        Assert.Equal(-1021, Code(await socket.AskAsync(Signed(key, 3, "userDataStream.subscribe.signature", 60_000))));
        Assert.Equal(-2015, Code(await socket.AskAsync(Signed(exchange.Exchange.Keys.Create("carol", Permissions.Trade), 4, "userDataStream.subscribe.signature"))));
        Assert.Equal(-4056, Code(await socket.AskAsync(Signed(key, 5, "session.logon"))));
        Assert.Equal("null", (await socket.AskAsync("""{"id":6,"method":"session.status"}""")).GetProperty("result").GetProperty("apiKey").GetRawText());

        static int Code(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetInt32();
    }

    [Fact]
    public async Task A_stream_ends_with_the_key_it_was_opened_with()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await exchange.ConnectAsync("/ws-api/v3");
        var key = exchange.Exchange.Keys.Create("alice", Permissions.Read);
        await socket.AskAsync(Signed(key, 1, "userDataStream.subscribe.signature"));
        Assert.True(exchange.Exchange.Keys.Revoke(key.Key.Id));
        await socket.FindAsync(message => message.TryGetProperty("event", out var told) && told.GetProperty("e").GetString() == "eventStreamTerminated");
    }

    [Fact]
    public async Task Who_has_logged_on_with_an_Ed25519_key_needs_no_more_signatures()
    {
        Assert.SkipUnless(Rialto.Runtime.Cryptography.Ed25519.IsAvailable, "OpenSSL 3 is not installed.");
        await using var exchange = await StreamsExchange.StartAsync();
        using var signer = await OpenSslKey.MakeAsync();
        Assert.SkipWhen(signer is null, "There is no openssl here to sign with.");
        Assert.True(Ed25519Pem.TryRead(signer.PublicPem, out var publicKey));
        var key = exchange.Exchange.Keys.Create("alice", Permissions.Read | Permissions.Trade, publicKey);
        await using var socket = await exchange.ConnectAsync("/ws-api/v3");
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var signature = await signer.SignAsync($"apiKey={key.Id}&recvWindow=60000&timestamp={timestamp}");
        var logon = await socket.AskAsync(
            $$$"""{"id":1,"method":"session.logon","params":{"apiKey":"{{{key.Id}}}","recvWindow":60000,"timestamp":{{{timestamp}}},"signature":"{{{signature}}}"}}""");
        Assert.Equal(key.Id, logon.GetProperty("result").GetProperty("apiKey").GetString());
        Assert.Equal(0, (await socket.AskAsync("""{"id":2,"method":"userDataStream.subscribe"}""")).GetProperty("result").GetProperty("subscriptionId").GetInt32());
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        await socket.FindAsync(message => message.TryGetProperty("event", out var told) && told.GetProperty("e").GetString() == "executionReport");
        var logout = await socket.AskAsync("""{"id":3,"method":"session.logout"}""");
        Assert.Equal("null", logout.GetProperty("result").GetProperty("apiKey").GetRawText());
        Assert.Equal(-1002, (await socket.AskAsync("""{"id":4,"method":"userDataStream.subscribe"}""")).GetProperty("error").GetProperty("code").GetInt32());
    }

    /// <summary>A request signed as Binance says: all parameters by name.</summary>
    internal static string Signed(CreatedKey key, int id, string method, long shiftMs = 0, params (string Name, string Value)[] more)
    {
        var timestamp = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + shiftMs).ToString(CultureInfo.InvariantCulture);
        var all = more.Append(("apiKey", key.Key.Id)).Append(("timestamp", timestamp)).OrderBy(one => one.Item1, StringComparer.Ordinal).ToList();
        var text = string.Join('&', all.Select(one => one.Item1 + "=" + one.Item2));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Secret), Encoding.UTF8.GetBytes(text)));
        var parameters = string.Join(',', all.Append(("signature", signature)).Select(one => $"\"{one.Item1}\":\"{one.Item2}\""));
        return $$$"""{"id":{{{id}}},"method":"{{{method}}}","params":{ {{{parameters}}} }}""";
    }

    /// <summary>An Ed25519 key of the command line's.</summary>
    private sealed class OpenSslKey : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("rialto-key-").FullName;

        public string PublicPem { get; private set; } = string.Empty;

        public static async Task<OpenSslKey?> MakeAsync()
        {
            var made = new OpenSslKey();
            try
            {
                await made.RunAsync("genpkey", "-algorithm", "ed25519", "-out", "key.pem");
                await made.RunAsync("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem");
                made.PublicPem = await File.ReadAllTextAsync(Path.Combine(made._folder, "public.pem"));
                return made;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                made.Dispose();
                return null;
            }
        }

        public async Task<string> SignAsync(string text)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "text"), text);
            await RunAsync("pkeyutl", "-sign", "-inkey", "key.pem", "-rawin", "-in", "text", "-out", "signature");
            return Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(_folder, "signature")));
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private async Task RunAsync(params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { WorkingDirectory = _folder, RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
    }
}
