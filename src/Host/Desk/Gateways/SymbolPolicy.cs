using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Host.Desk.Gateways;

/// <summary>What may be traded of one symbol. Everything that an order's worth follows from is the policy's own: the desk's word for it is not taken. Immutable.</summary>
/// <param name="Symbol">As the venue writes it.</param>
/// <param name="Quote">What prices are in.</param>
/// <param name="CanBuy">Buying is allowed.</param>
/// <param name="CanSell">Selling is allowed.</param>
/// <param name="CanMarket">Market orders are allowed; they are worth their quantity at <paramref name="Highest"/>.</param>
/// <param name="Lowest">Lowest price of an order, in 10^-8; also what keeps an order to sell from being worth less on paper than what it trades for.</param>
/// <param name="Highest">Highest price of an order, in 10^-8.</param>
/// <param name="Contract">One of quantity is so much of the base (of the quote where <paramref name="IsInverse"/>), in 10^-8.</param>
/// <param name="IsInverse">Contracts worth a fixed sum of the quote, whatever the price.</param>
internal sealed record SymbolPolicy(string Symbol, string Quote, bool CanBuy, bool CanSell, bool CanMarket, long Lowest, long Highest, long Contract, bool IsInverse)
{
    private const int Scale = 8;
    private static readonly Int128[] _powers = Powers();

    /// <summary>Why an order of this symbol may not go, whatever it is worth. Prices are compared exactly.</summary>
    public PolicyRefusal Check(in OrderRequest request, Listing listing)
    {
        if (!(request.Side == Side.Buy ? CanBuy : request.Side == Side.Sell && CanSell))
            return PolicyRefusal.Side;
        if (request.Quantity.Units <= 0)
            return PolicyRefusal.Numbers;
        if (request.Type == OrderType.Market)
            return CanMarket ? PolicyRefusal.None : PolicyRefusal.Type;
        if (request.Type != OrderType.Limit)
            return PolicyRefusal.Type;
        if (request.Price.Units <= 0)
            return PolicyRefusal.Numbers;
        var price = request.Price.Units * _powers[Scale];
        return price < Lowest * _powers[listing.PriceScale] || price > Highest * _powers[listing.PriceScale] ? PolicyRefusal.PriceBounds : PolicyRefusal.None;
    }

    /// <summary>What an order is worth in the quote currency, in 10^-8, rounded up: price times quantity times contract.</summary>
    /// <returns>False where it is too much to be computed.</returns>
    public bool TryValue(in OrderRequest request, Listing listing, out Int128 value)
    {
        value = 0;
        var (price, priceScale) = request.Type == OrderType.Market ? (Highest, Scale) : (request.Price.Units, listing.PriceScale);

        // What is sold of a question at Kalshi without being held is its other side, bought for one less the price: which of both it is, a policy cannot know.
        if (request.Venue == FeedVenue.Kalshi && request.Side == Side.Sell && priceScale < _powers.Length)
            price = (long)Int128.Max(price, _powers[priceScale] - price);
        var scale = listing.QuantityScale + (IsInverse ? 0 : priceScale);
        var product = IsInverse ? request.Quantity.Units : (Int128)price * request.Quantity.Units;
        if (product > Int128.MaxValue / Contract)
            return false;

        // The product counts 10^-(scale + 8) with the contract's scale in it: what is wanted are 10^-8.
        var (whole, rest) = Int128.DivRem(product * Contract, _powers[scale]);
        value = whole + (rest > 0 ? 1 : 0);
        return true;
    }

    private static Int128[] Powers()
    {
        var powers = new Int128[37];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
