using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rialto.Unit;

namespace Rialto.Integration.Feeds;

/// <summary>Polymarket's recordings as a capture: their lines have no framing, and the longer ones kept neither the kind of message nor the token, so both are put back.</summary>
internal static class PolymarketCapture
{
    public static string Write(string folder, string[] files)
    {
        var frames = new List<(long Time, string Text)>();
        for (var i = 0; i < files.Length; i++)
        {
            foreach (var line in Lines(files[i]))
            {
                var isWhole = line.Contains("\"event_type\"", StringComparison.Ordinal);
                var text = isWhole ? line : $$"""{"event_type":"book","asset_id":"{{i + 1}}",{{line[1..]}}""";
                var time = JsonNode.Parse(text)!["timestamp"]!.ToString();
                frames.Add((long.Parse(time, CultureInfo.InvariantCulture), text));
            }
        }

        var path = Path.Combine(folder, "polymarket.jsonl");
        using var capture = new StreamWriter(path);
        var first = frames.Min(frame => frame.Time);
        capture.WriteLine(Line("connect", first, "addr", "wss://ws-subscriptions-clob.polymarket.com/ws/market"));
        foreach (var (time, text) in frames.OrderBy(frame => frame.Time))
            capture.WriteLine(Line("recv", time, "data", text));
        return path;
    }

    private static string Line(string kind, long milliseconds, string name, string value) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"t":"{{kind}}","conn":"p","ts":{{milliseconds / 1_000}}.{{milliseconds % 1_000:000}},"{{name}}":{{JsonSerializer.Serialize(value)}}}""");

    private static string[] Lines(string name)
    {
        using var file = File.OpenRead(Recordings.Path("wire/polymarket/" + name));
        using var text = new StreamReader(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
