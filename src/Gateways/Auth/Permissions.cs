namespace Rialto.Gateways.Auth;

/// <summary>What a key may do.</summary>
[Flags]
public enum Permissions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>See its owner's orders.</summary>
    Read = 1,

    /// <summary>Enter, change and cancel its owner's orders.</summary>
    Trade = 2,

    /// <summary>Define instruments, set rules and states, cancel for all owners.</summary>
    Admin = 4,

    /// <summary>See the past of all owners: for compliance. Nothing else follows from it, nor it from anything else.</summary>
    Audit = 8,
}
