namespace Rialto.Venue.Rules;

/// <summary>What is left of a budget: whole units of money, and the rest in products of price and quantity (less than one unit's worth). Exact.</summary>
internal struct Budget(long money)
{
    // Larger than any order: a budget that would buy more than this buys all there is.
    private const long Plenty = 1_000_000_000_000_000_000;

    private long _money = money;
    private UInt128 _rest;

    /// <summary>Whole units of money, rounded down.</summary>
    public readonly long Money => _money;

    public readonly bool IsSpent => _money == 0 && _rest == 0;

    /// <summary>What it buys at a price, whole lots.</summary>
    public readonly long Affordable(in Amounts amounts, long price, long lot)
    {
        var unit = amounts.ProductsPerUnit;
        if (unit > 1 && (UInt128)_money > UInt128.MaxValue / unit - 1)
            return Plenty / lot * lot;
        var products = ((UInt128)_money * unit + _rest) / amounts.UnitsPerProduct;
        var lots = products / ((UInt128)price * (UInt128)lot);
        return lots > (UInt128)(Plenty / lot) ? Plenty / lot * lot : (long)lots * lot;
    }

    /// <summary>Spends price x quantity, which it must be able to afford.</summary>
    public void Spend(in Amounts amounts, long price, long quantity)
    {
        var product = (UInt128)price * (UInt128)quantity;
        if (amounts.ProductsPerUnit == 1)
        {
            _money -= (long)(product * amounts.UnitsPerProduct);
            return;
        }

        var (money, rest) = UInt128.DivRem(product, amounts.ProductsPerUnit);
        _money -= (long)money;
        if (rest > _rest)
        {
            _money--;
            _rest += amounts.ProductsPerUnit;
        }

        _rest -= rest;
    }
}
