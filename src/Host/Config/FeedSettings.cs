using System.Net;
using Rialto.Adapters.Connections;
using Rialto.Gateways.Multicast;
using Rialto.Runtime.Agents;
using Rialto.Trading.Quality;

namespace Rialto.Host.Config;

/// <summary>What leaves the process; nothing unless it is asked for.</summary>
/// <param name="SharedFolder">Folder of the rings in shared memory; null: none are made.</param>
/// <param name="SharedSlots">Slots of each ring.</param>
/// <param name="Multicast">Where packets go; null: none are sent.</param>
internal sealed record FeedDistributionSettings(string? SharedFolder, int SharedSlots, MulticastOptions? Multicast);

/// <summary>The section <c>Feeds</c>: which venues and symbols the feed role follows, and what it does with them. docs/guide/configuration.md lists every key.</summary>
/// <param name="Venues">The venues asked for, with what was set about them.</param>
/// <param name="Symbols">As we write them or as a venue does; <c>*</c> for all that trade.</param>
/// <param name="QuietMs">A book without an update for so long is asked for anew; null leaves the venue's own limit, zero never.</param>
/// <param name="ListingsMinutes">How often lists of symbols are read again.</param>
/// <param name="HttpPort">Port of the pages on the loopback interface; null: none, zero: any that is free.</param>
/// <param name="Currency">Best prices are also shown in this currency; empty: none.</param>
/// <param name="HistoryEvents">Newest events kept of each listing.</param>
/// <param name="Idle">What the hub's thread does while nothing comes.</param>
/// <param name="RecordFolder">Folder that everything received is recorded in; null: nothing is.</param>
/// <param name="RecordEventsFolder">Folder that the hub's events are recorded in, each run in one of its own; null: they are not.</param>
/// <param name="LogFile">Where the role's log goes; null: standard error.</param>
/// <param name="BudgetFolder">Folder in which processes of this machine share what venues allow its address; null: the usual one.</param>
/// <param name="IsLimited">Ten symbols a venue and no more (<c>LIMITED_MODE</c>).</param>
/// <param name="Distribution">What leaves the process.</param>
/// <param name="Route">The way to all venues: proxy, names, TLS.</param>
internal sealed record FeedSettings(
    IReadOnlyList<VenueTerms> Venues,
    IReadOnlyList<string> Symbols,
    int? QuietMs,
    int ListingsMinutes,
    int? HttpPort,
    string Currency,
    int HistoryEvents,
    IdleMode Idle,
    string? RecordFolder,
    string? RecordEventsFolder,
    string? LogFile,
    string? BudgetFolder,
    bool IsLimited,
    FeedDistributionSettings Distribution,
    VenueRoute Route)
{
    /// <summary>Symbols of a venue in limited mode.</summary>
    public const int LimitedSymbols = 10;

    /// <summary>All that trade.</summary>
    public const string AllSymbols = "*";

    /// <summary>The environment variable that asks for limited mode.</summary>
    public const string LimitedVariable = "LIMITED_MODE";

    /// <summary>The environment variables of the app key of LS Securities, where no setting has it.</summary>
    public const string AppKeyVariable = "LS_APP_KEY", AppSecretVariable = "LS_APP_SECRET";

    private const string Section = "Feeds";

    /// <summary>Reads the section.</summary>
    public static FeedSettings Read(SettingsReader reader)
    {
        var limited = Environment.GetEnvironmentVariable(LimitedVariable);
        return new FeedSettings(
            ReadVenues(reader),
            [.. reader.Children($"{Section}:Symbols").Select(index => reader.Text($"{Section}:Symbols:{index}", ""))],
            ReadOptionalNumber(reader, $"{Section}:QuietMs", 0, 86_400_000),
            reader.Number($"{Section}:ListingsMinutes", 5, 1, 1_440),
            ReadOptionalNumber(reader, $"{Section}:Http:Port", 0, 65_535),
            reader.Text($"{Section}:Currency", "").ToUpperInvariant(),
            reader.Number($"{Section}:HistoryEvents", EventHistory.DefaultCapacity, 0, 1_000_000),
            reader.Choice($"{Section}:Idle", IdleMode.Park),
            reader.OptionalText($"{Section}:Record"),
            reader.OptionalText($"{Section}:RecordEvents"),
            reader.OptionalText($"{Section}:Log"),
            reader.OptionalText($"{Section}:BudgetFolder"),
            reader.Flag($"{Section}:Limited", limited == "1" || (bool.TryParse(limited, out var isLimited) && isLimited)),
            ReadDistribution(reader),
            FeedRouteSettings.Read(reader, $"{Section}:Network"));
    }

    private static List<VenueTerms> ReadVenues(SettingsReader reader)
    {
        var venues = new List<VenueTerms>();
        foreach (var name in reader.Children($"{Section}:Venues"))
        {
            var key = $"{Section}:Venues:{name}";
            if (!VenueRegistry.TryFind(name, out var terms))
            {
                reader.Refuse(key, $"is no venue; there are {string.Join(", ", VenueRegistry.All.Select(venue => venue.Name))}");
                foreach (var given in reader.Children(key))
                    reader.Text($"{key}:{given}", "");
                continue;
            }

            if (!reader.Flag($"{key}:Enabled", true) || Terms(reader, key, terms) is not { } set)
                continue;
            if (venues.Find(other => other.Books == set.Books) is { } other)
            {
                reader.Refuse(key, other.Venue == set.Venue
                    ? $"is another name of '{other.Name}', which is there already"
                    : $"has the same books as '{other.Name}': best prices would count everything twice; take one of them");
                continue;
            }

            venues.Add(set);
        }

        return venues;
    }

    private static VenueTerms? Terms(SettingsReader reader, string key, VenueTerms terms)
    {
        var settings = new VenueSettings
        {
            WebSocket = ReadAddress(reader, $"{key}:WebSocket", terms.WebSocket),
            Rest = terms.NeedsNode ? ReadNode(reader, $"{key}:Rest") : ReadAddress(reader, $"{key}:Rest", terms.Rest),
            SymbolsPerSocket = ReadOptionalNumber(reader, $"{key}:SymbolsPerSocket", 1, int.MaxValue),
            MessagesPerSecond = ReadOptionalNumber(reader, $"{key}:MessagesPerSecond", 1, int.MaxValue),
            ConnectsPerMinute = ReadOptionalNumber(reader, $"{key}:ConnectsPerMinute", 1, int.MaxValue),
            RotateMinutes = ReadOptionalNumber(reader, $"{key}:RotateMinutes", 0, int.MaxValue),
            RestWeight = ReadOptionalNumber(reader, $"{key}:RestWeight", 1, int.MaxValue),
            RestWindowSeconds = ReadOptionalNumber(reader, $"{key}:RestWindowSeconds", 1, int.MaxValue),
            SnapshotWeight = ReadOptionalNumber(reader, $"{key}:SnapshotWeight", 1, int.MaxValue),
            ListingsWeight = ReadOptionalNumber(reader, $"{key}:ListingsWeight", 1, int.MaxValue),
            Deflate = reader.Flag($"{key}:Deflate", terms.Deflates),
            KeyId = reader.OptionalText($"{key}:KeyId"),
            KeyPem = ReadKey(reader, $"{key}:KeyFile"),
            AppKey = ReadSecret(reader, $"{key}:AppKey", terms, AppKeyVariable),
            AppSecret = ReadSecret(reader, $"{key}:AppSecret", terms, AppSecretVariable),
            AmmFactory = reader.OptionalText($"{key}:AmmFactory"),
            Factories = [.. reader.Children($"{key}:Factories").Select(index => reader.Text($"{key}:Factories:{index}", ""))],
        };
        try
        {
            return terms.With(settings);
        }
        catch (VenueSettingException problem)
        {
            reader.Refuse($"{key}:{(problem.Key == nameof(VenueSettings.KeyPem) ? "KeyFile" : problem.Key)}", problem.Problem);
            return null;
        }
    }

    private static Uri? ReadAddress(SettingsReader reader, string key, Uri builtIn)
    {
        var text = reader.Text(key, builtIn.OriginalString);
        if (Uri.TryCreate(text, UriKind.Absolute, out var address))
            return address == builtIn ? null : address;
        reader.Refuse(key, $"must be an address such as {builtIn.OriginalString}, not '{text}'");
        return null;
    }

    // The address of a node holds its owner's key more often than not.
    private static Uri? ReadNode(SettingsReader reader, string key)
    {
        if (reader.OptionalSecret(key) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address))
            return address;
        reader.Refuse(key, "must be an address such as https://polygon.example.com/key");
        return null;
    }

    private static string? ReadSecret(SettingsReader reader, string key, VenueTerms terms, string variable) =>
        reader.OptionalSecret(key) ?? (terms.NeedsAppKey && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? given : null);

    private static string? ReadKey(SettingsReader reader, string key)
    {
        if (reader.OptionalText(key) is not { } path)
            return null;
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            reader.Refuse(key, $"cannot be read: {problem.Message}");
            return null;
        }
    }

    // A key that is not given is not listed: built-in limits of venues stand in docs/reference/connections.md.
    private static int? ReadOptionalNumber(SettingsReader reader, string key, int least, int most) => reader.Has(key) ? reader.Number(key, least, least, most) : null;

    private static FeedDistributionSettings ReadDistribution(SettingsReader reader)
    {
        const string shared = $"{Section}:Distribution:Shared", multicast = $"{Section}:Distribution:Multicast";
        var folder = reader.Text($"{shared}:Folder", Runtime.Shared.SharedRingFolder.Default);
        var slots = reader.PowerOfTwo($"{shared}:Slots", 1 << 18, 1 << 10, 1 << 24);
        var standard = new MulticastOptions();
        var options = new MulticastOptions
        {
            Group = reader.Text($"{multicast}:Group", standard.Group),
            CryptoPort = reader.Number($"{multicast}:CryptoPort", standard.CryptoPort, 1, 65_535),
            StockPort = reader.Number($"{multicast}:StockPort", standard.StockPort, 1, 65_535),
            Interface = reader.Address($"{multicast}:Interface", IPAddress.Parse(standard.Interface)).ToString(),
            TimeToLive = reader.Number($"{multicast}:TimeToLive", standard.TimeToLive, 0, 255),
            SnapshotAddress = reader.Address($"{multicast}:SnapshotAddress", IPAddress.Parse(standard.SnapshotAddress)).ToString(),
            SnapshotPort = reader.Number($"{multicast}:SnapshotPort", standard.SnapshotPort, 0, 65_535),
            SnapshotConnections = reader.Number($"{multicast}:SnapshotConnections", standard.SnapshotConnections, 1, 10_000),
            HeartbeatMs = reader.Number($"{multicast}:HeartbeatMs", standard.HeartbeatMs, 1, 60_000),
            StatusMs = reader.Number($"{multicast}:StatusMs", standard.StatusMs, 0, 600_000),
        };
        var isMulticast = reader.Flag($"{multicast}:Enabled", false);
        Check(reader, $"{multicast}:Group", () => options.EndPointOf(Wire.Multicast.MulticastChannel.Crypto));
        Check(reader, $"{multicast}:Interface", () => options.InterfaceAddress);
        Check(reader, $"{multicast}:SnapshotAddress", () => options.Snapshots);
        return new FeedDistributionSettings(reader.Flag($"{shared}:Enabled", false) ? folder : null, slots, isMulticast ? options : null);
    }

    private static void Check(SettingsReader reader, string key, Func<object> use)
    {
        try
        {
            use();
        }
        catch (System.ComponentModel.DataAnnotations.ValidationException problem)
        {
            reader.Refuse(key, problem.Message);
        }
    }
}
