namespace Rialto.Trading.Orders;

/// <summary>How far a listing is with its end.</summary>
/// <param name="State">How far.</param>
/// <param name="Terms">What each unit is paid; nothing while nobody has told.</param>
public readonly record struct Settlement(SettlementState State, SettlementTerms Terms);

/// <summary>Whether the end of a listing is known. Numbers are saved and never reused.</summary>
public enum SettlementState : byte
{
    /// <summary>Nobody has told what it pays.</summary>
    Open = 0,

    /// <summary>It is known for good what it pays; the venue has not paid yet.</summary>
    Told = 1,

    /// <summary>Paid: nothing is held any more.</summary>
    Paid = 2,

    /// <summary>It was told what it will pay, and not finally: it may be disputed and become another.</summary>
    Announced = 3,
}
