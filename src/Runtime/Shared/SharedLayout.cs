using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Rialto.Runtime.Memory;

namespace Rialto.Runtime.Shared;

/// <summary>
/// Where things stand in the file of a shared ring; docs/reference/shared-memory.md says it byte by byte. Little endian.
/// <code>
///    0 Magic 8     8 Version 4   12 HeaderBytes 4   16 ElementBytes 4   20 SlotBytes 4   24 Capacity 8   32 ElementName 8
///   40 Epoch 8    48 ProcessId 8   56 Checksum 4 (of bytes 0 to 55)   60 zero 4      written once
///  128 State 4                                                                       written at the beginning and at the end
///  256 Beats 8                                                                       written now and then
///  384 Published 8                                                                   written with every message
/// 4096 slots: Sequence 8, payload, padding to a multiple of 8
/// </code>
/// </summary>
internal static class SharedLayout
{
    public const ulong Magic = 0x31474E49_52495452; // "RTIRING1" as it stands in the file
    public const int Version = 1;
    public const int HeaderBytes = 4096;
    public const int SealedBytes = 56;
    public const int ElementNameBytes = 8;

    public const int StateOffset = 128;
    public const int BeatsOffset = 256;
    public const int PublishedOffset = 384;
    public const int SequenceBytes = 8;

    public const int CapacityMin = 2;
    public const int CapacityMax = 1 << 24;
    public const long FileBytesMax = 1L << 32;

    /// <summary>Bytes of a slot: the sequence and the element, so that the next sequence is aligned.</summary>
    public static int SlotBytes<T>() where T : unmanaged => SequenceBytes + ((Unsafe.SizeOf<T>() + 7) & ~7);

    public static long FileBytes(int slotBytes, long capacity) => HeaderBytes + slotBytes * capacity;

    /// <summary>Writes what never changes during a run. The state is left as it is: a ring that is not ready.</summary>
    public static void WriteHeader(Span<byte> header, int elementBytes, int slotBytes, long capacity, ulong elementName, long epoch, long processId)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], elementBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], slotBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], capacity);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], elementName);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], epoch);
        BinaryPrimitives.WriteInt64LittleEndian(header[48..], processId);
        BinaryPrimitives.WriteUInt32LittleEndian(header[SealedBytes..], Crc32C.Compute(header[..SealedBytes]));
    }

    /// <summary>Looks at a header that anybody may have written, in the order in which <see cref="SharedRingFault"/> numbers what may be wrong.</summary>
    public static SharedRingFault Check<T>(ReadOnlySpan<byte> header, long fileBytes, ulong elementName, out SharedRingTerms terms) where T : unmanaged
    {
        terms = default;
        if (fileBytes < HeaderBytes)
            return SharedRingFault.TooShort;
        if (BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic)
            return header[..SealedBytes].ContainsAnyExcept((byte)0) ? SharedRingFault.NotARing : SharedRingFault.NotReady;
        if (BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != Version)
            return SharedRingFault.OtherVersion;
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[SealedBytes..]) != Crc32C.Compute(header[..SealedBytes]))
            return SharedRingFault.DamagedHeader;
        var slotBytes = BinaryPrimitives.ReadInt32LittleEndian(header[20..]);
        var capacity = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(header[16..]) != Unsafe.SizeOf<T>() || slotBytes != SlotBytes<T>())
            return SharedRingFault.OtherElementSize;
        if (BinaryPrimitives.ReadUInt64LittleEndian(header[32..]) != elementName)
            return SharedRingFault.OtherElements;
        if (BinaryPrimitives.ReadInt32LittleEndian(header[12..]) != HeaderBytes || !IsCapacity(capacity) || fileBytes != FileBytes(slotBytes, capacity))
            return SharedRingFault.WrongLength;
        var state = BinaryPrimitives.ReadInt32LittleEndian(header[StateOffset..]);
        if (state is < (int)SharedRingState.Initializing or > (int)SharedRingState.Replaced)
            return SharedRingFault.DamagedHeader;
        if (state == (int)SharedRingState.Initializing)
            return SharedRingFault.NotReady;
        terms = new SharedRingTerms(
            (int)capacity, BinaryPrimitives.ReadInt64LittleEndian(header[40..]), BinaryPrimitives.ReadInt64LittleEndian(header[48..]));
        return SharedRingFault.None;
    }

    public static bool IsCapacity(long capacity) => capacity is >= CapacityMin and <= CapacityMax && (capacity & (capacity - 1)) == 0;

    /// <summary>What a ring's elements are called in the file: up to eight printable ASCII characters.</summary>
    public static ulong NameOf(string elements)
    {
        ArgumentException.ThrowIfNullOrEmpty(elements);
        if (elements.Length > ElementNameBytes || elements.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException($"'{elements}' is not 1 to {ElementNameBytes} printable characters.", nameof(elements));
        ulong name = 0;
        for (var i = 0; i < elements.Length; i++)
            name |= (ulong)elements[i] << (8 * i);
        return name;
    }
}

/// <summary>What the header of a ring says.</summary>
/// <param name="Capacity">Number of slots, a power of two.</param>
/// <param name="Epoch">The writer's run: another for every start, larger than those before at the same path.</param>
/// <param name="ProcessId">The writer's process, as it saw itself.</param>
public readonly record struct SharedRingTerms(int Capacity, long Epoch, long ProcessId);
