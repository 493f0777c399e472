using System.Buffers.Binary;
using System.IO.Compression;
using Rialto.Runtime.Memory;

namespace Rialto.Journal.Storage;

/// <summary>What a block holds.</summary>
internal enum BlockKind : byte
{
    /// <summary>Bytes as they are, since compressing them gained nothing.</summary>
    Stored = 1,

    /// <summary>Bytes compressed by Brotli (RFC 7932).</summary>
    Brotli = 2,

    /// <summary>The name of the part that begins; only in snapshots.</summary>
    Name = 3,

    /// <summary>Nothing follows.</summary>
    End = 4,
}

/// <summary>
/// Up to a megabyte, compressed by itself, so that it can be read by itself.
/// <code>  0 CRC-32C of bytes 4 to the end 4   4 length 4   8 length stored 4   12 kind 1   13 zero 3   16 bytes, as many as stored </code>
/// </summary>
internal static class CompressedBlock
{
    public const int HeaderBytes = 16;
    public const int ContentBytesMax = 1 << 20;

    private const int Quality = 1;
    private const int WindowBits = 20;

    /// <summary>Bytes that a block may need.</summary>
    public static int TargetBytes(int contentBytes) => HeaderBytes + contentBytes;

    /// <summary>Writes a block; the target has room for <see cref="TargetBytes"/>.</summary>
    /// <returns>Its length.</returns>
    public static int Encode(BlockKind kind, ReadOnlySpan<byte> content, Span<byte> target)
    {
        var stored = content.Length;
        if (kind == BlockKind.Brotli && BrotliEncoder.TryCompress(content, target.Slice(HeaderBytes, content.Length), out var compressed, Quality, WindowBits) && compressed < content.Length)
            stored = compressed;
        else
        {
            kind = kind == BlockKind.Brotli ? BlockKind.Stored : kind;
            content.CopyTo(target[HeaderBytes..]);
        }

        var block = target[..(HeaderBytes + stored)];
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(block[8..], stored);
        BinaryPrimitives.WriteInt32LittleEndian(block[12..], (int)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(block, Crc32C.Compute(block[4..]));
        return block.Length;
    }

    /// <summary>Reads a block's header; what it says is in bounds, but not checked yet.</summary>
    /// <returns>False where this is no block.</returns>
    public static bool TryDecodeHeader(ReadOnlySpan<byte> source, out BlockKind kind, out int contentBytes, out int storedBytes)
    {
        (kind, contentBytes, storedBytes) = (default, 0, 0);
        if (source.Length < HeaderBytes)
            return false;
        contentBytes = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        storedBytes = BinaryPrimitives.ReadInt32LittleEndian(source[8..]);
        var word = BinaryPrimitives.ReadInt32LittleEndian(source[12..]);
        kind = (BlockKind)(byte)word;
        return word is >= (int)BlockKind.Stored and <= (int)BlockKind.End
            && contentBytes is >= 0 and <= ContentBytesMax && storedBytes >= 0 && storedBytes <= contentBytes
            && (kind == BlockKind.Brotli || storedBytes == contentBytes);
    }

    /// <summary>Checks a whole block and gives what is in it.</summary>
    /// <returns>False where a byte of it has changed.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> block, Span<byte> content)
    {
        if (!TryDecodeHeader(block, out var kind, out var contentBytes, out var storedBytes) || block.Length != HeaderBytes + storedBytes || content.Length != contentBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(block) != Crc32C.Compute(block[4..]))
            return false;
        if (kind == BlockKind.Brotli)
            return BrotliDecoder.TryDecompress(block[HeaderBytes..], content, out var written) && written == contentBytes;
        block[HeaderBytes..].CopyTo(content);
        return true;
    }
}
