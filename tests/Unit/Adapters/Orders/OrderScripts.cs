namespace Rialto.Unit.Adapters.Orders;

/// <summary>The scripts of all venues.</summary>
internal static class OrderScripts
{
    public static OrderScript Of(string name) => name switch
    {
        "binance" => new BinanceOrderScript(),
        "binance-usdm" => new BinanceUsdMOrderScript(),
        _ => throw new ArgumentException(name, nameof(name)),
    };
}
