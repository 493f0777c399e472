using System.Net;
using System.Net.Sockets;
using System.Text;
using Rialto.Wire.Fix;

namespace Rialto.Integration.Fix;

/// <summary>A wire between client and exchange that does to whole FIX messages what it is asked to: spoil, swallow, cut.</summary>
internal sealed class FaultyWire : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private volatile WireFault _next;
    private volatile string _nextType = "";

    public FaultyWire(int port)
    {
        Target = port;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Where it leads; read at each new connection.</summary>
    public int Target { get; set; }

    /// <summary>Does this to the next message of a type, in whichever direction it goes, and works from then on.</summary>
    public void Break(WireFault fault, string type)
    {
        _nextType = type;
        _next = fault;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptAsync(_ending.Token);
                using var exchange = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                try
                {
                    await exchange.ConnectAsync(IPAddress.Loopback, Target, _ending.Token);
                    await Task.WhenAny(PumpAsync(client, exchange), PumpAsync(exchange, client));
                }
                catch (SocketException)
                {
                    // Nobody is there: the client tries again.
                }
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var bytes = new byte[1 << 20];
        var held = 0;
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(bytes.AsMemory(held), SocketFlags.None, _ending.Token);
                if (count == 0)
                    return;
                held += count;
                var used = 0;
                while (FixFraming.TryFind(bytes.AsSpan(used, held - used), out var length) == FixFrameStatus.Complete)
                {
                    if (!await PassAsync(bytes.AsMemory(used, length), to))
                        return;
                    used += length;
                }

                bytes.AsSpan(used, held - used).CopyTo(bytes);
                held -= used;
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone; the other follows.
        }
    }

    /// <summary>False where the connection shall end.</summary>
    private async Task<bool> PassAsync(Memory<byte> message, Socket to)
    {
        var fault = _next;
        if (fault == WireFault.None || !Encoding.ASCII.GetString(message.Span).Contains($"\u000135={_nextType}\u0001", StringComparison.Ordinal))
        {
            await to.SendAsync(message, SocketFlags.None, _ending.Token);
            return true;
        }

        _next = WireFault.None;
        switch (fault)
        {
            case WireFault.Spoil:
                // Somewhere in the body, so that the checksum does not fit any more.
                message.Span[^12] ^= 1;
                await to.SendAsync(message, SocketFlags.None, _ending.Token);
                return true;
            case WireFault.Garbage:
                await to.SendAsync("this is no FIX\u00018=FIX.4.4\u00019=5\u0001garbage 8=FIX.4.4\u00019=99999999\u000135=D\u0001"u8.ToArray(), SocketFlags.None, _ending.Token);
                await to.SendAsync(message, SocketFlags.None, _ending.Token);
                return true;
            case WireFault.Swallow:
                return true;
            default:
                await to.SendAsync(message[..(message.Length / 2)], SocketFlags.None, _ending.Token);
                return false;
        }
    }
}
