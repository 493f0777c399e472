using System.Runtime.InteropServices;

namespace Rialto.Runtime.Rings;

/// <summary>
/// A position counter alone on its cache lines: 128 bytes on either side, because the adjacent-line prefetcher pairs lines of 64.
/// <code>  0 padding 128   128 Value 8   136 padding 120  = 256 bytes </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct Cursor
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 256;

    /// <summary>Where the value stands.</summary>
    public const int ValueOffset = 128;

    [FieldOffset(ValueOffset)] private long _value;

    /// <summary>The value as its only writer, or a reader that needs no ordering, sees it.</summary>
    public long Plain
    {
        readonly get => _value;
        set => _value = value;
    }

    /// <summary>Reads with acquire order: everything written before the matching <see cref="Release"/> is visible afterwards.</summary>
    public long Acquire() => Volatile.Read(ref _value);

    /// <summary>Writes with release order: payload first, then the cursor.</summary>
    public void Release(long value) => Volatile.Write(ref _value, value);

    /// <summary>Moves from one value to another if nobody was faster.</summary>
    public bool TryMove(long from, long to) => Interlocked.CompareExchange(ref _value, to, from) == from;
}
