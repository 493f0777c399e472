using System.Collections.Immutable;
using System.Globalization;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Execution;

/// <summary>What parent orders let be set (docs/guide/strategies/execution.md).</summary>
internal static class ExecutionParameters
{
    private const long YearMs = 31_536_000_000;
    private const long LatestMs = 253_402_300_799_999;

    public static readonly Parameter<int> Way = Parameter.Choice("side", "buy", ["buy", "sell"], "Which way.", isHot: false);
    public static readonly Parameter<decimal> Quantity = Parameter.Amount("quantity", 0.01m, 0.00000001m, 1_000_000_000m, "base", "All of it.", isHot: false);
    public static readonly Parameter<decimal> Limit = Parameter.Amount("limit", 0, 0, 1_000_000_000_000m, "quote", "Worst price; 0 for none.");
    public static readonly Parameter<int> Urgency = Parameter.Choice("urgency", "normal", ["passive", "normal", "urgent"], "Passive only rests; normal takes what rested longer than its patience; urgent takes at once.");
    public static readonly Parameter<long> Patience = Parameter.Whole("patience", 10_000, 0, 86_400_000, "ms", "Normal: how long what is due rests before what is left of it is taken.");
    public static readonly Parameter<long> Reprice = Parameter.Whole("reprice", 500, 0, 3_600_000, "ms", "An order behind the best price of its side moves when it is so old.");
    public static readonly Parameter<decimal> Clip = Parameter.Amount("clip", 0, 0, 1_000_000_000m, "base", "Largest single order; 0 leaves it to the venues' and the desk's limits.");
    public static readonly Parameter<long> RestVenues = Parameter.Whole("rest-venues", 2, 1, 16, "", "Most venues to rest at at once.");
    public static readonly Parameter<long> RestTolerance = Parameter.Whole("rest-tolerance", 50, 0, 100_000, "ppm", "A venue whose net price for resting is worse than the best by no more takes part.");
    public static readonly Parameter<long> Volatility = Parameter.Whole("volatility", 50, 0, 100_000, "ppm", "How much the price moves within a second, as a standard deviation: what a venue's latency costs follows from it.");
    public static readonly Parameter<long> Start = Parameter.Whole("start", 0, 0, LatestMs, "ms", "When it begins, in ms since 1970 UTC; 0: at once.", isHot: false);
    public static readonly Parameter<long> End = Parameter.Whole("end", 0, 0, LatestMs, "ms", "When it is over, in ms since 1970 UTC; 0: its duration after it began.", isHot: false);
    public static readonly Parameter<long> Duration = Parameter.Whole("duration", 600_000, 1_000, YearMs, "ms", "How long it is worked, where no end is given.", isHot: false);
    public static readonly Parameter<long> Interval = Parameter.Whole("interval", 10_000, 100, 86_400_000, "ms", "From slice to slice.", isHot: false);
    public static readonly Parameter<long> Jitter = Parameter.Whole("jitter", 20, 0, 50, "%", "How late a slice may be, of its interval; which one how much follows from the strategy's number.", isHot: false);
    public static readonly Parameter<long> CatchUp = Parameter.Whole("catch-up", 100, 0, 1_000, "%", "How much of what was missed one slice may make up, of its own share.");
    public static readonly Parameter<long> Cap = Parameter.Whole("participation", 0, 0, 1_000_000, "ppm", "Never more than this share of what others traded; 0 for no bound.");
    public static readonly Parameter<long> Share = Parameter.Whole("participation", 100_000, 1, 1_000_000, "ppm", "The share of what others trade.");
    public static readonly Parameter<bool> Finish = Parameter.Flag("finish", false, "Whether what is left at the end is taken at once.");
    public static readonly Parameter<int> Curve = Parameter.Choice("curve", "given", ["given", "seen"], "Given by the weights below, or as this strategy has seen its venues trade so far.", isHot: false);

    /// <summary>What each hour of the UTC day weighs.</summary>
    public static readonly ImmutableArray<Parameter<long>> Weights =
    [
        .. Enumerable.Range(0, 24).Select(hour => Parameter.Whole(
            string.Create(CultureInfo.InvariantCulture, $"weight-{hour:D2}"), 1, 0, ushort.MaxValue, "", string.Create(CultureInfo.InvariantCulture, $"Share of a day's volume that is traded from {hour:D2}:00 to {(hour + 1) % 24:D2}:00 UTC."), isHot: false)),
    ];

    /// <summary>Of all kinds.</summary>
    public static readonly ImmutableArray<Parameter> All = [Way, Quantity, Limit, Urgency, Patience, Reprice, Clip, RestVenues, RestTolerance, Volatility, Start];

    /// <summary>Of those that follow a schedule.</summary>
    public static readonly ImmutableArray<Parameter> Scheduled = [.. All, End, Duration, Interval, Jitter, CatchUp, Finish];
}
