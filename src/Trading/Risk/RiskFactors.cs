namespace Rialto.Trading.Risk;

/// <summary>
/// A correlation matrix and volatilities, measured elsewhere and given: what the correlation-weighted risk is made of (docs/reference/desk-orders.md#portfolio-risk). Immutable.
/// </summary>
/// <param name="Count">Rows, 1 to 256.</param>
/// <param name="Volatility">Of each row: how far its price moves in the time that the risk is about, in 10^-6 of the price (one day at 3 %: 30,000).</param>
/// <param name="Correlation">Row by row, in 10^-4: 10,000 on the diagonal, symmetric.</param>
public sealed record RiskFactors(int Count, IReadOnlyList<int> Volatility, IReadOnlyList<int> Correlation);
