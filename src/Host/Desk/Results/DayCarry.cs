using System.Collections.Immutable;
using System.Globalization;
using Rialto.Host.Config;
using Rialto.Host.Desk.Plugins;
using Rialto.Host.Desk.Status;
using Rialto.Host.Tools;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Results;

/// <summary>
/// What a new run is told of the runs with real orders that its folder has had on the same UTC day: limits of the day do not begin anew because somebody began a run anew. Whatever the desks were called;
/// a strategy counts by its name. Of each run it is the result of the day less an open gain that stands at the run's end: what is held may be worth less when it is closed, and a position that a venue
/// tells the next run of comes at its entry price, with that gain. Open losses count. Runs are added up after that, so that an open gain of one hides no loss of another.
/// </summary>
internal static class DayCarry
{
    /// <summary>The commands; empty where there was nothing.</summary>
    /// <param name="folder">The runs.</param>
    /// <param name="current">The run that begins.</param>
    /// <param name="settings">The desk that begins.</param>
    /// <param name="now">Of which day.</param>
    /// <param name="say">A line for people.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ToolException">A run of the day cannot be read: how much of the day's loss is left cannot be known.</exception>
    public static IReadOnlyList<DeskCommand> Of(DeskFolder folder, string current, DeskSettings settings, DateTimeOffset now, Action<string> say, CancellationToken stop)
    {
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var dayNs = Timestamp.FromDateTimeUtc(midnight.UtcDateTime).Nanoseconds;
        var sum = default(DayResult);
        foreach (var run in folder.Runs.Where(run => Path.GetFullPath(run) != Path.GetFullPath(current) && IsOfToday(run, midnight)))
        {
            if (DayOf(run, settings, dayNs, say, stop) is { } day)
                sum = sum is null ? day : sum + day;
        }

        if (sum is null)
            return [];
        var commands = new List<DeskCommand> { Told(StrategyId.None, sum.Total, dayNs) };
        for (var place = 0; place < settings.Strategies.Length; place++)
        {
            var figures = sum.Strategies.FirstOrDefault(strategy => strategy.Name == settings.Strategies[place].Name).Figures;
            if (figures != default)
                commands.Add(Told(new StrategyId(place + 1), figures, dayNs));
        }

        return commands;
    }

    private static DeskCommand Told(StrategyId strategy, ResultFigures figures, long dayNs) => new()
    {
        Kind = DeskCommandKind.CarryDay,
        Strategy = strategy,
        Number = (int)(dayNs / Timestamp.NanosecondsPerDay),
        Value = ParameterValue.Of(InCents(figures.Result)),
        Who = Text36.Of("earlier-runs"),
    };

    /// <summary>What counts of a day, as results without anything open.</summary>
    /// <param name="days">Of the run. The last <see cref="PnlHistory.DaysKept"/> are kept: of a run that is longer, three years, what stood open before them is not known.</param>
    /// <param name="day">One of them.</param>
    private static DayResult Counted(ImmutableArray<DayResult> days, DayResult day)
    {
        // A day has what was added within it: what stands open at its end is the sum of the days so far.
        var run = days.Where(one => one.TimeNs <= day.TimeNs).Aggregate(static (sum, one) => sum + one);
        var open = run.Strategies.ToDictionary(strategy => strategy.Name, strategy => strategy.Figures.Unrealised, StringComparer.Ordinal);
        return day with { Total = Counted(day.Total, run.Total.Unrealised), Strategies = [.. day.Strategies.Select(strategy => (strategy.Name, Counted(strategy.Figures, open[strategy.Name])))] };
    }

    private static ResultFigures Counted(ResultFigures day, Int128 open) => day with { Result = day.Result - Int128.Max(0, open), Unrealised = 0 };

    // 10^-18 to 10^-8, never better than it is.
    private static long InCents(Int128 worth)
    {
        var (whole, rest) = Int128.DivRem(worth, 10_000_000_000);
        return (long)Int128.Clamp(rest < 0 ? whole - 1 : whole, long.MinValue + 1, long.MaxValue);
    }

    private static DayResult? DayOf(string run, DeskSettings settings, long dayNs, Action<string> say, CancellationToken stop)
    {
        var name = Path.GetFileName(run);
        try
        {
            var values = DeskFolder.ValuesOf(run);
            if (values.GetValueOrDefault("Mode") != "live")
                return null;
            var days = ResultsFile.IsWhole(run) ? ResultsFile.Read(run) : null;
            if (days is null)
            {
                say($"reading what {name} made of this day from its journal");
                days = PastResults.Repeat(run, stop);
                ResultsFile.Write(run, days.Value, isWhole: true);
            }

            if (days.Value.FirstOrDefault(one => one.TimeNs == dayNs) is not { } day)
                return null;
            var counted = Counted(days.Value, day);
            if (counted.Total == default && counted.Strategies.All(strategy => strategy.Figures == default))
                return null;
            if (values.GetValueOrDefault("ReportingCurrency") is { } currency && currency != settings.Reporting.ToString())
                throw new DeskFaultException($"its results are in {currency}, and this desk's in {settings.Reporting}");
            say(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} made {DecimalText.Format(InCents(day.Total.Result), 8)} {settings.Reporting} of this day (UTC); for limits of the day it counts as {DecimalText.Format(InCents(counted.Total.Result), 8)}"));
            return counted;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JournalCorruptException or ConfigurationException or DeskFaultException or PluginFaultException)
        {
            throw new ToolException(
                ExitCode.Refused,
                $"What {name} made of this day cannot be known, and with it how much of the day's loss is left: {problem.Message}. Go on with the configuration that it had, or wait for midnight (UTC), or move {run} to another place once you know that you may.",
                inner: problem);
        }
    }

    /// <summary>Whether a journal was written since midnight.</summary>
    private static bool IsOfToday(string run, DateTimeOffset midnight) =>
        DeskJournalReader.IsJournal(run) && Directory.EnumerateFiles(run, "*.journal").Any(file => File.GetLastWriteTimeUtc(file) >= midnight.UtcDateTime);
}
