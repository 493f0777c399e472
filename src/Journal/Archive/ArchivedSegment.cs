using System.Buffers.Binary;
using System.Globalization;
using Rialto.Journal.Storage;
using Rialto.Runtime.Memory;

namespace Rialto.Journal.Archive;

/// <summary>An archived segment, read in place as if it were the segment: block by block as they are asked for, the last one kept.</summary>
internal sealed class ArchivedSegment : ISegmentFile
{
    /// <summary>Ending of their names.</summary>
    public const string Extension = ".archive";

    private readonly ISegmentFile _file;
    private readonly string _name;
    private readonly ArchiveHeader _header;
    private readonly byte[] _directory;
    private readonly byte[] _block = new byte[CompressedBlock.TargetBytes(ArchiveHeader.BlockBytes)];
    private readonly byte[] _content = new byte[ArchiveHeader.BlockBytes];
    private int _held = -1;

    /// <param name="file">The archive; disposed of with this.</param>
    /// <param name="number">The segment it must be.</param>
    /// <exception cref="JournalCorruptException">It is broken.</exception>
    public ArchivedSegment(ISegmentFile file, long number)
    {
        _file = file;
        _name = NameOf(number);
        Span<byte> head = stackalloc byte[ArchiveHeader.SizeBytes];
        if (ArchiveHeader.TryDecode(head[..file.Read(head, 0)], out _header) is { } fault)
            throw new JournalCorruptException(_name, 0, fault);
        if (_header.Number != number)
            throw new JournalCorruptException(_name, 0, $"its header says segment {_header.Number}");
        if (file.LengthBytes != _header.FileBytes)
            throw new JournalCorruptException(_name, 0, $"the file is {file.LengthBytes} bytes long, its header says {_header.FileBytes}");
        _directory = new byte[_header.DirectoryBytes];
        file.Read(_directory, ArchiveHeader.SizeBytes);
        var end = _directory.AsSpan(_header.Blocks * 8);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != Crc32C.Compute(_directory.AsSpan(0, _header.Blocks * 8)) || BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) != 0)
            throw new JournalCorruptException(_name, ArchiveHeader.SizeBytes, "archive directory fails its checksum");
    }

    /// <summary>File name of an archived segment.</summary>
    public static string NameOf(long number) => number.ToString("D8", CultureInfo.InvariantCulture) + Extension;

    public long LengthBytes => _header.SegmentBytes;

    /// <summary>What it takes on the disk.</summary>
    public long FileBytes => _header.FileBytes;

    /// <exception cref="JournalCorruptException">A byte of a block has changed.</exception>
    public int Read(Span<byte> target, long offset)
    {
        var wanted = (int)Math.Clamp(_header.SegmentBytes - offset, 0, target.Length);
        var read = 0;
        while (read < wanted && offset + read < _header.KeptBytes)
        {
            var at = offset + read;
            Hold((int)(at / ArchiveHeader.BlockBytes));
            var content = _content.AsSpan(0, ContentBytes(_held))[(int)(at % ArchiveHeader.BlockBytes)..];
            var taken = Math.Min(content.Length, wanted - read);
            content[..taken].CopyTo(target[read..]);
            read += taken;
        }

        target[read..wanted].Clear();
        return wanted;
    }

    public void Write(ReadOnlySpan<byte> source, long offset) => throw new NotSupportedException("an archived segment is never written to");

    public void Flush()
    {
    }

    public void Extend(long lengthBytes) => throw new NotSupportedException("an archived segment is never written to");

    public void Dispose() => _file.Dispose();

    private int ContentBytes(int block) => (int)Math.Min(ArchiveHeader.BlockBytes, _header.KeptBytes - (long)block * ArchiveHeader.BlockBytes);

    private long Start(int block) => block == _header.Blocks ? _header.FileBytes : BinaryPrimitives.ReadInt64LittleEndian(_directory.AsSpan(block * 8));

    private void Hold(int block)
    {
        if (block == _held)
            return;
        _held = -1;
        var (start, end) = (Start(block), Start(block + 1));
        var length = end - start;
        if (start < ArchiveHeader.SizeBytes + _header.DirectoryBytes || length < CompressedBlock.HeaderBytes || length > _block.Length || end > _header.FileBytes)
            throw new JournalCorruptException(_name, start, "archive directory says what cannot be");
        var bytes = _block.AsSpan(0, (int)length);
        if (_file.Read(bytes, start) < length || !CompressedBlock.TryDecode(bytes, _content.AsSpan(0, ContentBytes(block))))
            throw new JournalCorruptException(_name, start, "archive block fails its checksum");
        _held = block;
    }
}
