using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Config;

/// <summary>What a new account is paid in with.</summary>
/// <param name="Asset">Code of the asset.</param>
/// <param name="Amount">Decimal text; its scale is the asset's.</param>
internal sealed record OpeningBalance(string Asset, string Amount);

/// <summary>An account the configuration asks for; made by commands if its user has none yet, and only then paid in.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="Name">For people.</param>
/// <param name="Parent">The user whose sub-account it is; null for none.</param>
/// <param name="Group">Self-trade group.</param>
/// <param name="Rights">What it may do.</param>
/// <param name="Opening">What it begins with.</param>
internal sealed record AccountSettings(string User, Text36 Name, string? Parent, OwnerGroup Group, AccountRights Rights, IReadOnlyList<OpeningBalance> Opening)
{
    /// <summary>Play money of an exchange in development: enough for whatever one tries.</summary>
    private static readonly OpeningBalance[] PlayMoney =
        [new("USDT", "1000000000"), new("BTC", "1000000"), new("ETH", "10000000"), new("USD", "1000000000"), new("AAPL", "1000000000")];

    /// <summary>An account with play money.</summary>
    public static AccountSettings Play(string user) => new(user, Text36.Of(user), null, default, AccountRights.All, PlayMoney);

    /// <summary>All of <c>Accounts</c>.</summary>
    public static IReadOnlyList<AccountSettings> ReadAll(SettingsReader reader)
    {
        var all = new List<AccountSettings>();
        foreach (var index in reader.Children("Accounts"))
        {
            var key = $"Accounts:{index}";
            var user = reader.Text($"{key}:User", "");
            if (!KeyStore.IsUserName(user))
                reader.Refuse($"{key}:User", $"is no user name: '{user}'. {KeyStore.UserNameRule}");
            if (all.Exists(other => other.User == user))
                reader.Refuse($"{key}:User", $"repeats '{user}'");
            var nameText = reader.Text($"{key}:Name", user);
            if (!Text36.TryCreate(nameText, out var name) && nameText.Length > 0)
                reader.Refuse($"{key}:Name", $"must be 1 to {Text36.LengthMax} printable ASCII characters, not '{nameText}'");
            var parent = reader.OptionalText($"{key}:Parent");
            if (parent is not null && !all.Exists(other => other.User == parent && other.Parent is null))
                reader.Refuse($"{key}:Parent", $"must be the user of an account further up that is no sub-account itself, not '{parent}'");
            var words = reader.Text($"{key}:Rights", string.Join(',', RightWords.Of(AccountRights.All)));
            if (!RightWords.TryParse(words.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), out var rights))
                reader.Refuse($"{key}:Rights", $"must be any of {string.Join(", ", RightWords.Of(AccountRights.Defined))}, joined by commas, not '{words}'");
            all.Add(new AccountSettings(
                user, name, parent, new OwnerGroup(reader.Number($"{key}:Group", 0, 0, int.MaxValue)), rights,
                [.. reader.Children($"{key}:Opening").Select(code => new OpeningBalance(code, reader.Text($"{key}:Opening:{code}", "0")))]));
        }

        return all;
    }
}
