using System.Collections;
using System.Net;
using Rialto.Gateways;
using Rialto.Journal;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Runtime.Agents;

namespace Rialto.Host.Config;

/// <summary>The journal's settings.</summary>
/// <param name="Durability">When commands count as durable.</param>
/// <param name="SegmentBytes">Size of new segments.</param>
/// <param name="Archive">Whether segments that the snapshots do not need are compressed.</param>
/// <param name="KeepSegments">How many segments are kept at least, the newest; zero keeps all.</param>
/// <param name="KeepDays">How old the newest command of a segment must be before it may go; zero keeps all.</param>
/// <param name="SlowDiskMs">A write that takes longer raises an alert, in milliseconds.</param>
internal sealed record JournalSettings(Durability Durability, int SegmentBytes, bool Archive, int KeepSegments, int KeepDays, int SlowDiskMs);

/// <summary>The follower of the journal and the snapshots it takes.</summary>
/// <param name="Enabled">Whether there is a follower.</param>
/// <param name="Schedule">When it takes snapshots.</param>
/// <param name="Keep">How many snapshots are kept, the newest; zero keeps all.</param>
/// <param name="UseAtStart">Whether a start begins from the newest snapshot.</param>
internal sealed record FollowerSettings(bool Enabled, SnapshotSchedule Schedule, int Keep, bool UseAtStart);

/// <summary>Sizes of the rings, in slots of 128 bytes; powers of two.</summary>
internal sealed record RingSettings(int Commands, int Events);

/// <summary>Who does what on which thread; docs/guide/configuration.md says when to change it.</summary>
/// <param name="Idle">What the threads of the pipeline do while there is nothing to do.</param>
/// <param name="Help">Whether those who bring work may do it while its own thread sleeps.</param>
/// <param name="InlineSockets">Whether what comes off a socket is worked on by the thread that watches the sockets.</param>
internal sealed record ThreadSettings(IdleMode Idle, bool Help, bool InlineSockets);

