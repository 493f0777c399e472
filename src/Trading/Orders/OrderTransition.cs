using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>
/// One step of an order, for audit: a state, a sub-state or both changed, or an illegal report came and changed nothing. The order itself comes with it, as it is afterwards.
/// </summary>
/// <param name="Input">Sequence of the input that did it.</param>
/// <param name="Time">Its time.</param>
/// <param name="Order">Which order.</param>
/// <param name="Event">What happened to it.</param>
/// <param name="From">State before.</param>
/// <param name="To">State after.</param>
/// <param name="PendingFrom">Sub-state before.</param>
/// <param name="PendingTo">Sub-state after.</param>
/// <param name="IsLegal">False for what may not happen in <paramref name="From"/>: also told as a <see cref="DeskProblem"/>.</param>
public readonly record struct OrderTransition(
    long Input, Timestamp Time, DeskOrderId Order, OrderEvent Event, DeskOrderState From, DeskOrderState To, OrderPending PendingFrom, OrderPending PendingTo, bool IsLegal);
