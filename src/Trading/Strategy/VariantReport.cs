namespace Rialto.Trading.Strategy;

/// <summary>How sure a comparison of two variants is.</summary>
public enum VariantVerdict : byte
{
    /// <summary>Fewer than 30 intervals in which both were measured, or none in which they differ: nothing can be said.</summary>
    TooLittle = 0,

    /// <summary>The difference may be chance.</summary>
    NotSignificant = 1,

    /// <summary>The first has gained more; chance alone would show as much in fewer than 5 of 100 experiments.</summary>
    FirstIsBetter = 2,

    /// <summary>The second has.</summary>
    SecondIsBetter = 3,
}

/// <summary>One variant of an experiment.</summary>
/// <param name="Name">Of the instance.</param>
/// <param name="Counts">What it has done.</param>
/// <param name="Gain">In quote currency, fees paid.</param>
/// <param name="GainPerCapital">Gain over the capital it was given; not a number where it was given none.</param>
/// <param name="Sharpe">Of one interval.</param>
/// <param name="DrawdownMax">In quote currency.</param>
public sealed record VariantFigures(string Name, StrategyCounts Counts, double Gain, double GainPerCapital, double Sharpe, double DrawdownMax);

/// <summary>
/// Two variants of one strategy that ran side by side on split capital. The gains of the same intervals are compared pairwise, because both saw the same market: Student's t of the
/// differences, with as many degrees of freedom as are left after their own correlation from one interval to the next (Bartlett, Some aspects of the time-correlation problem, Journal of
/// the Royal Statistical Society 98, 1935: n (1 - r) / (1 + r)). The verdict is two-sided at 5 %, and holds for one look: who looks again and again until it says yes, is deceived.
/// </summary>
/// <param name="Experiment">Its name.</param>
/// <param name="First">The variant with the lower number.</param>
/// <param name="Second">The other.</param>
/// <param name="Intervals">In which both were measured.</param>
/// <param name="EffectiveIntervals">What they are worth after correlation.</param>
/// <param name="MeanDifference">First less second, in quote currency per interval (per unit of capital where both have one).</param>
/// <param name="T">The statistic; not a number where nothing can be said.</param>
/// <param name="Verdict">What may be said.</param>
public sealed record VariantReport(
    string Experiment, VariantFigures First, VariantFigures Second, long Intervals, double EffectiveIntervals, double MeanDifference, double T, VariantVerdict Verdict)
{
    /// <summary>Fewest intervals to say anything: below, the differences' distribution decides more than their mean.</summary>
    public const int IntervalsMin = 30;

    /// <summary>Compares two variants. Cold.</summary>
    public static VariantReport Of(string experiment, VariantFigures first, StrategyPerformance one, double firstCapital, VariantFigures second, StrategyPerformance other, double secondCapital)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var differences = Differences(one, firstCapital, other, secondCapital);
        var count = differences.Count;
        if (count < 2)
            return new(experiment, first, second, count, count, double.NaN, double.NaN, VariantVerdict.TooLittle);
        var mean = differences.Average();
        double squares = 0, neighbours = 0;
        for (var i = 0; i < count; i++)
        {
            squares += (differences[i] - mean) * (differences[i] - mean);
            neighbours += i == 0 ? 0 : (differences[i] - mean) * (differences[i - 1] - mean);
        }

        // Without variation there is nothing to judge: two variants that never differed, or a constant.
        if (!(squares > 0))
            return new(experiment, first, second, count, count, mean, double.NaN, VariantVerdict.TooLittle);

        // Correlation below zero would make the sample worth more than it is; that is not believed.
        var correlation = Math.Clamp(neighbours / squares, 0, 0.99);
        var effective = count * (1 - correlation) / (1 + correlation);
        var t = mean / Math.Sqrt(squares / (count - 1) / effective);
        var verdict = count < IntervalsMin || effective < 3 ? VariantVerdict.TooLittle
            : Math.Abs(t) < CriticalT(effective - 1) ? VariantVerdict.NotSignificant
            : t > 0 ? VariantVerdict.FirstIsBetter : VariantVerdict.SecondIsBetter;
        return new(experiment, first, second, count, effective, mean, t, verdict);
    }

    /// <summary>
    /// Student's t, two-sided 5 %: the Cornish-Fisher expansion around the normal quantile (Abramowitz and Stegun 26.7.5, four terms), within 0.01 of the tables from three degrees on.
    /// </summary>
    public static double CriticalT(double degrees)
    {
        const double Z = 1.959963984540054;
        const double Z3 = Z * Z * Z, Z5 = Z3 * Z * Z, Z7 = Z5 * Z * Z, Z9 = Z7 * Z * Z;
        var n = Math.Max(1, degrees);
        return Z + (Z3 + Z) / (4 * n) + (5 * Z5 + 16 * Z3 + 3 * Z) / (96 * n * n) + (3 * Z7 + 19 * Z5 + 17 * Z3 - 15 * Z) / (384 * n * n * n)
            + (79 * Z9 + 776 * Z7 + 1482 * Z5 - 1920 * Z3 - 945 * Z) / (92160 * n * n * n * n);
    }

    private static List<double> Differences(StrategyPerformance one, double firstCapital, StrategyPerformance other, double secondCapital)
    {
        List<double> differences = [];
        if (!one.IsMeasured || !other.IsMeasured || one.Samples == 0 || other.Samples == 0)
            return differences;
        var (oneUnit, otherUnit) = firstCapital > 0 && secondCapital > 0 ? (firstCapital, secondCapital) : (1.0, 1.0);
        var shift = (other.Start.Nanoseconds - one.Start.Nanoseconds) / StrategyPerformance.IntervalNs;
        for (var i = Math.Max(0, one.Samples - StrategyPerformance.SamplesMax); i < one.Samples; i++)
        {
            var j = i - shift;
            if (j >= Math.Max(0, other.Samples - StrategyPerformance.SamplesMax) && j < other.Samples)
                differences.Add(one.GainOf(i) / oneUnit - other.GainOf(j) / otherUnit);
        }

        return differences;
    }
}
