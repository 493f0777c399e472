using System.CommandLine;
using Rialto.Host.Config;

namespace Rialto.Host.Tools;

/// <summary>Flags that are settings, for the commands that read the configuration.</summary>
internal sealed class SettingOptions
{
    private readonly Option<string?> _config = new("--config") { Description = $"Configuration file; default {HostSettings.DefaultFile} if it is there" };
    private readonly Option<string?> _data = new("--data") { Description = "Data folder (Data:Directory)" };
    private readonly Option<string?> _http = new("--http") { Description = "Address, port, or address:port of REST and WebSocket (Http:Address, Http:Port); port 0 takes a free one" };
    private readonly Option<string?> _native = new("--native") { Description = "The same for the native protocol (Native:Address, Native:Port); 'off' switches it off" };
    private readonly Option<string?> _binance = new("--binance") { Description = "The same for the Binance-compatible API (Binance:Address, Binance:Port); 'off' switches it off" };
    private readonly Option<string?> _fix = new("--fix") { Description = "The same for FIX 4.4, which it switches on (Fix:Enabled, Fix:Address, Fix:Port); 'off' switches it off" };
    private readonly Option<string?> _durability = new("--durability") { Description = "fsync, os or memory (Journal:Durability)" };
    private readonly Option<string[]> _set = new("--set") { Description = "Any setting: --set Http:Port=8080; may be repeated", AllowMultipleArgumentsPerToken = false };

    private SettingOptions()
    {
    }

    /// <summary>Adds the flags to a command.</summary>
    public static SettingOptions AddTo(Command command)
    {
        var options = new SettingOptions();
        foreach (var option in new Option[] { options._config, options._data, options._http, options._native, options._binance, options._fix, options._durability, options._set })
            command.Options.Add(option);
        return options;
    }

    /// <summary>File, environment and flags.</summary>
    /// <exception cref="ToolException">A file that cannot be read, a flag that is not a setting.</exception>
    public SettingSources Gather(ParseResult parsed)
    {
        var flags = new List<Setting>();
        if (parsed.GetValue(_data) is { } data)
            flags.Add(new Setting("Data:Directory", data, "--data"));
        AddListen(flags, "Http", "--http", parsed.GetValue(_http));
        if (parsed.GetValue(_native) is "off")
            flags.Add(new Setting("Native:Enabled", "false", "--native"));
        else
            AddListen(flags, "Native", "--native", parsed.GetValue(_native));
        if (parsed.GetValue(_binance) is "off")
            flags.Add(new Setting("Binance:Enabled", "false", "--binance"));
        else
            AddListen(flags, "Binance", "--binance", parsed.GetValue(_binance));

        if (parsed.GetValue(_fix) is { } fix)
        {
            flags.Add(new Setting("Fix:Enabled", fix == "off" ? "false" : "true", "--fix"));
            AddListen(flags, "Fix", "--fix", fix == "off" ? null : fix);
        }

        if (parsed.GetValue(_durability) is { } durability)
            flags.Add(new Setting("Journal:Durability", durability, "--durability"));
        foreach (var assignment in parsed.GetValue(_set) ?? [])
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new ToolException(ExitCode.Usage, $"--set takes Key=Value, not '{assignment}'.");
            flags.Add(new Setting(assignment[..equals], assignment[(equals + 1)..], "--set"));
        }

        try
        {
            return HostSettings.Gather(parsed.GetValue(_config), flags, Environment.GetEnvironmentVariables());
        }
        catch (ConfigurationException problem)
        {
            throw Explain(problem);
        }
    }

    /// <summary>All of it: gathered, read, checked.</summary>
    /// <exception cref="ToolException">Names every offending key.</exception>
    public HostSettings Load(ParseResult parsed)
    {
        var reader = new SettingsReader(Gather(parsed));
        var settings = HostSettings.Read(reader);
        try
        {
            reader.ThrowIfRefused();
        }
        catch (ConfigurationException problem)
        {
            throw Explain(problem);
        }

        return settings;
    }

    /// <summary>The problems as a tool says them.</summary>
    public static ToolException Explain(ConfigurationException problem) => new(ExitCode.Usage, "configuration: " + problem.Message, inner: problem);

    private static void AddListen(List<Setting> flags, string section, string flag, string? value)
    {
        if (value is null)
            return;
        var colon = value.LastIndexOf(':');
        if (value.All(char.IsAsciiDigit))
        {
            flags.Add(new Setting($"{section}:Port", value, flag));
        }
        else if (colon < 0 || value.EndsWith(']'))
        {
            flags.Add(new Setting($"{section}:Address", value.Trim('[', ']'), flag));
        }
        else
        {
            flags.Add(new Setting($"{section}:Address", value[..colon].Trim('[', ']'), flag));
            flags.Add(new Setting($"{section}:Port", value[(colon + 1)..], flag));
        }
    }
}
