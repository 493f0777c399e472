using Rialto.Model.Units;

namespace Rialto.Trading.Portfolio;

/// <summary>How fills and corrections change a position: average cost, exact in integers.</summary>
internal static class PositionSteps
{
    /// <summary>
    /// A fill. What makes the position larger adds its value to the cost; what makes it smaller takes the cost's share with it, rounded towards zero (the rest stays in the cost and comes out
    /// with the last unit, so that a round trip is exact); what goes through zero does both.
    /// </summary>
    /// <param name="position">Whose.</param>
    /// <param name="holding">Of which listing.</param>
    /// <param name="quantity">Bought, or below zero sold.</param>
    /// <param name="price">At what price.</param>
    public static void Fill(this ref Position position, Holding holding, long quantity, long price)
    {
        var held = position.Quantity.Units;
        var closing = held != 0 && (held ^ quantity) < 0 ? Math.Min(Math.Abs(held), Math.Abs(quantity)) : 0;
        if (closing > 0)
        {
            var share = Amounts.Share(position.Cost, closing, Math.Abs(held));
            var got = holding.ValueOf(price, held > 0 ? closing : -closing);
            position.Realised += holding.IsInverse ? share - got : got - share;
            position.Cost -= share;
        }

        var opening = quantity > 0 ? quantity - closing : quantity + closing;
        position.Cost += holding.ValueOf(price, opening);
        position.Quantity = new Quantity(held + quantity);
    }

    /// <summary>What the venue says is held: less takes its share of the cost away without a gain; more comes at a price.</summary>
    /// <param name="position">Whose.</param>
    /// <param name="holding">Of which listing.</param>
    /// <param name="quantity">Held from now on.</param>
    /// <param name="twicePrice">Twice the price of what came on top.</param>
    public static void Correct(this ref Position position, Holding holding, long quantity, long twicePrice)
    {
        var held = position.Quantity.Units;
        position.Corrected += quantity - held;
        var stays = (held ^ quantity) < 0 ? 0 : Math.Min(Math.Abs(held), Math.Abs(quantity));
        position.Cost = held == 0 ? 0 : Amounts.Share(position.Cost, stays, Math.Abs(held));
        var more = quantity > 0 ? quantity - stays : quantity + stays;
        position.Cost += holding.CostAtTwice(twicePrice, more);
        position.Quantity = new Quantity(quantity);
    }

    /// <summary>Twice the gain that closing at twice a price would bring, before fees. Zero is a price here.</summary>
    public static Int128 TwiceUnrealised(this in Position position, Holding holding, long twicePrice)
    {
        if (position.Quantity.IsZero)
            return 0;
        var worth = holding.ValueAtTwice(twicePrice, position.Quantity.Units);
        return holding.IsInverse ? 2 * (position.Cost - worth) : worth - 2 * position.Cost;
    }
}
