using Rialto.Model.Instruments;

namespace Rialto.Model.Orders;

/// <summary>What a kill switch stops.</summary>
public enum KillScope : byte
{
    /// <summary>Everybody, everything.</summary>
    Exchange = 0,

    /// <summary>One instrument.</summary>
    Instrument = 1,

    /// <summary>One account, that is owner.</summary>
    Account = 2,

    /// <summary>One session.</summary>
    Session = 3,
}

/// <summary>A kill switch being turned: bits 0-1 of its terms are the scope, 2 is on, 3 cancels live orders.</summary>
/// <param name="Terms">The bits.</param>
/// <param name="Instrument">With scope Instrument.</param>
/// <param name="Account">With scope Account.</param>
/// <param name="Session">With scope Session.</param>
public readonly record struct KillSwitch(OrderTerms Terms, InstrumentId Instrument, OwnerId Account, SessionId Session)
{
    /// <summary>A switch of a scope.</summary>
    public static KillSwitch Of(KillScope scope, bool isOn, bool cancelOrders, InstrumentId instrument = default, OwnerId account = default, SessionId session = default) =>
        new(new OrderTerms((ushort)((int)scope | (isOn ? 4 : 0) | (cancelOrders ? 8 : 0))), instrument, account, session);

    /// <summary>What it stops.</summary>
    public KillScope Scope => (KillScope)(Terms.Bits & 3);

    /// <summary>Turned on, not off.</summary>
    public bool IsOn => (Terms.Bits & 4) != 0;

    /// <summary>Live orders are cancelled.</summary>
    public bool CancelOrders => (Terms.Bits & 8) != 0;

    /// <summary>True where the spare bits are zero.</summary>
    public bool IsWellFormed => Terms.Bits >> 4 == 0;
}
