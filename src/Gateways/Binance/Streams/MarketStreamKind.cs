namespace Rialto.Gateways.Binance.Streams;

/// <summary>The market streams there are: what is told, of how many levels, how often. Names as in Binance's web-socket-streams.md.</summary>
internal enum MarketStreamKind : byte
{
    /// <summary><c>@depth</c>: changed levels, once a second.</summary>
    Depth,

    /// <summary><c>@depth@100ms</c>: changed levels, ten times a second.</summary>
    DepthFast,

    /// <summary><c>@depth5</c>: the best five levels, once a second.</summary>
    Depth5,

    /// <summary><c>@depth10</c>.</summary>
    Depth10,

    /// <summary><c>@depth20</c>.</summary>
    Depth20,

    /// <summary><c>@depth5@100ms</c>: the best five levels, ten times a second.</summary>
    Depth5Fast,

    /// <summary><c>@depth10@100ms</c>.</summary>
    Depth10Fast,

    /// <summary><c>@depth20@100ms</c>.</summary>
    Depth20Fast,

    /// <summary><c>@aggTrade</c>: trades of one order at one price as one, at once.</summary>
    AggregateTrade,

    /// <summary><c>@trade</c>: every trade, at once.</summary>
    Trade,

    /// <summary><c>@bookTicker</c>: best bid and ask, whenever they change.</summary>
    BookTicker,

    /// <summary><c>@miniTicker</c>: prices and volumes of 24 hours, once a second.</summary>
    MiniTicker,

    /// <summary><c>@ticker</c>: all figures of 24 hours, once a second.</summary>
    Ticker,

    /// <summary><c>@avgPrice</c>: average price of five minutes, once a second.</summary>
    AveragePrice,

    /// <summary><c>@kline_1s</c>: the first of five, in the order of <see cref="Analytics.CandleInterval"/>; once a second.</summary>
    KlineSecond,

    /// <summary><c>@kline_1m</c>.</summary>
    KlineMinute,

    /// <summary><c>@kline_5m</c>.</summary>
    KlineFiveMinutes,

    /// <summary><c>@kline_1h</c>.</summary>
    KlineHour,

    /// <summary><c>@kline_1d</c>.</summary>
    KlineDay,

    /// <summary><c>!miniTicker@arr</c>: of all symbols that changed, once a second.</summary>
    AllMiniTickers,

    /// <summary><c>!ticker@arr</c>.</summary>
    AllTickers,
}
