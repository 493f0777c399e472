using System.Buffers.Binary;
using Rialto.Runtime.Files;

namespace Rialto.Journal.Archive;

/// <summary>
/// The first 128 bytes of an archived segment. After it stands the directory: for each block where it begins in the file, 8 bytes each, and then
/// CRC-32C of the directory 4 and zero 4; after that the blocks (<see cref="Storage.CompressedBlock"/>), each of <see cref="BlockBytes"/> of the segment, the last maybe shorter.
/// <code>
///   0 magic "RIALTOA\n" 8   8 version 4   12 byte order 4   16 segment number 8   24 base sequence 8   32 segment bytes 8
///  40 bytes kept, the rest is zeros 8   48 length of the file 8   56 block bytes 4   60 blocks 4   64 zero 56   120 CRC-32C of bytes 0-119 4   124 "ARC\n" 4
/// </code>
/// </summary>
internal readonly record struct ArchiveHeader(long Number, long BaseSequence, long SegmentBytes, long KeptBytes, long FileBytes, int Blocks)
{
    public const int SizeBytes = 128;
    public const int Version = 1;
    public const int BlockBytes = 1 << 18;
    public const int DirectoryEndBytes = 8;

    private static readonly HeaderSeal Seal = new(
        SizeBytes, "RIALTOA\n", "ARC\n", "shorter than an archive's header", "not an archived segment (magic)", "archive header fails its checksum");

    /// <summary>Bytes of the directory with its checksum.</summary>
    public int DirectoryBytes => Blocks * 8 + DirectoryEndBytes;

    /// <summary>How many blocks so many bytes take.</summary>
    public static int BlocksOf(long keptBytes) => (int)((keptBytes + BlockBytes - 1) / BlockBytes);

    public void Encode(Span<byte> target)
    {
        target = target[..SizeBytes];
        target.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], BaseSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], SegmentBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], KeptBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[48..], FileBytes);
        BinaryPrimitives.WriteInt32LittleEndian(target[56..], BlockBytes);
        BinaryPrimitives.WriteInt32LittleEndian(target[60..], Blocks);
        Seal.Put(target, Version);
    }

    /// <summary>Reads and checks.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? TryDecode(ReadOnlySpan<byte> source, out ArchiveHeader header)
    {
        header = default;
        if (Seal.Check(source, out var version) is { } fault)
            return fault;
        if (version != Version)
            return $"archive version {version} is unknown, this program reads {Version}";
        header = new ArchiveHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]), BinaryPrimitives.ReadInt64LittleEndian(source[24..]), BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]), BinaryPrimitives.ReadInt64LittleEndian(source[48..]), BinaryPrimitives.ReadInt32LittleEndian(source[60..]));
        var isPossible = header.SegmentBytes is >= JournalOptions.SegmentBytesMin and <= JournalOptions.SegmentBytesMax
            && header.KeptBytes >= 0 && header.KeptBytes <= header.SegmentBytes && header.Blocks == BlocksOf(header.KeptBytes)
            && BinaryPrimitives.ReadInt32LittleEndian(source[56..]) == BlockBytes && header.FileBytes >= SizeBytes + header.DirectoryBytes;
        return isPossible ? null : "archive header says what cannot be";
    }
}
