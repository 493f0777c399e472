using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rialto.Gateways.Answers;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>What a connection of streams may ask.</summary>
internal enum StreamMethod : byte
{
    /// <summary><c>SUBSCRIBE</c>.</summary>
    Subscribe,

    /// <summary><c>UNSUBSCRIBE</c>.</summary>
    Unsubscribe,

    /// <summary><c>LIST_SUBSCRIPTIONS</c>.</summary>
    ListSubscriptions,

    /// <summary><c>SET_PROPERTY</c>.</summary>
    SetProperty,

    /// <summary><c>GET_PROPERTY</c>.</summary>
    GetProperty,
}

/// <summary>What is wrong with a request, in Binance's numbers: 0 property, 1 value, 2 request, 3 JSON.</summary>
/// <param name="Code">The number.</param>
/// <param name="Message">The words.</param>
internal readonly record struct StreamFault(int Code, string Message)
{
    public static readonly StreamFault UnknownProperty = new(0, "Unknown property");
    public static readonly StreamFault NotAFlag = new(1, "Invalid value type: expected Boolean");
    public static readonly StreamFault NotAnId = new(2, "Invalid request: request ID must be an unsigned integer, a string of 1 to 36 characters, or null");
    public static readonly StreamFault NoMethod = new(2, "Invalid request: missing field `method`");
    public static readonly StreamFault NotAnObject = new(2, "Invalid request: expected an object");
    public static readonly StreamFault BadParams = new(2, "Invalid request: params must be an array of strings");
    public static readonly StreamFault NotJson = new(3, "Invalid JSON");

    public static StreamFault UnknownMethod(string method) =>
        new(2, $"Invalid request: unknown variant `{method}`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`");

    public static StreamFault UnknownStream(string name) => new(2, $"Invalid request: unknown stream `{name}`; nothing was subscribed");

    public static StreamFault TooManyStreams(int most) => new(2, $"Invalid request: too many streams; a connection may have {most}");

    /// <summary>The answer.</summary>
    public byte[] ToJson(byte[]? id)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var json = JsonText.On(buffer);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, Code);
        json.WriteString("msg"u8, Message);
        json.WriteEndObject();
        json.WritePropertyName("id"u8);
        json.WriteRawValue(id ?? "null"u8, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>A request of a connection of streams: <c>{"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":1}</c>. Cold.</summary>
/// <param name="Method">What is asked.</param>
/// <param name="Params">Names of streams or of a property.</param>
/// <param name="Flag">Value of a property, where it is true or false.</param>
/// <param name="Id">The request's mark as it stood; null where there was none.</param>
internal readonly record struct StreamRequest(StreamMethod Method, IReadOnlyList<string> Params, bool? Flag, byte[]? Id)
{
    private const int MaxIdBytes = 64;
    private const int MaxIdLength = 36;

    /// <summary>Reads one; where it cannot be, its id is there as far as it was understood.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out StreamRequest request, out StreamFault? fault)
    {
        request = new StreamRequest(default, [], null, null);
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed != text.Length && !text[(int)reader.BytesConsumed..].Trim(" \r\n\t"u8).IsEmpty)
                fault = StreamFault.NotJson;
            else
                fault = Read(document.RootElement, ref request);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is no UTF-8, or half of a surrogate pair.
            fault = StreamFault.NotJson;
        }

        return fault is null;
    }

    /// <summary>An answer that all is well.</summary>
    public static byte[] Result(byte[]? id, ReadOnlySpan<byte> result) => [.. "{\"result\":"u8, .. result, .. ",\"id\":"u8, .. id ?? "null"u8, (byte)'}'];

    private static StreamFault? Read(JsonElement root, ref StreamRequest request)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return StreamFault.NotAnObject;
        if (root.TryGetProperty("id"u8, out var id) && !TryReadId(id, out request))
            return StreamFault.NotAnId;
        if (!root.TryGetProperty("method"u8, out var method) || method.ValueKind != JsonValueKind.String)
            return StreamFault.NoMethod;
        StreamMethod? known = method.GetString() switch
        {
            "SUBSCRIBE" => StreamMethod.Subscribe,
            "UNSUBSCRIBE" => StreamMethod.Unsubscribe,
            "LIST_SUBSCRIPTIONS" => StreamMethod.ListSubscriptions,
            "SET_PROPERTY" => StreamMethod.SetProperty,
            "GET_PROPERTY" => StreamMethod.GetProperty,
            _ => null,
        };
        if (known is not { } asked)
            return StreamFault.UnknownMethod(method.GetString()!);
        request = request with { Method = asked };
        if (!root.TryGetProperty("params"u8, out var list))
            return asked == StreamMethod.ListSubscriptions ? null : StreamFault.BadParams;
        if (list.ValueKind != JsonValueKind.Array)
            return StreamFault.BadParams;
        var names = new List<string>(list.GetArrayLength());
        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind == JsonValueKind.String)
                names.Add(one.GetString()!);
            else if (asked != StreamMethod.SetProperty || names.Count != 1)
                return StreamFault.BadParams;
            else if (one.ValueKind is JsonValueKind.True or JsonValueKind.False)
                request = request with { Flag = one.GetBoolean() };
        }

        request = request with { Params = names };
        return null;
    }

    private static bool TryReadId(JsonElement id, out StreamRequest request)
    {
        request = new StreamRequest(default, [], null, null);
        var isFit = id.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.Number => id.TryGetUInt64(out _) || id.TryGetInt64(out _),
            JsonValueKind.String => id.GetString()!.Length <= MaxIdLength,
            _ => false,
        };
        var raw = isFit ? Encoding.UTF8.GetBytes(id.GetRawText()) : [];
        if (!isFit || raw.Length > MaxIdBytes)
            return false;
        request = request with { Id = raw };
        return true;
    }
}

/// <summary>Lists of names as JSON, without reflection.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class StreamRequestJson : JsonSerializerContext;
