using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rialto.Adapters.Connections;

/// <summary>
/// The way from this machine to venues, one for sockets, REST and whoever looks whether they can be reached: proxy, names, TCP, TLS. Immutable.
/// <code>
/// name → proxy (its name is asked for instead) → address → TCP → TLS: root certificates of the machine, and those set
/// </code>
/// </summary>
public sealed record VenueRoute
{
    // Extended key usage of a server's certificate (RFC 5280, 4.2.1.12).
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>As the environment says, with the machine's own certificates.</summary>
    public static VenueRoute Standard { get; } = new();

    /// <summary>Through which proxy.</summary>
    public VenueProxy Proxy { get; init; } = VenueProxy.System;

    /// <summary>Hosts of which the name server is not asked, in small letters, and where they are. A proxy asks for the venue's name itself: then only the proxy's own counts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> Hosts { get; init; } = new Dictionary<string, IReadOnlyList<IPAddress>>();

    /// <summary>Versions of TLS; none for those that the machine allows.</summary>
    public SslProtocols TlsVersions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Root certificates that are believed beside the machine's own: of a proxy that looks into TLS, or of a test.</summary>
    public IReadOnlyList<X509Certificate2> Roots { get; init; } = [];

    /// <summary>Whether it is asked if a certificate was revoked: costs a request to its issuer.</summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>IPv4, IPv6, or <see cref="AddressFamily.Unspecified"/> for both, in the order that the name server gives.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>Our own address, where the machine has several; null for any.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>A handler of HTTP that goes this way. What it is for sets the rest.</summary>
    /// <exception cref="HttpRequestException">By its requests: a certificate that is not believed has the reasons in the innermost message.</exception>
    public SocketsHttpHandler MakeHandler()
    {
        var handler = new SocketsHttpHandler { UseProxy = Proxy.Web is not null, Proxy = Proxy.Web, AllowAutoRedirect = false, UseCookies = false };
        handler.ConnectCallback = async (context, stop) => await ConnectAsync(await ResolveAsync(context.DnsEndPoint.Host, stop), context.DnsEndPoint.Port, stop);
        handler.SslOptions.EnabledSslProtocols = TlsVersions;
        handler.SslOptions.CertificateRevocationCheckMode = Revocation;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            Believes(certificate, chain, errors) ? true : throw new AuthenticationException($"its certificate is not believed: {DialWords.Reasons(errors, chain, certificate)}");
        return handler;
    }

    /// <summary>The addresses of a host: those set, or the name server's.</summary>
    /// <exception cref="SocketException">There are none.</exception>
    public async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (!Hosts.TryGetValue(host.ToLowerInvariant(), out var set))
            return await Dns.GetHostAddressesAsync(host, Family, stop);
        IPAddress[] found = [.. set.Where(address => Family == AddressFamily.Unspecified || address.AddressFamily == Family)];
        return found.Length > 0 ? found : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>A TCP connection to the first of the addresses that accepts one, without delay of small packets.</summary>
    /// <exception cref="SocketException">None does: the last refusal.</exception>
    public async ValueTask<Stream> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var last = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            Socket? socket = null;
            try
            {
                // A machine without IPv6 refuses such a socket; the next address may be another kind.
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                if (LocalAddress is not null)
                    socket.Bind(new IPEndPoint(LocalAddress, 0));
                await socket.ConnectAsync(new IPEndPoint(address, port), stop);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception failed)
            {
                socket?.Dispose();
                if (failed is not SocketException refused)
                    throw;
                last = refused;
            }
        }

        throw last;
    }

    /// <summary>True for a certificate that the machine believes, or that one of <see cref="Roots"/> has signed; a wrong name is never believed.</summary>
    public bool Believes(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || Roots.Count == 0 || certificate is not X509Certificate2 leaf || chain is null)
            return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = Revocation;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var root in Roots)
            own.ChainPolicy.CustomTrustStore.Add(root);
        foreach (var element in chain.ChainElements)
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        return own.Build(leaf);
    }
}
