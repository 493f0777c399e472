using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Rialto.Runtime.Memory;

namespace Rialto.BackOffice.Index;

/// <summary>The postings of one interval, read as needed: a directory and a block for a lookup, both checked. One thread.</summary>
internal sealed class PostingsFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private PostingsFile(SafeFileHandle file, PostingsHeader header)
    {
        _file = file;
        Header = header;
    }

    public PostingsHeader Header { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <returns>Null where it cannot be believed; <paramref name="fault"/> says why.</returns>
    public static PostingsFile? Open(string path, out string? fault)
    {
        try
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> bytes = stackalloc byte[PostingsHeader.SizeBytes];
            fault = PostingsHeader.TryDecode(bytes[..RandomAccess.Read(file, bytes, 0)], out var header);
            if (fault is null && header!.LengthBytes != RandomAccess.GetLength(file))
                fault = $"the file is {RandomAccess.GetLength(file)} bytes long, its header says {header.LengthBytes}";
            if (fault is null)
                return new PostingsFile(file, header!);
            file.Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            fault = problem.Message;
        }

        return null;
    }

    /// <summary>Sequences of a key, ascending.</summary>
    /// <param name="kind">Which section.</param>
    /// <param name="key">The key.</param>
    /// <param name="sequences">Where they are added.</param>
    /// <returns>What is wrong with the file, or null.</returns>
    public string? Find(PostingKind kind, long key, List<long> sequences)
    {
        var (offset, entries) = Header.Sections[(int)kind];
        if (entries == 0)
            return null;
        if (offset < PostingsHeader.SizeBytes || entries < 0 || offset + (long)entries * PostingsHeader.DirectoryEntryBytes + sizeof(uint) > Header.LengthBytes)
            return $"the directory of {kind} is outside of the file";
        if (Read(offset, entries * PostingsHeader.DirectoryEntryBytes + sizeof(uint)) is not { } directory)
            return $"the directory of {kind} fails its checksum";
        var (low, high) = (0, entries - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (KeyAt(directory, middle) <= key)
                low = middle;
            else
                high = middle - 1;
        }

        if (KeyAt(directory, low) > key)
            return null;
        var entry = directory.AsSpan(low * PostingsHeader.DirectoryEntryBytes);
        var (at, length) = (BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), BinaryPrimitives.ReadInt32LittleEndian(entry[12..]));
        if (length < sizeof(uint) || at + (long)length > Header.LengthBytes || Read(at, length) is not { } block)
            return $"a block of {kind} fails its checksum";
        return Scan(block.AsSpan(..^sizeof(uint)), KeyAt(directory, low), key, sequences) ? null : $"a block of {kind} does not make sense";
    }

    public void Dispose() => _file.Dispose();

    private static long KeyAt(byte[] directory, int entry) => BinaryPrimitives.ReadInt64LittleEndian(directory.AsSpan(entry * PostingsHeader.DirectoryEntryBytes));

    private bool Scan(ReadOnlySpan<byte> block, long blockKey, long key, List<long> sequences)
    {
        var current = blockKey;
        while (!block.IsEmpty)
        {
            if (!Varint.TryRead(ref block, out var delta) || !Varint.TryRead(ref block, out var count))
                return false;
            current += (long)delta;
            if (current > key)
                return true;
            var sequence = Header.First;
            for (var i = 0UL; i < count; i++)
            {
                if (!Varint.TryRead(ref block, out var step))
                    return false;
                sequence += (long)step;
                if (current == key)
                    sequences.Add(sequence);
            }
        }

        return true;
    }

    /// <summary>Bytes that end with their checksum; null where it is wrong.</summary>
    private byte[]? Read(long offset, int length)
    {
        var bytes = new byte[length];
        if (RandomAccess.Read(_file, bytes, offset) != length)
            return null;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(length - sizeof(uint))) == Crc32C.Compute(bytes.AsSpan(0, length - sizeof(uint))) ? bytes : null;
    }
}
