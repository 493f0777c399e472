using System.Collections.Immutable;
using Rialto.Host.Config;
using Rialto.Host.Desk.Plugins;
using Rialto.Host.Desk.Reloading;
using Rialto.Host.Desk.Status;
using Rialto.Journal;
using Rialto.Journal.Desk;

namespace Rialto.Host.Desk.Results;

/// <summary>
/// What the runs before this one brought, day by day: those with real orders of the same desk in the same folder, in the same currency. A run on paper stands for itself: the same recording may have been
/// traded a hundred times. Any thread reads; a run whose file is missing is repeated from its journal, on a thread of its own, and counts when that is done.
/// </summary>
internal sealed class PastResults
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ImmutableArray<DayResult>> _ofRuns = [];

    /// <summary>Nothing.</summary>
    public static PastResults None { get; } = new();

    /// <summary>What is made anew; completed where nothing is.</summary>
    public Task Making { get; private set; } = Task.CompletedTask;

    /// <summary>Days, the oldest first; runs of one day together.</summary>
    public ImmutableArray<DayResult> Days
    {
        get
        {
            lock (_gate)
            {
                var days = ImmutableArray<DayResult>.Empty;
                foreach (var run in _ofRuns.Values)
                    days = AllDays.Together(days, run);
                return days;
            }
        }
    }

    /// <summary>Those of a desk with real orders.</summary>
    /// <param name="folder">Where its runs are.</param>
    /// <param name="current">The run that is left out.</param>
    /// <param name="settings">The desk's.</param>
    /// <param name="say">A line for people; any thread.</param>
    /// <param name="stop">Ends what is made anew.</param>
    public static PastResults Of(DeskFolder folder, string current, DeskSettings settings, Action<string> say, CancellationToken stop)
    {
        var past = new PastResults();
        var missing = new List<string>();
        foreach (var run in folder.Runs.Where(run => Path.GetFullPath(run) != Path.GetFullPath(current) && IsOf(run, settings)))
        {
            var days = ResultsFile.Read(run);
            if (days is { } known)
                past.Set(run, known);

            // What a kill has taken from the file, a minute at most, is in the journal.
            if ((days is null || !ResultsFile.IsWhole(run)) && DeskJournalReader.IsJournal(run))
                missing.Add(run);
        }

        if (missing.Count > 0)
            past.Making = Task.Factory.StartNew(() => past.Make(missing, say, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return past;
    }

    /// <summary>What one run came to, from its journal.</summary>
    /// <exception cref="ConfigurationException">The run's configuration cannot be read any more.</exception>
    public static RunResults Repeat(string run, CancellationToken stop)
    {
        var settings = DeskConfiguration.Load(DeskFolder.ConfigurationOf(run), static _ => { }).Settings;
        var history = new PnlHistory(settings.Strategies.Select(strategy => strategy.Name));
        var replay = new DeskReplay(settings, history);
        replay.Run(run, stop);
        return new RunResults(history.Days(), replay.Open);
    }

    private void Make(List<string> runs, Action<string> say, CancellationToken stop)
    {
        foreach (var run in runs)
        {
            try
            {
                var results = Repeat(run, stop);
                ResultsFile.Write(run, results.Days, results.Open, isWhole: true);
                Set(run, results.Days);
                say($"results of {Path.GetFileName(run)} were made anew from its journal");
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JournalCorruptException or ConfigurationException or DeskFaultException or PluginFaultException)
            {
                say($"results of {Path.GetFileName(run)} are missing or short, and could not be made anew: {problem.Message}");
            }
        }
    }

    private void Set(string run, ImmutableArray<DayResult> days)
    {
        lock (_gate)
            _ofRuns[run] = days;
    }

    private static bool IsOf(string run, DeskSettings settings)
    {
        try
        {
            var values = DeskFolder.ValuesOf(run);
            return values.GetValueOrDefault("Mode") == "live" && values.GetValueOrDefault("Name") == settings.Name && values.GetValueOrDefault("ReportingCurrency") == settings.Reporting.ToString();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
