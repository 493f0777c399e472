using System.Collections.Immutable;
using System.Globalization;
using Rialto.Host.Config;
using Rialto.Host.Desk.Plugins;
using Rialto.Host.Desk.Status;
using Rialto.Host.Tools;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Results;

/// <summary>
/// What a new run is told of the runs with real orders that its folder has had on the same UTC day: limits of the day do not begin anew because somebody began a run anew. Whatever the desks were called;
/// a strategy counts by its name.
/// <code>
/// position whose venue tells the next run of it ──> its result counts as it stood; the next run takes it over at that mark
/// all other positions ────────────────────────────> an open gain is taken off, of each run; open losses count
/// </code>
/// Runs are added up after that, so that an open gain of one hides no loss of another. How far the newest of them stood below the day's best goes on, too.
/// </summary>
internal static class DayCarry
{
    /// <summary>The commands; empty where there was nothing.</summary>
    /// <param name="folder">The runs.</param>
    /// <param name="current">The run that begins.</param>
    /// <param name="settings">The desk that begins.</param>
    /// <param name="listings">What it trades.</param>
    /// <param name="now">Of which day.</param>
    /// <param name="say">A line for people.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ToolException">A run of the day cannot be read: how much of the day's loss is left cannot be known.</exception>
    public static IReadOnlyList<DeskCommand> Of(DeskFolder folder, string current, DeskSettings settings, ListingTable listings, DateTimeOffset now, Action<string> say, CancellationToken stop)
    {
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var dayNs = Timestamp.FromDateTimeUtc(midnight.UtcDateTime).Nanoseconds;
        var runs = folder.Runs.Where(run => Path.GetFullPath(run) != Path.GetFullPath(current) && IsOfToday(run, midnight)).Select(run => DayOf(run, settings, dayNs, say, stop)).OfType<RunResults>().ToList();
        if (runs.Count == 0)
            return [];

        // The newest run that was told a position has it; what runs before it had there, it took over.
        var open = new Dictionary<(string, string), OpenPosition>();
        foreach (var position in runs.SelectMany(run => run.Open))
            open[(position.Venue, position.Symbol)] = position;
        var positions = new List<DeskCommand>();
        Int128 left = 0;
        foreach (var position in open.Values.OrderBy(position => position.Venue, StringComparer.Ordinal).ThenBy(position => position.Symbol, StringComparer.Ordinal))
        {
            if (Told(position, listings, dayNs) is { } told)
                positions.Add(told);
            else
                left += Int128.Max(0, position.Unrealised);
        }

        var sum = runs.Select(run => run.Days[0]).Aggregate(static (one, other) => one + other);
        sum = sum with { Total = sum.Total with { Result = sum.Total.Result - left } };
        if (left > 0)
            say(string.Create(CultureInfo.InvariantCulture, $"an open gain of {DecimalText.Format(InCents(left), 8)} {settings.Reporting} in contracts that this desk does not trade is not counted"));
        var commands = new List<DeskCommand>();
        if (Counts(sum.Total) || sum.Strategies.Any(strategy => Counts(strategy.Figures)))
            commands.Add(Told(StrategyId.None, sum.Total, dayNs));
        for (var place = 0; place < settings.Strategies.Length; place++)
        {
            var figures = sum.Strategies.FirstOrDefault(strategy => strategy.Name == settings.Strategies[place].Name).Figures;
            if (Counts(figures))
                commands.Add(Told(new StrategyId(place + 1), figures, dayNs));
        }

        return [.. commands, .. positions];
    }

    private static bool Counts(ResultFigures figures) => figures.Result != 0 || figures.Drawdown != 0;

    private static DeskCommand Told(StrategyId strategy, ResultFigures figures, long dayNs) => new()
    {
        Kind = DeskCommandKind.CarryDay,
        Strategy = strategy,
        Number = (int)(dayNs / Timestamp.NanosecondsPerDay),
        Value = new ParameterValue(InCents(figures.Result), -InCents(-figures.Drawdown)),
        Who = Text36.Of("earlier-runs"),
    };

