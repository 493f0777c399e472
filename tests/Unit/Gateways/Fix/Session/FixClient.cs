using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Wire.Fix;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>A FIX connection from the client's side, which writes and reads what a test tells it and thinks nothing of its own; no wait is for ever.</summary>
internal sealed class FixClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Stream _stream;
    private readonly CreatedKey _key;
    private byte[] _received = new byte[1 << 16];
    private int _held;

    private FixClient(Stream stream, CreatedKey key)
    {
        _stream = stream;
        _key = key;
    }

    /// <summary>The number of the next message.</summary>
    public int NextOut { get; set; } = 1;

    /// <summary>Connects without a logon; over TLS where a certificate is given.</summary>
    public static Task<FixClient> ConnectAsync(RunningExchange exchange, CreatedKey key, TestCertificate? tls = null) => ConnectAsync(exchange.Gateways.FixEndpoint!, key, tls);

    /// <summary>Connects to a listener without a logon.</summary>
    public static async Task<FixClient> ConnectAsync(IPEndPoint endpoint, CreatedKey key, TestCertificate? tls = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endpoint);
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (tls is null)
            return new FixClient(plain, key);
        var secured = new SslStream(plain, leaveInnerStreamOpen: false, (_, shown, _, _) => tls.IsShown(shown));
        await secured.AuthenticateAsClientAsync("localhost");
        return new FixClient(secured, key);
    }

    /// <summary>Connects and logs on; the answer is read.</summary>
    public static async Task<FixClient> LogonAsync(RunningExchange exchange, CreatedKey key, int nextOut = 1, string more = "")
    {
        var client = await ConnectAsync(exchange, key);
        client.NextOut = nextOut;
        await client.SendAsync($"35=A|98=0|108=30|554={key.Secret}{more}");
        var answer = await client.ReceiveAsync();
        if (!answer.StartsWith("35=A|", StringComparison.Ordinal))
            throw new InvalidOperationException($"Expected a Logon, got {answer}.");
        return client;
    }

    /// <summary>Sends a message: its type and body, fields with bars between them; header and trailer are added.</summary>
    public Task SendAsync(string body) => SendRawAsync(Message(body, NextOut++));

    /// <summary>A whole message with this number.</summary>
    public byte[] Message(string body, int seqNum, DateTime? sentAt = null)
    {
        var bar = body.IndexOf('|', StringComparison.Ordinal);
        var type = bar < 0 ? body : body[..bar];
        var rest = bar < 0 ? "" : body[(bar + 1)..] + "|";
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{type}|34={seqNum}|49={_key.Key.Id}|56=RIALTO|52={sentAt ?? DateTime.UtcNow:yyyyMMdd-HH:mm:ss.fff}|{rest}").Replace('|', '\u0001');
        text = string.Create(CultureInfo.InvariantCulture, $"8=FIX.4.4\u00019={text.Length}\u0001{text}");
        return Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text}10={text.Sum(c => c) % 256:D3}\u0001"));
    }

    /// <summary>A signed Logon with this number.</summary>
    public byte[] SignedLogon(int seqNum, DateTime sentAt)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{sentAt:yyyyMMdd-HH:mm:ss.fff}\u0001{seqNum}\u0001{_key.Key.Id}\u0001RIALTO");
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(_key.Secret), Encoding.ASCII.GetBytes(signed)));
        return Message($"35=A|98=0|108=30|95=64|96={signature}", seqNum, sentAt);
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    /// <summary>The next message, from MsgType to before CheckSum, bars for SOH, without CompIDs and times; empty once the exchange has closed the connection.</summary>
    public async Task<string> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (FixFraming.TryFind(_received.AsSpan(0, _held), out var length) == FixFrameStatus.Complete)
            {
                var message = new FixMessage();
                Assert(message.TryParse(_received.AsMemory(0, length).ToArray(), out _));
                _received.AsSpan(length, _held - length).CopyTo(_received);
                _held -= length;
                return FixScript.Show(message, withTimes: false);
            }

            if (_held == _received.Length)
                Array.Resize(ref _received, _held * 2);
            var count = await _stream.ReadAsync(_received.AsMemory(_held), patience.Token);
            if (count == 0)
                return "";
            _held += count;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static void Assert(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("The exchange sent a message that cannot be read.");
    }
}
