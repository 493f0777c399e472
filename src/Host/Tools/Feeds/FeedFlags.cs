using System.CommandLine;
using System.Globalization;
using Rialto.Adapters.Connections;
using Rialto.Host.Config;
using Rialto.Host.Feeds.Live.Play;

namespace Rialto.Host.Tools.Feeds;

/// <summary>The flags of <c>rialto feed</c> that are settings.</summary>
internal sealed class FeedFlags
{
    private const string AllVenues = "all";

    private readonly Option<string?> _venues = new("--venues") { Description = "Venues by commas (Feeds:Venues): binance,okx, or 'all'" };
    private readonly Option<string?> _symbols = new("--symbols") { Description = "Symbols by commas (Feeds:Symbols), ours or a venue's: BTC-USDT,ETH-USDT; '*' for all that trade" };
    private readonly Option<string?> _server = new("--server") { Description = "A 'rialto replay' server that stands for all venues: http://127.0.0.1:7090" };
    private readonly Option<string?> _currency = new("--currency") { Description = "Also show best prices in this currency (Feeds:Currency), through pairs that are followed" };
    private readonly Option<int?> _http = new("--http") { Description = "Serve pages and JSON on this port of 127.0.0.1 (Feeds:Http:Port); 0 takes a free one" };
    private readonly Option<string?> _recordEvents = new("--record-events") { Description = "Record the events of all books in this folder (Feeds:RecordEvents), each run in one of its own" };
    private readonly Option<string?> _config = new("--config") { Description = $"Configuration file; default {HostSettings.DefaultFile} if it is there" };
    private readonly Option<string[]> _set = new("--set") { Description = "Any setting: --set Feeds:QuietMs=60000; may be repeated", AllowMultipleArgumentsPerToken = false };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _venues, _symbols, _server, _currency, _http, _recordEvents, _config, _set })
            command.Options.Add(option);
    }

    /// <summary>File, environment, flags; checked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isPlayed">Recorded events take the place of venues: none have to be named, and none are followed.</param>
    public HostSettings Load(ParseResult parsed, bool isPlayed = false)
    {
        var sources = Gather(parsed);
        var reader = new SettingsReader(sources);
        var settings = HostSettings.Read(reader);
        try
        {
            reader.ThrowIfRefused();
        }
        catch (ConfigurationException problem)
        {
            throw SettingOptions.Explain(problem);
        }

        if (isPlayed)
            return parsed.GetValue(_server) is null
                ? settings with { Feeds = settings.Feeds with { Venues = [], RecordFolder = null } }
                : throw new ToolException(ExitCode.Usage, "--events plays a recording, --server follows a server: one of them.");
        if (settings.Feeds.Venues.Count == 0)
            throw new ToolException(ExitCode.Usage, $"No venue is asked for: --venues, or Feeds:Venues in {HostSettings.DefaultFile}. There are {Known()}.");
        if (settings.Feeds.Symbols.Count == 0)
            throw new ToolException(ExitCode.Usage, $"No symbol is asked for: --symbols BTC-USDT,ETH-USDT, or Feeds:Symbols in {HostSettings.DefaultFile}; '*' for all that trade.");
        return parsed.GetValue(_server) is { } server ? settings with { Feeds = settings.Feeds with { Venues = [.. settings.Feeds.Venues.Select(terms => At(server, terms))] } } : settings;
    }

    /// <summary>File, environment and assignments alone, checked: of a command whose venues and symbols are its own.</summary>
    public static HostSettings Read(string? config, IEnumerable<string> assignments)
    {
        var set = new List<Setting>();
        Assign(assignments, set);
        try
        {
            var reader = new SettingsReader(HostSettings.Gather(config, set, Environment.GetEnvironmentVariables()));
            var settings = HostSettings.Read(reader);
            reader.ThrowIfRefused();
            return settings;
        }
        catch (ConfigurationException problem)
        {
            throw SettingOptions.Explain(problem);
        }
    }

    /// <summary>What of a recording the flags name; without flags all of it, whatever the file says.</summary>
    public PlayedChoice ChoiceOf(ParseResult parsed) => new(
        parsed.GetValue(_venues) is null or AllVenues ? [] : [.. Named(parsed.GetValue(_venues)).Select(name => VenueRegistry.TryFind(name, out var terms) ? terms.Venue : Model.Feeds.FeedVenue.None)],
        Split(parsed.GetValue(_symbols)));

    private SettingSources Gather(ParseResult parsed)
    {
        var flags = new List<Setting>();
        var symbols = Split(parsed.GetValue(_symbols));
        for (var i = 0; i < symbols.Length; i++)
            flags.Add(new Setting($"Feeds:Symbols:{i}", symbols[i], "--symbols"));
        if (parsed.GetValue(_currency) is { } currency)
            flags.Add(new Setting("Feeds:Currency", currency, "--currency"));
        if (parsed.GetValue(_http) is { } port)
            flags.Add(new Setting("Feeds:Http:Port", port.ToString(CultureInfo.InvariantCulture), "--http"));
        if (parsed.GetValue(_recordEvents) is { } recordings)
            flags.Add(new Setting("Feeds:RecordEvents", recordings, "--record-events"));
        foreach (var name in Named(parsed.GetValue(_venues)))
            flags.Add(new Setting($"Feeds:Venues:{name}:Enabled", "true", "--venues"));
        Assign(parsed.GetValue(_set) ?? [], flags);
        try
        {
            var sources = HostSettings.Gather(parsed.GetValue(_config), flags, Environment.GetEnvironmentVariables());

            // What flags name takes the place of what the file does, not a place beside it.
            if (parsed.GetValue(_venues) is { } venues)
                DropOthers(sources, Named(venues));
            foreach (var given in sources.All.Where(setting => symbols.Length > 0 && setting.Source != "--symbols" && setting.Key.StartsWith("Feeds:Symbols:", StringComparison.OrdinalIgnoreCase)).ToList())
                sources.Remove(given.Key);
            return sources;
        }
        catch (ConfigurationException problem)
        {
            throw SettingOptions.Explain(problem);
        }
    }

    private static void Assign(IEnumerable<string> assignments, List<Setting> settings)
    {
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new ToolException(ExitCode.Usage, $"--set takes Key=Value, not '{assignment}'.");
            settings.Add(new Setting(assignment[..equals], assignment[(equals + 1)..], "--set"));
        }
    }

    private static void DropOthers(SettingSources sources, IReadOnlyList<string> wanted)
    {
        foreach (var name in sources.All.Where(setting => setting.Key.StartsWith("Feeds:Venues:", StringComparison.OrdinalIgnoreCase)).Select(setting => setting.Key.Split(':')[2]).Distinct().ToList())
        {
            if (!wanted.Contains(name, StringComparer.OrdinalIgnoreCase))
                sources.Set($"Feeds:Venues:{name}:Enabled", "false", "--venues");
        }
    }

    private static string[] Named(string? venues)
    {
        if (venues == AllVenues)
            return [.. VenueRegistry.Others.Where(terms => terms.SameBooksAs == Model.Feeds.FeedVenue.None).Select(terms => terms.Name)];
        var names = Split(venues);
        return Array.Find(names, name => !VenueRegistry.TryFind(name, out _)) is { } unknown ? throw new ToolException(ExitCode.Usage, $"No venue is called '{unknown}'. There are {Known()}.") : names;
    }

    private static VenueTerms At(string server, VenueTerms terms)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var root) || root.Scheme is not ("http" or "https"))
            throw new ToolException(ExitCode.Usage, $"--server is an address such as http://127.0.0.1:7090, not '{server}'.");
        var rest = new Uri($"{root.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{terms.Name}");
        return (terms with { IsPlayed = true }).With(new VenueSettings { Rest = rest, WebSocket = terms.IsPolled ? null : new UriBuilder(rest) { Scheme = root.Scheme == "https" ? "wss" : "ws", Port = rest.Port }.Uri });
    }

    private static string[] Split(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Known() => string.Join(", ", VenueRegistry.All.Select(terms => terms.Name));
}
