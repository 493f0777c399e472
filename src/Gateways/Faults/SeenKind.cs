namespace Rialto.Gateways.Faults;

/// <summary>What a client did, as seen at a door.</summary>
public enum SeenKind
{
    /// <summary>It opened a connection (not of REST, where connections mean nothing).</summary>
    Connected,

    /// <summary>A connection ended.</summary>
    Disconnected,

    /// <summary>It said who it is: a logon.</summary>
    LoggedOn,

    /// <summary>It entered an order.</summary>
    Order,

    /// <summary>It changed an order.</summary>
    Change,

    /// <summary>It cancelled one or more orders.</summary>
    Cancel,

    /// <summary>It asked about one order.</summary>
    AskOrder,

    /// <summary>It asked about its orders.</summary>
    AskOrders,

    /// <summary>It asked about its own trades.</summary>
    AskTrades,

    /// <summary>It asked about its account.</summary>
    AskAccount,

    /// <summary>It asked for a whole book.</summary>
    AskBook,

    /// <summary>It asked for the exchange's time.</summary>
    AskTime,

    /// <summary>It asked to be sent again what it missed.</summary>
    AskAgain,

    /// <summary>It began a stream.</summary>
    Subscribe,

    /// <summary>It was sent the message after a gap, by whose numbers the gap is to be seen.</summary>
    ShownGap,

    /// <summary>A sign of life: heartbeat, ping.</summary>
    Beat,

    /// <summary>Something else.</summary>
    Other,
}
