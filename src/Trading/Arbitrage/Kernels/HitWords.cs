namespace Rialto.Trading.Arbitrage.Kernels;

/// <summary>Hits as bits of words, the first market in the lowest bit of the first word.</summary>
public static class HitWords
{
    /// <summary>Markets of one word.</summary>
    public const int Bits = 64;

    /// <summary>Words that so many markets need.</summary>
    public static int Of(int markets) => (markets + Bits - 1) / Bits;
}
