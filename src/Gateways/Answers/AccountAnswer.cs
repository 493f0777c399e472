using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Answers;

/// <summary>A balance as a picture holds it.</summary>
internal readonly record struct BalancePicture(AssetId Asset, Money Total, Money Reserved)
{
    public Money Available => new(Total.Units - Reserved.Units);
}

/// <summary>All balances of one account at one moment.</summary>
internal sealed record BalancesPicture(BalancePicture[] Balances, long Sequence, Timestamp Time);

/// <summary>An account at one moment; taken on the fan-out thread, immutable afterwards.</summary>
internal sealed record AccountPicture(Account Account, long Created, OwnerId[] SubAccounts, long Sequence)
{
    public static AccountPicture Take(AccountView view, long sequence) => new(view.Account, view.Created, [.. view.SubAccounts], sequence);
}

/// <summary>Writes assets, accounts, balances and movements.</summary>
internal static class AccountAnswer
{
    public static void WriteAsset(Utf8JsonWriter json, Asset asset)
    {
        json.WriteStartObject();
        json.WriteNumber("asset_id"u8, asset.Id.Value);
        json.WriteText("code"u8, asset.Code);
        json.WriteNumber("scale"u8, asset.Scale);
        json.WriteEndObject();
    }

    public static void WriteAccount(Utf8JsonWriter json, AccountPicture picture, KeyStore users)
    {
        var account = picture.Account;
        json.WriteStartObject();
        WriteUser(json, account.Id, users);
        json.WriteString("name"u8, account.Name.ToString());
        if (account.Parent.Value == 0)
            json.WriteNull("parent"u8);
        else
            json.WriteString("parent"u8, UserOf(account.Parent, users));
        json.WriteStartArray("sub_accounts"u8);
        foreach (var sub in picture.SubAccounts)
            json.WriteStringValue(UserOf(sub, users));
        json.WriteEndArray();
        json.WriteNumber("group"u8, account.Group.Value);
        json.WriteStartArray("rights"u8);
        foreach (var word in RightWords.Of(account.Rights))
            json.WriteStringValue(word);
        json.WriteEndArray();
        json.WriteNumber("created_sequence"u8, picture.Created);
        json.WriteEndObject();
    }

    public static void WriteBalances(Utf8JsonWriter json, BalancesPicture picture, AssetDirectory assets)
    {
        json.WriteStartArray("balances"u8);
        foreach (var balance in picture.Balances)
        {
            if (assets.Find(balance.Asset) is not { } asset)
                continue;
            json.WriteStartObject();
            WriteBalance(json, in balance, asset);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A balance's fields, without the object's braces.</summary>
    public static void WriteBalance(Utf8JsonWriter json, in BalancePicture balance, Asset asset)
    {
        json.WriteText("asset"u8, asset.Code);
        json.WriteDecimal("total"u8, balance.Total.Units, asset.Scale);
        json.WriteDecimal("reserved"u8, balance.Reserved.Units, asset.Scale);
        json.WriteDecimal("available"u8, balance.Available.Units, asset.Scale);
    }

    /// <summary>A movement as one of its accounts sees it.</summary>
    public static void WriteMovement(Utf8JsonWriter json, Movement movement, OwnerId viewer, AssetDirectory assets, KeyStore users)
    {
        json.WriteStartObject();
        json.WriteId("movement_id"u8, movement.Number);
        json.WriteString("type"u8, TypeOf(movement.Kind, isReceiver: movement.To == viewer));
        if (assets.Find(movement.Asset) is { } asset)
        {
            json.WriteText("asset"u8, asset.Code);
            json.WriteDecimal("amount"u8, movement.Amount.Units, asset.Scale);
        }

        if (movement.Kind == CommandKind.Transfer)
            json.WriteString("counterparty"u8, UserOf(movement.To == viewer ? movement.Account : movement.To, users));
        json.WriteText("reference"u8, movement.Reference);
        json.WriteNumber("sequence"u8, movement.Sequence);
        json.WriteTime("time"u8, movement.Time);
        json.WriteEndObject();
    }

    /// <summary>A deposit, withdrawal or transfer that was done, now or, for a resend, before.</summary>
    public static void WriteDone(Utf8JsonWriter json, PendingCommand command, Asset asset, KeyStore users)
    {
        ref readonly var first = ref command.First;
        var isDuplicate = first.Kind == EventKind.MovementDuplicate;
        var kind = isDuplicate ? first.MovementKind : command.Kind;
        json.WriteStartObject();
        json.WriteId("movement_id"u8, first.MovementNumber);
        json.WriteString("type"u8, kind == CommandKind.Transfer ? "transfer"u8 : TypeOf(kind, isReceiver: false));
        WriteUser(json, first.Owner, users);
        if (kind == CommandKind.Transfer)
            json.WriteString("to"u8, UserOf(first.To, users));
        json.WriteText("asset"u8, asset.Code);
        json.WriteDecimal("amount"u8, first.Amount.Units, asset.Scale);
        json.WriteText("reference"u8, first.ClientOrderId);
        json.WriteBoolean("duplicate"u8, isDuplicate);
        foreach (ref readonly var e in command.Events)
        {
            if (e.Kind != EventKind.BalanceChanged || e.Owner != first.Owner || e.Asset != asset.Id)
                continue;
            json.WriteStartObject("balance"u8);
            WriteBalance(json, new BalancePicture(e.Asset, e.Total, e.Reserved), asset);
            json.WriteEndObject();
        }

        json.WriteNumber("sequence"u8, first.Sequence);
        json.WriteTime("time"u8, first.Time);
        json.WriteEndObject();
    }

    public static void WriteUser(Utf8JsonWriter json, OwnerId owner, KeyStore users)
    {
        json.WriteString("user_id"u8, UserOf(owner, users));
        json.WriteNumber("owner"u8, owner.Value);
    }

    /// <summary>A user's name, or the number of an owner that has none.</summary>
    public static string UserOf(OwnerId owner, KeyStore users) => users.UserNameOf(owner) ?? owner.Value.ToString(CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> TypeOf(CommandKind kind, bool isReceiver) => kind switch
    {
        CommandKind.Deposit => "deposit"u8,
        CommandKind.Withdraw => "withdrawal"u8,
        _ => isReceiver ? "transfer_in"u8 : "transfer_out"u8,
    };
}
