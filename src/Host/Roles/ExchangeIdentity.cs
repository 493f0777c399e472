using System.Text.Json;
using System.Text.Json.Serialization;
using Rialto.Host.Config;
using Rialto.Model.Markets;

namespace Rialto.Host.Roles;

/// <summary>
/// What the exchange of a data folder was sized for: <c>exchange.json</c>, written once. Limits decide refusals and refusals are replayed, so a folder keeps
/// the limits it began with.
/// </summary>
internal sealed record ExchangeIdentity(int Version, int MaxLiveOrders, int RememberedOrders, int? RememberedMovements = null)
{
    private const int CurrentVersion = 1;

    // Folders from before accounts say nothing of movements, and have none.
    private const int UnsaidMovements = 1 << 20;

    /// <summary>The limits.</summary>
    [JsonIgnore]
    public ExchangeLimits Limits => new(MaxLiveOrders, RememberedOrders, RememberedMovements ?? UnsaidMovements);

    /// <summary>The limits to replay with.</summary>
    /// <param name="folder">The data folder; it exists.</param>
    /// <param name="wanted">What the configuration says.</param>
    /// <param name="isGiven">True where the configuration says it explicitly, by key.</param>
    /// <exception cref="ConfigurationException">The configuration explicitly asks for other limits than the folder has.</exception>
    public static ExchangeLimits Settle(string folder, ExchangeLimits wanted, Func<string, bool> isGiven)
    {
        var path = Path.Combine(folder, "exchange.json");
        if (!File.Exists(path))
        {
            var draft = path + ".new";
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(
                new ExchangeIdentity(CurrentVersion, wanted.MaxLiveOrders, wanted.RememberedOrders, wanted.RememberedMovements), ExchangeIdentityJson.Default.ExchangeIdentity));
            File.Move(draft, path, overwrite: true);
            return wanted;
        }

        var kept = Read(path);
        var problems = new List<SettingProblem>();
        Compare("Exchange:MaxLiveOrders", wanted.MaxLiveOrders, kept.MaxLiveOrders);
        Compare("Exchange:RememberedOrders", wanted.RememberedOrders, kept.RememberedOrders);
        Compare("Exchange:RememberedMovements", wanted.RememberedMovements, kept.Limits.RememberedMovements);
        if (problems.Count > 0)
            throw new ConfigurationException(problems);
        return kept.Limits;

        void Compare(string key, int asked, int has)
        {
            if (asked != has && isGiven(key))
                problems.Add(new SettingProblem(key, "configuration", $"is {asked}, but the exchange in {folder} began with {has} and keeps it for ever"));
        }
    }

    /// <summary>The limits of a data folder; the defaults where it has none yet.</summary>
    public static ExchangeLimits Of(string folder)
    {
        var path = Path.Combine(folder, "exchange.json");
        if (!File.Exists(path))
            return new ExchangeLimits();
        return Read(path).Limits;
    }

    private static ExchangeIdentity Read(string path)
    {
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(path), ExchangeIdentityJson.Default.ExchangeIdentity) is { Version: CurrentVersion } identity)
                return identity;
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{path} is not readable: {problem.Message}", problem);
        }

        throw new InvalidDataException($"{path} is not of version {CurrentVersion}.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ExchangeIdentity))]
internal sealed partial class ExchangeIdentityJson : JsonSerializerContext;
