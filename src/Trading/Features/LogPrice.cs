using Rialto.Trading.Numerics;

namespace Rialto.Trading.Features;

/// <summary>
/// Logarithms of prices as whole numbers of 2^-40 (9e-13, a millionth of a hundredth of a basis point): sums of returns and of their squares are then exact, and a window may lose its oldest
/// without ever drifting away from what a new sum would give.
/// </summary>
internal static class LogPrice
{
    /// <summary>So many stand for one.</summary>
    public const double Unit = 1_099_511_627_776;

    public static long Of(double price) => (long)Math.Floor(StableMath.Log(price) * Unit + 0.5);
}
