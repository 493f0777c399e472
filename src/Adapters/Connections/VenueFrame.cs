using Rialto.Model.Units;

namespace Rialto.Adapters.Connections;

/// <summary>What came over a socket.</summary>
public enum VenueFrameKind : byte
{
    /// <summary>The socket is at its end.</summary>
    Closed = 0,

    /// <summary>A text message.</summary>
    Text = 1,

    /// <summary>A binary message; venues that send such put text in it.</summary>
    Binary = 2,
}

/// <summary>One whole message, or the end of the socket.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Body">The message; empty at the end.</param>
/// <param name="Reason">At the end: why, for a person to read. Otherwise empty.</param>
public readonly record struct VenueFrame(VenueFrameKind Kind, ReadOnlyMemory<byte> Body, string Reason)
{
    /// <summary>When it came in, where whoever had it before has noted it, as a recorder does; otherwise none.</summary>
    public Timestamp ReceiveTime { get; init; }

    /// <summary>The end, and why.</summary>
    public static VenueFrame Closed(string reason) => new(VenueFrameKind.Closed, default, reason);
}
