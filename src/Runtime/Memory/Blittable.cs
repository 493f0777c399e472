using System.Runtime.InteropServices;

namespace Rialto.Runtime.Memory;

/// <summary>The bytes of messages, for codecs outside this project: checked by the compiler through <c>unmanaged</c> and by the span's length.</summary>
public static class Blittable
{
    /// <summary>The value's own bytes, in memory order. Writing to them changes the value.</summary>
    public static Span<byte> Bytes<T>(ref T value) where T : unmanaged =>
        // SAFETY: T holds no references; the span covers exactly the one value and may not outlive the reference (the compiler's ref rules).
        MemoryMarshal.AsBytes(new Span<T>(ref value));

    /// <summary>The value's own bytes, for reading.</summary>
    public static ReadOnlySpan<byte> ReadOnlyBytes<T>(ref readonly T value) where T : unmanaged =>
        // SAFETY: as above, without writing.
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    /// <summary>The value as 64-bit words; a rest of less than 8 bytes is left out.</summary>
    public static ReadOnlySpan<ulong> ReadOnlyWords<T>(ref readonly T value) where T : unmanaged =>
        // SAFETY: as above; the span ends inside the value, and unaligned words may be read.
        MemoryMarshal.Cast<T, ulong>(new ReadOnlySpan<T>(in value));
}
