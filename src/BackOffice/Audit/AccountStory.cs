using System.Text.Json;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>Events of assets, accounts and money that moves, as JSON fields and as sentences.</summary>
internal static class AccountStory
{
    /// <summary>The fields of one event of accounts, without the object's braces.</summary>
    public static void Write(Utf8JsonWriter json, in ExchangeEvent one, Scene scene)
    {
        switch (one.Kind)
        {
            case EventKind.AssetDefined:
                json.WriteNumber("asset_id", one.Asset.Value);
                json.WriteString("asset", one.ClientOrderId.ToString());
                json.WriteNumber("scale", one.Terms.Bits);
                break;
            case EventKind.AccountSet:
                var account = one.ToAccount();
                json.WriteString("name", account.Name.ToString());
                if (account.Parent.Value != 0)
                    json.WriteString("parent", UserOf(account.Parent, scene));
                json.WriteNumber("group", account.Group.Value);
                json.WriteString("rights", RightsOf(in one));
                break;
            case EventKind.FeesSet or EventKind.FeesRated or EventKind.FeeDayEnded:
                FeeStory.Write(json, in one, scene);
                break;
            case EventKind.BalanceChanged:
                json.WriteString("asset", CodeOf(one.Asset, scene));
                json.WriteString("total", Amount(one.Total, one.Asset, scene));
                json.WriteString("reserved", Amount(one.Reserved, one.Asset, scene));
                break;
            case EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred or EventKind.MovementDuplicate:
                json.WriteString("movement_id", one.MovementNumber.ToString(System.Globalization.CultureInfo.InvariantCulture));
                if (one.Kind == EventKind.MovementDuplicate)
                    json.WriteString("movement_kind", Words.Of(one.MovementKind));
                json.WriteString("asset", CodeOf(one.Asset, scene));
                json.WriteString("amount", Amount(one.Amount, one.Asset, scene));
                if (one.To.Value != 0)
                    json.WriteString("to", UserOf(one.To, scene));
                json.WriteString("reference", one.ClientOrderId.ToString());
                break;
        }
    }

    /// <summary>One event of accounts, as a sentence.</summary>
    public static string Sentence(in ExchangeEvent one, Scene scene)
    {
        var amount = $"{Amount(one.Amount, one.Asset, scene)} {CodeOf(one.Asset, scene)}";
        return one.Kind switch
        {
            EventKind.AssetDefined => $"Asset {one.Asset} was defined: {one.ClientOrderId} with {one.Terms.Bits} decimals.",
            EventKind.AccountSet => $"The account of {scene.Name(one.Owner)} may now: {RightsOf(in one)}.",
            EventKind.Deposited => $"Movement {one.MovementNumber}: {amount} came in ({one.ClientOrderId}).",
            EventKind.Withdrawn => $"Movement {one.MovementNumber}: {amount} went out ({one.ClientOrderId}).",
            EventKind.Transferred => $"Movement {one.MovementNumber}: {amount} went from {scene.Name(one.Owner)} to {scene.Name(one.To)} ({one.ClientOrderId}).",
            EventKind.MovementDuplicate => $"A resend of movement {one.MovementNumber} ({one.ClientOrderId}) was recognised; nothing was done.",
            EventKind.BalanceChanged => $"{scene.Name(one.Owner)} now has {Amount(one.Total, one.Asset, scene)} {CodeOf(one.Asset, scene)}, {Amount(one.Reserved, one.Asset, scene)} of it reserved.",
            EventKind.FeesSet or EventKind.FeesRated or EventKind.FeeDayEnded => FeeStory.Sentence(in one, scene),
            EventKind.CommandRejected => $"The {Words.Spoken(one.RefusedKind)} was refused ({one.RejectReason}).",
            _ => $"{Words.Spoken(one.Kind)}.",
        };
    }

    private static string RightsOf(in ExchangeEvent one) => one.ToAccount().Rights.ToString().ToLowerInvariant();

    private static string CodeOf(AssetId asset, Scene scene) => scene.Assets(asset)?.Code.ToString() ?? asset.ToString();

    private static string Amount(Money amount, AssetId asset, Scene scene) => DecimalText.Format(amount.Units, scene.Assets(asset)?.Scale ?? 0);

    private static string UserOf(OwnerId owner, Scene scene) => scene.MaySee(owner) ? scene.NameOf(owner) ?? owner.ToString() : "another participant";
}
