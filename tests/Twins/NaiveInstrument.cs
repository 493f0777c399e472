using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>One instrument without its orders.</summary>
internal sealed record NaiveInstrument
{
    public required Instrument Definition { get; set; }
    public InstrumentRules Rules { get; set; } = InstrumentRules.None;
    public InstrumentState State { get; set; } = InstrumentState.Announced;
    public Price LastPrice { get; set; }
    public Timestamp DayEnd { get; set; }

    /// <summary>Prices of the trades since stops were last looked at.</summary>
    public List<Price> TradesSinceCheck { get; init; } = [];

    /// <summary>What the last AuctionIndicative said.</summary>
    public Indicative Published { get; set; }

    public InstrumentId Id => Definition.Id;
    public Price Reference => LastPrice.IsNone ? Rules.ReferencePrice : LastPrice;

    public NaiveInstrument Copy() => this with { TradesSinceCheck = [.. TradesSinceCheck] };
}

/// <summary>What an auction would give.</summary>
internal readonly record struct Indicative(Price Price, long Volume, long Surplus, Side SurplusSide);
