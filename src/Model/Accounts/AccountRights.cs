namespace Rialto.Model.Accounts;

/// <summary>What an account may do. What it may not is refused; cancelling and reducing orders always works.</summary>
[Flags]
public enum AccountRights : ushort
{
    /// <summary>Nothing but cancel and reduce.</summary>
    None = 0,

    /// <summary>Enter and replace orders of settled instruments.</summary>
    Trade = 1,

    /// <summary>Be paid in.</summary>
    Deposit = 2,

    /// <summary>Be paid out.</summary>
    Withdraw = 4,

    /// <summary>Send to another account. To receive needs no right.</summary>
    Transfer = 8,

    /// <summary>No right but a kind: the account is a margin account, which trades contracts and no settled instruments (docs/reference/margin.md). Fixed once made.</summary>
    Margin = 16,

    /// <summary>Everything that a cash account may do.</summary>
    All = Trade | Deposit | Withdraw | Transfer,

    /// <summary>All bits that have a meaning.</summary>
    Defined = All | Margin,
}
