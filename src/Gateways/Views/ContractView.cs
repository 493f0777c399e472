using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>A contract as its events tell it. Owned by the fan-out thread.</summary>
internal sealed class ContractView(InstrumentId id, ContractTerms terms)
{
    public InstrumentId Id => id;

    public ContractTerms Terms => terms;

    /// <summary>What it is worth now; none before the first mark.</summary>
    public Price Mark { get; set; }

    /// <summary>Sequence of the command that set <see cref="Mark"/>.</summary>
    public long MarkSequence { get; set; }

    /// <summary>Time of that command.</summary>
    public Timestamp MarkTime { get; set; }

    /// <summary>Rate of the last funding that somebody paid or got, in 10^-9.</summary>
    public long FundingRate { get; set; }

    /// <summary>When that was; none before the first.</summary>
    public Timestamp FundingTime { get; set; }

    /// <summary>Its positions were closed at <see cref="Mark"/>, for ever.</summary>
    public bool IsSettled { get; set; }

    /// <summary>What is held long, and so short as well.</summary>
    public Int128 OpenInterest { get; set; }
}

/// <summary>A position as its last events tell it. Owned by the fan-out thread.</summary>
internal sealed class PositionView(InstrumentId contract)
{
    public InstrumentId Contract => contract;

    /// <summary>Below zero is short.</summary>
    public long Quantity { get; set; }

    /// <summary>What it cost; below zero of a short one.</summary>
    public Money Cost { get; set; }

    /// <summary>All that it has realised, fees apart.</summary>
    public Money Realised { get; set; }

    /// <summary>All the funding it ever got; below zero it paid.</summary>
    public Money Funding { get; set; }

    /// <summary>What an isolated one has of its own.</summary>
    public Money IsolatedMargin { get; set; }

    /// <summary>As chosen; zero is as much as the contract allows.</summary>
    public int Leverage { get; set; }

    public MarginMode Mode { get; set; }

    /// <summary>Sequence of the command that last changed it.</summary>
    public long Sequence { get; set; }

    /// <summary>Time of that command.</summary>
    public Timestamp Time { get; set; }
}
