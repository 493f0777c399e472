namespace Rialto.Gateways.Streams;

/// <summary>What a connection can subscribe to.</summary>
internal enum StreamChannel : byte
{
    /// <summary>Every price level: a snapshot, then changes; merged for slow readers.</summary>
    Book,

    /// <summary>Every order of the book: a snapshot, then each change.</summary>
    BookOrders,

    /// <summary>The best levels, whole; merged for slow readers.</summary>
    Depth,

    /// <summary>Every trade.</summary>
    Trades,

    /// <summary>Best prices and the day; merged for slow readers.</summary>
    Ticker,

    /// <summary>Events of the owner's orders.</summary>
    Orders,

    /// <summary>Halts, limit states and the kill switches that concern everybody, of one instrument or all.</summary>
    Halts,

    /// <summary>How the book leans; merged for slow readers.</summary>
    Imbalance,

    /// <summary>Candles of one length as they grow; merged for slow readers.</summary>
    Candles,

    /// <summary>The owner's balances and movements: a snapshot, then each change.</summary>
    Balances,

    /// <summary>The owner's positions, margin calls and liquidations: a snapshot, then each change.</summary>
    Positions,

    /// <summary>Marks, funding and settlement of contracts, of one or all.</summary>
    Mark,

    /// <summary>Binary frames for a screen: all instruments, or one instrument's book and trades; merged for slow readers.</summary>
    Dashboard,

    /// <summary>Binary frames for a screen: the owner's orders and fills; merged for slow readers.</summary>
    DashboardOwn,

    /// <summary>A sign of life.</summary>
    Heartbeat,
}
