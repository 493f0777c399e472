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

    /// <summary>Prices at which returned stops count as reached, for stops of that side (guards.md, section 4).</summary>
    public List<(Side Side, Price Price)> ReachedBefore { get; init; } = [];

    /// <summary>Null where it is none.</summary>
    public NaiveContract? Contract { get; set; }

    public BreakerRules Breaker { get; set; } = BreakerRules.None;

    /// <summary>All trades since the window was emptied.</summary>
    public List<(Timestamp Time, Price Price)> Window { get; init; } = [];

    /// <summary>What the band hangs on until there are trades enough.</summary>
    public Price Base { get; set; }

    public NaiveHalt? Halt { get; set; }
    public NaiveLimitState? Limit { get; set; }
    public IndexMember? Member { get; set; }
    public bool IsStopped { get; set; }

    /// <summary>The breaker has tripped and its halt has not begun.</summary>
    public Trip? Trip { get; set; }

    /// <summary>Its orders are cancelled once the order is done.</summary>
    public bool CancelsAfterHalt { get; set; }

    /// <summary>What the last AuctionIndicative said.</summary>
    public Indicative Published { get; set; }

    public InstrumentId Id => Definition.Id;
    public Price Reference => LastPrice.IsNone ? Rules.ReferencePrice : LastPrice;

    public NaiveInstrument Copy() => this with { TradesSinceCheck = [.. TradesSinceCheck], ReachedBefore = [.. ReachedBefore], Window = [.. Window] };
}

/// <summary>What an auction would give.</summary>
internal readonly record struct Indicative(Price Price, long Volume, long Surplus, Side SurplusSide);
