using Rialto.Gateways.Binance.Streams;
using Rialto.Gateways.Views;

namespace Rialto.Gateways.Binance;

/// <summary>What all of Binance's API works with: one a process, any thread.</summary>
internal sealed class BinanceServices
{
    private readonly GatewayServices _gateways;
    private volatile BinanceSymbols _symbols = BinanceSymbols.Empty;

    /// <param name="gateways">What all gateways work with.</param>
    /// <param name="hub">Gives events to WebSocket connections; a listener of the fan-out.</param>
    public BinanceServices(GatewayServices gateways, BinanceHub hub)
    {
        _gateways = gateways;
        Authentication = new BinanceAuthentication(gateways.Keys, gateways.Clock);
        Limits = new BinanceLimits(gateways.Options.Binance, gateways.Clock);
        Streams = new BinanceStreams(this, hub);
    }

    public GatewayServices Gateways => _gateways;

    public BinanceOptions Options => _gateways.Options.Binance;

    public BinanceAuthentication Authentication { get; }

    public BinanceLimits Limits { get; }

    /// <summary>WebSocket connections and listenKeys.</summary>
    public BinanceStreams Streams { get; }

    /// <summary>Binance's names of the instruments as of now.</summary>
    public BinanceSymbols Symbols
    {
        get
        {
            var directory = _gateways.Directory;
            var symbols = _symbols;
            return symbols.IsOf(directory) ? symbols : _symbols = BinanceSymbols.Of(directory);
        }
    }

    /// <summary>Asks the views between two commands.</summary>
    public Task<T> AskAsync<T>(BinanceCall call, Func<ExchangeViews, T> ask) => _gateways.FanOut.AskAsync(ask, call.Aborted);
}
