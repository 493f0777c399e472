namespace Rialto.Gateways.Analytics;

/// <summary>
/// Halving weights. Made of sums and products only, which are the same on every machine, because weighted sums are saved with the samples of the book.
/// </summary>
internal static class Weight
{
    private const int Terms = 18;

    /// <summary>Two to the power of -x; x is zero or more.</summary>
    public static double Halved(double x)
    {
        if (x > 1_000)
            return 0;
        var whole = Math.Floor(x);
        // 2^-f = e^(-f ln 2), f below one: the series has converged long before its last term.
        var exponent = (whole - x) * 0.693147180559945309417232121458;
        var (sum, term) = (1.0, 1.0);
        for (var n = 1; n <= Terms; n++)
        {
            term *= exponent / n;
            sum += term;
        }

        return Math.ScaleB(sum, -(int)whole);
    }
}
