namespace Rialto.Trading.Statistics;

/// <summary>How much of a full position a distance from the mean is worth, 0 to 1. A rule of ours, no paper's.</summary>
public static class Confidence
{
    /// <summary>
    /// Nothing at or within <paramref name="entry"/>, all at or beyond <paramref name="full"/>, in a straight line between; times how sure it is that the spread returns: nothing where the
    /// test does not reject at 10 %, all at 1 %, half and three quarters at 10 % and 5 %, in straight lines between.
    /// </summary>
    /// <param name="score">Deviations from the mean.</param>
    /// <param name="entry">Positive.</param>
    /// <param name="full">Above <paramref name="entry"/>.</param>
    /// <param name="statistic">Of the test.</param>
    /// <param name="series">See <see cref="MacKinnon.CriticalValue"/>.</param>
    /// <param name="observations">Of the test.</param>
    public static double Of(double score, double entry, double full, double statistic, int series, int observations)
    {
        if (!(entry > 0 && full > entry))
            throw new ArgumentException("A full position stands beyond a positive entry.", nameof(full));
        var distance = Math.Clamp((Math.Abs(score) - entry) / (full - entry), 0, 1);
        var (ten, five, one) = (
            MacKinnon.CriticalValue(series, Significance.Percent10, observations), MacKinnon.CriticalValue(series, Significance.Percent5, observations),
            MacKinnon.CriticalValue(series, Significance.Percent1, observations));
        var sureness = !(statistic < ten) ? 0
            : statistic >= five ? 0.5 + (0.25 * (ten - statistic) / (ten - five))
            : statistic >= one ? 0.75 + (0.25 * (five - statistic) / (five - one))
            : 1;
        return double.IsFinite(distance) ? distance * sureness : 0;
    }
}
