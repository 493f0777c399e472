using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Arbitrage;

/// <summary>The asks of one leg, the lowest first: a window into one array of all legs' levels.</summary>
/// <param name="First">Its first level.</param>
/// <param name="Count">Its levels.</param>
public readonly record struct LegLevels(int First, int Count);

/// <summary>
/// Walks the asks of all legs of a set together, as long as one more contract of each brings something net of fees, of what is kept of winnings, and of the haircut. Exact integers; pure;
/// allocates nothing.
/// </summary>
public static class OutcomeWalk
{
    /// <summary>Most legs.</summary>
    public const int LegsMax = 256;

    /// <summary>Most decimals of prices.</summary>
    public const int PriceScaleMax = 10;

    /// <summary>Finds how many contracts are worth buying of each leg, and what they bring.</summary>
    /// <param name="levels">Levels of all legs, at the terms' scales; prices between zero and one.</param>
    /// <param name="windows">Which levels are whose.</param>
    /// <param name="legs">Fees of each leg, in the same order.</param>
    /// <param name="terms">The set's.</param>
    public static OutcomeTrade Trade(ReadOnlySpan<DepthLevel> levels, ReadOnlySpan<LegLevels> windows, ReadOnlySpan<OutcomeLeg> legs, in OutcomeTerms terms)
    {
        if (windows.Length != legs.Length || windows.Length is < 2 or > LegsMax || terms.Pays < 1 || terms.Pays > legs.Length || terms.PriceScale is < 0 or > PriceScaleMax)
            throw new ArgumentException("A set has two legs at least, each with levels and fees, pays for one at least, and has prices of ten decimals at most.", nameof(legs));
        var quantity = QuantityOf(levels, windows, legs, in terms);
        quantity -= quantity % Math.Max(1, terms.Lot);
        var trade = quantity == 0 ? default : Sum(levels, windows, legs, quantity, in terms);
        if (trade.Cost + trade.Fees <= terms.QuoteMax)
            return trade;

        // Costs grow with the quantity: the largest that can be paid, by halving.
        var lot = Math.Max(1, terms.Lot);
        var (enough, tooMuch) = (0L, quantity / lot);
        while (tooMuch - enough > 1)
        {
            var middle = enough + ((tooMuch - enough) / 2);
            var some = Sum(levels, windows, legs, middle * lot, in terms);
            if (some.Cost + some.Fees <= terms.QuoteMax)
                enough = middle;
            else
                tooMuch = middle;
        }

        return enough == 0 ? default : Sum(levels, windows, legs, enough * lot, in terms);
    }

    private static long QuantityOf(ReadOnlySpan<DepthLevel> levels, ReadOnlySpan<LegLevels> windows, ReadOnlySpan<OutcomeLeg> legs, in OutcomeTerms terms)
    {
        Span<int> at = stackalloc int[LegsMax];
        Span<long> left = stackalloc long[LegsMax];
        for (var leg = 0; leg < windows.Length; leg++)
        {
            if (windows[leg].Count == 0)
                return 0;
            (at[leg], left[leg]) = (0, levels[windows[leg].First].Quantity);
        }

        var total = 0L;
        while (total < terms.QuantityMax && IsWorthIt(levels, windows, legs, at, in terms))
        {
            var take = terms.QuantityMax - total;
            for (var leg = 0; leg < windows.Length; leg++)
                take = Math.Min(take, left[leg]);

            // So that what any leg pays fits 64 bits: beyond it nobody could settle.
            if (total + take > long.MaxValue / DecimalText.PowerOfTen(terms.PriceScale))
                return total;
            total += take;
            for (var leg = 0; leg < windows.Length; leg++)
            {
                left[leg] -= take;
                if (left[leg] > 0)
                    continue;
                if (++at[leg] == windows[leg].Count)
                    return total;
                left[leg] = levels[windows[leg].First + at[leg]].Quantity;
            }
        }

        return total;
    }

    /// <summary>One more contract of each leg: everything times 10^scale and 10^8, so that nothing is rounded.</summary>
    private static bool IsWorthIt(ReadOnlySpan<DepthLevel> levels, ReadOnlySpan<LegLevels> windows, ReadOnlySpan<OutcomeLeg> legs, ReadOnlySpan<int> at, in OutcomeTerms terms)
    {
        var one = DecimalText.PowerOfTen(terms.PriceScale);
        var spent = (Int128)terms.HaircutRate * one * one;
        Span<long> winnings = stackalloc long[LegsMax];
        for (var leg = 0; leg < windows.Length; leg++)
        {
            var price = levels[windows[leg].First + at[leg]].Price;
            if (price < 0 || price > one)
                return false;
            var fee = legs[leg].Fee;
            spent += (Int128)price * one * TradingTerms.One;
            spent += fee.Formula switch
            {
                FeeFormula.Quadratic => (Int128)fee.Rate * price * (one - price),
                FeeFormula.PerUnit => (Int128)fee.Rate * one * one,
                _ => (Int128)fee.Rate * price * one,
            };
            winnings[leg] = Rate(one - price, legs[leg].ProfitRate);
        }

        var kept = LargestOf(winnings[..windows.Length], terms.Pays);
        return spent + (kept * one) < (Int128)terms.Pays * one * one * TradingTerms.One;
    }

    // Prices have ten decimals at most, so a profit is below 2^34 and a rate below 2^27.
    private static long Rate(long profit, long rate) => checked(profit * rate);

    /// <summary>The sum of the largest of some numbers, which are changed.</summary>
    private static Int128 LargestOf(Span<long> numbers, int count)
    {
        var sum = default(Int128);
        for (var taken = 0; taken < count; taken++)
        {
            var most = 0;
            for (var i = 1; i < numbers.Length; i++)
                most = numbers[i] > numbers[most] ? i : most;
            if (numbers[most] <= 0)
                break;
            sum += numbers[most];
            numbers[most] = 0;
        }

        return sum;
    }

    private static OutcomeTrade Sum(ReadOnlySpan<DepthLevel> levels, ReadOnlySpan<LegLevels> windows, ReadOnlySpan<OutcomeLeg> legs, long quantity, in OutcomeTerms terms)
    {
        var one = DecimalText.PowerOfTen(terms.PriceScale);
        var (cost, fees) = (default(Int128), default(Int128));
        Span<long> winnings = stackalloc long[LegsMax];
        for (var leg = 0; leg < windows.Length; leg++)
        {
            var wanted = quantity;
            var paid = default(Int128);
            foreach (ref readonly var level in levels.Slice(windows[leg].First, windows[leg].Count))
            {
                if (wanted == 0)
                    break;
                var take = Math.Min(wanted, level.Quantity);
                paid += (Int128)level.Price * take;
                fees += legs[leg].Fee.Of(level.Price, terms.PriceScale, take, terms.QuantityScale);
                wanted -= take;
            }

            cost += paid;
            winnings[leg] = (long)Int128.Min(long.MaxValue, Ceiling((((Int128)one * quantity) - paid) * legs[leg].ProfitRate));
        }

        fees += LargestOf(winnings[..windows.Length], terms.Pays);
        return new OutcomeTrade(quantity, cost, fees, Ceiling((Int128)terms.HaircutRate * one * quantity), (Int128)terms.Pays * one * quantity);
    }

    private static Int128 Ceiling(Int128 amount) => amount <= 0 ? 0 : (amount + TradingTerms.One - 1) / TradingTerms.One;
}
