namespace Rialto.Model.Instruments;

/// <summary>Where an instrument stands in its life. Each change is a command (<c>SetInstrumentState</c>).</summary>
public enum InstrumentState : byte
{
    /// <summary>Defined, not yet trading; its definition may still change. No orders.</summary>
    Announced = 0,

    /// <summary>Call phase: orders rest, even crossed, and nothing trades until the state changes to Open or Closed.</summary>
    Auction = 1,

    /// <summary>Continuous trading.</summary>
    Open = 2,

    /// <summary>Trading stopped; orders rest and may be cancelled or reduced, nothing may be entered.</summary>
    Halted = 3,

    /// <summary>The trading day is over. DAY orders are gone; others rest and may be cancelled or reduced.</summary>
    Closed = 4,

    /// <summary>For ever over; no orders.</summary>
    Expired = 5,
}
