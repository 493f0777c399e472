using Rialto.Gateways.Analytics;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What an auction would give, as last published.</summary>
internal readonly record struct Indication(Price Price, Quantity Quantity, Quantity Surplus, Side SurplusSide);

/// <summary>One instrument as its events tell it. Owned by the fan-out thread.</summary>
internal sealed class InstrumentView
{
    public InstrumentView(Instrument instrument, ViewOptions options)
    {
        Instrument = instrument;
        Tape = new TradeTape(options.KeptTrades);
        Analytics = new InstrumentAnalytics(this, options);
    }

    public Instrument Instrument { get; set; }

    public InstrumentRules Rules { get; set; } = InstrumentRules.None;

    public InstrumentState State { get; set; }

    public Timestamp TradingDayEnd { get; set; }

    /// <summary>Of the auction that is on; null outside.</summary>
    public Indication? Indication { get; set; }

    public BookView Book { get; } = new();

    public TradeTape Tape { get; }

    public DayStatistics Statistics { get; } = new();

    public InstrumentAnalytics Analytics { get; }

    /// <summary>Sequence of the last event about this instrument.</summary>
    public long Sequence { get; set; }

    /// <summary>Time of the last event about this instrument.</summary>
    public Timestamp Time { get; set; }
}
