using System.Net;
using System.Net.Sockets;
using System.Text;
using Rialto.Gateways.Multicast;
using Rialto.Host.Tools.Feeds;
using Rialto.Wire.Multicast;
using Xunit;

namespace Rialto.Integration.Feeds;

public sealed class MulticastMonitorTests
{
    [Fact]
    public void Names_that_no_venue_has_take_no_memory()
    {
        var options = new MulticastOptions { Group = "239.255.90.83", CryptoPort = FreePort() };
        using var monitor = new MulticastMonitor(options, [MulticastChannel.Crypto]);
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.Loopback.GetAddressBytes());
        sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 0);
        sender.Connect(options.EndPointOf(MulticastChannel.Crypto));
        for (var n = 0; n < 50; n++)
            sender.Send(Encoding.ASCII.GetBytes($"CONN|Forged{n}|1|0|1"));
        sender.Send("CONN|1|1|0|1"u8);
        sender.Send("CONN|Kraken|3|1|4"u8);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!monitor.Exchanges.Any(one => one.Name == "Kraken"))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "the line did not come");
            monitor.Step();
        }

        Assert.Equal(3, Assert.Single(monitor.Exchanges).Connected);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
