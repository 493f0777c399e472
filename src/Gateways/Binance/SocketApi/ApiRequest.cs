using System.Text;
using System.Text.Json;

namespace Rialto.Gateways.Binance.SocketApi;

/// <summary>A request of the WebSocket API: <c>{"id":1,"method":"order.place","params":{..}}</c>.</summary>
/// <param name="Id">The client's mark as it stood; "null" where there was none.</param>
/// <param name="Method">What is asked; empty where that is not known.</param>
/// <param name="Parameters">With what.</param>
internal sealed record ApiRequest(byte[] Id, string Method, BinanceParameters Parameters)
{
    private const int MaxIdBytes = 64;
    private const int MaxIdLength = 36;

    private static readonly byte[] NoId = Encoding.UTF8.GetBytes("null");
    private static readonly BinanceError NotJson = new(-1135, "Invalid JSON Request");

    /// <summary>Reads one. What is wrong with it stands in its parameters' error; its id is there as far as it was understood.</summary>
    public static ApiRequest Read(ReadOnlySpan<byte> text)
    {
        var id = NoId;
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !text[(int)reader.BytesConsumed..].Trim(" \r\n\t"u8).IsEmpty)
                return Refused(id, NotJson);
            if (root.TryGetProperty("id"u8, out var mark) && !TryReadId(mark, out id))
                return Refused(NoId, BinanceError.IllegalCharacters("id", "^[a-zA-Z0-9-_]{1,36}$"));
            if (!root.TryGetProperty("method"u8, out var method) || method.ValueKind != JsonValueKind.String)
                return Refused(id, BinanceError.Missing("method"));
            return new ApiRequest(id, method.GetString()!, BinanceParameters.OfJson(root.TryGetProperty("params"u8, out var parameters) ? parameters : default));
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is no UTF-8, or half of a surrogate pair.
            return Refused(id, NotJson);
        }
    }

    private static ApiRequest Refused(byte[] id, BinanceError error)
    {
        var parameters = BinanceParameters.OfJson(default);
        parameters.Refuse(error);
        return new ApiRequest(id, string.Empty, parameters);
    }

    private static bool TryReadId(JsonElement mark, out byte[] id)
    {
        var isFit = mark.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.Number => mark.TryGetInt64(out _) || mark.TryGetUInt64(out _),
            JsonValueKind.String => mark.GetString()!.Length <= MaxIdLength,
            _ => false,
        };
        id = isFit ? Encoding.UTF8.GetBytes(mark.GetRawText()) : NoId;
        return isFit && id.Length <= MaxIdBytes;
    }
}
