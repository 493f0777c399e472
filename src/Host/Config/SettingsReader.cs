using System.Globalization;
using System.Net;
using Rialto.Model.Units;

namespace Rialto.Host.Config;

/// <summary>
/// Reads typed settings, remembers what was asked for, and collects every problem instead of stopping at the first: a person fixes a
/// configuration once. Keys nobody asked for are problems too, since a misspelt key would otherwise mean its default.
/// </summary>
internal sealed class SettingsReader(SettingSources sources)
{
    private readonly List<SettingProblem> _problems = [];
    private readonly Dictionary<string, Setting> _effective = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every setting read so far with the value in force.</summary>
    public IEnumerable<Setting> Effective => _effective.Values;

    /// <summary>A text.</summary>
    public string Text(string key, string fallback) => Raw(key, fallback).Value;

    /// <summary>A text that may be left out.</summary>
    public string? OptionalText(string key)
    {
        var value = Raw(key, "").Value;
        return value.Length == 0 ? null : value;
    }

    /// <summary>A text that listings never show.</summary>
    public string? OptionalSecret(string key)
    {
        var value = OptionalText(key);
        if (value is not null)
            Show(key, "(hidden)");
        return value;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Number(string key, int fallback, int min, int max) => (int)Number(key, (long)fallback, min, max);

    /// <summary>A whole number within bounds.</summary>
    public long Number(string key, long fallback, long min, long max)
    {
        var setting = Raw(key, fallback.ToString(CultureInfo.InvariantCulture));
        if (long.TryParse(setting.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        Refuse(setting, $"must be a whole number from {min} to {max}, not '{setting.Value}'");
        return fallback;
    }

    /// <summary>A power of two within bounds.</summary>
    public int PowerOfTwo(string key, int fallback, int min, int max)
    {
        var value = Number(key, fallback, min, max);
        if (int.IsPow2(value))
            return value;
        Refuse(_effective[key], $"must be a power of two, not {value}");
        return fallback;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string key, bool fallback)
    {
        var setting = Raw(key, fallback ? "true" : "false");
        if (bool.TryParse(setting.Value, out var value))
            return value;
        Refuse(setting, $"must be true or false, not '{setting.Value}'");
        return fallback;
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        var setting = Raw(key, Word(fallback));
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(setting.Value, value.ToString(), StringComparison.OrdinalIgnoreCase))
                return value;
        }

        Refuse(setting, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(Word))}, not '{setting.Value}'");
        return fallback;
    }

    /// <summary>An IP address; <c>localhost</c> is 127.0.0.1, <c>*</c> every address.</summary>
    public IPAddress Address(string key, IPAddress fallback)
    {
        var setting = Raw(key, fallback.ToString());
        if (setting.Value == "localhost")
            return IPAddress.Loopback;
        if (setting.Value == "*")
            return IPAddress.Any;
        if (IPAddress.TryParse(setting.Value, out var address))
            return address;
        Refuse(setting, $"must be an IP address, 'localhost' or '*', not '{setting.Value}'");
        return fallback;
    }

    /// <summary>The command that lists all settings with their values: where a key is not known.</summary>
    public string Listing { get; set; } = "rialto show-config";

    /// <summary>A decimal at a scale within bounds, in units of 10^-scale.</summary>
    public long Decimal(string key, string fallback, int scale, long min, long max)
    {
        var units = Decimal(key, fallback, scale);
        if (units >= min && units <= max)
            return units;
        Refuse(_effective[key], max == long.MaxValue
            ? $"must not be below {DecimalText.Format(min, scale)}: '{_effective[key].Value}'"
            : $"must be from {DecimalText.Format(min, scale)} to {DecimalText.Format(max, scale)}, not '{_effective[key].Value}'");
        return Math.Clamp(0, min, max);
    }

    /// <summary>A decimal at a scale, in units of 10^-scale.</summary>
    public long Decimal(string key, string fallback, int scale)
    {
        var setting = Raw(key, fallback);
        Span<byte> ascii = stackalloc byte[64];
        var error = setting.Value.Length <= ascii.Length && System.Text.Ascii.FromUtf16(setting.Value, ascii, out var length) == System.Buffers.OperationStatus.Done
            ? DecimalText.TryParse(ascii[..length], scale, out var units)
            : Malformed(out units);
        if (error == DecimalTextError.None)
            return units;
        Refuse(setting, error switch
        {
            DecimalTextError.TooPrecise => $"has more than {scale} decimals: '{setting.Value}'",
            DecimalTextError.OutOfRange => $"is beyond {DecimalText.Format(long.MaxValue, scale)}: '{setting.Value}'",
            _ => $"must be a decimal number, not '{setting.Value}'",
        });
        return 0;
    }

    /// <summary>The next names under a key, in order: of <c>Instruments</c>, <c>0</c>, <c>1</c>, …; of <c>Calendars</c>, their names.</summary>
    public IReadOnlyList<string> Children(string key)
    {
        var prefix = key + ":";
        return sources.All
            .Where(setting => setting.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Key[prefix.Length..].Split(':')[0])
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(name => int.TryParse(name, CultureInfo.InvariantCulture, out var index) ? index : int.MaxValue)
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase)
            .ToList();
    }

    /// <summary>True where the key, or anything under it, was given.</summary>
    public bool Has(string key) => sources.Find(key) is not null || Children(key).Count > 0;

    /// <summary>True where the file has the key with a list that has nothing in it, which is not the same as no list.</summary>
    public bool IsEmptyList(string key) => sources.IsEmptyList(key) && Children(key).Count == 0;

    /// <summary>What listings show of a key that was read, in the place of its value.</summary>
    public void Show(string key, string shown) => _effective[key] = _effective[key] with { Value = shown };

    /// <summary>Adds a problem of a key.</summary>
    public void Refuse(string key, string problem) =>
        Refuse(_effective.GetValueOrDefault(key) ?? sources.Find(key) ?? new Setting(key, "", SourceUnder(key)), problem);

    /// <summary>Ends the reading.</summary>
    /// <exception cref="ConfigurationException">Something was wrong, or a key was given that nobody asked for.</exception>
    public void ThrowIfRefused()
    {
        foreach (var setting in sources.All)
        {
            if (!_effective.ContainsKey(setting.Key))
                Refuse(setting, $"is not a setting{Suggestion(setting.Key)}");
        }

        if (_problems.Count > 0)
            throw new ConfigurationException(_problems);
    }

    // Of a list or an object: where its parts stand.
    private string SourceUnder(string key) => sources.All.FirstOrDefault(setting => setting.Key.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase))?.Source ?? "no entry";

    private static DecimalTextError Malformed(out long units)
    {
        units = 0;
        return DecimalTextError.Malformed;
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private void Refuse(Setting setting, string problem) => _problems.Add(new SettingProblem(setting.Key, setting.Source, problem));

    private Setting Raw(string key, string fallback)
    {
        var given = sources.Find(key);
        var setting = given is null ? new Setting(key, fallback, "default") : given with { Key = key };
        _effective[key] = setting;
        return setting;
    }

    private string Suggestion(string key)
    {
        var nearest = _effective.Keys.Select(known => (Known: known, Distance: Distance(known, key))).OrderBy(pair => pair.Distance).FirstOrDefault();
        return nearest.Known is not null && nearest.Distance <= 3 ? $"; did you mean {nearest.Known}?" : $"; see {Listing}";
    }

    // Levenshtein, two rows.
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = previous[j - 1] + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
