using System.Text.Json;

namespace Rialto.Host.Tools.Load;

/// <summary>Shares of the kinds of commands; any numbers, only their proportions count.</summary>
internal sealed record LoadMix(int New, int Cancel, int Replace, int Take)
{
    /// <summary>All shares together.</summary>
    public int Total => New + Cancel + Replace + Take;
}

/// <summary>What a load generator does.</summary>
internal sealed record LoadProfile
{
    /// <summary>Commands a second over all connections.</summary>
    public int Rate { get; init; } = 10_000;

    /// <summary>How long.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>Connections; each has its own orders and an even share of the rate. With <see cref="Accounts"/> there is one for each of those instead.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>Accounts of their own, each with a key, money and a connection; 0: all connections use the tool's key.</summary>
    public int Accounts { get; init; }

    /// <summary>Settled instruments made for those, LOAD-1 and so on, that are traded instead of <see cref="Symbols"/>; 0 is none.</summary>
    public int Instruments { get; init; }

    /// <summary><c>native</c> or <c>ws</c>.</summary>
    public string Protocol { get; init; } = "native";

    /// <summary>Instruments, taken in turn.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = ["BTC-USDT"];

    /// <summary>Connections there will be.</summary>
    public int Lanes => Accounts > 0 ? Accounts : Connections;

    /// <summary>What is sent.</summary>
    public LoadMix Mix { get; init; } = new(50, 40, 5, 5);

    /// <summary>Prices lie this many ticks around it; in ticks.</summary>
    public long MidTicks { get; init; } = 5_000_000;

    /// <summary>Farthest price from the middle, in ticks.</summary>
    public int Levels { get; init; } = 50;

    /// <summary>Largest quantity, in smallest orders.</summary>
    public int MaxLots { get; init; } = 10;

    /// <summary>Live orders a connection keeps at most; then it cancels instead of entering.</summary>
    public int MaxLive { get; init; } = 1_000;

    /// <summary>Same seed, same commands.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Reads a profile; comments and trailing commas are allowed, unknown names are not.</summary>
    /// <exception cref="ToolException">Names the offending key.</exception>
    public static LoadProfile Load(string? path)
    {
        if (path is null)
            return new LoadProfile();
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read(document.RootElement, path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ToolException(ExitCode.Usage, $"{path} cannot be read: {problem.Message}", inner: problem);
        }
    }

    /// <summary>Checks ranges.</summary>
    /// <exception cref="ToolException">Names the offending key.</exception>
    public LoadProfile Checked()
    {
        Check("rate", Rate, 1, 10_000_000);
        Check("seconds", Seconds, 1, 86_400);
        Check("connections", Connections, 1, 256);
        Check("accounts", Accounts, 0, 5_000);
        Check("instruments", Instruments, 0, 5_000);
        Check("levels", Levels, 1, 1_000_000);
        Check("mid_ticks", MidTicks, Levels + 1, 1_000_000_000_000);
        Check("max_lots", MaxLots, 1, 1_000_000);
        Check("max_live", MaxLive, 1, 1_000_000);
        Check("mix", Mix.Total, 1, 1_000_000);
        if (Mix.New < 0 || Mix.Cancel < 0 || Mix.Replace < 0 || Mix.Take < 0)
            throw Wrong("mix", "has a negative share");
        if (Protocol is not ("native" or "ws"))
            throw Wrong("protocol", $"must be native or ws, not '{Protocol}'");
        if ((Accounts > 0) != (Instruments > 0))
            throw Wrong("accounts", "and instruments go together: settled instruments need accounts to trade them, and those need something to trade");
        if (Symbols.Count == 0)
            throw Wrong("symbols", "must name an instrument");
        return this;
    }

    private static void Check(string key, long value, long min, long max)
    {
        if (value < min || value > max)
            throw Wrong(key, $"must be from {min} to {max}, not {value}");
    }

    private static ToolException Wrong(string key, string problem) => new(ExitCode.Usage, $"load profile: {key} {problem}.");

    private static LoadProfile Read(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new ToolException(ExitCode.Usage, $"{path} must hold a JSON object.");
        var profile = new LoadProfile();
        foreach (var property in root.EnumerateObject())
        {
            var value = property.Value;
            profile = property.Name switch
            {
                "rate" => profile with { Rate = Number(property) },
                "seconds" => profile with { Seconds = Number(property) },
                "connections" => profile with { Connections = Number(property) },
                "accounts" => profile with { Accounts = Number(property) },
                "instruments" => profile with { Instruments = Number(property) },
                "levels" => profile with { Levels = Number(property) },
                "mid_ticks" => profile with { MidTicks = value.TryGetInt64(out var ticks) ? ticks : throw Wrong("mid_ticks", "must be a whole number") },
                "max_lots" => profile with { MaxLots = Number(property) },
                "max_live" => profile with { MaxLive = Number(property) },
                "seed" => profile with { Seed = Number(property) },
                "protocol" => profile with { Protocol = value.ToString() },
                "symbols" when value.ValueKind == JsonValueKind.Array => profile with { Symbols = [.. value.EnumerateArray().Select(symbol => symbol.ToString())] },
                "mix" when value.ValueKind == JsonValueKind.Object => profile with { Mix = ReadMix(value) },
                _ => throw Wrong(property.Name, "is not a key of a profile, or not of its type"),
            };
        }

        return profile;
    }

    private static LoadMix ReadMix(JsonElement root)
    {
        var mix = new LoadMix(0, 0, 0, 0);
        foreach (var property in root.EnumerateObject())
        {
            mix = property.Name switch
            {
                "new" => mix with { New = Number(property) },
                "cancel" => mix with { Cancel = Number(property) },
                "replace" => mix with { Replace = Number(property) },
                "take" => mix with { Take = Number(property) },
                _ => throw Wrong("mix." + property.Name, "is not a kind of command: new, cancel, replace, take"),
            };
        }

        return mix;
    }

    private static int Number(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out var value) ? value : throw Wrong(property.Name, "must be a whole number");
}
