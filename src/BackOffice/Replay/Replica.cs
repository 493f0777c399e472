using System.Security.Cryptography;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue;

namespace Rialto.BackOffice.Replay;

/// <summary>An exchange that only repeats what the journal says, with the events of its last command at hand. One thread.</summary>
public sealed class Replica
{
    private readonly EventList _events = new();
    private readonly Exchange<EventList.Sink> _exchange;

    /// <param name="limits">The limits of the exchange that wrote the journal; refusals depend on them.</param>
    public Replica(ExchangeLimits limits) => _exchange = new Exchange<EventList.Sink>(limits, new EventList.Sink(_events), TableKey.Of(RandomNumberGenerator.GetBytes(TableKey.SizeBytes)));

    /// <summary>Events of the last command applied; valid until the next.</summary>
    public ReadOnlySpan<ExchangeEvent> Events => _events.All;

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

    /// <summary>A number over everything that decides the future.</summary>
    public ulong StateHash => _exchange.StateHash();

    /// <summary>Repeats a command.</summary>
    /// <returns>Its events.</returns>
    public ReadOnlySpan<ExchangeEvent> Apply(in Command command)
    {
        _events.Clear();
        _exchange.Apply(in command);
        return _events.All;
    }

    /// <summary>What an instrument is; null where there is none.</summary>
    public Instrument? Find(InstrumentId instrument) => _exchange.Find(instrument);

    /// <summary>The instrument of a symbol; null where there is none.</summary>
    public Instrument? Find(string symbol) => Instruments.FirstOrDefault(one => one.Symbol.ToString() == symbol);

    /// <summary>The rules an instrument trades by now.</summary>
    public InstrumentRules RulesOf(InstrumentId instrument) => _exchange.RulesOf(instrument);

    /// <summary>Everything in one instrument's book.</summary>
    public BookState Audit(InstrumentId instrument) => _exchange.Audit(instrument);
}
