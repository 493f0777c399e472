using System.Net;

namespace Rialto.Adapters.Connections;

/// <summary>
/// Through which proxy venues are reached: none, the one of the environment (<c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c>, <c>ALL_PROXY</c>, <c>NO_PROXY</c>), or one that is set. Addresses of this
/// machine are never reached through one. Immutable.
/// </summary>
public sealed class VenueProxy
{
    private VenueProxy(IWebProxy? web) => Web = web;

    /// <summary>Straight to the venue, whatever the environment says.</summary>
    public static VenueProxy None { get; } = new(null);

    /// <summary>As the environment said when the process began.</summary>
    public static VenueProxy System { get; } = new(new Remote(HttpClient.DefaultProxy));

    /// <summary>What HTTP is given; null for none.</summary>
    internal IWebProxy? Web { get; }

    /// <summary>One that is set, with name and password where it wants them.</summary>
    /// <exception cref="ArgumentException">Another kind of address; the message is safe to show.</exception>
    public static VenueProxy At(Uri proxy)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        if (!proxy.IsAbsoluteUri || proxy.Scheme is not ("http" or "socks4" or "socks4a" or "socks5") || proxy.Host.Length == 0 || proxy.Port <= 0)
            throw new ArgumentException("A proxy begins with http://, socks4://, socks4a:// or socks5://, and has a host and a port.", nameof(proxy));
        var plain = new WebProxy(new UriBuilder(proxy.Scheme, proxy.Host, proxy.Port).Uri);
        if (proxy.UserInfo.Length > 0)
        {
            var parts = proxy.UserInfo.Split(':', 2);
            plain.Credentials = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return new VenueProxy(new Remote(plain));
    }

    /// <summary>The proxy that leads to an address, without name and password; null where none does.</summary>
    public Uri? For(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Web is null || Web.IsBypassed(address) || Web.GetProxy(address) is not { } proxy ? null : new UriBuilder(proxy.Scheme, proxy.Host, proxy.Port).Uri;
    }

    /// <summary>A proxy for all but this machine: what runs here (a replay) is not to be had through another.</summary>
    private sealed class Remote(IWebProxy inner) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => inner.Credentials;
            set => throw new NotSupportedException("A venue's proxy is not changed.");
        }

        // Without the name and password that a variable of the environment may have: a failed tunnel says this address.
        public Uri? GetProxy(Uri destination) => IsBypassed(destination) || inner.GetProxy(destination) is not { } proxy ? null
            : proxy.UserInfo.Length == 0 ? proxy : new UriBuilder(proxy) { UserName = "", Password = "" }.Uri;

        public bool IsBypassed(Uri host) => host.IsLoopback || inner.IsBypassed(host);
    }
}
