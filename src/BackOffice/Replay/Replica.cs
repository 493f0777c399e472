using Rialto.Journal.Following;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue;

namespace Rialto.BackOffice.Replay;

/// <summary>An exchange that only repeats what the journal says, with the events of its last command at hand. One thread.</summary>
public sealed class Replica
{
    private readonly EventBuffer _events;
    private readonly Exchange<EventBufferSink> _exchange;

    /// <summary>Before the first command.</summary>
    /// <param name="limits">The limits of the exchange that wrote the journal; refusals depend on them.</param>
    public Replica(ExchangeLimits limits)
    {
        _events = new EventBuffer();
        _exchange = new Exchange<EventBufferSink>(limits, new EventBufferSink(_events), FreshKey.Draw());
    }

    /// <summary>Where a snapshot left off.</summary>
    internal Replica(Exchange<EventBufferSink> exchange)
    {
        _exchange = exchange;
        _events = exchange.Sink.Buffer;
    }

    /// <summary>Events of the last command applied; valid until the next.</summary>
    public ReadOnlySpan<ExchangeEvent> Events => _events.Events;

    /// <summary>Sequence of the last command; zero before the first.</summary>
    public long Sequence => _exchange.LastSequence;

    /// <summary>Time of the last command.</summary>
    public Timestamp Time => _exchange.Time;

    /// <summary>Number of the last order accepted.</summary>
    public OrderId LastOrderId => _exchange.LastOrderId;

    /// <summary>Number of the last trade.</summary>
    public TradeId LastTradeId => _exchange.LastTradeId;

    /// <summary>All instruments, ascending by id.</summary>
    public IReadOnlyList<Instrument> Instruments => _exchange.Instruments;

    /// <summary>All assets, ascending by id.</summary>
    public IReadOnlyList<Asset> Assets => _exchange.Assets;

    /// <summary>A number over everything that decides the future.</summary>
    public ulong StateHash => _exchange.StateHash();

    /// <summary>Repeats a command.</summary>
    /// <returns>Its events.</returns>
    public ReadOnlySpan<ExchangeEvent> Apply(in Command command)
    {
        _exchange.Apply(in command);
        return _events.Events;
    }

    /// <summary>Writes everything that decides its future, as snapshots hold it.</summary>
    public void Save(System.Buffers.IBufferWriter<byte> target) => _exchange.Save(target);

    /// <summary>What an instrument is; null where there is none.</summary>
    public Instrument? Find(InstrumentId instrument) => _exchange.Find(instrument);

    /// <summary>The instrument of a symbol; null where there is none.</summary>
    public Instrument? Find(string symbol) => Instruments.FirstOrDefault(one => one.Symbol.ToString() == symbol);

    /// <summary>Sessions that are open, ascending.</summary>
    public IReadOnlyList<SessionId> OpenSessions => _exchange.OpenSessions;

    /// <summary>The rules an instrument trades by now.</summary>
    public InstrumentRules RulesOf(InstrumentId instrument) => _exchange.RulesOf(instrument);

    /// <summary>Everything in one instrument's book.</summary>
    public BookState Audit(InstrumentId instrument) => _exchange.Audit(instrument);
}
