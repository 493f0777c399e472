using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>A body of one JSON object whose values are texts, numbers, true or false, or lists of words. A number's own text is kept, so that no digit is lost; null is as good as absent.</summary>
internal sealed class FlatBody
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _flags = new(StringComparer.Ordinal);

    /// <summary>A field's text; null where it is not given.</summary>
    public string? this[string field] => _values.GetValueOrDefault(field);

    /// <summary>A list's words; null where it is not given.</summary>
    public string[]? List(string field) => _lists.GetValueOrDefault(field);

    /// <summary>Reads a body that has these fields and no other; false with what is wrong.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="fields">Their names.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="list">The one field among them that is a list of words, if there is one.</param>
    /// <param name="flags">Fields besides, each true or false.</param>
    public bool TryRead(ReadOnlySpan<byte> body, ReadOnlySpan<string> fields, out Problem problem, string? list = null, ReadOnlySpan<string> flags = default)
    {
        problem = default;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed != body.Length && body[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t\r\n"u8))
                return Refuse(string.Empty, "Something follows the body's object.", out problem);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Refuse(string.Empty, "The body must be one JSON object.", out problem);
            foreach (var field in document.RootElement.EnumerateObject())
            {
                if (flags.Contains(field.Name) && field.Value.ValueKind is (JsonValueKind.True or JsonValueKind.False))
                {
                    if (!_flags.TryAdd(field.Name, field.Value.GetBoolean()))
                        return Refuse(field.Name, $"Field '{field.Name}' is given twice.", out problem);
                    continue;
                }

                if (flags.Contains(field.Name))
                    return Refuse(field.Name, $"Field '{field.Name}' is true or false.", out problem);
                if (!fields.Contains(field.Name))
                    return Refuse(field.Name, $"Unknown field '{field.Name}'.", out problem);
                if (!TryKeep(field, field.Name == list, out problem))
                    return false;
            }

            return true;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Refuse(string.Empty, "The body is not JSON.", out problem);
        }
    }

    /// <summary>A text that must be given.</summary>
    public bool TryText(string field, out string text, out Problem problem)
    {
        problem = default;
        text = this[field] ?? string.Empty;
        return text.Length > 0 || Refuse(field, $"Field '{field}' is missing.", out problem);
    }

    /// <summary>1 to 36 printable characters that must be given.</summary>
    public bool TryText36(string field, out Text36 text, out Problem problem)
    {
        text = default;
        return TryText(field, out var given, out problem)
            && (Text36.TryCreate(given, out text) || Refuse(field, $"Field '{field}' is 1 to {Text36.LengthMax} printable ASCII characters without blanks.", out problem));
    }

    /// <summary>A whole number, or the usual one where it is not given.</summary>
    public bool TryWhole(string field, int usual, int least, int most, out int value, out Problem problem)
    {
        problem = default;
        value = usual;
        return this[field] is not { } text
            || (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most)
            || Refuse(field, $"Field '{field}' is {least} to {most}.", out problem);
    }

    /// <summary>A flag, or what is usual where it is not given.</summary>
    public bool Flag(string field, bool usual) => _flags.GetValueOrDefault(field, usual);

    /// <summary>A decimal that must be given and fit its scale: nothing is rounded.</summary>
    public bool TryDecimal(string field, int scale, out long units, out Problem problem)
    {
        units = 0;
        return TryText(field, out var text, out problem) && DecimalText.TryParse(Encoding.UTF8.GetBytes(text), scale, out units) switch
        {
            DecimalTextError.None => true,
            DecimalTextError.TooPrecise => Refuse(field, $"Field '{field}' has more than {scale} decimals; nothing is rounded.", out problem),
            DecimalTextError.OutOfRange => Refuse(field, $"Field '{field}' is out of range.", out problem),
            _ => Refuse(field, $"Field '{field}' is not a plain decimal number.", out problem),
        };
    }

    private bool TryKeep(JsonProperty field, bool mayBeList, out Problem problem)
    {
        problem = default;
        if (mayBeList && field.Value.ValueKind == JsonValueKind.Array)
        {
            if (field.Value.EnumerateArray().Any(word => word.ValueKind != JsonValueKind.String))
                return Refuse(field.Name, $"Field '{field.Name}' is a list of words.", out problem);
            return _lists.TryAdd(field.Name, [.. field.Value.EnumerateArray().Select(word => word.GetString()!)]) || Refuse(field.Name, $"Field '{field.Name}' is given twice.", out problem);
        }

        var text = field.Value.ValueKind switch
        {
            JsonValueKind.String => field.Value.GetString(),
            JsonValueKind.Number => field.Value.GetRawText(),
            JsonValueKind.Null => string.Empty,
            _ => null,
        };
        if (text is null)
            return Refuse(field.Name, $"Field '{field.Name}' has a value of the wrong kind.", out problem);
        return text.Length == 0 || _values.TryAdd(field.Name, text) || Refuse(field.Name, $"Field '{field.Name}' is given twice.", out problem);
    }

    private static bool Refuse(string field, string detail, out Problem problem)
    {
        problem = Problem.Malformed(field, detail);
        return false;
    }
}
