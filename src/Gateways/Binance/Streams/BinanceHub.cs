using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>
/// Gives each event to the WebSocket connections of the Binance-compatible API that it concerns. Owned by the fan-out thread: connections subscribe and leave through <c>FanOut.AskAsync</c>.
/// Writes only to connections' bounded memory.
/// </summary>
internal sealed class BinanceHub : IEventListener
{
    private const int MaxSentHere = 2;

    private readonly ExchangeViews _views;
    private readonly HashSet<BinanceSocket> _toSignal = [];
    private BinanceSymbols _symbols = BinanceSymbols.Empty;
    private bool _isInCommand;

    public BinanceHub(ExchangeViews views)
    {
        _views = views;
        Market = new MarketHub(views, SymbolOf, _toSignal);
        Users = new UserHub(views, SymbolOf, _toSignal);
    }

    /// <summary>Market streams.</summary>
    public MarketHub Market { get; }

    /// <summary>User data streams.</summary>
    public UserHub Users { get; }

    public void OnCommandBegin(PendingCommand? waiter) => _isInCommand = true;

    public void On(in ExchangeEvent e)
    {
        if (!Market.IsEmpty && !e.IsAboutAccounts)
            Market.On(in e);
        if (!Users.IsEmpty)
            Users.On(in e);
    }

    public void OnCommandEnd(long sequence)
    {
        _isInCommand = false;
        Market.OnCommandEnd(sequence);
        Users.OnCommandEnd();
    }

    public void OnBatchEnd()
    {
        if (!_isInCommand)
            Market.OnBatchEnd();
        // One or two are written to here, which is the shortest way; where there are many, the pool writes.
        Signal(here: _toSignal.Count <= MaxSentHere);
    }

    /// <summary>Sends what is due by its pace. Between two commands.</summary>
    public void OnPulse(Timestamp now)
    {
        Market.OnPulse(now);
        Signal(here: false);
    }

    /// <summary>What was put into connections' queues other than by events goes out. Between two commands.</summary>
    public void Signal(bool here)
    {
        foreach (var socket in _toSignal)
            socket.Signal(here);
        _toSignal.Clear();
    }

    private string? SymbolOf(Instrument instrument)
    {
        if (!_symbols.IsOf(_views.Directory))
            _symbols = BinanceSymbols.Of(_views.Directory);
        return _symbols.Find(instrument.Id)?.Name;
    }
}
