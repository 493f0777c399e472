namespace Rialto.Trading.Arbitrage;

/// <summary>What an exact look at one market or set says now.</summary>
/// <param name="Buy">Cross: the place where to buy; of a set zero.</param>
/// <param name="Sell">Cross: the place where to sell; of a set zero.</param>
/// <param name="Quantity">How much, in the market's quantity units.</param>
/// <param name="Cost">What is paid for it, with fees of buying where the market says so; in 10^-(price scale + quantity scale).</param>
/// <param name="Net">Expected net profit; positive, otherwise there is nothing.</param>
public readonly record struct Finding(int Buy, int Sell, long Quantity, Int128 Cost, Int128 Net)
{
    /// <summary>There is nothing.</summary>
    public static Finding None => default;

    /// <summary>There is something.</summary>
    public bool IsThere => Net > 0;

    /// <summary>Both buy and sell at the same places.</summary>
    public bool IsSameRoute(in Finding other) => Buy == other.Buy && Sell == other.Sell;
}
