using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Rialto.Gateways.Auth;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Long bodies, whose signature can only be checked once they are here: who may send one, how many at once, and for how long.</summary>
public sealed class LongBodyTests : IAsyncLifetime
{
    private const int Length = 5_000_000;

    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(new byte[Length]));

    private readonly ManualTime _time = new();
    private readonly List<Sender> _senders = [];
    private int _sent;
    private RunningExchange _exchange = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _exchange = await RunningExchange.StartAsync(
        options => (options.Http.MaxLongBodies, options.Http.MaxLongBodiesPerKey, options.Http.MaxUnprovenBodies) = (4, 2, 1), clock: _time, compliance: (folder, _) =>
        {
            var desk = Path.Combine(folder, "compliance");
            Directory.CreateDirectory(desk);
            return new(new(desk, MasterKey.Open(Path.Combine(folder, "keys")), time: _time));
        });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders)
            sender.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task What_the_headers_show_to_be_wrong_is_refused_before_a_byte_of_the_body_is_sent()
    {
        var (trader, viewer) = (KeyOf("alice", Permissions.Trade), KeyOf("bob", Permissions.Read));
        Assert.Equal(401, await (await SendAsync("rk-nobody")).StatusAsync());
        Assert.Equal(401, await (await SendAsync(trader, late: 700_000)).StatusAsync());
        Assert.Equal(401, await (await SendAsync(trader, signature: "short")).StatusAsync());
        Assert.Equal(401, await (await SendAsync(null)).StatusAsync());
        Assert.Equal(403, await (await SendAsync(viewer)).StatusAsync());
        Assert.Equal(413, await (await SendAsync(trader, length: 10_000_000)).StatusAsync());
    }

    [Fact]
    public async Task A_key_and_all_keys_together_have_so_many_under_way_and_a_place_that_is_left_is_free()
    {
        var (alice, bob, carol) = (_exchange.Keys.Create("alice", Permissions.Trade), _exchange.Keys.Create("bob", Permissions.Trade), _exchange.Keys.Create("carol", Permissions.Trade));
        var first = await ProveAsync(alice);
        Assert.Equal(100, await first.StatusAsync());
        Assert.Equal(100, await (await ProveAsync(alice)).StatusAsync());
        Assert.Equal(429, await (await ProveAsync(alice)).StatusAsync());
        Assert.Equal(100, await (await ProveAsync(bob)).StatusAsync());
        Assert.Equal(100, await (await ProveAsync(bob)).StatusAsync());
        Assert.Equal(503, await (await ProveAsync(carol)).StatusAsync());

        // It is the body that was signed, and no application.
        await first.WriteAsync(new byte[Length]);
        Assert.Equal(400, await first.StatusAsync());
        int status;
        do
            status = await (await ProveAsync(carol)).StatusAsync();
        while (status == 503);
        Assert.Equal(100, status);
    }

    [Fact]
    public async Task Who_knows_ids_of_keys_and_no_secret_keeps_nobody_from_a_place_who_signs_the_digest()
    {
        var alice = _exchange.Keys.Create("alice", Permissions.Trade);
        var stranger = await SendAsync(alice.Key.Id);
        Assert.Equal(100, await stranger.StatusAsync());
        Assert.Equal(503, await (await SendAsync(alice.Key.Id)).StatusAsync());
        Assert.Equal(503, await (await SendAsync(KeyOf("bob", Permissions.Trade))).StatusAsync());
        Assert.Equal(100, await (await ProveAsync(alice)).StatusAsync());
        Assert.Equal(100, await (await ProveAsync(alice)).StatusAsync());

        // All of it is here, and only now can it be seen that the signature does not fit.
        await stranger.WriteAsync(new byte[Length]);
        Assert.Equal(401, await stranger.StatusAsync());
    }

    [Fact]
    public async Task A_digest_that_was_not_signed_a_signature_that_was_used_and_another_body_are_refused()
    {
        var alice = _exchange.Keys.Create("alice", Permissions.Trade);
        var timestamp = TimestampNow();
        var signature = RequestSignature.ComputeHex(alice.Secret, timestamp, "POST", "/api/v1/kyc/submit", RequestSignature.InsteadOfBody(Digest));
        Assert.Equal(401, await (await SendAsync(alice.Key.Id, signature: signature, digest: new string('0', 64), timestamp: timestamp)).StatusAsync());
        var sent = await SendAsync(alice.Key.Id, signature: signature, digest: Digest, timestamp: timestamp);
        Assert.Equal(100, await sent.StatusAsync());
        Assert.Equal(401, await (await SendAsync(alice.Key.Id, signature: signature, digest: Digest, timestamp: timestamp)).StatusAsync());
        var another = new byte[Length];
        another[^1] = 1;
        await sent.WriteAsync(another);
        Assert.Equal(401, await sent.StatusAsync());
        Assert.Equal(403, await (await ProveAsync(_exchange.Keys.Create("viewer", Permissions.Read))).StatusAsync());
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_gives_its_place_up()
    {
        var slow = await SendAsync(KeyOf("alice", Permissions.Trade));
        Assert.Equal(100, await slow.StatusAsync());
        await slow.WriteAsync(new byte[100_000]);
        _time.Step(TimeSpan.FromMilliseconds(60_001));
        Assert.Equal(408, await slow.StatusAsync());
    }

    private string KeyOf(string user, Permissions permissions) => _exchange.Keys.Create(user, permissions).Key.Id;

    private string TimestampNow() => (_time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000 + ++_sent).ToString(CultureInfo.InvariantCulture);

    private Task<Sender> ProveAsync(CreatedKey key)
    {
        var timestamp = TimestampNow();
        return SendAsync(key.Key.Id, signature: RequestSignature.ComputeHex(key.Secret, timestamp, "POST", "/api/v1/kyc/submit", RequestSignature.InsteadOfBody(Digest)), digest: Digest, timestamp: timestamp);
    }

    private async Task<Sender> SendAsync(string? key, int late = 0, string? signature = null, int length = Length, string? digest = null, string? timestamp = null)
    {
        var sender = new Sender(new Uri(_exchange.Gateways.HttpUrl));
        _senders.Add(sender);
        timestamp ??= (_time.GetUtcNow().ToUnixTimeMilliseconds() - late).ToString(CultureInfo.InvariantCulture);
        var auth = key is null ? string.Empty
            : $"{RequestSignature.KeyHeader}: {key}\r\n{RequestSignature.TimestampHeader}: {timestamp}\r\n{RequestSignature.SignatureHeader}: {signature ?? new string('a', 64)}\r\n";
        if (digest is not null)
            auth += $"{RequestSignature.DigestHeader}: {digest}\r\n";
        await sender.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/kyc/submit HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n{auth}\r\n"));
        return sender;
    }

    /// <summary>A client that waits for "100 Continue" before it sends a body: the exchange says it when it begins to read.</summary>
    private sealed class Sender : IDisposable
    {
        private readonly TcpClient _client;
        private readonly StreamReader _reader;

        public Sender(Uri url)
        {
            _client = new TcpClient(url.Host, url.Port);
            _reader = new StreamReader(_client.GetStream(), Encoding.ASCII);
        }

        public async Task WriteAsync(byte[] bytes)
        {
            try
            {
                await _client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                // It was answered before all of it was sent.
            }
        }

        /// <summary>The status of the next answer.</summary>
        public async Task<int> StatusAsync()
        {
            string? line;
            do
                line = await _reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(SocketClient.Patience, TestContext.Current.CancellationToken);
            while (line is not null && !line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal));
            return line is null ? 0 : int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture);
        }

        public void Dispose()
        {
            _reader.Dispose();
            _client.Dispose();
        }
    }
}
