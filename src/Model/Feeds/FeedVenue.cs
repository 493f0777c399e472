namespace Rialto.Model.Feeds;

/// <summary>
/// One name space of symbols at one venue: a symbol means one thing in it. Numbers are stored in recordings and never reused.
/// </summary>
public enum FeedVenue : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Binance, spot.</summary>
    BinanceSpot = 1,

    /// <summary>Binance, futures margined in dollars (USD-M).</summary>
    BinanceUsdM = 2,

    /// <summary>Binance, futures margined in coins (COIN-M); quantities are contracts.</summary>
    BinanceCoinM = 3,

    /// <summary>Coinbase Exchange.</summary>
    CoinbaseExchange = 4,

    /// <summary>Coinbase Advanced Trade: the same books as Coinbase Exchange by another door.</summary>
    CoinbaseAdvanced = 5,

    /// <summary>Kraken, spot, WebSocket v2.</summary>
    Kraken = 6,

    /// <summary>Kraken, spot, WebSocket v1: for recordings.</summary>
    KrakenV1 = 7,

    /// <summary>Bybit, spot.</summary>
    BybitSpot = 8,

    /// <summary>Bybit, linear contracts.</summary>
    BybitLinear = 9,

    /// <summary>Bybit, inverse contracts.</summary>
    BybitInverse = 10,

    /// <summary>OKX, all kinds: a symbol says its own.</summary>
    Okx = 11,

    /// <summary>Deribit.</summary>
    Deribit = 12,

    /// <summary>Upbit.</summary>
    Upbit = 13,

    /// <summary>Bithumb.</summary>
    Bithumb = 14,

    /// <summary>LS Securities: Korean stocks.</summary>
    LsSecurities = 15,

    /// <summary>Polymarket: a symbol is an outcome's token.</summary>
    Polymarket = 16,

    /// <summary>Kalshi.</summary>
    Kalshi = 17,

    /// <summary>PredictIt.</summary>
    PredictIt = 18,

    /// <summary>Augur.</summary>
    Augur = 19,

    /// <summary>Ourselves.</summary>
    Rialto = 20,

    /// <summary>Bithumb, the feed before API 2: for recordings.</summary>
    BithumbV1 = 21,
}
