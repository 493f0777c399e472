namespace Rialto.Adapters.Connections;

/// <summary>How far a dial came.</summary>
public enum DialStage : byte
{
    /// <summary>Before the network: the settings do not allow it (a key is missing, an address is none).</summary>
    Settings = 0,

    /// <summary>The name has no address.</summary>
    Dns = 1,

    /// <summary>The proxy.</summary>
    Proxy = 2,

    /// <summary>TCP.</summary>
    Connect = 3,

    /// <summary>TLS: the certificate, or the version.</summary>
    Tls = 4,

    /// <summary>The venue answered the WebSocket handshake with something else.</summary>
    Handshake = 5,
}

/// <summary>A venue could not be reached. The message says where, why and what to do.</summary>
public sealed class VenueUnreachableException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="stage">How far it came.</param>
    /// <param name="address">Where to.</param>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="inner">What it was made of.</param>
    public VenueUnreachableException(DialStage stage, Uri address, string message, Exception? inner = null)
        : base(message, inner) => (Stage, Address) = (stage, address);

    /// <summary>How far it came.</summary>
    public DialStage Stage { get; }

    /// <summary>Where to.</summary>
    public Uri Address { get; }

    /// <summary>Status of the HTTP answer that refused the handshake; zero where there was none.</summary>
    public int Status { get; init; }

    /// <summary>How long the venue asks us to stay away; zero where it does not say.</summary>
    public TimeSpan RetryAfter { get; init; }
}
