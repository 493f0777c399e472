using Rialto.Model.Execution;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>
/// Where the desk's orders write what they ask and what happened. Implemented by structs, so that the calls are direct. Called inside of the calls to <see cref="DeskOrders{TSink}"/>: take a
/// copy and come back later; calling back throws.
/// </summary>
public interface IDeskOrdersSink
{
    /// <summary>Send this to its venue's adapter.</summary>
    void OnRequest(in OrderRequest request);

    /// <summary>A wish was refused; nothing was sent and nothing changed.</summary>
    void OnRefused(in OrderIntent intent, DeskRefusal refusal);

    /// <summary>An order made a step; <paramref name="order"/> is as it is afterwards.</summary>
    void OnOrder(in OrderTransition change, in DeskOrder order);

    /// <summary>A fill, once; position and order have it already. A quantity below zero takes one back.</summary>
    void OnFill(in DeskFill fill, in DeskOrder order);

    /// <summary>A position is another than before: by a fill, or corrected to what the venue says.</summary>
    void OnPosition(in PositionChange change);

    /// <summary>A strategy's share of a listing that has ended was paid; its position is zero.</summary>
    void OnSettled(in SettledShare share);

    /// <summary>A strategy's share of a payment of funding.</summary>
    void OnFunded(in FundedShare share);

    /// <summary>Something is not as it should be.</summary>
    void OnProblem(in DeskProblem problem);

    /// <summary>A limit or a mode was changed by an operator, or by the desk itself.</summary>
    void OnLimit(in LimitChange change);
}