    /// <returns>Null where this desk does not trade it, nothing is open, or it has no mark or no entry from which its gain could be told.</returns>
    private static DeskCommand? Told(OpenPosition position, ListingTable listings, long dayNs)
    {
        for (var id = 1; id <= listings.Count; id++)
        {
            var listing = listings[new ListingId(id)];
            if (position.IsOf(listing) && position.TryGet(listing, out var marked) && !marked.Quantity.IsZero && marked.TwiceMark > 0 && marked.Entry.Units > 0)
            {
                return new DeskCommand
                {
                    Kind = DeskCommandKind.CarryPosition,
                    Listing = listing.Id,
                    Number = (int)(dayNs / Timestamp.NanosecondsPerDay),
                    Value = new ParameterValue(marked.Quantity.Units, marked.TwiceMark),
                    Price = marked.Entry,
                    Who = Text36.Of("earlier-runs"),
                };
            }
        }

        return null;
    }

    /// <summary>What counts of a day, as results without anything open but what the next run takes over.</summary>
    /// <param name="results">Of the run. The last <see cref="PnlHistory.DaysKept"/> days are kept: of a run that is longer, three years, what stood open before them is not known.</param>
    /// <param name="day">One of them.</param>
    private static DayResult Counted(RunResults results, DayResult day)
    {
        // A day has what was added within it: what stands open at its end is the sum of the days so far.
        var run = results.Days.Where(one => one.TimeNs <= day.TimeNs).Aggregate(static (sum, one) => sum + one);
        var told = results.Open.Aggregate((Int128)0, static (sum, position) => sum + position.Unrealised);
        var open = run.Strategies.ToDictionary(strategy => strategy.Name, strategy => strategy.Figures.Unrealised, StringComparer.Ordinal);
        return day with { Total = Counted(day.Total, run.Total.Unrealised - told), Strategies = [.. day.Strategies.Select(strategy => (strategy.Name, Counted(strategy.Figures, open[strategy.Name])))] };
    }

    private static ResultFigures Counted(ResultFigures day, Int128 open) => day with { Result = day.Result - Int128.Max(0, open), Unrealised = 0 };

    // 10^-18 to 10^-8, never better than it is.
    private static long InCents(Int128 worth)
    {
        var (whole, rest) = Int128.DivRem(worth, 10_000_000_000);
        return (long)Int128.Clamp(rest < 0 ? whole - 1 : whole, long.MinValue + 1, long.MaxValue);
    }

    /// <summary>What counts of the day, alone, with what the run has left open; null for a run without it.</summary>
    private static RunResults? DayOf(string run, DeskSettings settings, long dayNs, Action<string> say, CancellationToken stop)
    {
        var name = Path.GetFileName(run);
        try
        {
            var values = DeskFolder.ValuesOf(run);
            if (values.GetValueOrDefault("Mode") != "live")
                return null;
            var results = ResultsFile.IsWhole(run) ? ResultsFile.ReadAll(run) : null;
            if (results is null)
            {
                say($"reading what {name} made of this day from its journal");
                results = PastResults.Repeat(run, stop);
                ResultsFile.Write(run, results.Days, results.Open, isWhole: true);
            }

            if (results.Days.FirstOrDefault(one => one.TimeNs == dayNs) is not { } day)
                return null;
            var counted = Counted(results, day);
            var isNothing = !Counts(counted.Total) && counted.Strategies.All(strategy => !Counts(strategy.Figures));
            if (isNothing && results.Open.IsEmpty)
                return null;
            if (values.GetValueOrDefault("ReportingCurrency") is { } currency && currency != settings.Reporting.ToString())
                throw new DeskFaultException($"its results are in {currency}, and this desk's in {settings.Reporting}");
            if (!isNothing)
            {
                say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} made {DecimalText.Format(InCents(day.Total.Result), 8)} {settings.Reporting} of this day (UTC); for limits of the day it counts as {DecimalText.Format(InCents(counted.Total.Result), 8)}"));
            }

            return new RunResults([counted], results.Open);
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
