namespace Rialto.Adapters.Connections;

/// <summary>What a venue's REST interface allows to one address, and how it says so.</summary>
public sealed record RestTerms
{
    /// <summary>Weight that requests may have together; where a venue has several limits, the one that ours meet first.</summary>
    public RateLimit Budget { get; init; }

    /// <summary>Headers that correct our own count.</summary>
    public IReadOnlyList<QuotaHeader> Headers { get; init; } = [];

    /// <summary>Weight of a book's snapshot; zero where books come over the socket.</summary>
    public int SnapshotWeight { get; init; }

    /// <summary>Weight of a list of instruments, or a page of one.</summary>
    public int ListingsWeight { get; init; } = 1;

    /// <summary>How long nothing is asked after an answer 429 that names no time.</summary>
    public TimeSpan PauseAfterLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing is asked after an answer that shuts this address out (418, 403) and names no time.</summary>
    public TimeSpan PauseAfterBan { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An answer 403 is the venue's word for too many requests (Bybit), not only for a door that is closed.</summary>
    public bool ForbiddenIsBan { get; init; } = true;

    /// <summary>Largest answer that is read, in bytes.</summary>
    public int BodyBytesMax { get; init; } = 64 * 1024 * 1024;
}
