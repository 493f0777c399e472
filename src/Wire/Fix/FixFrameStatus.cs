namespace Rialto.Wire.Fix;

/// <summary>What the beginning of received bytes is.</summary>
public enum FixFrameStatus : byte
{
    /// <summary>Good so far; more bytes are needed.</summary>
    Incomplete = 0,

    /// <summary>One whole message.</summary>
    Complete = 1,

    /// <summary>No message. FIX: a garbled message is ignored, and its sequence number with it.</summary>
    Garbled = 2,
}
