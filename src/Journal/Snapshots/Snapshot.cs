using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Rialto.Journal.Storage;

namespace Rialto.Journal.Snapshots;

/// <summary>A snapshot in memory, every byte checked. Its parts are what their owners wrote; what they mean is theirs to check.</summary>
public sealed class Snapshot
{
    private readonly Dictionary<string, ReadOnlySequence<byte>> _parts = [];

    private Snapshot(SnapshotHeader header) => Header = header;

    /// <summary>What it is a snapshot of.</summary>
    public SnapshotHeader Header { get; }

    /// <summary>Names of its parts.</summary>
    public IReadOnlyCollection<string> PartNames => _parts.Keys;

    /// <summary>A part; empty where there is none.</summary>
    public ReadOnlySequence<byte> Part(string name) => _parts.GetValueOrDefault(name, ReadOnlySequence<byte>.Empty);

    /// <summary>Reads and checks a header.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal static string? TryReadHeader(ISegmentFile file, out SnapshotHeader? header)
    {
        Span<byte> bytes = stackalloc byte[SnapshotHeader.SizeBytes];
        if (SnapshotHeader.TryDecode(bytes[..file.Read(bytes, 0)], out header) is { } fault)
            return fault;
        return header!.LengthBytes == file.LengthBytes ? null : $"the file is {file.LengthBytes} bytes long, its header says {header.LengthBytes}";
    }

    /// <summary>Reads and checks everything.</summary>
    /// <param name="file">The snapshot.</param>
    /// <param name="keepsParts">False where only the checks are wanted.</param>
    /// <param name="snapshot">What was read.</param>
    /// <returns>What is wrong, or null.</returns>
    internal static string? TryRead(ISegmentFile file, bool keepsParts, out Snapshot? snapshot)
    {
        snapshot = null;
        if (TryReadHeader(file, out var header) is { } wrongHeader)
            return wrongHeader;
        var read = new Snapshot(header!);
        if (read.ReadParts(file, keepsParts) is { } fault)
            return fault;
        snapshot = read;
        return null;
    }

    private string? ReadParts(ISegmentFile file, bool keepsParts)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var stored = new byte[CompressedBlock.TargetBytes(CompressedBlock.ContentBytesMax)];
        var spare = new byte[CompressedBlock.ContentBytesMax];
        var offset = (long)SnapshotHeader.SizeBytes;
        var content = 0L;
        var part = (Name: (string?)null, Pieces: new List<byte[]>());
        while (true)
        {
            var head = stored.AsSpan(0, CompressedBlock.HeaderBytes);
            if (file.Read(head, offset) < head.Length || !CompressedBlock.TryDecodeHeader(head, out var kind, out var contentBytes, out var storedBytes))
                return $"the block at {offset} is broken";
            var block = stored.AsSpan(0, CompressedBlock.HeaderBytes + storedBytes);
            var bytes = keepsParts && kind is BlockKind.Stored or BlockKind.Brotli ? new byte[contentBytes] : spare;
            if (file.Read(block[head.Length..], offset + head.Length) < storedBytes || !CompressedBlock.TryDecode(block, bytes.AsSpan(0, contentBytes)))
                return $"the block at {offset} fails its checksum";
            digest.AppendData(block);
            offset += block.Length;
            if (kind is BlockKind.Name or BlockKind.End)
            {
                if (part.Name is not null && !_parts.TryAdd(part.Name, PiecewiseSequence.Of(part.Pieces)))
                    return $"the part '{part.Name}' is there twice";
                part = (Encoding.ASCII.GetString(bytes.AsSpan(0, contentBytes)), []);
                if (kind == BlockKind.End)
                    break;
            }
            else
            {
                content += contentBytes;
                if (keepsParts)
                    part.Pieces.Add(bytes);
            }
        }

        Span<byte> expected = stackalloc byte[SnapshotHeader.DigestBytes];
        file.Read(expected, SnapshotHeader.DigestOffset);
        if (offset != Header.LengthBytes || content != Header.ContentBytes)
            return "it is not as long as its header says";
        return expected.SequenceEqual(digest.GetHashAndReset()) ? null : "it fails its SHA-256";
    }
}
