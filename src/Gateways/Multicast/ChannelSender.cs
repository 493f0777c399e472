using System.Net.Sockets;
using Rialto.Runtime.Clocks;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>
/// One channel's packets: filled message by message, sent when there are many or nothing more is at hand. All packets of a batch but the last are full, so that the system may cut
/// the batch apart by length alone. One thread; allocates nothing while it sends.
/// </summary>
internal sealed class ChannelSender : IDisposable
{
    // 32 full packets are 45,120 bytes; a datagram's length field ends at 65,535.
    private const int BatchPackets = 32;

    // linux/udp.h: SOL_UDP, UDP_SEGMENT.
    private const int UdpLevel = 17;
    private const int UdpSegment = 103;

    // A path whose packets must be smaller, or an interface without checksum offload, refuses batches for as long as it is used.
    private const long OffloadRetryNs = 60_000_000_000;

    private readonly byte[] _batch = new byte[BatchPackets * PacketHeader.PacketBytesMax];
    private readonly Socket _socket;
    private readonly Clock _clock;
    private readonly bool _mayCutBySystem;
    private bool _cutsBySystem;
    private long _refusedAtNs;
    private int _begin; // where the open packet begins: everything before it is closed and not sent
    private int _messages;
    private long _packets;
    private long _firstReceiveTime;

    public ChannelSender(MulticastChannel channel, MulticastOptions options, long epoch, Clock clock)
    {
        Channel = channel;
        Epoch = epoch;
        _clock = clock;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, options.InterfaceAddress.GetAddressBytes());
            _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, options.TimeToLive);
            _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastLoopback, true);
            _socket.Connect(options.EndPointOf(channel));
            _mayCutBySystem = _cutsBySystem = options.SegmentationOffload && TryCutBySystem(PacketHeader.PacketBytesMax);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public MulticastChannel Channel { get; }

    public long Epoch { get; }

    /// <summary>Number of the next message.</summary>
    public long Sequence { get; private set; } = 1;

    public int Listings { get; set; }

    public long PacketsSent { get; private set; }

    public long SendErrors { get; private set; }

    /// <summary>Batches that the system refused to cut apart: they went out packet by packet, and so does what follows for a minute.</summary>
    public long OffloadRefusals { get; private set; }

    /// <summary>True while the system cuts batches apart.</summary>
    public bool CutsBySystem => _cutsBySystem;

    /// <summary>For tests: what makes the system refuse is a property of the socket.</summary>
    internal Socket Socket => _socket;

    public long LastSentNs { get; private set; }

    /// <summary>Room for the next message: write all of it before the next call.</summary>
    public Span<byte> Next(long receiveTimeNs)
    {
        if (_messages == PacketHeader.MessagesMax)
            Close(PacketKind.Messages);
        if (_messages == 0)
            _firstReceiveTime = receiveTimeNs;
        Sequence++;
        return _batch.AsSpan(_begin + PacketHeader.OffsetOf(_messages++), PacketHeader.MessageBytes);
    }

    /// <summary>Sends what there is.</summary>
    public void Flush()
    {
        if (_messages > 0)
            Close(PacketKind.Messages);
        if (_begin > 0)
            SendBatch();
    }

    /// <summary>Sends what there is, and a packet without messages.</summary>
    public void Say(PacketKind kind)
    {
        Flush();
        Close(kind);
        SendBatch();
    }

    /// <summary>Sends a line of text.</summary>
    public void Line(ReadOnlySpan<byte> line)
    {
        Flush();
        Send(line);
    }

    public void Dispose() => _socket.Dispose();

    private void Close(PacketKind kind)
    {
        var length = PacketHeader.OffsetOf(_messages);
        var header = new PacketHeader(
            kind, Channel, _messages, Listings, Epoch, Sequence - _messages, ++_packets, Math.Max(0, _clock.UtcNanoseconds), _messages == 0 ? 0 : _firstReceiveTime);
        header.Encode(_batch.AsSpan(_begin, length));
        _begin += length;
        _messages = 0;
        if (_begin + PacketHeader.PacketBytesMax > _batch.Length)
            SendBatch();
    }

    private void SendBatch()
    {
        var batch = _batch.AsSpan(0, _begin);
        _begin = 0;
        LastSentNs = Clock.MonotonicNanoseconds;
        PacketsSent += (batch.Length + PacketHeader.PacketBytesMax - 1) / PacketHeader.PacketBytesMax;
        if (_mayCutBySystem && !_cutsBySystem && Math.Abs(_clock.UtcNanoseconds - _refusedAtNs) > OffloadRetryNs)
            _cutsBySystem = TryCutBySystem(PacketHeader.PacketBytesMax);
        if (_cutsBySystem)
        {
            var error = TrySend(batch);
            if (error is SocketError.Success)
                return;
            if (error is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable or SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown)
            {
                SendErrors++; // these say nothing about the cutting
                return;
            }

            // With the option set some kernels refuse single packets too.
            (_cutsBySystem, _refusedAtNs) = (false, _clock.UtcNanoseconds);
            OffloadRefusals++;
            TryCutBySystem(0);
        }

        while (!batch.IsEmpty)
        {
            var length = Math.Min(batch.Length, PacketHeader.PacketBytesMax);
            Send(batch[..length]);
            batch = batch[length..];
        }
    }

    // What cannot be sent is lost, as on any network: receivers see the gap and ask for a snapshot.
    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (TrySend(bytes) != SocketError.Success)
            SendErrors++;
    }

    private SocketError TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _socket.Send(bytes, SocketFlags.None, out var error);
            return error;
        }
        catch (SocketException problem)
        {
            return problem.SocketErrorCode;
        }
    }

    /// <param name="lengthBytes">The packets' length; 0 for no cutting.</param>
    private bool TryCutBySystem(int lengthBytes)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            Span<byte> length = stackalloc byte[sizeof(int)];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, lengthBytes);
            _socket.SetRawSocketOption(UdpLevel, UdpSegment, length);
            return true;
        }
        catch (SocketException)
        {
            return false; // an older kernel: packet by packet then
        }
    }
}
