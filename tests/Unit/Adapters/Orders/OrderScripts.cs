namespace Rialto.Unit.Adapters.Orders;

/// <summary>The scripts of all venues.</summary>
internal static class OrderScripts
{
    public static OrderScript Of(string name) => name switch
    {
        "binance" or "rialto" => new BinanceOrderScript(name),
        "binance-usdm" => new BinanceUsdMOrderScript(),
        "binance-coinm" => new BinanceCoinMOrderScript(),
        "bybit" or "bybit-linear" or "bybit-inverse" => new BybitOrderScript(name),
        "okx" => new OkxOrderScript(),
        "deribit" => new DeribitOrderScript(),
        "coinbase" => new CoinbaseOrderScript(),
        "bithumb" => new BithumbOrderScript(),
        "upbit" => new UpbitOrderScript(),
        "kraken" => new KrakenOrderScript(),
        "kalshi" => new KalshiOrderScript(),
        "ls-securities" => new LsSecuritiesOrderScript(),
        "polymarket" => new PolymarketOrderScript(),
        _ => throw new ArgumentException(name, nameof(name)),
    };
}
