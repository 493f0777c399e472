using System.Text;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Feeds;

/// <summary>Reads one instrument of a list.</summary>
internal delegate ListingTerms ReadListing(ref FrameScanner scanner);

/// <summary>Reads one instrument of a list and puts it where it belongs.</summary>
/// <returns>What was strange about it.</returns>
internal delegate DriftKind TakeListing(ref FrameScanner scanner);

/// <summary>Lists of instruments, and their strings. Cold code.</summary>
internal static class ListingText
{
    /// <summary>Reads an answer that is an object with a list of instruments in it; what is strange about one of them is told, and the others are taken.</summary>
    public static DriftKind Decode(ReadOnlySpan<byte> body, ReadOnlySpan<byte> list, FeedVenue venue, ListingTable listings, ReadListing read) =>
        Decode(body, list, Putting(venue, listings, read));

    /// <summary>The same, where an instrument is more than one listing.</summary>
    public static DriftKind Decode(ReadOnlySpan<byte> body, ReadOnlySpan<byte> list, TakeListing take)
    {
        var scanner = new FrameScanner(body);
        var drift = DriftKind.None;
        var seen = false;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (!name.SequenceEqual(list))
            {
                scanner.Skip();
                continue;
            }

            seen = true;
            drift = Items(ref scanner, take);
        }

        return scanner.IsWhole && seen ? drift : DriftKind.BrokenFrame;
    }

    /// <summary>Reads an answer that is the list itself.</summary>
    public static DriftKind DecodeArray(ReadOnlySpan<byte> body, FeedVenue venue, ListingTable listings, ReadListing read) =>
        DecodeArray(body, Putting(venue, listings, read));

    /// <summary>The same, where an instrument is more than one listing.</summary>
    public static DriftKind DecodeArray(ReadOnlySpan<byte> body, TakeListing take)
    {
        var scanner = new FrameScanner(body);
        var drift = Items(ref scanner, take);
        return scanner.IsWhole ? drift : DriftKind.BrokenFrame;
    }

    /// <summary>True where the answer is the list itself and no object around one.</summary>
    public static bool IsArray(ReadOnlySpan<byte> body) => new FrameScanner(body).Kind == JsonKind.Array;

    /// <summary>Takes a string with its escapes resolved (Kraken writes <c>XBT\/USD</c>); empty where none stands here, and the scanner has failed then.</summary>
    public static string Take(ref FrameScanner scanner)
    {
        if (!scanner.Text(out var text))
            return "";
        if (!text.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(text);
        var plain = new byte[text.Length];
        if (JsonCursor.TryUnescape(text, plain, out var length))
            return Encoding.UTF8.GetString(plain.AsSpan(0, length));
        scanner.Fail();
        return "";
    }

    /// <summary>Takes a number as it is written, bare or quoted: steps that venues send as JSON numbers keep their digits.</summary>
    public static string Number(ref FrameScanner scanner)
    {
        switch (scanner.Kind)
        {
            case JsonKind.String:
                return Take(ref scanner);
            case JsonKind.Number:
                var start = scanner.Position;
                return scanner.Skip() ? Encoding.UTF8.GetString(scanner.Since(start)) : "";
            default:
                scanner.Fail();
                return "";
        }
    }

    /// <summary>Takes an amount that need not be there, bare or quoted; empty where something else stands in its place.</summary>
    public static string Amount(ref FrameScanner scanner)
    {
        if (scanner.Kind is JsonKind.String or JsonKind.Number)
            return Number(ref scanner);
        scanner.Skip();
        return "";
    }

    private static TakeListing Putting(FeedVenue venue, ListingTable listings, ReadListing read) => (ref FrameScanner scanner) =>
    {
        var terms = read(ref scanner);
        return scanner.HasFailed || terms.IsLeftOut ? DriftKind.None : terms.Put(venue, listings);
    };

    private static DriftKind Items(ref FrameScanner scanner, TakeListing take)
    {
        var drift = DriftKind.None;
        scanner.Array();
        while (scanner.NextItem())
        {
            var strange = take(ref scanner);
            if (scanner.HasFailed)
                return DriftKind.BrokenFrame;
            drift = drift == DriftKind.None ? strange : drift;
        }

        return drift;
    }
}
