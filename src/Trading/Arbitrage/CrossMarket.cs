namespace Rialto.Trading.Arbitrage;

/// <summary>One venue of a market, and what trading there is bound to.</summary>
/// <param name="Name">Who it is, for people.</param>
/// <param name="Fee">Of taking there; proportional.</param>
public sealed record CrossPlace(string Name, FeeRule Fee)
{
    /// <summary>What may be sold there, in the market's quantity units: nothing is moved between venues.</summary>
    public long BaseMax { get; init; } = long.MaxValue;

    /// <summary>What may be paid there, in 10^-(price scale + quantity scale).</summary>
    public Int128 QuoteMax { get; init; } = Int128.MaxValue;
}

/// <summary>One thing that trades at several venues, its prices and quantities at scales that all of them fit.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="PriceScale">The finest of its venues.</param>
/// <param name="QuantityScale">The finest of its venues.</param>
/// <param name="Places">Its venues, two at least.</param>
public sealed record CrossMarket(string Name, int PriceScale, int QuantityScale, IReadOnlyList<CrossPlace> Places)
{
    /// <summary>Quantities are whole multiples of this.</summary>
    public long Lot { get; init; } = 1;

    /// <summary>Smaller net profits are nothing; in 10^-(price scale + quantity scale).</summary>
    public Int128 ProfitMin { get; init; }

    /// <summary>Execution-latency haircut on each leg, in 10^-8 of its notional.</summary>
    public long HaircutRate { get; init; }
}
