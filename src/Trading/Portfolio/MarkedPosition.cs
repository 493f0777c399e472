using Rialto.Model.Units;

namespace Rialto.Trading.Portfolio;

/// <summary>A position that a venue tells, with what the market said of it last. Immutable.</summary>
/// <param name="Quantity">In the listing's units; negative where sold.</param>
/// <param name="TwiceMark">Twice the middle of the best prices, in the listing's units; zero where nothing is held and no book was believed.</param>
/// <param name="Entry">The average price that it is counted from; none where nothing is held.</param>
public readonly record struct MarkedPosition(Quantity Quantity, long TwiceMark, Price Entry);
