using System.Text.Json;

namespace Rialto.Host.Config;

/// <summary>On which line of a JSON file each key stands, keys flattened as <see cref="SettingSources"/> does it.</summary>
internal static class JsonLines
{
    /// <summary>Lines by key, from 1; sections and lists have the line on which they begin.</summary>
    /// <param name="json">A text that was parsed once without a fault.</param>
    public static IReadOnlyDictionary<string, int> Of(ReadOnlySpan<byte> json)
    {
        var lines = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<(string Key, int Next)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var (line, counted) = (1, 0);
        var key = "";
        while (reader.Read())
        {
            line += json[counted..(int)reader.TokenStartIndex].Count((byte)'\n');
            counted = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var section = open.Peek().Key;
                key = section.Length == 0 ? reader.GetString()! : $"{section}:{reader.GetString()}";
                lines[key] = line;
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                open.Pop();
                continue;
            }

            // What stands in a list has its place in it as its name.
            if (open.TryPeek(out var parent) && parent.Next >= 0)
            {
                key = $"{parent.Key}:{parent.Next}";
                lines[key] = line;
                open.Pop();
                open.Push((parent.Key, parent.Next + 1));
            }

            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                open.Push((open.Count == 0 ? "" : key, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
        }

        return lines;
    }
}
