using System.ComponentModel.DataAnnotations;

namespace Rialto.Gateways.Native;

/// <summary>The native binary listener.</summary>
public sealed class NativeOptions
{
    /// <summary>Listen at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Address to listen on; loopback unless asked otherwise.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>TCP port; 0 lets the system choose.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 7081;

    /// <summary>Speak TLS, with the certificate of the HTTP listener.</summary>
    public bool Tls { get; set; }

    /// <summary>Open connections in all.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Messages a second a connection may send.</summary>
    [Range(1, 100_000_000)]
    public int MessagesPerSecond { get; set; } = 1_000_000;

    /// <summary>How many of them may come at once.</summary>
    [Range(1, 100_000_000)]
    public int MessageBurst { get; set; } = 1_000_000;

    /// <summary>Commands of one session without an answer yet.</summary>
    [Range(1, 1 << 20)]
    public int MaxInFlight { get; set; } = 16_384;

    /// <summary>Bytes that may wait for a slow reader before it is disconnected.</summary>
    [Range(65_536, 1 << 30)]
    public int MaxQueuedBytes { get; set; } = 16 << 20;

    /// <summary>How often each side says something at least, where the client does not ask for another interval, in milliseconds; silent for twice as long, it is gone.</summary>
    [Range(100, 600_000)]
    public int HeartbeatMs { get; set; } = 5_000;

    /// <summary>Time a client has for its logon, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int LogonTimeoutMs { get; set; } = 5_000;
}
