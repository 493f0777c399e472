using System.Globalization;
using System.Text.Json;
using Rialto.Host.Desk.Keys;

namespace Rialto.Host.Desk.Guarding;

/// <summary>For which life of a desk a watchdog has done its work already, in a small file of the desk's folder: one that is started again does not do it twice, and goes on where it was not done.</summary>
/// <param name="folder">The desk's.</param>
internal sealed class WatchMemory(string folder)
{
    private const string FileName = "watchdog.json";

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>The life for which everything is certainly cancelled; zero for none.</summary>
    public long Done { get; private set; }

    /// <summary>Reads the file, where there is one that can be read; doing the work twice harms nothing.</summary>
    public static WatchMemory Open(string folder)
    {
        var memory = new WatchMemory(folder);
        try
        {
            memory.Done = File.Exists(memory._path) ? JsonElement.Parse(File.ReadAllBytes(memory._path)).GetProperty("done").GetInt64() : 0;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            memory.Done = 0;
        }

        return memory;
    }

    /// <summary>Remembers.</summary>
    /// <exception cref="VenueKeyException">The disk refuses.</exception>
    public void Remember(long instance)
    {
        if (Done == instance)
            return;
        Done = instance;
        PrivateFile.Replace(_path, System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"done\":{instance}}}\n")));
    }
}
