using System.Net;
using System.Net.Sockets;
using Rialto.Gateways.Multicast;
using Rialto.Runtime.Clocks;
using Rialto.Wire.Multicast;
using Xunit;

namespace Rialto.Unit.Gateways.Multicast;

public sealed class ChannelSenderTests
{
    [Fact]
    public void Where_the_system_refuses_to_cut_batches_packets_go_one_by_one_until_it_is_tried_again()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20, ReceiveTimeout = 30_000 };
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var clock = new ManualClock(1_763_769_600_000_000_000);
        using var sender = new ChannelSender(MulticastChannel.Crypto, new MulticastOptions { Group = "239.255.90.81" }, 5, clock);
        sender.Socket.Connect(receiver.LocalEndPoint!); // straight to who counts
        Assert.True(sender.CutsBySystem);
        SendPackets(3);
        Assert.Equal((0, 3), (sender.OffloadRefusals, sender.PacketsSent));

        NoChecksums(true); // the system cuts nothing without checksums (linux/net/ipv4/udp.c)
        SendPackets(3);
        Assert.Equal((1, false, 0), (sender.OffloadRefusals, sender.CutsBySystem, sender.SendErrors));
        NoChecksums(false);
        clock.Advance(60_000_000_000);
        SendPackets(3);
        Assert.False(sender.CutsBySystem);
        clock.Advance(1);
        SendPackets(3);
        Assert.True(sender.CutsBySystem);
        Assert.Equal((1, 12, 0), (sender.OffloadRefusals, sender.PacketsSent, sender.SendErrors));

        void SendPackets(int count)
        {
            for (var n = 0; n < count * PacketHeader.MessagesMax; n++)
                sender.Next(1).Clear();
            sender.Flush();
            var datagram = new byte[1 << 16];
            for (var n = 0; n < count; n++)
                Assert.Equal(PacketFault.None, PacketHeader.TryDecode(datagram.AsSpan(0, receiver.Receive(datagram)), out _));
        }

        void NoChecksums(bool isSo) => sender.Socket.SetRawSocketOption(1, 11, BitConverter.GetBytes(isSo ? 1 : 0)); // SOL_SOCKET, SO_NO_CHECK
    }
}
