using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Host.Config;
using Rialto.Host.Desk.Results;

namespace Rialto.Host.Desk;

/// <summary>
/// Where a desk's runs are kept: a folder for each, with its configuration as it was (<c>desk.json</c>) and its journal, its results by day (<c>results.jsonl</c>), and beside them <c>status.json</c>, the newest report, which other
/// tools read.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class DeskFolder(string path)
{
    private const string StatusName = "status.json";
    private const string ConfigurationName = "desk.json";
    private const string EndName = "end.json";
    private const string Prefix = "run-";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int StampLength = 20;
    private const string LockName = "desk.lock";
    private const long MinuteNs = 60_000_000_000;
    private const int HoldAttempts = 5;

    /// <summary>Settings that decide what a desk is: with others its journal would say something else. The rest may change while a run goes on.</summary>
    private static readonly string[] _deciding = ["Name", "Mode", "ReportingCurrency", "Markets:", "Rates:", "Limits:", "Risk:", "Strategies:", "Plugins:", "Reconcile:", "FlattenOnStop"];
    private static readonly TimeSpan _holdAgain = TimeSpan.FromMilliseconds(20);
    private static readonly string[] _decidingOfVenues = ["Venue", "OrdersPerSecond", "Leverage"];

    private long _resultsMinute;

    /// <summary>The newest report; null where there is none.</summary>
    public byte[]? ReadStatus() => File.Exists(Path.Combine(path, StatusName)) ? File.ReadAllBytes(Path.Combine(path, StatusName)) : null;

    /// <summary>Makes the folder of a run.</summary>
    /// <returns>Its path.</returns>
    public string Begin(DateTimeOffset now, SettingsReader settings)
    {
        var stem = Path.Combine(path, Prefix + now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        var run = stem;
        for (var number = 2; Directory.Exists(run); number++)
            run = $"{stem}-{number}";
        Directory.CreateDirectory(run);
        File.WriteAllBytes(Path.Combine(run, ConfigurationName), Flat(settings));
        return run;
    }

    /// <summary>Holds the folder for one desk: its report, the token of its door and its control are in the folder itself.</summary>
    /// <returns>Lets go of it when it is disposed of, or when the process dies.</returns>
    /// <exception cref="IOException">Another process holds it.</exception>
    public IDisposable Hold()
    {
        Directory.CreateDirectory(path);
        for (var attempt = 1; attempt < HoldAttempts; attempt++)
        {
            try
            {
                return Lock();
            }
            catch (IOException)
            {
                // Somebody may only be looking (IsHeld).
                Thread.Sleep(_holdAgain);
            }
        }

        return Lock();
    }

    private FileStream Lock() => new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Whether a desk has the folder now, also one that has just been started.</summary>
    public bool IsHeld()
    {
        if (!File.Exists(Path.Combine(path, LockName)))
            return false;
        try
        {
            Lock().Dispose();
            return false;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>All runs, the oldest first.</summary>
    public IReadOnlyList<string> Runs => Directory.Exists(path) ? [.. Directory.EnumerateDirectories(path, Prefix + "*").OrderBy(Stamp, StringComparer.Ordinal).ThenBy(Number)] : [];

    /// <summary>The newest run with real orders, where it did not end in good order; null for none.</summary>
    public string? Unfinished()
    {
        var newest = Runs.LastOrDefault(IsLive);
        return newest is null || HasEnded(newest) ? null : newest;
    }

    /// <summary>Whether a run has ended in good order.</summary>
    public static bool HasEnded(string run) => File.Exists(Path.Combine(run, EndName));

    /// <summary>Says that a run has ended in good order: it is not continued.</summary>
    public static void End(string run, RunningDesk desk)
    {
        var draft = Path.Combine(run, EndName + ".new");
        using (var file = File.Create(draft))
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteNumber("inputs", desk.Trader.Sequence);
            json.WriteString("time", desk.Trader.Now.ToString());
            json.WriteString("state_hash", desk.Trader.StateHash().ToString("x16", CultureInfo.InvariantCulture));
            json.WriteString("output_hash", desk.Trader.OutputHash.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        File.Move(draft, Path.Combine(run, EndName), overwrite: true);
    }

    /// <summary>In which settings a run and the present configuration differ, of those that decide what the desk does.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">The present configuration.</param>
    /// <param name="isHot">True for a key that may change while a run goes on.</param>
    /// <exception cref="IOException">The run's configuration cannot be read.</exception>
    public static IReadOnlyList<string> Differences(string run, SettingsReader settings, Func<string, bool> isHot)
    {
        var then = Read(run);
        var now = settings.Effective.Where(setting => setting.Value.Length > 0).ToDictionary(setting => setting.Key, StringComparer.OrdinalIgnoreCase);
        var differences = new List<string>();
        foreach (var key in then.Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase).Where(key => Decides(key) && !isHot(key)).Order(StringComparer.Ordinal))
        {
            var (was, setting) = (then.GetValueOrDefault(key), now.GetValueOrDefault(key));

            // What did not exist then had its default.
            if (was is null && setting?.Source == "default")
                continue;
            if (was != setting?.Value)
                differences.Add($"{key} was {was ?? "not set"} and is {setting?.Value ?? "not set"}");
        }

        return differences;
    }

    /// <summary>The settings that a run began with, by key.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> ValuesOf(string run) => Read(run);

    /// <summary>The configuration of a run.</summary>
    public static string ConfigurationOf(string run) => Path.Combine(run, ConfigurationName);

    /// <summary>Replaces the newest report in one step.</summary>
    public void WriteStatus(RunningDesk run, string runFolder, bool isRunning, int processId)
    {
        Directory.CreateDirectory(path);
        var draft = Path.Combine(path, StatusName + ".new");
        using (var file = File.Create(draft))
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteBoolean("running", isRunning);
            json.WriteNumber("process", processId);
            json.WriteString("run", runFolder);
            DeskReport.Write(json, run);
            json.WriteEndObject();
        }

        File.Move(draft, Path.Combine(path, StatusName), overwrite: true);

        // Days change slowly; what a kill takes from them is in the journal.
        var minute = run.Trader.Now.Nanoseconds / MinuteNs;
        if (run.Trader.Sequence == 0 || (isRunning && minute == _resultsMinute) || !Directory.Exists(runFolder))
            return;
        _resultsMinute = minute;
        run.History.Show(run.Trader.Now, run.Trader.Portfolio);
        ResultsFile.Write(runFolder, run.History.Days(), OpenPosition.Of(run.Trader.Portfolio, run.Listings));
    }

    /// <summary>As <see cref="WriteStatus"/>, for a desk that must not end because nobody can look at it.</summary>
    /// <returns>Why the report is the old one still; null where it is new.</returns>
    public string? TryWriteStatus(RunningDesk run, string runFolder, bool isRunning, int processId)
    {
        try
        {
            WriteStatus(run, runFolder, isRunning, processId);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{StatusName} cannot be written: {problem.Message}";
        }
    }

    private static bool Decides(string key) =>
        Array.Exists(_deciding, one => one.EndsWith(':') ? key.StartsWith(one, StringComparison.OrdinalIgnoreCase) : key.Equals(one, StringComparison.OrdinalIgnoreCase))
        || (key.Split(':') is ["Venues", _, var part] && _decidingOfVenues.Contains(part, StringComparer.OrdinalIgnoreCase));

    // By when it began first: a number only tells apart what began within one second.
    private static string Stamp(string run) => Path.GetFileName(run) is { Length: > StampLength } name ? name[..StampLength] : Path.GetFileName(run);

    private static long Number(string run) =>
        Path.GetFileName(run) is { Length: > StampLength } name && long.TryParse(name.AsSpan(StampLength).TrimStart('-'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;

    private static bool IsLive(string run)
    {
        try
        {
            return File.Exists(ConfigurationOf(run)) && Read(run).GetValueOrDefault("Mode") == "live";
        }
        catch (IOException)
        {
            // One that cannot be read is told when it is to be continued.
            return true;
        }
    }

    private static Dictionary<string, string> Read(string run)
    {
        try
        {
            using var read = JsonDocument.Parse(File.ReadAllBytes(ConfigurationOf(run)));
            return read.RootElement.EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString() ?? "", StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new IOException($"{ConfigurationOf(run)} cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>Every setting in force, by its whole key: flat keys are read as nested ones are. Not those of the door: a replay has none, and tokens are no part of a run.</summary>
    private static byte[] Flat(SettingsReader settings)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (var setting in settings.Effective.Where(setting => setting.Value.Length > 0 && !setting.Key.StartsWith("Door:", StringComparison.OrdinalIgnoreCase)
                && !setting.Key.StartsWith(Guarding.GuardSettings.NotKept, StringComparison.OrdinalIgnoreCase)))
                json.WriteString(setting.Key, setting.Value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
    }
}