/// <summary>
/// Everything the process is told from outside, validated. Loaded from <c>rialto.json</c>, then environment, then flags, the later winning.
/// </summary>
internal sealed record HostSettings(
    string DataFolder,
    bool Development,
    GatewayOptions Gateways,
    JournalSettings Journal,
    FollowerSettings Follower,
    RingSettings Rings,
    ThreadSettings Threads,
    ExchangeLimits Limits,
    int TimerMs,
    IReadOnlyList<AssetSettings> Assets,
    IReadOnlyList<InstrumentSettings> Instruments,
    IReadOnlyList<AccountSettings> Accounts)
{
    /// <summary>The file read where none is named, if it is there.</summary>
    public const string DefaultFile = "rialto.json";

    /// <summary>Largest ring: 2^22 slots are 512 MiB.</summary>
    private const int MaxRing = 1 << 22;

    /// <summary>Folder of the journal's segments.</summary>
    public string JournalFolder => Path.Combine(DataFolder, "journal");

    /// <summary>Folder of the snapshots.</summary>
    public string SnapshotFolder => Path.Combine(DataFolder, "snapshots");

    /// <summary>Folder of the key store.</summary>
    public string KeysFolder => Path.Combine(DataFolder, "keys");

    /// <summary>Folder of the case book, applications and documents.</summary>
    public string ComplianceFolder => Path.Combine(DataFolder, "compliance");

    /// <summary>The compliance desk.</summary>
    public ComplianceSettings Compliance { get; init; } = new(null, null, null);

    /// <summary>Who is told of alerts.</summary>
    public required AlertSettings Alerts { get; init; }

    /// <summary>Venues' market data; for <c>rialto feed</c> alone.</summary>
    public required FeedSettings Feeds { get; init; }

    /// <summary>Where the process serves; the tools on this machine read it.</summary>
    public string ProfileFile => Path.Combine(DataFolder, "client.json");

    /// <summary>Gathers the sources in their order.</summary>
    /// <param name="file">A file that must be there, or null for <see cref="DefaultFile"/> if it is.</param>
    /// <param name="flags">Key, value and the flag's name.</param>
    /// <param name="environment">Environment variables.</param>
    public static SettingSources Gather(string? file, IEnumerable<Setting> flags, IDictionary environment)
    {
        var sources = new SettingSources();
        if (file is not null)
            sources.AddFile(file);
        else if (File.Exists(DefaultFile))
            sources.AddFile(DefaultFile);
        sources.AddEnvironment(environment);
        foreach (var flag in flags)
            sources.Set(flag.Key, flag.Value, flag.Source);
        return sources;
    }

    /// <summary>Reads and checks every setting.</summary>
    /// <exception cref="ConfigurationException">Names each offending key.</exception>
    public static HostSettings Read(SettingsReader reader)
    {
        var assets = AssetSettings.ReadAll(reader);
        var settings = new HostSettings(
            Path.GetFullPath(reader.Text("Data:Directory", "data")),
            reader.Flag("Development", true),
            GatewaySettings.Read(reader),
            new JournalSettings(
                reader.Choice("Journal:Durability", Durability.Fsync),
                reader.Number("Journal:SegmentMiB", 64, 1, 1024) << 20,
                reader.Flag("Journal:Archive", true),
                reader.Number("Journal:KeepSegments", 0, 0, 1_000_000),
                reader.Number("Journal:KeepDays", 0, 0, 100_000),
                reader.Number("Journal:SlowDiskMs", 500, 10, 60_000)),
            new FollowerSettings(
                reader.Flag("Follower:Enabled", true),
                new SnapshotSchedule(reader.Number("Snapshots:EveryCommands", 250_000, 0, 1_000_000_000_000), reader.Number("Snapshots:EveryMinutes", 10, 0, 1_000_000)),
                reader.Number("Snapshots:Keep", 0, 0, 1_000_000),
                reader.Flag("Snapshots:UseAtStart", true)),
            new RingSettings(
                reader.PowerOfTwo("Rings:Commands", 1 << 14, 1 << 8, MaxRing),
                reader.PowerOfTwo("Rings:Events", 1 << 16, 1 << 10, MaxRing)),
            new ThreadSettings(reader.Choice("Threads:Idle", IdleMode.Park), reader.Flag("Threads:Help", true), reader.Flag("Threads:InlineSockets", true)),
            new ExchangeLimits(
                reader.Number("Exchange:MaxLiveOrders", 1 << 20, 1, 1 << 26),
                reader.Number("Exchange:RememberedOrders", 1 << 16, 0, 1 << 24),
                reader.Number("Exchange:RememberedMovements", 1 << 20, 0, 1 << 24)),
            reader.Number("Exchange:TimerMs", 10, 1, 1000),
            assets,
            InstrumentSettings.ReadAll(reader, CalendarSettings.ReadAll(reader), assets),
            AccountSettings.ReadAll(reader))
        {
            Compliance = ComplianceSettings.Read(reader),
            Alerts = AlertSettings.Read(reader),
            Feeds = FeedSettings.Read(reader),
        };
        foreach (var (section, address) in settings.Listening())
        {
            if (settings.Development && !IPAddress.IsLoopback(IPAddress.Parse(address)))
                reader.Refuse("Development", $"must be false where {section}:Address is not a loopback address: development creates a key by itself");
        }

        if (settings.Gateways is { Native: { Enabled: true, Tls: true }, Http.CertificatePath.Length: 0 })
            reader.Refuse("Native:Tls", "needs Http:CertificatePath, whose certificate it shows");
        if (settings.Gateways is { Fix: { Enabled: true, Tls: true }, Http.CertificatePath.Length: 0 })
            reader.Refuse("Fix:Tls", "needs Http:CertificatePath, whose certificate it shows");
        if (File.Exists(settings.DataFolder))
            reader.Refuse("Data:Directory", $"names a file, not a folder: '{settings.DataFolder}'");
        return settings;
    }

    private IEnumerable<(string Section, string Address)> Listening()
    {
        yield return ("Http", Gateways.Http.Address);
        if (Gateways.Native.Enabled)
            yield return ("Native", Gateways.Native.Address);
        if (Gateways.Binance.Enabled)
            yield return ("Binance", Gateways.Binance.Address);
        if (Gateways.Fix.Enabled)
            yield return ("Fix", Gateways.Fix.Address);
    }
}
