using System.Collections.Frozen;

namespace Rialto.Gateways.Binance.SocketApi;

/// <summary>Operations by their method of the WebSocket API.</summary>
internal static class ApiOperations
{
    private static readonly FrozenDictionary<string, BinanceOperation> ByMethod =
        BinanceOperations.All.Where(operation => operation.SocketMethod.Length > 0).ToFrozenDictionary(operation => operation.SocketMethod, StringComparer.Ordinal);

    /// <summary>One; null where there is no such method.</summary>
    public static BinanceOperation? Find(string method) => ByMethod.GetValueOrDefault(method);
}
