using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Gateways.Binance.Streams;
using Rialto.Gateways.Views;

namespace Rialto.Gateways.Binance;

/// <summary>What all of Binance's API works with: one a process, any thread.</summary>
internal sealed partial class BinanceServices
{
    private readonly GatewayServices _gateways;
    private readonly ILogger _log;
    private volatile BinanceSymbols _symbols = BinanceSymbols.Empty;

    /// <param name="gateways">What all gateways work with.</param>
    /// <param name="hub">Gives events to WebSocket connections; a listener of the fan-out.</param>
    /// <param name="logs">Where failures are logged; none by default.</param>
    public BinanceServices(GatewayServices gateways, BinanceHub hub, ILoggerFactory? logs = null)
    {
        _gateways = gateways;
        _log = (logs ?? NullLoggerFactory.Instance).CreateLogger<BinanceServices>();
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

    /// <summary>Counts and logs a fault of ours. Any thread.</summary>
    /// <param name="what">What failed; never what a client sent, which may hold signatures and listen keys.</param>
    /// <param name="problem">How.</param>
    public void Failed(string what, Exception problem)
    {
        _gateways.Metrics.Failed();
        Failed(_log, what, problem);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Binance {What} failed")]
    private static partial void Failed(ILogger log, string what, Exception problem);
}
