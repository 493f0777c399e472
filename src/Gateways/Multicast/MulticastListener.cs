using System.Net;
using System.Net.Sockets;
using Rialto.Runtime.Clocks;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>Takes lines of text that come among the packets. Any datagram that is no packet is given.</summary>
/// <param name="line">The datagram; valid during the call.</param>
public delegate void StatusLineHandler(ReadOnlySpan<byte> line);

/// <summary>
/// One channel from the network: joins the group, puts packets in order, asks for snapshots. The owner's one thread calls <see cref="Step"/> again and again.
/// </summary>
/// <typeparam name="TSink">Where messages go.</typeparam>
public sealed class MulticastListener<TSink> : IDisposable where TSink : struct, IMulticastSink
{
    private const int ReceiveBufferBytes = 8 << 20;
    private const int DatagramsAtOnce = 256;

    private readonly Socket _socket;
    private readonly IPEndPoint _snapshots;
    private readonly SocketAddress? _source;
    private readonly SocketAddress _from = new(AddressFamily.InterNetwork);
    private readonly MulticastChannel _channel;
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _datagram = new byte[1 << 16];
    private readonly StatusLineHandler? _onLine;
    private Task<SnapshotReply>? _asking;

    /// <summary>Joins the channel's group.</summary>
    /// <exception cref="SocketException">The port cannot be had, or the interface is none.</exception>
    public MulticastListener(MulticastOptions options, MulticastChannel channel, TSink sink, StatusLineHandler? onLine = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_channel, _snapshots, _onLine) = (channel, options.Snapshots, onLine);
        _source = options.SourceAddress is { } source ? new IPEndPoint(source, 0).Serialize() : null;
        Receiver = new MulticastReceiver<TSink>(channel, sink);
        var group = options.EndPointOf(channel);
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true); // several listen on one machine
            _socket.ReceiveBufferSize = ReceiveBufferBytes;
            // Bound to the group, so that what others send to this port alone does not come; Windows binds to any address only.
            _socket.Bind(OperatingSystem.IsWindows() ? new IPEndPoint(IPAddress.Any, group.Port) : group);
            _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group.Address, options.InterfaceAddress));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>What it knows and has counted.</summary>
    public MulticastReceiver<TSink> Receiver { get; }

    /// <summary>Datagrams that came from another address than the one set.</summary>
    public long FromElsewhere { get; private set; }

    /// <summary>What became of the last request for a snapshot.</summary>
    public SnapshotOutcome LastSnapshot { get; private set; }

    /// <summary>Waits for datagrams at most this long, takes what is there, and looks after snapshots.</summary>
    /// <returns>How many datagrams came.</returns>
    public int Step(int waitMicroseconds = 1_000)
    {
        var count = 0;
        while (count < DatagramsAtOnce && _socket.Poll(count == 0 ? waitMicroseconds : 0, SelectMode.SelectRead))
        {
            if (!TryReceive(out var length))
                break;
            count++;
            if (_source is not null && !IsSource())
            {
                FromElsewhere++;
                continue;
            }

            var datagram = _datagram.AsSpan(0, length);
            if (length > 0 && datagram[0] < 0x80)
                _onLine?.Invoke(datagram);
            else
                Receiver.OnPacket(datagram, Clock.MonotonicNanoseconds);
        }

        var now = Clock.MonotonicNanoseconds;
        Receiver.OnClock(now);
        if (_asking is { IsCompleted: true })
        {
            Take(_asking, now);
            _asking = null;
        }

        if (_asking is null && Receiver.TryTakeRequest(now))
            _asking = SnapshotClient.AskAsync(_snapshots, new SnapshotRequest(SnapshotKind.Books, _channel), cancellationToken: _stop.Token);
        return count;
    }

    /// <summary>Leaves the group.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        _stop.Dispose();
    }

    private void Take(Task<SnapshotReply> asking, long nowNs)
    {
        var reply = asking.IsCompletedSuccessfully ? asking.Result : new SnapshotReply(SnapshotOutcome.Unreachable, default, []);
        LastSnapshot = reply.Outcome;
        if (reply.Outcome == SnapshotOutcome.Ok)
            Receiver.OnSnapshot(reply.Answer, reply.Body, nowNs);
        else
            Receiver.OnNoSnapshot(nowNs);
    }

    private bool TryReceive(out int length)
    {
        length = 0;
        try
        {
            if (_source is null)
            {
                length = _socket.Receive(_datagram, SocketFlags.None, out var error);
                return error == SocketError.Success;
            }

            length = _socket.ReceiveFrom(_datagram, SocketFlags.None, _from);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // sockaddr_in: family 2, port 2, address 4.
    private bool IsSource() => _from[4] == _source![4] && _from[5] == _source[5] && _from[6] == _source[6] && _from[7] == _source[7];
}
