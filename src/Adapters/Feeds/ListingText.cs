using System.Text;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Feeds;

/// <summary>Reads one instrument of a list.</summary>
internal delegate ListingTerms ReadListing(ref FrameScanner scanner);

/// <summary>Lists of instruments, and their strings. Cold code.</summary>
internal static class ListingText
{
    /// <summary>Reads an answer that is an object with a list of instruments in it; what is strange about one of them is told, and the others are taken.</summary>
    public static DriftKind Decode(ReadOnlySpan<byte> body, ReadOnlySpan<byte> list, FeedVenue venue, ListingTable listings, ReadListing read)
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
            scanner.Array();
            while (scanner.NextItem())
            {
                var terms = read(ref scanner);
                var strange = scanner.HasFailed ? DriftKind.BrokenFrame : terms.Put(venue, listings);
                drift = drift == DriftKind.None ? strange : drift;
            }
        }

        return scanner.IsWhole && seen ? drift : DriftKind.BrokenFrame;
    }

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
    public static string Number(ref FrameScanner scanner, ReadOnlySpan<byte> body)
    {
        switch (scanner.Kind)
        {
            case JsonKind.String:
                return Take(ref scanner);
            case JsonKind.Number:
                var start = scanner.Position;
                return scanner.Skip() ? Encoding.UTF8.GetString(body[start..scanner.Position]) : "";
            default:
                scanner.Fail();
                return "";
        }
    }
}
