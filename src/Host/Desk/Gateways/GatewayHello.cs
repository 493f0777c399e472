using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Rialto.Journal.Feeds;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Gateways;

/// <summary>Who speaks to a gateway.</summary>
internal enum GatewayRole : byte
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>The desk itself: asks, and is told everything.</summary>
    Trader = 1,

    /// <summary>A watchdog or an emergency stop: may have everything cancelled, and nothing else.</summary>
    Guardian = 2,
}

/// <summary>
/// The first thing said to a gateway: who, of which desk, and what its numbers of listings mean.
/// <code> 0 "RGATEWAY"   8 role 1   9 venue 1   10 zero 2   12 name of the desk 4   16 instance 8   24 listings, one record behind the other </code>
/// </summary>
/// <param name="Role">Who.</param>
/// <param name="Venue">At which venue.</param>
/// <param name="Desk">The desk's name.</param>
/// <param name="Instance">Which life of the desk (<see cref="Guarding.DeskPresence.Instance"/>).</param>
/// <param name="Listings">What it trades; a guardian's may be empty.</param>
internal sealed record GatewayHello(GatewayRole Role, FeedVenue Venue, string Desk, long Instance, byte[] Listings)
{
    /// <summary>Bytes before the listings.</summary>
    public const int FixedBytes = 24;

    private static ReadOnlySpan<byte> Magic => "RGATEWAY"u8;

    /// <summary>The content of its frame.</summary>
    public byte[] Encode()
    {
        var content = new byte[FixedBytes + Listings.Length];
        Magic.CopyTo(content);
        (content[8], content[9]) = ((byte)Role, (byte)Venue);
        Encoding.ASCII.GetBytes(Desk, content.AsSpan(12, ClientOrderIds.DeskNameLength));
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(16), Instance);
        Listings.CopyTo(content.AsSpan(FixedBytes));
        return content;
    }

    /// <summary>Reads one.</summary>
    /// <param name="content">Of the frame.</param>
    /// <param name="hello">Who.</param>
    /// <param name="listings">What its listings are; no more than a table of its length.</param>
    /// <returns>False for anything else. Never throws.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> content, [NotNullWhen(true)] out GatewayHello? hello, [NotNullWhen(true)] out ListingTable? listings)
    {
        (hello, listings) = (null, null);
        if (content.Length < FixedBytes || !content.StartsWith(Magic) || content[8] is not ((byte)GatewayRole.Trader or (byte)GatewayRole.Guardian) || content[10] != 0 || content[11] != 0)
            return false;
        var desk = Encoding.ASCII.GetString(content.Slice(12, ClientOrderIds.DeskNameLength));
        if (!ClientOrderIds.IsDeskName(desk) || !ListingRecords.TryDecode(content[FixedBytes..], out listings))
            return false;
        hello = new GatewayHello((GatewayRole)content[8], (FeedVenue)content[9], desk, BinaryPrimitives.ReadInt64LittleEndian(content[16..]), content[FixedBytes..].ToArray());
        return true;
    }
}
