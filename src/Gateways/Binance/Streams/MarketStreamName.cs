using System.Text;
using Rialto.Gateways.Analytics;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>
/// Names of streams, read and written:
/// <code>
/// btcusdt@depth@100ms     symbol in lower case, what is told, how often
/// !ticker@arr             of all symbols
/// </code>
/// Any thread; no state.
/// </summary>
internal static class MarketStreamName
{
    /// <summary>Longest name taken: a symbol of 36 characters and the longest ending.</summary>
    public const int MaxLength = 64;

    /// <summary>Streams of one symbol.</summary>
    public const int KindsPerSymbol = (int)MarketStreamKind.AllMiniTickers;

    // In the order of MarketStreamKind.
    private static readonly string[] Endings =
    [
        "@depth", "@depth@100ms", "@depth5", "@depth10", "@depth20", "@depth5@100ms", "@depth10@100ms", "@depth20@100ms", "@aggTrade", "@trade", "@bookTicker", "@miniTicker", "@ticker",
        "@avgPrice", "@kline_1s", "@kline_1m", "@kline_5m", "@kline_1h", "@kline_1d",
    ];

    /// <summary>Reads a name. <paramref name="symbol"/> is what stands before the ending, and empty of a stream of all symbols; whether there is such a symbol is not looked at.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out MarketStreamKind kind, out ReadOnlySpan<char> symbol)
    {
        kind = default;
        symbol = default;
        if (name.Length is 0 or > MaxLength)
            return false;
        if (name[0] == '!')
        {
            kind = name is "!miniTicker@arr" ? MarketStreamKind.AllMiniTickers : MarketStreamKind.AllTickers;
            return kind == MarketStreamKind.AllMiniTickers || name is "!ticker@arr";
        }

        var at = name.IndexOf('@');
        if (at <= 0)
            return false;
        symbol = name[..at];
        var ending = name[at..];
        // The usual pace may be spelled out.
        const string usualPace = "@1000ms";
        if (ending.StartsWith("@depth", StringComparison.Ordinal) && ending.EndsWith(usualPace, StringComparison.Ordinal))
            ending = ending[..^usualPace.Length];
        for (var i = 0; i < Endings.Length; i++)
        {
            if (!ending.SequenceEqual(Endings[i]))
                continue;
            kind = (MarketStreamKind)i;
            return true;
        }

        return false;
    }

    /// <summary>The name of a stream; <paramref name="symbol"/> as Binance has it, in upper case.</summary>
    public static string Of(MarketStreamKind kind, string symbol) => kind switch
    {
        MarketStreamKind.AllMiniTickers => "!miniTicker@arr",
        MarketStreamKind.AllTickers => "!ticker@arr",
        _ => symbol.ToLowerInvariant() + Endings[(int)kind],
    };

    /// <summary>What a message of a stream begins with on a connection that has several: <c>{"stream":"NAME","data":</c>; it ends with one more <c>}</c>.</summary>
    public static byte[] Envelope(string name) => Encoding.UTF8.GetBytes($$"""{"stream":"{{name}}","data":""");

    /// <summary>Levels a side of a stream of the best levels; 0 of others.</summary>
    public static int LevelsOf(MarketStreamKind kind) => kind switch
    {
        MarketStreamKind.Depth5 or MarketStreamKind.Depth5Fast => 5,
        MarketStreamKind.Depth10 or MarketStreamKind.Depth10Fast => 10,
        MarketStreamKind.Depth20 or MarketStreamKind.Depth20Fast => 20,
        _ => 0,
    };

    /// <summary>True of streams that tell ten times a second.</summary>
    public static bool IsFast(MarketStreamKind kind) => kind is MarketStreamKind.DepthFast or (>= MarketStreamKind.Depth5Fast and <= MarketStreamKind.Depth20Fast);

    /// <summary>True of streams that tell at their pace, whatever happens between.</summary>
    public static bool IsPaced(MarketStreamKind kind) => kind is not (MarketStreamKind.AggregateTrade or MarketStreamKind.Trade or MarketStreamKind.BookTicker);

    /// <summary>The stream of candles of a length.</summary>
    public static MarketStreamKind KlineOf(CandleInterval interval) => MarketStreamKind.KlineSecond + (byte)interval;
}
