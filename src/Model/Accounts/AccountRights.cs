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

    /// <summary>Everything.</summary>
    All = Trade | Deposit | Withdraw | Transfer,
}
