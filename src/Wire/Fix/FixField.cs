namespace Rialto.Wire.Fix;

/// <summary>Where a field of a message stands.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="Start">Offset of its value's first byte in the frame.</param>
/// <param name="Length">Bytes of its value.</param>
public readonly record struct FixField(int Tag, int Start, int Length);
