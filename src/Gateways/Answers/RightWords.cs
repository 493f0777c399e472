using Rialto.Model.Accounts;

namespace Rialto.Gateways.Answers;

/// <summary>What an account may do, as words.</summary>
public static class RightWords
{
    private static readonly AccountRights[] Each = [AccountRights.Trade, AccountRights.Deposit, AccountRights.Withdraw, AccountRights.Transfer, AccountRights.Margin];

    /// <summary>One word for each right, in their order.</summary>
    public static IEnumerable<string> Of(AccountRights rights) => Each.Where(one => (rights & one) != 0).Select(one => one.ToString().ToLowerInvariant());

    /// <summary>Reads words; false at the first that is none.</summary>
    public static bool TryParse(IEnumerable<string> words, out AccountRights rights)
    {
        rights = AccountRights.None;
        foreach (var word in words)
        {
            if (Array.Find(Each, one => one.ToString().Equals(word, StringComparison.OrdinalIgnoreCase)) is not (not AccountRights.None and var right))
                return false;
            rights |= right;
        }

        return true;
    }
}
