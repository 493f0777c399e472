using System.Collections;
using System.Net;
using Rialto.Model.Markets;

namespace Rialto.Host.Config;

/// <summary>When an order counts as safe.</summary>
internal enum JournalDurability
{
    /// <summary>On the disk.</summary>
    Fsync,

    /// <summary>With the operating system: survives the process, not the machine.</summary>
    Os,

    /// <summary>Nowhere: no journal at all. For experiments.</summary>
    Memory,
}

/// <summary>The journal's settings.</summary>
internal sealed record JournalSettings(JournalDurability Durability, long SegmentBytes);

/// <summary>Sizes of the rings, in slots of 128 bytes; powers of two.</summary>
internal sealed record RingSettings(int Commands, int Events);

/// <summary>A listening address.</summary>
internal sealed record ListenSettings(bool Enabled, IPAddress Address, int Port);

/// <summary>Certificate of HTTPS; without a file there is plain HTTP.</summary>
internal sealed record TlsSettings(string? CertificateFile, string? KeyFile, string? PasswordFile);

/// <summary>
/// Everything the process is told from outside, validated. Loaded from <c>rialto.json</c>, then environment, then flags, the later winning.
/// </summary>
internal sealed record HostSettings(
    string DataFolder,
    bool Development,
    ListenSettings Http,
    TlsSettings Tls,
    ListenSettings Native,
    JournalSettings Journal,
    RingSettings Rings,
    ExchangeLimits Limits,
    int TimerMs,
    IReadOnlyList<InstrumentSettings> Instruments)
{
    /// <summary>The file read where none is named, if it is there.</summary>
    public const string DefaultFile = "rialto.json";

    /// <summary>Largest ring: 2^22 slots are 512 MiB.</summary>
    private const int MaxRing = 1 << 22;

    /// <summary>Folder of the journal's segments.</summary>
    public string JournalFolder => Path.Combine(DataFolder, "journal");

    /// <summary>Folder of the key store.</summary>
    public string KeysFolder => Path.Combine(DataFolder, "keys");

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
        var settings = new HostSettings(
            Path.GetFullPath(reader.Text("Data:Directory", "data")),
            reader.Flag("Development", true),
            ReadListen(reader, "Http", 7080),
            new TlsSettings(
                reader.OptionalText("Http:Tls:CertificateFile"), reader.OptionalText("Http:Tls:KeyFile"), reader.OptionalText("Http:Tls:PasswordFile")),
            ReadListen(reader, "Native", 7081),
            new JournalSettings(
                reader.Choice("Journal:Durability", JournalDurability.Fsync),
                reader.Number("Journal:SegmentMiB", 64, 1, 4096) << 20),
            new RingSettings(
                reader.PowerOfTwo("Rings:Commands", 1 << 14, 1 << 8, MaxRing),
                reader.PowerOfTwo("Rings:Events", 1 << 16, 1 << 10, MaxRing)),
            new ExchangeLimits(
                reader.Number("Exchange:MaxLiveOrders", 1 << 20, 1, 1 << 26),
                reader.Number("Exchange:RememberedOrders", 1 << 16, 0, 1 << 24)),
            reader.Number("Exchange:TimerMs", 10, 1, 1000),
            InstrumentSettings.ReadAll(reader, CalendarSettings.ReadAll(reader)));
        if (settings.Development && settings.Http.Enabled && !IPAddress.IsLoopback(settings.Http.Address))
            reader.Refuse("Development", "must be false where Http:Address is not a loopback address: development creates a key by itself");
        if (settings.Tls.CertificateFile is { } certificate && !File.Exists(certificate))
            reader.Refuse("Http:Tls:CertificateFile", $"names a file that is not there: '{certificate}'");
        if (settings.Tls.KeyFile is { } key && !File.Exists(key))
            reader.Refuse("Http:Tls:KeyFile", $"names a file that is not there: '{key}'");
        return settings;
    }

    private static ListenSettings ReadListen(SettingsReader reader, string section, int port) => new(
        reader.Flag($"{section}:Enabled", true),
        reader.Address($"{section}:Address", IPAddress.Loopback),
        reader.Number($"{section}:Port", port, 0, 65_535));
}
