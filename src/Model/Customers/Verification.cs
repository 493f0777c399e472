using Rialto.Model.Orders;

namespace Rialto.Model.Customers;

/// <summary>How far the exchange knows a customer. Numbers stand in the journal and never change their meaning.</summary>
public enum VerificationState : byte
{
    /// <summary>Nothing has been decided.</summary>
    Pending = 0,

    /// <summary>Known; may do what its tier allows.</summary>
    Verified = 1,

    /// <summary>Not taken as a customer.</summary>
    Rejected = 2,

    /// <summary>Was known, and is stopped.</summary>
    Suspended = 3,
}

/// <summary>How thoroughly a customer was looked at; each tier has limits of its own. Numbers stand in the journal and never change their meaning.</summary>
public enum VerificationTier : byte
{
    /// <summary>Not at all.</summary>
    Unverified = 0,

    /// <summary>By the least that is asked, such as an e-mail address.</summary>
    Level1 = 1,

    /// <summary>By documents.</summary>
    Level2 = 2,

    /// <summary>By enhanced due diligence.</summary>
    Level3 = 3,

    /// <summary>As a company.</summary>
    Institutional = 4,
}

/// <summary>What the journal knows of a customer (docs/reference/verification.md). The default is that of whom nothing was ever said.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Tier">Its tier; a verified customer has one.</param>
/// <param name="Country">Where it lives or is registered; may be none.</param>
public readonly record struct Verification(VerificationState State, VerificationTier Tier, CountryCode Country)
{
    private const int CancelBit = 1 << 8;

    /// <summary>True where the values can be.</summary>
    public bool IsValid =>
        State <= VerificationState.Suspended && Tier <= VerificationTier.Institutional && (Country.IsNone || Country.IsValid)
        && (State != VerificationState.Verified || Tier != VerificationTier.Unverified);

    /// <summary>State in bits 0 to 3, tier in bits 4 to 7, cancel in bit 8.</summary>
    public OrderTerms Pack(bool cancelOrders) => new((ushort)((int)State | (int)Tier << 4 | (cancelOrders ? CancelBit : 0)));

    /// <summary>What <see cref="Pack"/> made. Not validated.</summary>
    public static Verification Unpack(OrderTerms terms, CountryCode country) => new((VerificationState)(terms.Bits & 15), (VerificationTier)(terms.Bits >> 4 & 15), country);

    /// <summary>True where terms ask that live orders be cancelled.</summary>
    public static bool Cancels(OrderTerms terms) => (terms.Bits & CancelBit) != 0;

    /// <summary>True where terms have no undefined bits.</summary>
    public static bool IsWellFormed(OrderTerms terms) => terms.Bits >> 9 == 0;
}

/// <summary>What the exchange asks of its customers.</summary>
/// <param name="IsRequired">Only verified customers may do anything, within their limits. Off: nothing of this is looked at.</param>
/// <param name="ListedOnly">And only those of listed countries.</param>
public readonly record struct VerificationPolicy(bool IsRequired, bool ListedOnly)
{
    /// <summary>Bits 0 and 1.</summary>
    public OrderTerms Pack() => new((ushort)((IsRequired ? 1 : 0) | (ListedOnly ? 2 : 0)));

    /// <summary>What <see cref="Pack"/> made.</summary>
    public static VerificationPolicy Unpack(OrderTerms terms) => new((terms.Bits & 1) != 0, (terms.Bits & 2) != 0);
}
