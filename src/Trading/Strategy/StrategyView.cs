using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Trading.Strategy;

/// <summary>What operators and screens may know of one strategy of a desk. Shows what is when it is asked; on the desk's thread.</summary>
public readonly struct StrategyView
{
    private readonly StrategySlot _slot;

    internal StrategyView(StrategySlot slot) => _slot = slot;

    /// <summary>Its number.</summary>
    public StrategyId Id => _slot.Id;

    /// <summary>Name of the instance.</summary>
    public string Name => _slot.Name;

    /// <summary>What it was loaded with.</summary>
    public StrategySettings Settings => _slot.Settings;

    /// <summary>What it is.</summary>
    public StrategyDeclaration Declaration => _slot.Declaration;

    /// <summary>Where in its life it is.</summary>
    public StrategyState State => _slot.State;

    /// <summary>Why it was taken out.</summary>
    public StrategyFault Fault => _slot.Fault;

    /// <summary>What it has done.</summary>
    public StrategyCounts Counts => _slot.Counts;

    /// <summary>Its gain over time.</summary>
    public StrategyPerformance Performance => _slot.Performance;

    /// <summary>Its orders that have not ended.</summary>
    public ReadOnlySpan<StrategyOrder> Orders => _slot.Orders;

    /// <summary>The value of a parameter, as configurations write it.</summary>
    public string ValueOf(int parameter) => _slot.Declaration.Parameters[parameter].Format(_slot.Values[parameter]);

    /// <summary>What it holds by its own fills.</summary>
    public long PositionOf(ListingId listing) => _slot.PositionOf(listing);

    /// <summary>What it has made and lost.</summary>
    public PnlSplit PnlOf(ListingId listing) => _slot.PnlOf(listing);

    /// <summary>Traded, as price times quantity at the scale of <see cref="PnlSplit"/>.</summary>
    public Int128 VolumeOf(ListingId listing) => _slot.LedgerOf(listing)?.Volume ?? 0;
}
