using System.ComponentModel.DataAnnotations;

namespace Rialto.Gateways.Fix.Session;

/// <summary>The FIX 4.4 listener.</summary>
public sealed class FixOptions
{
    /// <summary>Listen at all.</summary>
    public bool Enabled { get; set; }

    /// <summary>Address to listen on; loopback unless asked otherwise.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>TCP port; 0 lets the system choose.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 7082;

    /// <summary>Speak TLS, with the certificate of the HTTP listener.</summary>
    public bool Tls { get; set; }

    /// <summary>The exchange's CompID: TargetCompID of what clients send, SenderCompID of what they get. 1 to 64 printable characters without blanks.</summary>
    [Required]
    [RegularExpression("[!-~]{1,64}")]
    public string CompId { get; set; } = "RIALTO";

    /// <summary>Folder of the sessions' numbers and messages, a file or two for each.</summary>
    [Required]
    public string Folder { get; set; } = Path.Combine("data", "fix");

    /// <summary>Open connections in all.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Messages a second a session may send.</summary>
    [Range(1, 100_000_000)]
    public int MessagesPerSecond { get; set; } = 10_000;

    /// <summary>How many of them may come at once.</summary>
    [Range(1, 100_000_000)]
    public int MessageBurst { get; set; } = 20_000;

    /// <summary>Longest message that is taken from a client, in bytes.</summary>
    [Range(1_024, 262_144)]
    public int MaxMessageBytes { get; set; } = 32_768;

    /// <summary>Bytes that may wait for a slow reader before it is disconnected; its messages stay in the store.</summary>
    [Range(65_536, 1 << 30)]
    public int MaxQueuedBytes { get; set; } = 16 << 20;

    /// <summary>Bytes of messages kept for resends, for each session; of older ones a gap fill tells.</summary>
    [Range(65_536, 1 << 30)]
    public int MaxStoreBytes { get; set; } = 16 << 20;

    /// <summary>Wait for the disk before each message is sent, so that numbers and messages outlive the machine and not the process alone.</summary>
    public bool SyncStore { get; set; }

    /// <summary>Smallest HeartBtInt a client may ask for, in seconds.</summary>
    [Range(1, 60)]
    public int MinHeartbeatSeconds { get; set; } = 1;

    /// <summary>Largest HeartBtInt a client may ask for, in seconds.</summary>
    [Range(1, 3_600)]
    public int MaxHeartbeatSeconds { get; set; } = 300;

    /// <summary>Time a client has for its logon, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int LogonTimeoutMs { get; set; } = 5_000;

    /// <summary>Time a client has to answer a Logout, or to hang up after ours, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int LogoutTimeoutMs { get; set; } = 5_000;

    /// <summary>Time the network has to take what is sent before the connection is given up, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int SendTimeoutMs { get; set; } = 30_000;

    /// <summary>Farthest SendingTime may be from the exchange's clock, in milliseconds. FIX suggests two minutes.</summary>
    [Range(100, 86_400_000)]
    public int MaxClockSkewMs { get; set; } = 120_000;

    /// <summary>When clients may be logged on, UTC: <c>07:00-18:00</c> each day, or <c>Sun 22:00-Fri 21:00</c> each week; empty for always. Sequence numbers begin anew with each such time.</summary>
    public string Schedule { get; set; } = string.Empty;

    /// <summary>True for a text that <see cref="Schedule"/> may be.</summary>
    public static bool IsSchedule(string text) => FixSchedule.TryParse(text, out _);
}
