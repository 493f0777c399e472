using System.Text;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Feeds;

/// <summary>Strings of instrument lists. Cold code.</summary>
internal static class ListingText
{
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
}
