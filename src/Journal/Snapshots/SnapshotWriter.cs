using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Rialto.Journal.Storage;

namespace Rialto.Journal.Snapshots;

/// <summary>Something that a snapshot holds, beside others. The follower's thread.</summary>
public interface ISnapshotPart
{
    /// <summary>By which it is found again; at most 36 characters of ASCII.</summary>
    string PartName { get; }

    /// <summary>Writes it.</summary>
    void Save(IBufferWriter<byte> target);
}

/// <summary>Compresses block by block into a file, whatever the size of what is saved; the header comes last. One thread.</summary>
internal sealed class SnapshotWriter : IBufferWriter<byte>, IDisposable
{
    private readonly ISegmentFile _file;
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _content = ArrayPool<byte>.Shared.Rent(CompressedBlock.ContentBytesMax);
    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(CompressedBlock.TargetBytes(CompressedBlock.ContentBytesMax));
    private byte[]? _large;
    private int _length;
    private long _offset = SnapshotHeader.SizeBytes;

    public SnapshotWriter(ISegmentFile file) => _file = file;

    /// <summary>Bytes of the parts so far.</summary>
    public long ContentBytes { get; private set; }

    public void Begin(string part)
    {
        EndBlock();
        WriteBlock(BlockKind.Name, Encoding.ASCII.GetBytes(part));
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > CompressedBlock.ContentBytesMax)
            return _large = new byte[sizeHint];
        if (CompressedBlock.ContentBytesMax - _length < Math.Max(sizeHint, 1))
            EndBlock();
        return _content.AsMemory(_length, CompressedBlock.ContentBytesMax - _length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        if (_large is { } large)
        {
            _large = null;
            this.Write(large.AsSpan(0, count));
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, CompressedBlock.ContentBytesMax - _length);
        _length += count;
    }

    /// <summary>Writes the end and the header, and waits for the disk.</summary>
    public SnapshotHeader Complete(JournalPosition position, ulong eventHash, ulong stateHash)
    {
        EndBlock();
        WriteBlock(BlockKind.End, []);
        var header = new SnapshotHeader(position, eventHash, stateHash, _offset, ContentBytes);
        Span<byte> bytes = stackalloc byte[SnapshotHeader.SizeBytes];
        header.Encode(bytes, _digest.GetHashAndReset());
        _file.Write(bytes, 0);
        _file.Flush();
        return header;
    }

    public void Dispose()
    {
        _digest.Dispose();
        ArrayPool<byte>.Shared.Return(_content);
        ArrayPool<byte>.Shared.Return(_block);
    }

    private void EndBlock()
    {
        if (_length == 0)
            return;
        WriteBlock(BlockKind.Brotli, _content.AsSpan(0, _length));
        ContentBytes += _length;
        _length = 0;
    }

    private void WriteBlock(BlockKind kind, ReadOnlySpan<byte> content)
    {
        var block = _block.AsSpan(0, CompressedBlock.Encode(kind, content, _block));
        _digest.AppendData(block);
        _file.Write(block, _offset);
        _offset += block.Length;
    }
}
