using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Host.Conservation;

/// <summary>One position as trades, funding and movements must have made it.</summary>
internal readonly record struct ConservedPosition(long Quantity, long Cost, long Realised, long Funding, long Isolated)
{
    public override string ToString() => $"{Quantity} for {Cost}, realised {Realised}, funding {Funding}, isolated {Isolated}";
}

/// <summary>One contract's sums. Invariant, after each command: quantities sum to zero.</summary>
internal sealed class ConservedContract(ConservedInstrument instrument, ContractTerms terms)
{
    public ConservedInstrument Instrument => instrument;

    public AssetId Asset => terms.Asset;

    /// <summary>Signed sum of all positions.</summary>
    public Int128 Sum { get; set; }

    /// <summary>The price that a mark set in the present command; none otherwise.</summary>
    public Price MarkedNow { get; set; }

    public bool IsExpired { get; set; }

    /// <summary>Price x quantity x multiplier in the asset's smallest unit, which is always whole.</summary>
    public long Worth(Price price, long quantity) => instrument.Money(instrument.Exact(price.Units, quantity));

    /// <summary>True where that is so.</summary>
    public bool IsWhole(Price price, long quantity) => instrument.ExactMoney(Worth(price, quantity)) == instrument.Exact(price.Units, quantity);
}
