namespace Rialto.Adapters.Feeds;

/// <summary>Where a book's first whole state comes from.</summary>
public enum SnapshotSource : byte
{
    /// <summary>The venue sends it after subscribing.</summary>
    Stream = 0,

    /// <summary>It is asked for by REST, and updates are held until it comes.</summary>
    Rest = 1,

    /// <summary>There is no socket: one REST answer, asked for again and again, holds the whole books of all listings (<see cref="IVenueProtocol.Poll"/>).</summary>
    Poll = 2,
}

/// <summary>What updates hold.</summary>
public enum UpdateMeaning : byte
{
    /// <summary>All that rests at a price now.</summary>
    Absolute = 0,

    /// <summary>By how much what rests at a price has changed.</summary>
    Signed = 1,
}

/// <summary>How it shows that no update is missing.</summary>
public enum Continuity : byte
{
    /// <summary>It does not: a checksum, or nothing.</summary>
    None = 0,

    /// <summary>First number = last number of the update before + 1; what lies wholly before is old and dropped.</summary>
    Contiguous = 1,

    /// <summary>Each update names the last number of the one before.</summary>
    Linked = 2,

    /// <summary>Times only: an older one than the last is dropped.</summary>
    Time = 3,
}

/// <summary>How a venue's checksum is made.</summary>
public enum ChecksumKind : byte
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>CRC-32 over the best ten asks, then bids: digits of price and quantity without point and leading zeros.</summary>
    Kraken = 1,

    /// <summary>CRC-32 over the best 25, a bid and an ask in turn: <c>bid:quantity:ask:quantity</c>, as sent.</summary>
    Okx = 2,
}

/// <summary>What a venue promises about its books, and so what is checked; docs/reference/feeds.md explains each.</summary>
public sealed record BookRules
{
    /// <summary>False for a socket over which trades alone come: a session on it keeps no books and asks for none.</summary>
    public bool HasBooks { get; init; } = true;

    /// <summary>Where the first state comes from.</summary>
    public SnapshotSource Snapshot { get; init; }

    /// <summary>What updates hold.</summary>
    public UpdateMeaning Meaning { get; init; }

    /// <summary>How updates follow each other.</summary>
    public Continuity Continuity { get; init; }

    /// <summary>How the checksum is made.</summary>
    public ChecksumKind Checksum { get; init; }

    /// <summary>Best levels a side that the venue keeps: the rest is cut after each update, because the venue sends no removal. Zero: all.</summary>
    public int Depth { get; init; }

    /// <summary>A bid at or above an ask means that the book is wrong. Kalshi's books cross for a moment between two updates.</summary>
    public bool CrossedIsWrong { get; init; } = true;

    /// <summary>The update before the first one applied to a REST snapshot need not be linked: it must only span the snapshot's number (Binance futures).</summary>
    public bool FirstSpansSnapshot { get; init; }

    /// <summary>Most levels a side; one more and the book is given up. Memory grows up to it.</summary>
    public int LevelsMax { get; init; } = 1 << 17;

    /// <summary>Most levels held while waiting for a snapshot.</summary>
    public int WaitingLevelsMax { get; init; } = 1 << 16;

    /// <summary>Levels a side of a REST snapshot at most: where the best prices come near the last of them, the book is asked for anew. Zero: all there are.</summary>
    public int SnapshotDepth { get; init; }

    /// <summary>A connection that says nothing for so long makes its books stale, in nanoseconds.</summary>
    public long SilenceNs { get; init; } = 30_000_000_000;

    /// <summary>The venue's times have no date (<see cref="LevelText.TimeOfDay"/>): they are of the day with which they are nearest to when the frame came in.</summary>
    public bool TimesLackDate { get; init; }

    /// <summary>
    /// A book without an update for so long becomes stale though its connection talks, and is asked for: a subscription may have died alone. In nanoseconds; zero is never.
    /// OKX sends an empty update after 60 s; no other venue promises anything, and there it is a limit of ours, which the settings of a feed may change.
    /// </summary>
    public long QuietNs { get; init; } = 300_000_000_000;
}
