using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>What became of asking for a snapshot.</summary>
public enum SnapshotOutcome
{
    /// <summary>It is here, whole.</summary>
    Ok = 0,

    /// <summary>Nobody answers at the address, or the connection was lost or closed before the answer was whole. Asking again may help.</summary>
    Unreachable = 1,

    /// <summary>Connection, first byte or progress took longer than <see cref="SnapshotPatience"/> allows. Asking again may help.</summary>
    Late = 2,

    /// <summary>What came is no answer to what was asked for, or its checksum is wrong.</summary>
    Broken = 3,

    /// <summary>The sender has too many who ask. Asking again may help.</summary>
    Busy = 4,

    /// <summary>The snapshot is longer than the sender sends.</summary>
    TooLarge = 5,
}

/// <summary>An answer to a request for a snapshot.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Answer">Its header; default unless it is Ok, Busy or TooLarge.</param>
/// <param name="Body">Its body; empty unless it is Ok.</param>
public readonly record struct SnapshotReply(SnapshotOutcome Outcome, SnapshotAnswer Answer, byte[] Body);
