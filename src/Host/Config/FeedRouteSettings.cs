using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rialto.Adapters.Connections;

namespace Rialto.Host.Config;

/// <summary>Reads the section <c>Feeds:Network</c>: the way to all venues, for sockets, REST and <c>rialto doctor</c> alike. docs/guide/configuration.md lists every key.</summary>
internal static class FeedRouteSettings
{
    private const string SystemProxy = "system";
    private const string NoProxy = "none";

    /// <summary>Which addresses are used.</summary>
    private enum Addresses : byte
    {
        Any,
        IPv4,
        IPv6,
    }

    /// <summary>Reads the section.</summary>
    public static VenueRoute Read(SettingsReader reader, string section) => new()
    {
        Proxy = ReadProxy(reader, $"{section}:Proxy"),
        Hosts = ReadHosts(reader, $"{section}:Hosts"),
        Roots = ReadRoots(reader, $"{section}:CaFile"),
        TlsVersions = ReadVersions(reader, $"{section}:TlsLeast"),
        Revocation = reader.Flag($"{section}:Revocation", false) ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        Family = reader.Choice($"{section}:Addresses", Addresses.Any) switch
        {
            Addresses.IPv4 => AddressFamily.InterNetwork,
            Addresses.IPv6 => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        },
        LocalAddress = reader.OptionalText($"{section}:LocalAddress") is null ? null : reader.Address($"{section}:LocalAddress", IPAddress.Any),
    };

    private static VenueProxy ReadProxy(SettingsReader reader, string key)
    {
        var text = reader.Text(key, SystemProxy);
        if (text.Equals(SystemProxy, StringComparison.OrdinalIgnoreCase))
            return VenueProxy.System;
        if (text.Equals(NoProxy, StringComparison.OrdinalIgnoreCase))
            return VenueProxy.None;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length > 0)
            reader.Show(key, $"{address.Scheme}://(hidden)@{address.Host}:{address.Port}");
        else if (text.Contains('@', StringComparison.Ordinal))
            reader.Show(key, "(hidden)");
        try
        {
            return VenueProxy.At(address ?? throw new ArgumentException("none"));
        }
        catch (ArgumentException)
        {
            // What was given is not repeated: it may hold a password.
            reader.Refuse(key, $"must be {SystemProxy}, {NoProxy}, or an address with a port that begins with http://, socks4://, socks4a:// or socks5://");
            return VenueProxy.None;
        }
    }

    private static Dictionary<string, IReadOnlyList<IPAddress>> ReadHosts(SettingsReader reader, string key)
    {
        var hosts = new Dictionary<string, IReadOnlyList<IPAddress>>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in reader.Children(key))
        {
            var addresses = new List<IPAddress>();
            foreach (var text in reader.Text($"{key}:{name}", "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (IPAddress.TryParse(text, out var address))
                    addresses.Add(address);
                else
                    reader.Refuse($"{key}:{name}", $"must be IP addresses by commas, not '{text}'");
            }

            hosts[name] = addresses;
        }

        return hosts;
    }

    private static IReadOnlyList<X509Certificate2> ReadRoots(SettingsReader reader, string key)
    {
        if (reader.OptionalText(key) is not { } path)
            return [];
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(path);
            if (roots.Count > 0)
                return [.. roots];
            reader.Refuse(key, $"holds no certificate in PEM: '{path}'");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            reader.Refuse(key, $"cannot be read: {problem.Message}");
        }

        return [];
    }

    private static SslProtocols ReadVersions(SettingsReader reader, string key)
    {
        var text = reader.Text(key, "1.2");
        switch (text)
        {
            case "1.2":
                return SslProtocols.Tls12 | SslProtocols.Tls13;
            case "1.3":
                return SslProtocols.Tls13;
            default:
                reader.Refuse(key, $"must be 1.2 or 1.3, not '{text}'");
                return SslProtocols.Tls13;
        }
    }
}
