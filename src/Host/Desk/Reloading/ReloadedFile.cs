using System.Text.Json;
using Rialto.Runtime.Files;

namespace Rialto.Host.Desk.Reloading;

/// <summary>
/// What a run was told last by its configuration file, beside the configuration that it began with: a start that goes on with the run knows by it which changes the run's journal has already. Where
/// it is missing or broken the beginning stands, and the same is told once more.
/// </summary>
internal static class ReloadedFile
{
    private const string Name = "reloaded.json";

    /// <summary>The values of hot settings as they were taken last; null where none was changed.</summary>
    public static IReadOnlyDictionary<string, string>? Read(string run)
    {
        try
        {
            using var read = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, Name)));
            return read.RootElement.EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString() ?? "", StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Replaces it in one step.</summary>
    /// <returns>Why it could not be written; null where it was.</returns>
    public static string? Write(string run, IEnumerable<KeyValuePair<string, string>> values)
    {
        try
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                foreach (var (key, value) in values.OrderBy(setting => setting.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            var draft = Path.Combine(run, Name + ".new");
            buffer.WriteByte((byte)'\n');
            using (var file = File.Create(draft))
            {
                buffer.WriteTo(file);

                // A name that is on the disk before what it names would be an empty file after a loss of power.
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, Path.Combine(run, Name), overwrite: true);
            DurableFile.FlushDirectory(run);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{Name} cannot be written: {problem.Message}";
        }
    }
}
