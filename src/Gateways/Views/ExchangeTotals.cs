using Rialto.Model.Instruments;
using Rialto.Model.Markets;

namespace Rialto.Gateways.Views;

/// <summary>Counts over everything the journal holds, for metrics. Written by the fan-out thread; readers see them a little late.</summary>
internal sealed class ExchangeTotals
{
    private readonly Dictionary<InstrumentId, InstrumentTotals> _byInstrument = [];

    public long Orders { get; set; }

    public long Refusals { get; set; }

    public long Trades { get; private set; }

    /// <summary>Baskets of which a leg did not fill in spite of its checks, which is an error of the engine. Saved in a section of its own (CountsSection).</summary>
    public long BasketsFellShort { get; set; }

    public IReadOnlyDictionary<InstrumentId, InstrumentTotals> ByInstrument => _byInstrument;

    public void Add(Instrument instrument, in ExchangeEvent trade)
    {
        Trades++;
        if (!_byInstrument.TryGetValue(instrument.Id, out var totals))
            _byInstrument.Add(instrument.Id, totals = new InstrumentTotals());
        totals.Trades++;
        totals.Volume += trade.Quantity.Units;
        totals.Turnover += (Int128)trade.Price.Units * trade.Quantity.Units;
        totals.Fees += (Int128)trade.MakerFee.Units + trade.TakerFee.Units;
    }

    /// <summary>Puts back what was counted over all.</summary>
    public void Restore(long orders, long refusals, long trades) => (Orders, Refusals, Trades) = (orders, refusals, trades);

    /// <summary>Puts back what was counted of an instrument.</summary>
    public void Restore(InstrumentId instrument, long trades, Int128 volume, Int128 turnover, Int128 fees)
    {
        if (trades != 0)
            _byInstrument.Add(instrument, new InstrumentTotals { Trades = trades, Volume = volume, Turnover = turnover, Fees = fees });
    }

    /// <summary>Of one instrument, in units of its scales.</summary>
    public sealed class InstrumentTotals
    {
        public long Trades;
        public Int128 Volume;
        public Int128 Turnover;
        public Int128 Fees;
    }
}
