using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>What the orders that events told of may lose against the marks they told, which positions must hold, and pockets be able to bear (margin.md, sections 1 and 4).</summary>
internal static class HeldLosses
{
    /// <summary>What is wrong with an engine's open losses; null if nothing.</summary>
    public static string? Compare(RebuiltMarket market, MarginState margin)
    {
        var orders = market.Orders.ToLookup(order => (order.Owner, order.Instrument));
        foreach (var p in margin.Positions)
        {
            var told = orders[(p.Account, p.Instrument)].Aggregate(BigInteger.Zero, (sum, order) => sum + LossOf(market.Find(p.Instrument)!, order));
            if (told != p.OpenLoss.Units)
                return $"{p}: its orders may lose {told}";
        }

        foreach (var pocket in margin.Pockets)
        {
            var held = margin.Positions.Where(p => p.Account == pocket.Account && IsOf(p, pocket, market)).Aggregate(Int128.Zero, (sum, p) => sum + p.OpenLoss.Units);
            if (held != pocket.OpenLoss || pocket.Initial < held)
                return $"{pocket} does not hold what its orders may lose, {held}";
            if (held > 0 && held > pocket.Equity)
                return $"{pocket} cannot bear what its orders may lose";
        }

        return null;
    }

    private static bool IsOf(in PositionState p, in PocketState pocket, RebuiltMarket market) =>
        pocket.Instrument.Value != 0 ? p.Instrument == pocket.Instrument : p.Mode == MarginMode.Cross && market.Find(p.Instrument)!.Contract!.Asset == pocket.Asset;

    private static BigInteger LossOf(RebuiltInstrument i, RebuiltOrder order)
    {
        var (terms, tick, mark, sign) = (i.Contract!, (BigInteger)i.Definition.Tick.Units, (BigInteger)i.Mark.Units, order.IsBuy ? 1 : -1);
        // As far as whole ticks go inside the collar, and as prices go at all.
        var most = order.IsBuy ? Price.MaxUnits / tick * tick - mark : mark - tick;
        var reach = BigInteger.Min(mark * terms.CollarPpm / (1_000_000 * tick) * tick, most);
        var distance = order.Price.IsNone ? reach : BigInteger.Min(reach, sign * (order.Price.Units - mark));
        if (distance <= 0)
            return 0;
        var exponent = i.Definition.MoneyScale - i.Definition.PriceScale - i.Definition.QuantityScale;
        var product = distance * order.Leaves * terms.Multiplier;
        return exponent >= 0 ? product * BigInteger.Pow(10, exponent) : product / BigInteger.Pow(10, -exponent);
    }
}
