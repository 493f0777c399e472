using System.Net;
using System.Net.Sockets;

namespace Rialto.Gateways.Binance;

/// <summary>What counts as one address: IPv4 as it is, whichever way it is written, and of IPv6 the first 64 bits. A provider gives each customer at least so many, and who has 2^64 addresses must not have as many limits (RFC 6177). Any thread.</summary>
internal static class BinanceAddress
{
    private const int NetworkBytes = 8;
    private const int AddressBytes = 16;

    /// <summary>The address that a remote one is counted as.</summary>
    /// <param name="address">The remote address; null where it is not known.</param>
    public static IPAddress Of(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address;
        Span<byte> bytes = stackalloc byte[AddressBytes];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes);
    }
}
