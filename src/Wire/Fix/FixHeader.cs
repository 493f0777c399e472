using Rialto.Model.Units;

namespace Rialto.Wire.Fix;

/// <summary>What the session layer puts into the standard header of a message it sends.</summary>
/// <param name="Sender">SenderCompID, ours; at most <see cref="MaxCompIdBytes"/> bytes.</param>
/// <param name="Target">TargetCompID, the client's; as long at most.</param>
/// <param name="SeqNum">MsgSeqNum, at least 1.</param>
/// <param name="SendingTime">SendingTime.</param>
public readonly record struct FixHeader(ReadOnlyMemory<byte> Sender, ReadOnlyMemory<byte> Target, int SeqNum, Timestamp SendingTime)
{
    /// <summary>Longest CompID, in bytes.</summary>
    public const int MaxCompIdBytes = 64;

    /// <summary>When the message was first sent; given, it is sent again, with PossDupFlag=Y.</summary>
    public Timestamp OrigSendingTime { get; init; }
}
