using System.Buffers.Binary;
using Rialto.Runtime.Files;

namespace Rialto.Journal.Segments;

/// <summary>
/// The first 128 bytes of a segment. It is on the disk before the file gets its name, so a named segment always has one.
/// <code>
///   0 magic "RIALTOJ\n" (of feed events "RIALTOF\n", of a desk's inputs "RIALTOT\n") 8   8 version 4   12 byte order 4   16 segment number 8   24 base sequence 8   32 segment bytes 8
///  40 chain hash of the previous segment 32   72 zero 48   120 CRC-32C of bytes 0-119 4   124 "SEG\n" 4
/// </code>
/// </summary>
/// <param name="Number">1 and up without a gap; also the file's name.</param>
/// <param name="BaseSequence">Sequence of its first command.</param>
/// <param name="SegmentBytes">Length of the file.</param>
/// <param name="Version">Of the format: 2 has proof records.</param>
/// <param name="Contents">What its records are.</param>
internal readonly record struct SegmentHeader(
    long Number, long BaseSequence, long SegmentBytes, int Version = SegmentHeader.NewestVersion, SegmentContents Contents = SegmentContents.Commands)
{
    public const int SizeBytes = 128;
    public const int NewestVersion = 2;
    public const int OldestVersion = 1;

    /// <summary>Of the format of feed events; the only one so far.</summary>
    public const int FeedEventsVersion = 1;

    /// <summary>Of the format of a desk's inputs; the only one so far.</summary>
    public const int DeskInputsVersion = 1;

    public const int ChainOffset = 40;

    /// <summary>True where batches may hold proof records, or nothing else.</summary>
    public bool HoldsProofs => Contents == SegmentContents.Commands && Version >= 2;

    private static readonly HeaderSeal Seal = new(
        SizeBytes, "RIALTOJ\n", "SEG\n", "shorter than a segment header", "not a journal segment (magic)", "segment header fails its checksum");

    private static readonly HeaderSeal FeedEventsSeal = new(
        SizeBytes, "RIALTOF\n", "SEG\n", "shorter than a segment header", "not a journal segment (magic)", "segment header fails its checksum");

    private static readonly HeaderSeal DeskInputsSeal = new(
        SizeBytes, "RIALTOT\n", "SEG\n", "shorter than a segment header", "not a journal segment (magic)", "segment header fails its checksum");

    /// <summary>The newest version of a kind, in which new segments are written.</summary>
    public static int NewestOf(SegmentContents contents) => contents switch
    {
        SegmentContents.FeedEvents => FeedEventsVersion,
        SegmentContents.DeskInputs => DeskInputsVersion,
        _ => NewestVersion,
    };

    /// <summary>Writes all 128 bytes.</summary>
    public void Encode(Span<byte> target, ReadOnlySpan<byte> previousChain)
    {
        target = target[..SizeBytes];
        target.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], BaseSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], SegmentBytes);
        previousChain.CopyTo(target.Slice(ChainOffset, ChainHash.SizeBytes));
        SealOf(Contents).Put(target, Version);
    }

    /// <summary>Reads and checks.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? TryDecode(ReadOnlySpan<byte> source, out SegmentHeader header)
    {
        header = default;
        var contents = source.StartsWith("RIALTOF\n"u8) ? SegmentContents.FeedEvents : source.StartsWith("RIALTOT\n"u8) ? SegmentContents.DeskInputs : SegmentContents.Commands;
        if (SealOf(contents).Check(source, out var version) is { } fault)
            return fault;
        var (oldest, newest) = (OldestVersion, NewestOf(contents));
        if (version < oldest || version > newest)
            return $"format version {version} is unknown, this program reads {oldest} to {newest}";
        header = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]), BinaryPrimitives.ReadInt64LittleEndian(source[24..]), BinaryPrimitives.ReadInt64LittleEndian(source[32..]), version,
            contents);
        return header.SegmentBytes is < JournalOptions.SegmentBytesMin or > JournalOptions.SegmentBytesMax ? $"segment size {header.SegmentBytes} is out of range" : null;
    }

    private static HeaderSeal SealOf(SegmentContents contents) => contents switch
    {
        SegmentContents.FeedEvents => FeedEventsSeal,
        SegmentContents.DeskInputs => DeskInputsSeal,
        _ => Seal,
    };
}
