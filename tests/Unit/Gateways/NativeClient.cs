using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;

namespace Rialto.Unit.Gateways;

/// <summary>A native session from the client's side; no wait is for ever.</summary>
internal sealed class NativeClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 1 << 16 };
    private readonly byte[] _received = new byte[1 << 16];
    private int _held;
    private int _used;

    /// <summary>Connects without a logon.</summary>
    public static async Task<NativeClient> ConnectAsync(RunningExchange exchange)
    {
        var client = new NativeClient();
        await client._socket.ConnectAsync(exchange.Gateways.NativeEndpoint!);
        return client;
    }

    /// <summary>Connects and logs on with a new key of a user.</summary>
    public static async Task<(NativeClient Client, NativeLogonAccepted Accepted)> LogonAsync(
        RunningExchange exchange, string user, bool cancelOnDisconnect = false, int heartbeatMs = 0, Permissions permissions = Permissions.Read | Permissions.Trade)
    {
        var client = await ConnectAsync(exchange);
        await client.SendAsync(Logon(exchange.Keys.Create(user, permissions), cancelOnDisconnect, heartbeatMs));
        var frame = await client.ReceiveAsync();
        if (!NativeLogonAccepted.TryDecode(frame, out var accepted, out _))
            throw new InvalidOperationException($"Expected LogonAccepted, got {NativeFrame.TypeOf(frame)}.");
        return (client, accepted);
    }

    public static byte[] Logon(CreatedKey key, bool cancelOnDisconnect = false, int heartbeatMs = 0, TimeSpan skew = default)
    {
        var frame = new byte[NativeLogon.FrameBytes];
        var time = Timestamp.FromDateTimeUtc(DateTime.UtcNow + skew);
        new NativeLogon(1, 1, Text36.Of(key.Key.Id), cancelOnDisconnect, time, heartbeatMs).Encode(1, frame);
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Secret), NativeLogon.SignedPart(frame), NativeLogon.SignaturePart(frame.AsSpan()));
        return frame;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes);

    public Task SendAsync(Command command, uint requestId)
    {
        var frame = new byte[NativeFrame.MaxBytes];
        return SendAsync(frame.AsMemory(0, NativeOrders.Encode(in command, requestId, frame)));
    }

    public Task SubscribeAsync(NativeChannel channel, int instrument = 0, bool begin = true, uint requestId = 99)
    {
        var frame = new byte[NativeSubscribe.FrameBytes];
        new NativeSubscribe(new(instrument), channel).Encode(begin, requestId, frame);
        return SendAsync(frame);
    }

    /// <summary>The next frame; empty once the exchange has closed the connection.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        while (true)
        {
            if (NativeFrame.Next(_received.AsSpan(_used, _held - _used), out var frame) == FrameStatus.Complete)
            {
                _used += frame.Length;
                return frame.ToArray();
            }

            _received.AsSpan(_used, _held - _used).CopyTo(_received);
            _held -= _used;
            _used = 0;
            var count = await _socket.ReceiveAsync(_received.AsMemory(_held), SocketFlags.None, patience.Token);
            if (count == 0)
                return [];
            _held += count;
        }
    }

    /// <summary>The next frame of a type; others are passed over.</summary>
    public async Task<byte[]> FindAsync(NativeType type)
    {
        while (true)
        {
            var frame = await ReceiveAsync();
            if (frame.Length == 0)
                throw new InvalidOperationException($"Closed before {type}.");
            if (NativeFrame.TypeOf(frame) == type)
                return frame;
        }
    }

    /// <summary>Reads to the end; why the exchange ended the session.</summary>
    public async Task<SessionEndReason> ReadToEndAsync()
    {
        var reason = SessionEndReason.None;
        for (var frame = await ReceiveAsync(); frame.Length > 0; frame = await ReceiveAsync())
        {
            if (NativeSessionEnded.TryDecode(frame, out var ended, out _))
                reason = ended.Reason;
        }

        return reason;
    }

    public void Dispose() => _socket.Dispose();
}
