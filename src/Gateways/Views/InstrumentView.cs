using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What an auction would give, as last published.</summary>
internal readonly record struct Indication(Price Price, Quantity Quantity, Quantity Surplus, Side SurplusSide);

/// <summary>One instrument as its events tell it. Owned by the fan-out thread.</summary>
internal sealed class InstrumentView(Instrument instrument, int keptTrades)
{
    public Instrument Instrument { get; set; } = instrument;

    public InstrumentRules Rules { get; set; } = InstrumentRules.None;

    public InstrumentState State { get; set; }

    public Timestamp TradingDayEnd { get; set; }

    /// <summary>Of the auction that is on; null outside.</summary>
    public Indication? Indication { get; set; }

    public BookView Book { get; } = new();

    public TradeTape Tape { get; } = new(keptTrades);

    public DayStatistics Statistics { get; } = new();

    /// <summary>Sequence of the last event about this instrument.</summary>
    public long Sequence { get; set; }

    /// <summary>Time of the last event about this instrument.</summary>
    public Timestamp Time { get; set; }
}
