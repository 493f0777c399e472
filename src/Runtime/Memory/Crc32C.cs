using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Rialto.Runtime.Memory;

/// <summary>
/// CRC-32C (Castagnoli, as in iSCSI, RFC 3720 appendix B.4; "123456789" gives 0xE3069283): by the processor's instruction where there is one, otherwise by table.
/// Incremental: <c>Append(Append(0, a), b)</c> is the checksum of a followed by b.
/// </summary>
public static class Crc32C
{
    private static readonly uint[] Table = BuildTable();

    /// <summary>Checksum of these bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>Checksum of what <paramref name="crc"/> covers, followed by these bytes.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        if (Sse42.X64.IsSupported)
            return AppendX64(crc, bytes);
        return Crc32.Arm64.IsSupported ? AppendArm64(crc, bytes) : AppendByTable(crc, bytes);
    }

    /// <summary>As <see cref="Append(uint, ReadOnlySpan{byte})"/> of the word's eight bytes, lowest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Append(uint crc, ulong word)
    {
        if (Sse42.X64.IsSupported)
            return ~(uint)Sse42.X64.Crc32(~crc, word);
        if (Crc32.Arm64.IsSupported)
            return ~Crc32.Arm64.ComputeCrc32C(~crc, word);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        return AppendByTable(crc, bytes);
    }

    internal static uint AppendByTable(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (var value in bytes)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AppendX64(uint crc, ReadOnlySpan<byte> bytes)
    {
        ulong state = ~crc;
        // SAFETY: the cast covers whole words inside the span only; unaligned reads are allowed.
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            state = Sse42.X64.Crc32(state, word);
        var tail = (uint)state;
        foreach (var value in bytes[(bytes.Length & ~7)..])
            tail = Sse42.Crc32(tail, value);
        return ~tail;
    }

    private static uint AppendArm64(uint crc, ReadOnlySpan<byte> bytes)
    {
        var state = ~crc;
        // SAFETY: as above.
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            state = Crc32.Arm64.ComputeCrc32C(state, word);
        foreach (var value in bytes[(bytes.Length & ~7)..])
            state = Crc32.ComputeCrc32C(state, value);
        return ~state;
    }

    private static uint[] BuildTable()
    {
        const uint reflectedPolynomial = 0x82F63B78;
        var table = new uint[256];
        for (var value = 0u; value < 256; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ reflectedPolynomial : crc >> 1;
            table[value] = crc;
        }
        return table;
    }
}
