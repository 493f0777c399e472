using System.ComponentModel.DataAnnotations;

namespace Rialto.Gateways.Rest;

/// <summary>The REST and WebSocket listener.</summary>
public sealed class HttpOptions
{
    /// <summary>Address to listen on; loopback unless asked otherwise.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>TCP port; 0 lets the system choose.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 7080;

    /// <summary>File with the certificate and its key, PKCS#12 or PEM; empty for no TLS. The native listener shows the same where it speaks TLS.</summary>
    public string CertificatePath { get; set; } = string.Empty;

    /// <summary>PEM: file of the private key, where it is in one of its own.</summary>
    public string CertificateKeyPath { get; set; } = string.Empty;

    /// <summary>Password of the file or the key; give it by environment variable, never in a file.</summary>
    public string CertificatePassword { get; set; } = string.Empty;

    /// <summary>Longest request body, in bytes.</summary>
    [Range(1_024, 16_777_216)]
    public int MaxBodyBytes { get; set; } = 65_536;

    /// <summary>Requests with documents (POST /kyc/submit) that are read and worked on at once; one more is refused as overloaded.</summary>
    [Range(1, 1_000)]
    public int MaxLongBodies { get; set; } = 8;

    /// <summary>How many of them may be one key's; one more is refused as rate limited.</summary>
    [Range(1, 1_000)]
    public int MaxLongBodiesPerKey { get; set; } = 2;

    /// <summary>How many of all may be such whose signature covers the body, so that it is not known yet who sends it; one more is refused as overloaded.</summary>
    [Range(1, 1_000)]
    public int MaxUnprovenBodies { get; set; } = 2;

    /// <summary>Time such a body has to arrive, in milliseconds.</summary>
    [Range(1_000, 600_000)]
    public int LongBodyTimeoutMs { get; set; } = 60_000;

    /// <summary>Open HTTP connections, WebSockets not counted.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Time a client has for its headers, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int HeadersTimeoutMs { get; set; } = 10_000;

    /// <summary>Sessions of orders over REST that are open at once, one for an owner at an address; beyond it the longest unused one is closed.</summary>
    [Range(1, 1_000_000)]
    public int MaxSessions { get; set; } = 10_000;

    /// <summary>Seconds without a request after which such a session is closed. Its orders stay.</summary>
    [Range(1, 86_400)]
    public int SessionIdleSeconds { get; set; } = 600;

    /// <summary>Serve the browsable API page under /swagger.</summary>
    public bool Swagger { get; set; } = true;

    /// <summary>Network work runs on the thread that reads the socket: a third of the latency, and right as long as nothing blocks there.</summary>
    public bool InlineScheduling { get; set; } = true;
}
