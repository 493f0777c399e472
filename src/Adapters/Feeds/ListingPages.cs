using System.Globalization;
using System.Text;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Feeds;

/// <summary>How lists of instruments go on: the address of the page after a page. Cold code; never throws for what a body holds.</summary>
internal static class ListingPages
{
    // A cursor longer than that is none.
    private const int CursorCharsMax = 4_096;

    /// <summary>The same path with the cursor in the place of the one before; empty where there is none.</summary>
    public static string ByCursor(string path, string cursor) =>
        cursor.Length is 0 or > CursorCharsMax ? "" : With(path, "cursor", Uri.EscapeDataString(cursor));

    /// <summary>The same path, as many items further on; empty where the page had none.</summary>
    public static string ByOffset(string path, int items)
    {
        if (items == 0)
            return "";
        var offset = ValueOf(path, "offset") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : 0;
        return offset > int.MaxValue - items ? "" : With(path, "offset", (offset + items).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A string member of an answer; empty where there is none.</summary>
    public static string TextOf(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var scanner = new FrameScanner(body);
        return TextOf(ref scanner, name);
    }

    /// <summary>A string member of an object in an answer; empty where there is none.</summary>
    public static string TextIn(ReadOnlySpan<byte> body, ReadOnlySpan<byte> outer, ReadOnlySpan<byte> name)
    {
        var scanner = new FrameScanner(body);
        scanner.Object();
        while (scanner.NextName(out var member))
        {
            if (member.SequenceEqual(outer) && scanner.Kind == JsonKind.Object)
                return TextOf(ref scanner, name);
            scanner.Skip();
        }

        return "";
    }

    /// <summary>How many items an answer holds that is an array, or an object with one in it.</summary>
    public static int Count(ReadOnlySpan<byte> body)
    {
        var scanner = new FrameScanner(body);
        if (scanner.Kind == JsonKind.Array)
            return Count(ref scanner);
        scanner.Object();
        while (scanner.NextName(out _))
        {
            if (scanner.Kind == JsonKind.Array)
                return Count(ref scanner);
            scanner.Skip();
        }

        return 0;
    }

    private static int Count(ref FrameScanner scanner)
    {
        var count = 0;
        scanner.Array();
        while (scanner.NextItem())
        {
            scanner.Skip();
            count++;
        }

        return scanner.HasFailed ? 0 : count;
    }

    private static string TextOf(ref FrameScanner scanner, ReadOnlySpan<byte> name)
    {
        var text = "";
        scanner.Object();
        while (scanner.NextName(out var member))
        {
            if (member.SequenceEqual(name) && scanner.Kind == JsonKind.String)
                text = ListingText.Take(ref scanner);
            else
                scanner.Skip();
        }

        return scanner.HasFailed ? "" : text;
    }

    private static string? ValueOf(string path, string name)
    {
        foreach (var part in QueryOf(path))
        {
            if (part.StartsWith(name + "=", StringComparison.Ordinal))
                return part[(name.Length + 1)..];
        }

        return null;
    }

    private static string With(string path, string name, string value)
    {
        var start = path.IndexOf('?', StringComparison.Ordinal);
        var made = new StringBuilder(start < 0 ? path : path[..start]).Append('?');
        foreach (var part in QueryOf(path).Where(part => !part.StartsWith(name + "=", StringComparison.Ordinal)))
            made.Append(part).Append('&');
        return made.Append(name).Append('=').Append(value).ToString();
    }

    private static string[] QueryOf(string path)
    {
        var start = path.IndexOf('?', StringComparison.Ordinal);
        return start < 0 ? [] : path[(start + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries);
    }
}
