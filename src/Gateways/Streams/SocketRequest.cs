using System.Text;
using System.Text.Json;

namespace Rialto.Gateways.Streams;

/// <summary>
/// The envelope of a message from a client: what it asks and the fields that are not an order's. Order fields are left to the order decoders,
/// which read the same bytes.
/// </summary>
internal sealed class SocketRequest
{
    private const int MaxIdBytes = 36;

    private SocketField _given;
    private string? _unknown;

    public string Op { get; private set; } = string.Empty;

    /// <summary>The id as it stood in the JSON, quotes included; empty where there was none.</summary>
    public byte[] Id { get; private set; } = [];

    public string Channel { get; private set; } = string.Empty;

    public List<string> Symbols { get; } = [];

    public int Depth { get; private set; }

    public int IntervalMs { get; private set; }

    /// <summary>Length of candles as it was written; empty where it was not given.</summary>
    public string Interval { get; private set; } = string.Empty;

    /// <summary>Levels a measure counts; 0 where it was not given.</summary>
    public int Levels { get; private set; }

    /// <summary>Half-life in ticks; 0 where it was not given.</summary>
    public double HalfLife { get; private set; }

    public string Key { get; private set; } = string.Empty;

    public string Timestamp { get; private set; } = string.Empty;

    public string Signature { get; private set; } = string.Empty;

    public bool CancelOnDisconnect { get; private set; }

    /// <summary>A field that this request does not have; null where there is none. Those of orders are checked by their own decoders.</summary>
    public string? StrangeField
    {
        get
        {
            SocketField? known = Op switch
            {
                "ping" => SocketField.None,
                "auth" => SocketField.Key | SocketField.Timestamp | SocketField.Signature | SocketField.CancelOnDisconnect,
                "subscribe" => SocketField.Channel | (Channel == "heartbeat" ? SocketField.IntervalMs : SocketField.Symbol | SocketField.Symbols) | OfChannel(Channel),
                "unsubscribe" or "resync" => SocketField.Channel | SocketField.Symbol | SocketField.Symbols | (Channel == "candles" ? SocketField.Interval : 0),
                _ => null,
            };
            if (known is not { } fields)
                return null;
            var strange = _given & ~fields;
            return strange != SocketField.None ? NameOf(strange) : _unknown;
        }
    }

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
        if (json.ValueTextEquals("op"u8))
            Op = Text(ref json, "op", ref problem);
        else if (json.ValueTextEquals("id"u8))
            Id = RawId(ref json, ref problem);
        else if (Give(ref json, "channel"u8, SocketField.Channel))
            Channel = Text(ref json, "channel", ref problem);
        else if (Give(ref json, "symbol"u8, SocketField.Symbol))
            Symbols.Add(Text(ref json, "symbol", ref problem));
        else if (Give(ref json, "symbols"u8, SocketField.Symbols))
            ReadSymbols(ref json, ref problem);
        else if (Give(ref json, "depth"u8, SocketField.Depth))
            Depth = Number(ref json, "depth", ref problem);
        else if (Give(ref json, "interval_ms"u8, SocketField.IntervalMs))
            IntervalMs = Number(ref json, "interval_ms", ref problem);
        else if (Give(ref json, "interval"u8, SocketField.Interval))
            Interval = Text(ref json, "interval", ref problem);
        else if (Give(ref json, "levels"u8, SocketField.Levels))
            Levels = Number(ref json, "levels", ref problem);
        else if (Give(ref json, "half_life"u8, SocketField.HalfLife))
            HalfLife = Fraction(ref json, "half_life", ref problem);
        else if (Give(ref json, "key"u8, SocketField.Key))
            Key = Text(ref json, "key", ref problem);
        else if (Give(ref json, "timestamp"u8, SocketField.Timestamp))
            Timestamp = Text(ref json, "timestamp", ref problem);
        else if (Give(ref json, "signature"u8, SocketField.Signature))
            Signature = Text(ref json, "signature", ref problem);
        else if (Give(ref json, "cancel_on_disconnect"u8, SocketField.CancelOnDisconnect))
            CancelOnDisconnect = Boolean(ref json, "cancel_on_disconnect", ref problem);
        else
            PassOver(ref json);
        return problem.Length == 0;
    }

    private bool Give(ref Utf8JsonReader json, ReadOnlySpan<byte> name, SocketField field)
    {
        if (!json.ValueTextEquals(name))
            return false;
        _given |= field;
        return true;
    }

    // An order's field, or one of nobody's. Order requests come often and are never asked for its name, so it is made for others only.
    private void PassOver(ref Utf8JsonReader json)
    {
        if (_unknown is null && !Op.StartsWith("order.", StringComparison.Ordinal))
            _unknown = json.GetString();
        json.Read();
        json.Skip();
    }

    private static string NameOf(SocketField fields) => ((SocketField)((int)fields & -(int)fields)) switch
    {
        SocketField.Channel => "channel",
        SocketField.Symbol => "symbol",
        SocketField.Symbols => "symbols",
        SocketField.Depth => "depth",
        SocketField.IntervalMs => "interval_ms",
        SocketField.Interval => "interval",
        SocketField.Levels => "levels",
        SocketField.HalfLife => "half_life",
        SocketField.Key => "key",
        SocketField.Timestamp => "timestamp",
        SocketField.Signature => "signature",
        _ => "cancel_on_disconnect",
    };

    private static SocketField OfChannel(string channel) => channel switch
    {
        "depth" => SocketField.Depth,
        "imbalance" => SocketField.Levels | SocketField.HalfLife,
        "candles" => SocketField.Interval,
        _ => SocketField.None,
    };

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

    private static double Fraction(ref Utf8JsonReader json, string field, ref string problem)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var number))
            return number;
        problem = $"'{field}' is a number.";
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
            problem = "'id' is a number or a string, of at most 36 bytes as written.";
            return [];
        }

        return isText ? [(byte)'"', .. json.ValueSpan, (byte)'"'] : json.ValueSpan.ToArray();
    }

    private void Clear()
    {
        Op = Channel = Interval = Key = Timestamp = Signature = string.Empty;
        Id = [];
        Symbols.Clear();
        Depth = IntervalMs = Levels = 0;
        HalfLife = 0;
        CancelOnDisconnect = false;
        _given = SocketField.None;
        _unknown = null;
    }
}

/// <summary>The fields of requests that are not orders, beside <c>op</c> and <c>id</c>, which all have.</summary>
[Flags]
internal enum SocketField
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>What to subscribe to.</summary>
    Channel = 1,

    /// <summary>One instrument.</summary>
    Symbol = 2,

    /// <summary>Several instruments.</summary>
    Symbols = 4,

    /// <summary>Levels a side.</summary>
    Depth = 8,

    /// <summary>Time between heartbeats.</summary>
    IntervalMs = 16,

    /// <summary>Key id.</summary>
    Key = 32,

    /// <summary>When it was signed.</summary>
    Timestamp = 64,

    /// <summary>The signature.</summary>
    Signature = 128,

    /// <summary>Make the connection a session whose orders end with it.</summary>
    CancelOnDisconnect = 256,

    /// <summary>Length of candles.</summary>
    Interval = 512,

    /// <summary>Levels a side that a measure counts.</summary>
    Levels = 1_024,

    /// <summary>Distance at which a level counts half.</summary>
    HalfLife = 2_048,
}
