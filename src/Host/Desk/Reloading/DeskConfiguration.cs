using Rialto.Host.Config;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Plugins;

namespace Rialto.Host.Desk.Reloading;

/// <summary>A desk's configuration as it was read: from its file, the environment, and the flags of the command line, the later winning.</summary>
internal sealed class DeskConfiguration
{
    private readonly Action<SettingSources> _flags;

    private DeskConfiguration(string path, ReadOnlyMemory<byte> json, Action<SettingSources> flags, PluginShelf? loaded)
    {
        (Path, Json, _flags) = (path, json, flags);
        Sources.AddJson(json, path);
        GuardSettings.AddEnvironment(Sources, Environment.GetEnvironmentVariables());
        flags(Sources);
        Reader = new SettingsReader(Sources) { Listing = "rialto trade --show-config" };
        Settings = DeskSettingsReading.Read(Reader, FolderOf(path), loaded);
        Reader.ThrowIfRefused();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What stood in it.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>All that was given.</summary>
    public SettingSources Sources { get; } = new();

    /// <summary>What it was read with.</summary>
    public SettingsReader Reader { get; }

    /// <summary>What it says.</summary>
    public DeskSettings Settings { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="flags">What the command line says, told anew each time the file is read.</param>
    /// <exception cref="ConfigurationException">Names every offending key.</exception>
    public static DeskConfiguration Load(string path, Action<SettingSources> flags)
    {
        try
        {
            return new DeskConfiguration(path, File.ReadAllBytes(path), flags, null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([new SettingProblem(path, System.IO.Path.GetFileName(path), $"cannot be read: {problem.Message}")]);
        }
    }

    /// <summary>The same file with something else in it, read as at the start, but for plugins, which are those of this one.</summary>
    /// <exception cref="ConfigurationException">Names every offending key.</exception>
    public DeskConfiguration With(ReadOnlyMemory<byte> json) => new(Path, json, _flags, Settings.Plugins);

    /// <summary>The settings with some of them as they were once: what a run that goes on began with.</summary>
    /// <param name="isOne">Which keys.</param>
    /// <param name="then">Their values then; those that are not there were not given.</param>
    /// <exception cref="ConfigurationException">They cannot be together.</exception>
    public DeskSettings AsOf(Func<string, bool> isOne, IReadOnlyDictionary<string, string> then)
    {
        var sources = Sources.Copy();
        foreach (var now in Sources.All.Where(setting => isOne(setting.Key)))
            sources.Remove(now.Key);
        foreach (var (key, value) in then.Where(setting => isOne(setting.Key)))
            sources.Set(key, value, "the run");
        var reader = new SettingsReader(sources);
        var settings = DeskSettingsReading.Read(reader, FolderOf(Path), Settings.Plugins);
        reader.ThrowIfRefused();
        return settings;
    }

    /// <summary>Every setting by its key, as it is compared: of what listings hide, what was given. Nothing of it is shown but what <see cref="HotKeys"/> names.</summary>
    public Dictionary<string, string> Values()
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var reader = new SettingsReader(Sources);
        _ = DeskSettingsReading.Read(reader, FolderOf(Path), Settings.Plugins);
        foreach (var setting in reader.Effective)
            values[setting.Key] = setting.Source == "default" ? setting.Value : Sources.Find(setting.Key)?.Value ?? setting.Value;
        return values;
    }

    private static string FolderOf(string path) => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
}
