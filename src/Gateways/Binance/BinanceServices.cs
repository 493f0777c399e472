using Rialto.Gateways.Views;

namespace Rialto.Gateways.Binance;

/// <summary>What all of Binance's API works with: one a process, any thread.</summary>
internal sealed class BinanceServices(GatewayServices gateways)
{
    private volatile BinanceSymbols _symbols = BinanceSymbols.Empty;

    public GatewayServices Gateways => gateways;

    public BinanceOptions Options => gateways.Options.Binance;

    public BinanceAuthentication Authentication { get; } = new(gateways.Keys, gateways.Clock);

    public BinanceLimits Limits { get; } = new(gateways.Options.Binance, gateways.Clock);

    /// <summary>Binance's names of the instruments as of now.</summary>
    public BinanceSymbols Symbols
    {
        get
        {
            var directory = gateways.Directory;
            var symbols = _symbols;
            return symbols.IsOf(directory) ? symbols : _symbols = BinanceSymbols.Of(directory);
        }
    }

    /// <summary>Asks the views between two commands.</summary>
    public Task<T> AskAsync<T>(BinanceCall call, Func<ExchangeViews, T> ask) => gateways.FanOut.AskAsync(ask, call.Aborted);
}
