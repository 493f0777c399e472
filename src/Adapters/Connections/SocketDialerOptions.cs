using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Rialto.Adapters.Connections;

/// <summary>How sockets to one venue are opened. Immutable.</summary>
public sealed record SocketDialerOptions
{
    /// <summary>Longest time from the name to the open socket.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A proxy, <c>http:</c>, <c>socks4:</c>, <c>socks4a:</c> or <c>socks5:</c>, with name and password where it wants them; null for none. The environment's is not used.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Versions of TLS; none for those that the machine allows.</summary>
    public SslProtocols TlsVersions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>A root certificate that is believed beside the machine's own: of a proxy that looks into TLS, or of a test.</summary>
    public X509Certificate2? ExtraRoot { get; init; }

    /// <summary>Whether it is asked if a certificate was revoked: costs a request to its issuer.</summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>IPv4, IPv6, or <see cref="AddressFamily.Unspecified"/> for both, in the order that the name server gives.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>Our own address, where the machine has several; null for any.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Offers compressed messages (permessage-deflate).</summary>
    public bool Deflates { get; init; }

    /// <summary>How often a ping is sent; zero for never.</summary>
    public TimeSpan PingInterval { get; init; }

    /// <summary>A ping that is not answered within so long ends the socket.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest message; a larger one ends the socket. 1,024 to 1 GiB.</summary>
    public int MessageBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>Longest time for closing in good order.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Signs handshakes; null where none is wanted.</summary>
    public IRequestSigner? Signer { get; init; }

    /// <summary>What we call ourselves; some venues refuse a handshake without.</summary>
    public string UserAgent { get; init; } = "rialto";

    /// <summary>As a venue wants it.</summary>
    public static SocketDialerOptions For(VenueTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new SocketDialerOptions { Deflates = terms.Deflates, PingInterval = terms.PingInterval, Signer = terms.Signer };
    }
}
