using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Gateways.Binance.Streams;

namespace Rialto.Gateways.Faults;

/// <summary>A request as far as a WebSocket door's edge understands it.</summary>
/// <param name="Class">What it is about.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The client's mark as it stood; null where there is none.</param>
/// <param name="Key">The API key it names; null: none.</param>
/// <param name="Text">In one line, without secrets.</param>
/// <param name="ClientOrderId">The client's name of the order that it names; null: none.</param>
internal readonly record struct SocketWish(FaultClasses Class, SeenKind Kind, string? Id, string? Key, string Text, string? ClientOrderId = null);

/// <summary>What WebSocket messages are about, by their first words.</summary>
internal static class SocketWords
{
    private const int MostShownLetters = 300;
    private const int MostShownBytes = 150;

    /// <summary>A client's message. Whatever it is: what cannot be read is something else, and the door's to refuse.</summary>
    public static SocketWish Read(FaultDoor door, ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return Read(door, document.RootElement);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is no UTF-8.
        }

        return new SocketWish(FaultClasses.Other, SeenKind.Other, null, null, "not JSON");
    }

    /// <summary>A message of the exchange.</summary>
    public static FaultClasses Of(FaultDoor door, ReadOnlySpan<byte> text) => door == FaultDoor.Ws ? OfOwn(text) : OfBinance(text);

    /// <summary>The mark that an answer of the own WebSocket repeats, as it stands; null where there is none.</summary>
    public static string? IdOf(ReadOnlySpan<byte> response)
    {
        var start = "{\"type\":\"response\",\"id\":"u8;
        if (!response.StartsWith(start))
            return null;
        var rest = response[start.Length..];
        var end = rest.IndexOf(",\"status\""u8);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }

    /// <summary>The order that an answer of the exchange is about; none where it refuses, or answers something else.</summary>
    public static NamedOrder OrderOf(FaultDoor door, ReadOnlySpan<byte> answer)
    {
        try
        {
            var reader = new Utf8JsonReader(answer);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("result", out var result) || result.ValueKind != JsonValueKind.Object)
                return default;
            var (name, number) = door == FaultDoor.Ws ? ("client_order_id", "order_id") : ("clientOrderId", "orderId");
            var id = result.TryGetProperty(number, out var said) && long.TryParse(said.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            return new NamedOrder(result.TryGetProperty(name, out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null, id);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>The message in few words, for logs; a listenKey is masked before it is cut, so that no part of one is left.</summary>
    public static string Shown(ReadOnlySpan<byte> text)
    {
        var shown = RequestWords.Masked(Encoding.UTF8.GetString(text[..Math.Min(text.Length, MostShownBytes + ListenKeys.Length)]));
        return shown.Length <= MostShownBytes ? shown : shown[..MostShownBytes];
    }

    private static SocketWish Read(FaultDoor door, JsonElement root)
    {
        var name = root.TryGetProperty(door == FaultDoor.Ws ? "op" : "method", out var word) && word.ValueKind == JsonValueKind.String ? word.GetString()! : string.Empty;
        var (of, kind) = door switch
        {
            FaultDoor.Ws => RequestWords.OfOwnSocket(name),
            FaultDoor.BinanceApi => RequestWords.OfBinanceApi(name),
            _ => (FaultClasses.Other, name == "SUBSCRIBE" ? SeenKind.Subscribe : SeenKind.Other),
        };
        var id = root.TryGetProperty("id", out var mark) ? mark.GetRawText() : null;
        var said = root.TryGetProperty("params", out var parameters) ? parameters : root;
        var key = said.ValueKind == JsonValueKind.Object && said.TryGetProperty(door == FaultDoor.Ws ? "key" : "apiKey", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        var order = said.ValueKind == JsonValueKind.Object ? RequestWords.OrderNamedIn(said) : null;
        var shown = new StringBuilder(name);
        if (said.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in said.EnumerateObject())
            {
                if (field.Name is not ("op" or "id" or "method" or "key") && RequestWords.MaySay(field.Name))
                    shown.Append(' ').Append(field.Name).Append('=').Append(field.Value.ToString());
            }
        }
        else if (door != FaultDoor.BinanceStream)
        {
            shown.Append(' ').Append(said.GetRawText());
        }

        var text = RequestWords.Masked(shown.ToString());
        return new SocketWish(of, kind, id, key, text.Length <= MostShownLetters ? text : text[..MostShownLetters], order);
    }

    private static FaultClasses OfOwn(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("{\"type\":\"response\""u8))
            return FaultClasses.Orders;
        if (text.StartsWith("{\"type\":\"order\""u8))
            return text.IndexOf("\"event\":\"fill\""u8) >= 0 ? FaultClasses.Fills : FaultClasses.Other;
        if (text.StartsWith("{\"type\":\"update\""u8) || text.StartsWith("{\"type\":\"change\""u8))
            return FaultClasses.Market;
        if (text.StartsWith("{\"type\":\"trade\""u8))
            return FaultClasses.Trades;
        return text.StartsWith("{\"type\":\"snapshot\",\"channel\":\"book"u8) ? FaultClasses.Snapshots : FaultClasses.Other;
    }

    private static FaultClasses OfBinance(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\"e\":\"executionReport\""u8) >= 0)
            return text.IndexOf("\"x\":\"TRADE\""u8) >= 0 ? FaultClasses.Fills : FaultClasses.Other;
        if (text.IndexOf("\"e\":\"depthUpdate\""u8) >= 0)
            return FaultClasses.Market;
        return text.IndexOf("\"e\":\"trade\""u8) >= 0 || text.IndexOf("\"e\":\"aggTrade\""u8) >= 0 ? FaultClasses.Trades : FaultClasses.Other;
    }
}
