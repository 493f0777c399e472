using System.ComponentModel.DataAnnotations;
using System.Net;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>Where market data is sent to, and how far. What is not set stays on this machine: the loopback interface, time to live 0, snapshots on loopback.</summary>
public sealed class MulticastOptions
{
    /// <summary>The multicast group, IPv4.</summary>
    [Required]
    public string Group { get; set; } = "239.255.90.1";

    /// <summary>Port of the channel Crypto.</summary>
    [Range(1, 65_535)]
    public int CryptoPort { get; set; } = 9001;

    /// <summary>Port of the channel Stock.</summary>
    [Range(1, 65_535)]
    public int StockPort { get; set; } = 9002;

    /// <summary>Address of the interface that sends and receives.</summary>
    [Required]
    public string Interface { get; set; } = "127.0.0.1";

    /// <summary>Routers that a packet may pass: 0 keeps it on this machine, 1 on its network.</summary>
    [Range(0, 255)]
    public int TimeToLive { get; set; }

    /// <summary>Where snapshots are answered, and asked for.</summary>
    [Required]
    public string SnapshotAddress { get; set; } = "127.0.0.1";

    /// <summary>TCP port of snapshots; 0 lets the system choose (the sender only).</summary>
    [Range(0, 65_535)]
    public int SnapshotPort { get; set; } = 9003;

    /// <summary>Connections that may ask for snapshots at once; more are closed.</summary>
    [Range(1, 10_000)]
    public int SnapshotConnections { get; set; } = 64;

    /// <summary>Longest body of a snapshot that is sent, in bytes; who asks for more is told so.</summary>
    [Range(4_096, 1 << 30)]
    public int SnapshotBytesMax { get; set; } = 1 << 30;

    /// <summary>Bytes that snapshots on their way may take together; who would ask for more is told to ask later.</summary>
    [Range(4_096, 1L << 40)]
    public long SnapshotMemoryBytesMax { get; set; } = 1L << 30;

    /// <summary>Snapshots of one channel are made at most this often, in milliseconds: who asks meanwhile gets the next one. 0: for each turn.</summary>
    [Range(0, 60_000)]
    public int SnapshotIntervalMs { get; set; } = 100;

    /// <summary>Address of the sender, for receivers: datagrams of others are dropped. Empty: anybody's are looked at.</summary>
    public string Source { get; set; } = "";

    /// <summary>A channel that has nothing to say says so this often, in milliseconds.</summary>
    [Range(1, 60_000)]
    public int HeartbeatMs { get; set; } = 250;

    /// <summary>How often the lines of text are sent, in milliseconds; 0 for never.</summary>
    [Range(0, 600_000)]
    public int StatusMs { get; set; } = 1_000;

    /// <summary>Hand several packets to the system in one call where it can cut them apart itself (Linux).</summary>
    public bool SegmentationOffload { get; set; } = true;

    /// <summary>Where a channel's packets go.</summary>
    /// <exception cref="ValidationException">The group is no IPv4 multicast address.</exception>
    public IPEndPoint EndPointOf(MulticastChannel channel)
    {
        if (!IPAddress.TryParse(Group, out var group) || group.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork || group.GetAddressBytes()[0] is < 224 or > 239)
            throw new ValidationException($"Multicast:Group: '{Group}' is no IPv4 multicast address (224.0.0.0 to 239.255.255.255).");
        return new IPEndPoint(group, channel == MulticastChannel.Stock ? StockPort : CryptoPort);
    }

    /// <summary>The interface.</summary>
    /// <exception cref="ValidationException">It is no IPv4 address.</exception>
    public IPAddress InterfaceAddress => Parse(Interface, "Interface");

    /// <summary>Whose datagrams are taken; null for anybody's.</summary>
    /// <exception cref="ValidationException">It is no IPv4 address.</exception>
    public IPAddress? SourceAddress => Source.Length == 0 ? null : Parse(Source, "Source");

    /// <summary>Where snapshots are.</summary>
    /// <exception cref="ValidationException">It is no IPv4 address.</exception>
    public IPEndPoint Snapshots => new(Parse(SnapshotAddress, "SnapshotAddress"), SnapshotPort);

    private static IPAddress Parse(string address, string name) =>
        IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? parsed : throw new ValidationException($"Multicast:{name}: '{address}' is no IPv4 address.");
}
