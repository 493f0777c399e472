using System.Collections;
using System.Text.Json;

namespace Rialto.Host.Config;

/// <summary>
/// Raw settings from file, environment and flags, the later winning, flattened to <c>Section:Key</c>. Knows nothing of what the keys mean.
/// </summary>
internal sealed class SettingSources
{
    /// <summary>Environment variables with this prefix are settings: <c>RIALTO__Http__Port</c> is <c>Http:Port</c>.</summary>
    public const string EnvironmentPrefix = "RIALTO__";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, Setting> _settings = new(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _emptyLists = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All settings given, one for each key.</summary>
    public IReadOnlyCollection<Setting> All => _settings.Values;

    /// <summary>The setting, or null where it was not given.</summary>
    public Setting? Find(string key) => _settings.GetValueOrDefault(key);

    /// <summary>True where a file has the key with a list that has nothing in it.</summary>
    public bool IsEmptyList(string key) => _emptyLists.Contains(key);

    /// <summary>Sets one key; a later call wins.</summary>
    public void Set(string key, string value, string source) => _settings[key] = new Setting(key, value, source);

    /// <summary>The same settings, to be changed apart from these.</summary>
    public SettingSources Copy()
    {
        var copy = new SettingSources();
        foreach (var (key, setting) in _settings)
            copy._settings[key] = setting;
        copy._emptyLists.UnionWith(_emptyLists);
        return copy;
    }

    /// <summary>Forgets one key.</summary>
    public void Remove(string key) => _settings.Remove(key);

    /// <summary>Reads a JSON file with comments and trailing commas allowed.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read, or is not an object.</exception>
    public void AddFile(string path)
    {
        try
        {
            AddJson(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([new SettingProblem(path, Path.GetFileName(path), $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>As <see cref="AddFile"/>, of a file that was read before.</summary>
    /// <param name="json">Its bytes; a mark of UTF-8 at its beginning is left out, as some editors write one.</param>
    /// <param name="path">Where it stands, for people.</param>
    /// <exception cref="ConfigurationException">It is no JSON, or not an object.</exception>
    public void AddJson(ReadOnlyMemory<byte> json, string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var document = JsonDocument.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ConfigurationException([new SettingProblem(path, name, "must be a JSON object")]);
            Flatten("", document.RootElement, name);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException([new SettingProblem(path, $"line {e.LineNumber + 1}", $"is not JSON: {e.Message}")]);
        }
        catch (InvalidOperationException e)
        {
            // Half of a surrogate pair parses, and is no text.
            throw new ConfigurationException([new SettingProblem(path, name, $"is not JSON: {e.Message}")]);
        }
    }

    /// <summary>Takes every variable that begins with <see cref="EnvironmentPrefix"/>.</summary>
    public void AddEnvironment(IDictionary variables)
    {
        foreach (DictionaryEntry variable in variables)
        {
            if (variable.Key is string name && name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
                Set(name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal), variable.Value as string ?? "", name);
        }
    }

    private void Flatten(string key, JsonElement element, string source)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Flatten(key.Length == 0 ? property.Name : $"{key}:{property.Name}", property.Value, source);
                break;
            case JsonValueKind.Array:
                var index = 0;
                if (element.GetArrayLength() == 0)
                    _emptyLists.Add(key);
                foreach (var item in element.EnumerateArray())
                    Flatten($"{key}:{index++}", item, source);
                break;
            case JsonValueKind.String:
                Set(key, element.GetString() ?? "", source);
                break;
            case JsonValueKind.Null:
                break;
            default:
                Set(key, element.GetRawText(), source);
                break;
        }
    }
}
