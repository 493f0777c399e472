namespace Rialto.Gateways.Auth;

/// <summary>What a key may do. <see cref="Role"/> has the usual bundles.</summary>
[Flags]
public enum Permissions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>See its owner's orders, balances and movements.</summary>
    Read = 1,

    /// <summary>Enter, change and cancel its owner's orders.</summary>
    Trade = 2,

    /// <summary>Define assets, instruments and accounts, set rules; and whatever <see cref="Operate"/> allows.</summary>
    Admin = 4,

    /// <summary>See the past and the accounts of all owners: for compliance. Nothing else follows from it, nor it from anything else.</summary>
    Audit = 8,

    /// <summary>Run the market: deposit, withdraw and transfer for others and see their accounts, halt and resume, cancel for all owners.</summary>
    Operate = 16,

    /// <summary>Take its owner's money out: withdraw, and transfer to others.</summary>
    Withdraw = 32,
}

/// <summary>Permissions as people write them.</summary>
public static class PermissionWords
{
    private static readonly Permissions[] Each = [.. Enum.GetValues<Permissions>().Where(permission => permission != Permissions.None)];

    /// <summary>Every permission there is.</summary>
    public static Permissions All { get; } = Each.Aggregate((all, one) => all | one);

    /// <summary>One word for each permission, in their order: <c>read</c>, <c>trade</c>.</summary>
    public static IEnumerable<string> Of(Permissions permissions) => Each.Where(one => (permissions & one) != 0).Select(one => one.ToString().ToLowerInvariant());

    /// <summary>Reads one word; false where it is none.</summary>
    public static bool TryParse(string word, out Permissions permission)
    {
        permission = Array.Find(Each, one => one.ToString().Equals(word, StringComparison.OrdinalIgnoreCase));
        return permission != Permissions.None;
    }
}
