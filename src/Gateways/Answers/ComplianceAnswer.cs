using System.Text.Json;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Answers;

/// <summary>A customer, its limits, and what it has used of them; taken on the fan-out thread.</summary>
internal sealed record LimitsPicture(
    OwnerId Customer, bool IsRequired, Verification Verification, IReadOnlyList<(Asset Asset, DailyLimits Limits, DailyUse Use)> Assets, Timestamp Time, long Sequence)
{
    /// <summary>Assets with a limit of the customer's tier, or used today.</summary>
    public static LimitsPicture Take(ExchangeViews views, OwnerId owner, Timestamp now)
    {
        var customer = CustomerOf(views, owner);
        var verification = views.Customers.Of(customer);
        var assets = views.Accounts.AllAssets
            .Select(asset => (asset, views.Customers.LimitsOf(verification.Tier, asset.Id), views.Customers.UseOf(customer, asset.Id, now)))
            .Where(row => row.Item2 != DailyLimits.None || row.Item3 != default);
        return new LimitsPicture(customer, views.Customers.Policy.IsRequired, verification, [.. assets], now, views.Sequence);
    }

    /// <summary>Whose verification counts for an owner.</summary>
    public static OwnerId CustomerOf(ExchangeViews views, OwnerId owner) => views.Accounts.Find(owner)?.Account.Parent is { Value: not 0 } parent ? parent : owner;
}

/// <summary>Verification as JSON; docs/reference/rest.md shows each.</summary>
internal static class ComplianceAnswer
{
    /// <summary>What GET /compliance/limits answers.</summary>
    public static void WriteLimits(Utf8JsonWriter json, LimitsPicture picture, KeyStore keys)
    {
        json.WriteStartObject();
        AccountAnswer.WriteUser(json, picture.Customer, keys);
        json.WriteBoolean("verification_required"u8, picture.IsRequired);
        WriteVerification(json, picture.Verification);
        json.WriteStartArray("limits"u8);
        foreach (var (asset, limits, use) in picture.Assets)
        {
            json.WriteStartObject();
            json.WriteText("asset"u8, asset.Code);
            Write(json, "deposits"u8, limits.Deposits, use.Deposited, asset.Scale);
            Write(json, "withdrawals"u8, limits.Withdrawals, use.Withdrawn, asset.Scale);
            Write(json, "trades"u8, limits.Trades, use.Traded, asset.Scale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTime("resets_at"u8, picture.Time.NextMidnightUtc);
        json.WriteNumber("sequence"u8, picture.Sequence);
        json.WriteEndObject();
    }

    /// <summary>State, tier and country, without the object around them.</summary>
    public static void WriteVerification(Utf8JsonWriter json, Verification verification)
    {
        json.WriteString("state"u8, WordOf(verification.State));
        json.WriteString("tier"u8, WordOf(verification.Tier));
        if (verification.Country.IsNone)
            json.WriteNull("country"u8);
        else
            json.WriteText("country"u8, verification.Country.ToText());
    }

    /// <summary>What GET /compliance/policy answers.</summary>
    public static void WritePolicy(Utf8JsonWriter json, VerificationPolicy policy, IEnumerable<TierLimit> limits, IEnumerable<ListedCountry> countries, AssetDirectory assets)
    {
        json.WriteStartObject();
        json.WriteBoolean("required"u8, policy.IsRequired);
        json.WriteBoolean("listed_only"u8, policy.ListedOnly);
        json.WriteStartArray("limits"u8);
        foreach (var limit in limits)
        {
            if (assets.Find(limit.Asset) is not { } asset)
                continue;
            json.WriteStartObject();
            json.WriteString("tier"u8, WordOf(limit.Tier));
            json.WriteText("asset"u8, asset.Code);
            WriteLimit(json, "deposits"u8, limit.Limits.Deposits, asset.Scale);
            WriteLimit(json, "withdrawals"u8, limit.Limits.Withdrawals, asset.Scale);
            WriteLimit(json, "trades"u8, limit.Limits.Trades, asset.Scale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("countries"u8);
        foreach (var listed in countries)
        {
            json.WriteStartObject();
            json.WriteText("country"u8, listed.Country.ToText());
            json.WriteStartArray("closed"u8);
            foreach (var word in RightWords.Of(listed.Closed))
                json.WriteStringValue(word);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A state's word.</summary>
    public static string WordOf(VerificationState state) => state.ToString().ToLowerInvariant();

    /// <summary>A tier's word.</summary>
    public static string WordOf(VerificationTier tier) => tier.ToString().ToLowerInvariant();

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, long limit, long used, int scale)
    {
        json.WriteStartObject(name);
        WriteLimit(json, "limit"u8, limit, scale);
        json.WriteDecimal("used"u8, used, scale);
        WriteLimit(json, "remaining"u8, limit == DailyLimits.Unlimited ? limit : Math.Max(0, limit - used), scale);
        json.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter json, ReadOnlySpan<byte> name, long limit, int scale)
    {
        if (limit == DailyLimits.Unlimited)
            json.WriteNull(name);
        else
            json.WriteDecimal(name, limit, scale);
    }
}
