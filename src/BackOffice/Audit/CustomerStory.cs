using System.Text.Json;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>Events of verification, as JSON fields and as sentences.</summary>
internal static class CustomerStory
{
    private const int Listed = 16;

    /// <summary>The fields of one event, without the object's braces and without its owner.</summary>
    public static void Write(Utf8JsonWriter json, in ExchangeEvent one, Scene scene)
    {
        switch (one.Kind)
        {
            case EventKind.VerificationSet:
                var verification = one.ToVerification();
                json.WriteString("state", Words.Of(verification.State));
                json.WriteString("tier", Words.Of(verification.Tier));
                json.WriteString("country", verification.Country.ToString());
                json.WriteNumber("orders", one.Quantity.Units);
                break;
            case EventKind.VerificationPolicySet:
                var policy = VerificationPolicy.Unpack(one.Terms);
                json.WriteBoolean("required", policy.IsRequired);
                json.WriteBoolean("listed_only", policy.ListedOnly);
                break;
            case EventKind.TierLimitSet:
                var limit = one.ToTierLimit();
                json.WriteString("tier", Words.Of(limit.Tier));
                json.WriteString("asset", CodeOf(one.Asset, scene));
                WriteLimit(json, "deposits", limit.Limits.Deposits, one.Asset, scene);
                WriteLimit(json, "withdrawals", limit.Limits.Withdrawals, one.Asset, scene);
                WriteLimit(json, "trades", limit.Limits.Trades, one.Asset, scene);
                break;
            case EventKind.CountrySet:
                json.WriteString("country", one.ClientOrderId.ToString());
                json.WriteBoolean("listed", (one.Terms.Bits & Listed) != 0);
                json.WriteString("closed", ClosedOf(in one));
                break;
            case EventKind.LimitUsed:
                var use = one.ToDailyUse();
                json.WriteString("asset", CodeOf(one.Asset, scene));
                json.WriteString("deposited", Amount(use.Deposited, one.Asset, scene));
                json.WriteString("withdrawn", Amount(use.Withdrawn, one.Asset, scene));
                json.WriteString("traded", Amount(use.Traded, one.Asset, scene));
                break;
        }
    }

    /// <summary>One event as a sentence.</summary>
    public static string Sentence(in ExchangeEvent one, Scene scene) => one.Kind switch
    {
        EventKind.VerificationSet when one.ToVerification() is var known =>
            $"{scene.Name(one.Owner)} is now {Words.Spoken(known.State)}, {Words.Spoken(known.Tier)}{(known.Country.IsNone ? "" : $", of {known.Country}")}; {one.Quantity} orders cancelled.",
        EventKind.VerificationPolicySet when VerificationPolicy.Unpack(one.Terms) is var policy =>
            !policy.IsRequired ? "Customers need no verification." : $"Customers must be verified{(policy.ListedOnly ? ", and of a listed country" : "")}.",
        EventKind.TierLimitSet => $"Limits of {Words.Spoken(one.ToTierLimit().Tier)} in {CodeOf(one.Asset, scene)} were set.",
        EventKind.CountrySet => (one.Terms.Bits & Listed) == 0 ? $"{one.ClientOrderId} is no longer listed." : $"{one.ClientOrderId} is listed; closed to its customers: {ClosedOf(in one)}.",
        EventKind.LimitUsed when one.ToDailyUse() is var use =>
            $"{scene.Name(one.Owner)} today in {CodeOf(one.Asset, scene)}: {Amount(use.Deposited, one.Asset, scene)} deposited, {Amount(use.Withdrawn, one.Asset, scene)} withdrawn, {Amount(use.Traded, one.Asset, scene)} traded.",
        EventKind.CommandRejected => $"The {Words.Spoken(one.RefusedKind)} was refused ({one.RejectReason}).",
        _ => $"{Words.Spoken(one.Kind)}.",
    };

    private static string ClosedOf(in ExchangeEvent one) => ((AccountRights)one.Terms.Bits & AccountRights.All).ToString().ToLowerInvariant();

    private static void WriteLimit(Utf8JsonWriter json, string name, long limit, AssetId asset, Scene scene)
    {
        if (limit == DailyLimits.Unlimited)
            json.WriteNull(name);
        else
            json.WriteString(name, Amount(limit, asset, scene));
    }

    private static string CodeOf(AssetId asset, Scene scene) => scene.Assets(asset)?.Code.ToString() ?? asset.ToString();

    private static string Amount(long amount, AssetId asset, Scene scene) => DecimalText.Format(amount, scene.Assets(asset)?.Scale ?? 0);
}
