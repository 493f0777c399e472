using Rialto.Model.Accounts;
using Rialto.Model.Units;

namespace Rialto.Host.Config;

/// <summary>An asset the configuration asks for; defined by a command if the exchange does not know its code yet.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Scale">Decimals of its smallest unit.</param>
internal sealed record AssetSettings(Text36 Code, byte Scale)
{
    /// <summary>What the instruments of an exchange in development settle in.</summary>
    public static IReadOnlyList<AssetSettings> Development { get; } =
    [
        new(Text36.Of("USDT"), 8), new(Text36.Of("BTC"), 8), new(Text36.Of("ETH"), 8), new(Text36.Of("USD"), 4), new(Text36.Of("AAPL"), 0),
    ];

    /// <summary>All of <c>Assets</c>.</summary>
    public static IReadOnlyList<AssetSettings> ReadAll(SettingsReader reader)
    {
        var all = new List<AssetSettings>();
        foreach (var index in reader.Children("Assets"))
        {
            var name = reader.Text($"Assets:{index}:Code", "");
            if (!Text36.TryCreate(name, out var code))
                reader.Refuse($"Assets:{index}:Code", $"must be 1 to {Text36.LengthMax} printable ASCII characters, not '{name}'");
            if (all.Exists(other => other.Code == code))
                reader.Refuse($"Assets:{index}:Code", $"repeats '{name}'");
            all.Add(new AssetSettings(code, (byte)reader.Number($"Assets:{index}:Scale", 8, 0, Asset.MaxScale)));
        }

        return all;
    }
}
