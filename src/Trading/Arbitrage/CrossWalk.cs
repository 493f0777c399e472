using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Arbitrage;

/// <summary>
/// Walks the asks of one venue and the bids of another from the best on, as long as the next unit brings something net of fees and haircut: quantity and expected profit of a cross-exchange
/// arbitrage, in exact integers. Pure.
/// </summary>
public static class CrossWalk
{
    /// <summary>Finds how much is worth trading, and what it brings.</summary>
    /// <param name="asks">Of where one buys, the lowest first.</param>
    /// <param name="bids">Of where one sells, the highest first.</param>
    /// <param name="terms">Fees and bounds.</param>
    /// <returns>Of no quantity where nothing is worth it, or numbers are too large to be computed with.</returns>
    /// <exception cref="ArgumentException">A fee is not proportional.</exception>
    public static CrossTrade Trade(ReadOnlySpan<DepthLevel> asks, ReadOnlySpan<DepthLevel> bids, in CrossTerms terms)
    {
        if (terms.Buy.Formula != FeeFormula.Proportional || terms.Sell.Formula != FeeFormula.Proportional)
            throw new ArgumentException("Only proportional fees: sets of outcomes have the others.", nameof(terms));
        var quantity = QuantityOf(asks, bids, in terms);
        quantity -= quantity % Math.Max(1, terms.Lot);
        return quantity == 0 ? default : Sum(asks, bids, quantity, in terms);
    }

    private static long QuantityOf(ReadOnlySpan<DepthLevel> asks, ReadOnlySpan<DepthLevel> bids, in CrossTerms terms)
    {
        var (buyRate, sellRate) = (terms.Buy.Rate + terms.HaircutRate, terms.Sell.Rate + terms.HaircutRate);
        var money = terms.QuoteMax;
        var total = 0L;
        var ask = new Cursor(asks);
        var bid = new Cursor(bids);
        while (ask.IsAtLevel && bid.IsAtLevel && total < terms.BaseMax && NetPrice.OfBid(bid.Price, sellRate) > NetPrice.OfAsk(ask.Price, buyRate))
        {
            var take = Math.Min(Math.Min(ask.Left, bid.Left), terms.BaseMax - total);
            if (!FeeRule.Fits(ask.Price, total + take) || !FeeRule.Fits(bid.Price, total + take))
                break;
            var cost = CostOf(ask.Price, take, in terms);
            if (cost > money)
            {
                take = Affordable(ask.Price, take, money, in terms);
                return total + take;
            }

            money -= cost;
            total += take;
            ask.Take(take);
            bid.Take(take);
        }

        return total;
    }

    private static Int128 CostOf(long price, long quantity, in CrossTerms terms) => ((Int128)price * quantity) + Int128.Max(0, terms.Buy.Of(price, terms.PriceScale, quantity, terms.QuantityScale));

    /// <summary>The largest part of a quantity whose cost with fees does not exceed the money; by halving, since fees are rounded.</summary>
    private static long Affordable(long price, long quantity, Int128 money, in CrossTerms terms)
    {
        var (enough, tooMuch) = (0L, quantity);
        while (tooMuch - enough > 1)
        {
            var middle = enough + ((tooMuch - enough) / 2);
            if (CostOf(price, middle, in terms) <= money)
                enough = middle;
            else
                tooMuch = middle;
        }

        return enough;
    }

    private static CrossTrade Sum(ReadOnlySpan<DepthLevel> asks, ReadOnlySpan<DepthLevel> bids, long quantity, in CrossTerms terms)
    {
        var (cost, buyFees, buyLimit) = Fill(asks, quantity, terms.Buy, in terms);
        var (proceeds, sellFees, sellLimit) = Fill(bids, quantity, terms.Sell, in terms);
        var held = Share(cost, terms.HaircutRate) + Share(proceeds, terms.HaircutRate);
        return new CrossTrade(quantity, new Price(buyLimit), new Price(sellLimit), cost, proceeds, buyFees + sellFees, held);
    }

    private static (Int128 Amount, Int128 Fees, long Limit) Fill(ReadOnlySpan<DepthLevel> levels, long quantity, FeeRule fee, in CrossTerms terms)
    {
        var (amount, fees, limit) = ((Int128)0, (Int128)0, 0L);
        foreach (ref readonly var level in levels)
        {
            if (quantity == 0)
                break;
            var take = Math.Min(level.Quantity, quantity);
            amount += (Int128)level.Price * take;
            fees += fee.Of(level.Price, terms.PriceScale, take, terms.QuantityScale);
            limit = level.Price;
            quantity -= take;
        }

        return (amount, fees, limit);
    }

    // Rounded up, against us. Amounts of levels that fit stay below 2^110.
    private static Int128 Share(Int128 amount, long rate) => rate == 0 ? 0 : ((amount / TradingTerms.One * rate) + (((amount % TradingTerms.One * rate) + TradingTerms.One - 1) / TradingTerms.One));

    private ref struct Cursor(ReadOnlySpan<DepthLevel> levels)
    {
        private readonly ReadOnlySpan<DepthLevel> _levels = levels;
        private int _at;

        public readonly bool IsAtLevel => _at < _levels.Length;

        public long Left { get; private set; } = levels.Length > 0 ? levels[0].Quantity : 0;

        public readonly long Price => _levels[_at].Price;

        public void Take(long quantity)
        {
            Left -= quantity;
            if (Left == 0 && ++_at < _levels.Length)
                Left = _levels[_at].Quantity;
        }
    }
}
