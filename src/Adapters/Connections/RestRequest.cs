namespace Rialto.Adapters.Connections;

/// <summary>Who goes first where weight is short: the lower number.</summary>
public enum RestPriority : byte
{
    /// <summary>A book that was trusted and has to be repaired.</summary>
    Repair = 0,

    /// <summary>A book that starts.</summary>
    Start = 1,

    /// <summary>Lists of what is traded.</summary>
    Listings = 2,
}

/// <summary>One question: a GET, or a POST where it has a body.</summary>
/// <param name="Path">Path and query below the venue's REST host, with a slash at the start; empty for the address that is configured, as it is.</param>
/// <param name="Weight">What the venue counts for it; 0 where the source is to know it by the path.</param>
/// <param name="Priority">Who goes first.</param>
public readonly record struct RestRequest(string Path, int Weight, RestPriority Priority)
{
    /// <summary>JSON to send; empty for a GET.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
