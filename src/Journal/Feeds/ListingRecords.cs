using System.Diagnostics.CodeAnalysis;
using Rialto.Model.Feeds;

namespace Rialto.Journal.Feeds;

/// <summary>A table of listings as bytes, for processes that must mean the same by a number: the records of recorded events, one behind the other, in the order of their numbers. No state.</summary>
public static class ListingRecords
{
    /// <summary>The bytes of a table.</summary>
    public static byte[] Encode(ListingTable listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        var bytes = new byte[listings.Count * FeedRecordCodec.ListingBytesMax];
        var at = 0;
        for (var number = 1; number <= listings.Count; number++)
            at += FeedRecordCodec.Encode(listings[new ListingId(number)], bytes.AsSpan(at));
        return bytes[..at];
    }

    /// <summary>Reads a table; its size follows from the bytes that are there.</summary>
    /// <returns>False for anything else than <see cref="Encode"/> writes. Never throws.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ListingTable? listings)
    {
        listings = null;
        var table = new ListingTable(Math.Max(1, Math.Min(1 << 20, bytes.Length / FeedRecordCodec.HeaderBytes)));
        while (!bytes.IsEmpty)
        {
            if (!FeedRecordCodec.TryOpen(bytes, out var kind, out var payload, out var length) || kind != FeedRecordCodec.ListingRecord || !FeedRecordCodec.TryDecode(payload, out Listing listing)
                || !TryAdd(table, listing))
                return false;
            bytes = bytes[length..];
        }

        listings = table;
        return true;
    }

    private static bool TryAdd(ListingTable table, Listing listing)
    {
        if (table.IsFull || listing.Id != table.NextId || table.TryFind(listing.Venue, System.Text.Encoding.UTF8.GetBytes(listing.VenueSymbol), out _))
            return false;
        table.Add(listing);
        return true;
    }
}
