namespace Rialto.Gateways.Streams.Dashboard;

/// <summary>What a binary frame is. Numbers are never reused; a reader passes over those it does not know.</summary>
internal enum FrameKind : byte
{
    /// <summary>Definitions of instruments.</summary>
    Instruments = 1,

    /// <summary>Tickers of instruments.</summary>
    Market = 2,

    /// <summary>A book, whole or what changed.</summary>
    Book = 3,

    /// <summary>Trades of an instrument.</summary>
    Trades = 4,

    /// <summary>Own orders as they are now.</summary>
    Orders = 5,

    /// <summary>Own fills.</summary>
    Fills = 6,
}

/// <summary>Bits in the first byte of frames that have them.</summary>
[Flags]
internal enum FrameFlags : byte
{
    /// <summary>It goes on from the frame before.</summary>
    None = 0,

    /// <summary>It replaces all that was said before.</summary>
    Snapshot = 1,

    /// <summary>Something before it was left out, because there was too much of it.</summary>
    Gap = 2,
}
