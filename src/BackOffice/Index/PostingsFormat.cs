using System.Buffers.Binary;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Files;
using Rialto.Runtime.Memory;

namespace Rialto.BackOffice.Index;

/// <summary>What a section of postings is keyed by.</summary>
public enum PostingKind
{
    /// <summary>Order numbers.</summary>
    Orders,

    /// <summary>Owner numbers.</summary>
    Owners,

    /// <summary>Client order ids of an owner, as <see cref="Posting.NameKey"/>; different ones may share a key.</summary>
    Names,

    /// <summary>Session numbers: the command that opened it.</summary>
    Sessions,
}

/// <summary>Keys of postings.</summary>
public static class Posting
{
    /// <summary>Number of <see cref="PostingKind"/>s.</summary>
    internal const int Kinds = 4;

    /// <summary>CRC-32C of the owner number (4 bytes) and the client order id (36 bytes, zeros behind it).</summary>
    public static long NameKey(OwnerId owner, Text36 clientOrderId)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int) + Text36.LengthMax];
        bytes.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, owner.Value);
        clientOrderId.CopyTo(bytes[sizeof(int)..]);
        return Crc32C.Compute(bytes);
    }
}

/// <summary>
/// The first 256 bytes of a file of postings; docs/reference/audit-index.md has the whole format.
/// <code>
///   0 magic "RIALTOI\n" 8   8 version 4   12 byte order 4   16 first sequence 8   24 last sequence 8   32 time of the first 8   40 time of the last 8
///  48 last order before 8   56 last order 8   64 last trade before 8   72 last trade 8   80 length of the file 8   88 CRC-32C of the last command's 120 bytes 4   92 zero 4
///  96 four sections of 16: offset of its directory 8, entries in it 4, zero 4   160 zero 88   248 CRC-32C of bytes 0-247 4   252 "IDX\n" 4
/// </code>
/// </summary>
/// <param name="First">First command it covers.</param>
/// <param name="Last">Last command it covers.</param>
/// <param name="FirstTime">Time of the first.</param>
/// <param name="LastTime">Time of the last.</param>
/// <param name="OrdersBefore">Last order number given out before it.</param>
/// <param name="Orders">Last order number given out in it or before.</param>
/// <param name="TradesBefore">Last trade number given out before it.</param>
/// <param name="Trades">Last trade number given out in it or before.</param>
/// <param name="LastCommandCrc">Binds it to its journal: CRC-32C of the last command.</param>
public sealed record PostingsHeader(
    long First, long Last, Timestamp FirstTime, Timestamp LastTime, long OrdersBefore, long Orders, long TradesBefore, long Trades, uint LastCommandCrc)
{
    internal const int SizeBytes = 256;
    internal const int Version = 1;
    internal const int DirectoryEntryBytes = 16;
    private const int SectionsOffset = 96;
    private const int SectionBytes = 16;

    private static readonly HeaderSeal Seal = new(SizeBytes, "RIALTOI\n", "IDX\n", "not a file of postings", "not a file of postings", "its header fails its checksum");

    /// <summary>Length of the file.</summary>
    public long LengthBytes { get; init; }

    internal (long Offset, int Entries)[] Sections { get; init; } = new (long, int)[Posting.Kinds];

    internal static uint CrcOf(in Command command) => Crc32C.Compute(Blittable.ReadOnlyBytes(in command)[..Command.UsedBytes]);

    internal void Encode(Span<byte> target)
    {
        target = target[..SizeBytes];
        target.Clear();
        var at = 16;
        foreach (var value in new[] { First, Last, FirstTime.Nanoseconds, LastTime.Nanoseconds, OrdersBefore, Orders, TradesBefore, Trades, LengthBytes })
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[at..], value);
            at += sizeof(long);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target[at..], LastCommandCrc);
        for (var i = 0; i < Posting.Kinds; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[(SectionsOffset + i * SectionBytes)..], Sections[i].Offset);
            BinaryPrimitives.WriteInt32LittleEndian(target[(SectionsOffset + i * SectionBytes + 8)..], Sections[i].Entries);
        }

        Seal.Put(target, Version);
    }

    /// <summary>Reads and checks.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal static string? TryDecode(ReadOnlySpan<byte> source, out PostingsHeader? header)
    {
        header = null;
        if (Seal.Check(source, out var version) is { } fault)
            return fault;
        if (version != Version)
            return $"format version {version} is unknown, this program reads {Version}";
        var values = new long[9];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(source[(16 + i * sizeof(long))..]);
        var sections = new (long, int)[Posting.Kinds];
        for (var i = 0; i < Posting.Kinds; i++)
        {
            sections[i] = (
                BinaryPrimitives.ReadInt64LittleEndian(source[(SectionsOffset + i * SectionBytes)..]), BinaryPrimitives.ReadInt32LittleEndian(source[(SectionsOffset + i * SectionBytes + 8)..]));
        }

        header = new PostingsHeader(
            values[0], values[1], new Timestamp(values[2]), new Timestamp(values[3]), values[4], values[5], values[6], values[7], BinaryPrimitives.ReadUInt32LittleEndian(source[88..]))
        {
            LengthBytes = values[8],
            Sections = sections,
        };
        return null;
    }
}
