using System.Text.Json;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Host.Arbitrage;

/// <summary>A book on one line: <c>{"ts_ms":1771214400140,"bids_px":[68392.5,…],"bids_qty":[…],"asks_px":[…],"asks_qty":[…]}</c>. Numbers are read digit by digit, never by way of binary fractions.</summary>
internal static class BookLine
{
    /// <summary>Reads it.</summary>
    /// <param name="line">One object.</param>
    /// <param name="timeMs">When it came in.</param>
    /// <param name="bids">The highest first.</param>
    /// <param name="asks">The lowest first.</param>
    /// <returns>False for anything else.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out long timeMs, out DepthLevel[] bids, out DepthLevel[] asks)
    {
        (timeMs, bids, asks) = (0, [], []);
        List<long>? bidPrices = null, bidSizes = null, askPrices = null, askSizes = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                if (reader.ValueTextEquals("ts_ms"u8))
                {
                    if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out timeMs))
                        return false;
                }
                else if (reader.ValueTextEquals("bids_px"u8))
                    bidPrices = Numbers(ref reader);
                else if (reader.ValueTextEquals("bids_sz"u8) || reader.ValueTextEquals("bids_qty"u8))
                    bidSizes = Numbers(ref reader);
                else if (reader.ValueTextEquals("asks_px"u8))
                    askPrices = Numbers(ref reader);
                else if (reader.ValueTextEquals("asks_sz"u8) || reader.ValueTextEquals("asks_qty"u8))
                    askSizes = Numbers(ref reader);
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return timeMs > 0 && timeMs < long.MaxValue / 1_000_000 && TryPair(bidPrices, bidSizes, true, out bids) && TryPair(askPrices, askSizes, false, out asks);
    }

    private static List<long>? Numbers(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            return null;
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (DecimalText.TryParseScientific(reader.ValueSpan, TableFile.Scale, out var number, out _) != DecimalTextError.None)
                return null;
            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray ? numbers : null;
    }

    private static bool TryPair(List<long>? prices, List<long>? sizes, bool isBid, out DepthLevel[] levels)
    {
        levels = [];
        if (prices is null || sizes is null || prices.Count != sizes.Count)
            return false;
        levels = [.. prices.Zip(sizes, static (price, size) => new DepthLevel(price, size)).Where(static level => level.Quantity > 0)];
        for (var i = 1; i < levels.Length; i++)
        {
            if (isBid ? levels[i].Price >= levels[i - 1].Price : levels[i].Price <= levels[i - 1].Price)
                return false;
        }

        return true;
    }
}
