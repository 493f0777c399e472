namespace Rialto.Gateways.Auth;

/// <summary>A named bundle of permissions. Keys hold permissions, not roles: what a role means may grow, a key does not grow with it.</summary>
/// <param name="Name">Its word, lower case.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="Purpose">Whom it is for, in a sentence.</param>
public sealed record Role(string Name, Permissions Permissions, string Purpose)
{
    /// <summary>All roles, the most powerful first.</summary>
    public static IReadOnlyList<Role> All { get; } =
    [
        new("admin", PermissionWords.All, "may do everything"),
        new("operator", Permissions.Read | Permissions.Operate, "runs the market: money in and out for others, halts, cancels for all owners; does not trade"),
        new("viewer", Permissions.Read, "sees what is public and its own"),
        new("trader", Permissions.Read | Permissions.Trade | Permissions.Withdraw, "trades, and takes its own money out"),
        new("strategy", Permissions.Read | Permissions.Trade, "trades; cannot take money out"),
    ];

    /// <summary>The role of this name, in either case; null where there is none.</summary>
    public static Role? Find(string name) => All.FirstOrDefault(role => role.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
