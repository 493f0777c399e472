using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>Which input of the desk is being worked on: all that follows from it bears its number, from tick to ack.</summary>
/// <param name="Sequence">The input's number; grows with every input.</param>
/// <param name="Now">The input's own time, never before the one of the input before.</param>
/// <param name="TickTime">When the market event was received that led to it; none where none did.</param>
public readonly record struct DeskInput(long Sequence, Timestamp Now, Timestamp TickTime);
