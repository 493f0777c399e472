using Rialto.Model.Orders;

namespace Rialto.Load.Flows;

/// <summary>What a step of recorded or made-up order flow does.</summary>
internal enum FlowKind : byte
{
    /// <summary>A limit order that may rest.</summary>
    New,

    /// <summary>An immediate-or-cancel limit order.</summary>
    Take,

    /// <summary>Takes a quantity off a resting order.</summary>
    Reduce,

    /// <summary>Gives an order another price, another total, or both.</summary>
    Replace,

    /// <summary>Cancels an order.</summary>
    Cancel,
}

/// <summary>One step, in the words of its source: ids are the source's own, prices count ticks of 1.</summary>
internal readonly record struct FlowStep(FlowKind Kind, long Id, Side Side, long Price, long Quantity);
