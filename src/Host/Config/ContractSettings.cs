using System.Text;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Host.Config;

/// <summary>What makes a configured instrument a contract; set after its definition.</summary>
/// <param name="Asset">Code of the asset it settles in.</param>
/// <param name="Terms">Its terms, the asset's number left out.</param>
internal sealed record ContractSettings(string Asset, ContractTerms Terms)
{
    /// <summary>Null where nothing is said under the key.</summary>
    public static ContractSettings? Read(SettingsReader reader, string key)
    {
        if (!reader.Has(key))
            return null;
        if (reader.OptionalText($"{key}:Asset") is not { } asset)
        {
            reader.Refuse($"{key}:Asset", "must be there: a contract settles in an asset");
            asset = "";
        }

        var expiry = Timestamp.None;
        if (reader.OptionalText($"{key}:Expiry") is { } text && !IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out expiry))
            reader.Refuse($"{key}:Expiry", $"must be a UTC time such as 2027-03-26T16:00:00Z, not '{text}'");
        var initial = reader.Number($"{key}:InitialPpm", 100_000, 1, 1_000_000);
        var maintenance = reader.Number($"{key}:MaintenancePpm", Math.Max(initial / 2, 1), 1, 1_000_000);
        if (maintenance > initial)
            reader.Refuse($"{key}:MaintenancePpm", "must not be above InitialPpm");
        return new ContractSettings(asset, new ContractTerms(
            AssetId.None,
            reader.Number($"{key}:Multiplier", 1, 1, ContractTerms.MaxMultiplier),
            initial,
            maintenance,
            reader.Number($"{key}:CollarPpm", 50_000, 1, 1_000_000),
            reader.Number($"{key}:LiquidationStepPpm", 250_000, 1, 1_000_000),
            reader.Number($"{key}:LiquidationFeePpm", 0, 0, 100_000),
            expiry));
    }
}
