using Rialto.Gateways.Binance.Streams;

namespace Rialto.Gateways.Binance;

/// <summary>Every operation there is; docs/reference/binance-api.md lists the same.</summary>
internal static class BinanceOperations
{
    private const string Api = "/api/v3";

    public static IReadOnlyList<BinanceOperation> All { get; } =
    [
        Market("/ping", "ping", 1, BinanceGeneral.PingAsync),
        Market("/time", "time", 1, BinanceGeneral.TimeAsync),
        .. ListenKeyOperations.All,
    ];

    private static BinanceOperation Market(string path, string socketMethod, int weight, Func<BinanceCall, ValueTask<BinanceAnswer>> handle) =>
        new("GET", Api + path, socketMethod, BinanceAccess.Public, _ => weight, handle);
}
