using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Host.Config;

namespace Rialto.Host.Desk;

/// <summary>
/// Where a desk's runs are kept: a folder for each, with its configuration as it was (<c>desk.json</c>) and its journal, and beside them <c>status.json</c>, the newest report, which other
/// tools read.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class DeskFolder(string path)
{
    private const string StatusName = "status.json";
    private const string ConfigurationName = "desk.json";

    /// <summary>The newest report; null where there is none.</summary>
    public byte[]? ReadStatus() => File.Exists(Path.Combine(path, StatusName)) ? File.ReadAllBytes(Path.Combine(path, StatusName)) : null;

    /// <summary>Makes the folder of a run.</summary>
    /// <returns>Its path.</returns>
    public string Begin(DateTimeOffset now, SettingsReader settings)
    {
        var stem = Path.Combine(path, "run-" + now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        var run = stem;
        for (var number = 2; Directory.Exists(run); number++)
            run = $"{stem}-{number}";
        Directory.CreateDirectory(run);
        File.WriteAllBytes(Path.Combine(run, ConfigurationName), Flat(settings));
        return run;
    }

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
