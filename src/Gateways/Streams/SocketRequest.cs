using System.Text;
using System.Text.Json;

namespace Rialto.Gateways.Streams;

/// <summary>
/// The envelope of a message from a client: what it asks and the fields that are not an order's. Order fields are left to the order decoders,
/// which read the same bytes.
/// </summary>
internal sealed class SocketRequest
{
    private const int MaxIdBytes = 40;

    public string Op { get; private set; } = string.Empty;

    /// <summary>The id as it stood in the JSON, quotes included; empty where there was none.</summary>
    public byte[] Id { get; private set; } = [];

    public string Channel { get; private set; } = string.Empty;

    public List<string> Symbols { get; } = [];

    public int Depth { get; private set; }

    public int IntervalMs { get; private set; }

    public string Key { get; private set; } = string.Empty;

    public string Timestamp { get; private set; } = string.Empty;

    public string Signature { get; private set; } = string.Empty;

    public bool CancelOnDisconnect { get; private set; }

    /// <summary>Mass cancel: only this connection's orders.</summary>
    public bool ThisSession { get; private set; }

    /// <summary>Side of a mass cancel; empty for both.</summary>
    public string Side { get; private set; } = string.Empty;

    /// <summary>Reads a message; on false <paramref name="problem"/> says what is wrong.</summary>
    public bool TryRead(ReadOnlySpan<byte> message, out string problem)
    {
        Clear();
        problem = string.Empty;
        var json = new Utf8JsonReader(message);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                problem = "A message is one JSON object.";
                return false;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (!TryReadField(ref json, out problem))
                    return false;
            }

            if (json.Read())
                problem = "Something follows the object.";
        }
        catch (JsonException)
        {
            problem = "The message is not JSON.";
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader says so of strings that are not UTF-8.
            problem = "The message holds a text that is not UTF-8.";
        }

        return problem.Length == 0;
    }

    private bool TryReadField(ref Utf8JsonReader json, out string problem)
    {
        problem = string.Empty;
        var isKnown = true;
        if (json.ValueTextEquals("op"u8))
            Op = Text(ref json, "op", ref problem);
        else if (json.ValueTextEquals("id"u8))
            Id = RawId(ref json, ref problem);
        else if (json.ValueTextEquals("channel"u8))
            Channel = Text(ref json, "channel", ref problem);
        else if (json.ValueTextEquals("symbol"u8))
            Symbols.Add(Text(ref json, "symbol", ref problem));
        else if (json.ValueTextEquals("symbols"u8))
            ReadSymbols(ref json, ref problem);
        else if (json.ValueTextEquals("depth"u8))
            Depth = Number(ref json, "depth", ref problem);
        else if (json.ValueTextEquals("interval_ms"u8))
            IntervalMs = Number(ref json, "interval_ms", ref problem);
        else if (json.ValueTextEquals("key"u8))
            Key = Text(ref json, "key", ref problem);
        else if (json.ValueTextEquals("timestamp"u8))
            Timestamp = Text(ref json, "timestamp", ref problem);
        else if (json.ValueTextEquals("signature"u8))
            Signature = Text(ref json, "signature", ref problem);
        else if (json.ValueTextEquals("side"u8))
            Side = Text(ref json, "side", ref problem);
        else if (json.ValueTextEquals("cancel_on_disconnect"u8))
            CancelOnDisconnect = Boolean(ref json, "cancel_on_disconnect", ref problem);
        else if (json.ValueTextEquals("session"u8))
            ThisSession = Boolean(ref json, "session", ref problem);
        else
            isKnown = false;
        if (!isKnown)
        {
            json.Read();
            json.Skip();
        }

        return problem.Length == 0;
    }

    private void ReadSymbols(ref Utf8JsonReader json, ref string problem)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            problem = "'symbols' is an array of strings.";
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.String)
            {
                problem = "'symbols' is an array of strings.";
                return;
            }

            Symbols.Add(json.GetString()!);
        }
    }

    private static string Text(ref Utf8JsonReader json, string field, ref string problem)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return json.GetString()!;
        // A timestamp is as good as a number.
        if (json.TokenType == JsonTokenType.Number)
            return Encoding.ASCII.GetString(json.ValueSpan);
        problem = $"'{field}' is a string.";
        return string.Empty;
    }

    private static int Number(ref Utf8JsonReader json, string field, ref string problem)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number))
            return number;
        problem = $"'{field}' is a whole number.";
        return 0;
    }

    private static bool Boolean(ref Utf8JsonReader json, string field, ref string problem)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            problem = $"'{field}' is true or false.";
        return json.TokenType == JsonTokenType.True;
    }

    private static byte[] RawId(ref Utf8JsonReader json, ref string problem)
    {
        json.Read();
        var isText = json.TokenType == JsonTokenType.String;
        if ((!isText && json.TokenType != JsonTokenType.Number) || json.ValueSpan.Length > MaxIdBytes)
        {
            problem = "'id' is a number or a string of up to 36 characters.";
            return [];
        }

        return isText ? [(byte)'"', .. json.ValueSpan, (byte)'"'] : json.ValueSpan.ToArray();
    }

    private void Clear()
    {
        Op = Channel = Key = Timestamp = Signature = Side = string.Empty;
        Id = [];
        Symbols.Clear();
        Depth = IntervalMs = 0;
        CancelOnDisconnect = ThisSession = false;
    }
}
