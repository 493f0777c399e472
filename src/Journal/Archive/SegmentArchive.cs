using System.Buffers.Binary;
using Rialto.Journal.Segments;
using Rialto.Journal.Storage;
using Rialto.Runtime.Files;
using Rialto.Runtime.Memory;

namespace Rialto.Journal.Archive;

/// <summary>A segment on the disk.</summary>
/// <param name="Number">Its number.</param>
/// <param name="BaseSequence">Sequence of its first command.</param>
/// <param name="SegmentBytes">Its length where it is not archived.</param>
/// <param name="DiskBytes">What its file takes.</param>
/// <param name="IsArchived">True where it is compressed.</param>
/// <param name="FormatVersion">Of what is in it.</param>
public sealed record SegmentListing(long Number, long BaseSequence, long SegmentBytes, long DiskBytes, bool IsArchived, int FormatVersion);

/// <summary>
/// Compresses segments that nobody writes to any more and takes away those nobody needs. Readers go on in what they have open, and find an archived segment
/// under its number as before. One at a time, also between processes (<c>archive.lock</c>).
/// </summary>
public sealed class SegmentArchive : IDisposable
{
    private const string LockName = "archive.lock";
    private readonly FileStream? _lock;

    private SegmentArchive(IArchiveStore store, FileStream? @lock)
    {
        Store = store;
        _lock = @lock;
    }

    internal IArchiveStore Store { get; }

    /// <summary>Opens it.</summary>
    /// <returns>Null where somebody else is at it.</returns>
    /// <exception cref="IOException">The folder is not there, or cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static SegmentArchive? TryOpen(string directory)
    {
        try
        {
            return new SegmentArchive(new FolderStore(directory), new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException problem) when (SharingViolation.Is(problem))
        {
            return null;
        }
    }

    /// <summary>On another store, without a lock.</summary>
    internal static SegmentArchive On(IArchiveStore store) => new(store, null);

    /// <summary>All segments, ascending. Reads their headers only; needs no lock.</summary>
    /// <exception cref="JournalCorruptException">A header is wrong.</exception>
    public static IReadOnlyList<SegmentListing> List(string directory) => List(new FolderStore(directory));

    internal static IReadOnlyList<SegmentListing> List(ISegmentStore store)
    {
        var listings = new List<SegmentListing>();
        Span<byte> chain = stackalloc byte[ChainHash.SizeBytes];
        foreach (var number in store.List())
        {
            try
            {
                using var file = store.Open(number, writable: false);
                var header = SegmentWindow.ReadHeader(file, number, chain);
                var archived = file as ArchivedSegment;
                listings.Add(new SegmentListing(number, header.BaseSequence, header.SegmentBytes, archived?.FileBytes ?? file.LengthBytes, archived is not null, header.Version));
            }
            catch (FileNotFoundException)
            {
                // Somebody has taken it away since its name was read.
            }
        }

        return listings;
    }

    /// <summary>Compresses a segment, reads it back, and only then lets the original go. Not the last one: somebody writes to it.</summary>
    /// <returns>Bytes of the archive; zero where it is archived already.</returns>
    /// <exception cref="IOException">The disk failed or is full; the original is untouched.</exception>
    public long Compress(long number)
    {
        if (!Store.IsPlain(number))
            return 0;
        long bytes;
        using (var source = Store.Open(number, writable: false))
        {
            using var target = Store.CreateArchive();
            bytes = Write(source, target, number);
            using var written = new ArchivedSegment(target, number);
            if (!AreEqual(source, written))
                throw new IOException($"{FolderStore.NameOf(number)}: the archive does not read back as the segment");
        }

        // Durable under its name before the original goes.
        Store.NameArchive(number);
        Store.DeletePlain(number);
        return bytes;
    }

    /// <summary>Takes a segment away.</summary>
    public void Delete(long number)
    {
        Store.DeletePlain(number);
        Store.DeleteArchive(number);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private static long Write(ISegmentFile source, ISegmentFile target, long number)
    {
        Span<byte> chain = stackalloc byte[ChainHash.SizeBytes];
        var segment = SegmentWindow.ReadHeader(source, number, chain);
        var kept = KeptBytes(source);
        var blocks = ArchiveHeader.BlocksOf(kept);
        var directory = new byte[blocks * 8 + ArchiveHeader.DirectoryEndBytes];
        var offset = (long)ArchiveHeader.SizeBytes + directory.Length;
        var (content, block) = (new byte[ArchiveHeader.BlockBytes], new byte[CompressedBlock.TargetBytes(ArchiveHeader.BlockBytes)]);
        for (var i = 0; i < blocks; i++)
        {
            var piece = content.AsSpan(0, (int)Math.Min(content.Length, kept - (long)i * content.Length));
            source.Read(piece, (long)i * content.Length);
            BinaryPrimitives.WriteInt64LittleEndian(directory.AsSpan(i * 8), offset);
            var length = CompressedBlock.Encode(BlockKind.Brotli, piece, block);
            target.Write(block.AsSpan(0, length), offset);
            offset += length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(directory.AsSpan(blocks * 8), Crc32C.Compute(directory.AsSpan(0, blocks * 8)));
        target.Write(directory, ArchiveHeader.SizeBytes);
        var head = new byte[ArchiveHeader.SizeBytes];
        new ArchiveHeader(number, segment.BaseSequence, segment.SegmentBytes, kept, offset, blocks).Encode(head);
        target.Write(head, 0);
        target.Flush();
        return offset;
    }

    /// <summary>Bytes up to the last that is not zero.</summary>
    private static long KeptBytes(ISegmentFile file)
    {
        var piece = new byte[1 << 20];
        for (var end = file.LengthBytes; end > 0;)
        {
            var start = Math.Max(0, end - piece.Length);
            var span = piece.AsSpan(0, (int)(end - start));
            file.Read(span, start);
            if (span.LastIndexOfAnyExcept((byte)0) is var last and >= 0)
                return start + last + 1;
            end = start;
        }

        return 0;
    }

    private static bool AreEqual(ISegmentFile one, ArchivedSegment other)
    {
        if (one.LengthBytes != other.LengthBytes)
            return false;
        var (left, right) = (new byte[1 << 20], new byte[1 << 20]);
        for (var offset = 0L; offset < one.LengthBytes; offset += left.Length)
        {
            var read = one.Read(left, offset);
            if (other.Read(right, offset) != read || !left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
                return false;
        }

        return true;
    }
}
