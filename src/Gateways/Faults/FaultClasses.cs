namespace Rialto.Gateways.Faults;

/// <summary>What a request, an answer or a message is about, as far as its door's edge can see.</summary>
[Flags]
public enum FaultClasses
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Entering orders, and what answers that.</summary>
    Orders = 1,

    /// <summary>Executions of own orders that nobody asked for at the moment.</summary>
    Fills = 2,

    /// <summary>Market data that changes a book that was told before: levels, orders of the book.</summary>
    Market = 4,

    /// <summary>A whole book.</summary>
    Snapshots = 8,

    /// <summary>Questions of somebody with a key: orders, trades, accounts.</summary>
    Questions = 16,

    /// <summary>Everything else.</summary>
    Other = 32,

    /// <summary>Changing and cancelling orders, and what answers that.</summary>
    Changes = 64,

    /// <summary>Public trades that come without a change of a book in the same message.</summary>
    Trades = 128,

    /// <summary>All of it.</summary>
    Any = Orders | Changes | Fills | Market | Trades | Snapshots | Questions | Other,
}
