using System.Security.Cryptography;

namespace Rialto.Journal.Segments;

/// <summary>What stands at an offset of a segment.</summary>
internal enum ScanResult
{
    /// <summary>A whole batch that continues the chain.</summary>
    Batch,

    /// <summary>Zeros to the end of the segment, or no room for another batch.</summary>
    End,

    /// <summary>A batch that was not written to its end. Only the last thing in a journal may be one.</summary>
    Torn,

    /// <summary>Something that no interrupted write explains.</summary>
    Corrupt,
}

/// <summary>
/// Reads the batches of one segment, and tells an interrupted write from damage; for that it must see the segment to its end.
/// </summary>
/// <remarks>
/// The rule. A segment is zeros before it is written, and one write is under way at a time. So an interrupted write shows as zeros where it did not reach: whole blocks
/// of 512 bytes (a disk writes those at once, in any order), or everything from some byte on. The first wrong piece (batch header, record, trailer) is <em>torn</em> if it
/// touches such a gap, and damage otherwise; and it is damage too where anything whole follows: a batch header with the right checksum, or a later segment.
/// Batches written whole contain no such gap: every record and header begins with bytes that are not zero, every 128 bytes at least, and the trailer has no zero byte.
/// </remarks>
internal ref struct SegmentScan
{
    private const int BlockBytes = 512;

    private readonly ReadOnlySpan<byte> _segment;
    private readonly ChainState _state;
    private readonly IncrementalHash _hash;
    private readonly IBatchRecords _records;
    private readonly bool _holdsProofs;

    /// <param name="segment">The whole file, or what is wanted of it; a missing end counts as zeros already put there.</param>
    /// <param name="offset">Where the next batch is expected.</param>
    /// <param name="state">What it must continue; moves with each batch read.</param>
    /// <param name="records">Gets what the batches hold.</param>
    /// <param name="holdsProofs">What the segment's header says of its format.</param>
    public SegmentScan(ReadOnlySpan<byte> segment, int offset, ChainState state, IBatchRecords records, bool holdsProofs)
    {
        _holdsProofs = holdsProofs;
        _segment = segment;
        _state = state;
        _records = records;
        _hash = state.Hash;
        Offset = offset;
    }

    /// <summary>End of what has been read: where the next batch is expected.</summary>
    public int Offset { get; private set; }

    /// <summary>Not a batch: where the wrong piece starts.</summary>
    public int FaultOffset { get; private set; }

    /// <summary>Not a batch: what is wrong.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Reads the next batch; what it holds counts only if it is whole.</summary>
    /// <param name="header">Its header.</param>
    public ScanResult Next(out BatchHeader header)
    {
        header = default;
        var rest = _segment[Offset..];
        if (rest.Length < BatchHeader.OverheadBytes + RecordCodec.SizeBytesMin || rest.StartsWith(Blank))
        {
            if (!rest.ContainsAnyExcept((byte)0))
                return ScanResult.End;
        }
        if (!BatchHeader.TryDecode(rest, out header))
            return Judge(Offset, BatchHeader.SizeBytes, 0, "batch header fails its checksum");
        if (header.FirstSequence != _state.NextSequence)
            return Damage(Offset, $"batch of sequence {header.FirstSequence} where {_state.NextSequence} is expected");
        if (header.TotalBytes > rest.Length)
            return Damage(Offset, "batch is longer than its segment");

        var end = Offset + header.TotalBytes;
        if (CheckRecords(rest.Slice(BatchHeader.SizeBytes, header.PayloadBytes), header, end, out var time) is { } wrong)
            return wrong;
        var trailer = end - BatchHeader.TrailerBytes;
        if (!_segment[trailer..end].SequenceEqual(BatchHeader.Trailer))
            return Judge(trailer, BatchHeader.TrailerBytes, end, "batch trailer is wrong");
        Span<byte> chain = stackalloc byte[ChainHash.SizeBytes];
        Hash(rest[..header.TotalBytes], chain);
        if (!chain.SequenceEqual(rest.Slice(BatchHeader.ChainOffset, ChainHash.SizeBytes)))
            return Damage(Offset, "batch does not continue the chain hash");

        chain.CopyTo(_state.Chain);
        _state.NextSequence += header.Count;
        _state.LastTimeNs = time;
        Offset = end;
        return ScanResult.Batch;
    }

    private static ReadOnlySpan<byte> Blank => [0, 0, 0, 0, 0, 0, 0, 0];

    private ScanResult? CheckRecords(scoped ReadOnlySpan<byte> records, BatchHeader header, int batchEnd, out long time)
    {
        time = _state.LastTimeNs;
        if (_records.Read(records, header, _holdsProofs, ref time) is not { } wrong)
            return null;
        var start = wrong.At < 0 ? Offset : Offset + BatchHeader.SizeBytes + wrong.At;
        return wrong.LengthBytes == 0 ? Damage(start, wrong.Fault) : Judge(start, wrong.LengthBytes, batchEnd, wrong.Fault);
    }

    private readonly void Hash(ReadOnlySpan<byte> batch, Span<byte> chain)
    {
        _hash.AppendData(_state.Chain);
        _hash.AppendData(batch[BatchHeader.SizeBytes..^BatchHeader.TrailerBytes]);
        _hash.GetHashAndReset(chain);
    }

    /// <summary>Torn or damaged? See the remarks on the type.</summary>
    /// <param name="offset">Start of the wrong piece.</param>
    /// <param name="length">Its length.</param>
    /// <param name="batchEnd">End of the batch, where its header tells; else zero.</param>
    /// <param name="fault">What is wrong with the piece.</param>
    private ScanResult Judge(int offset, int length, int batchEnd, string fault)
    {
        FaultOffset = offset;
        Fault = fault;
        var end = Math.Min(offset + length, _segment.Length);
        if (!TouchesGap(offset, end))
            return ScanResult.Corrupt;
        if (batchEnd != 0 && _segment[batchEnd..].ContainsAnyExcept((byte)0))
            return Damage(offset, fault + ", and the journal goes on after it");
        if (FindsBatchAfter(offset + 8) is var later and not 0)
            return Damage(offset, $"{fault}, and a later batch stands at {later}");
        return ScanResult.Torn;
    }

    private ScanResult Damage(int offset, string fault)
    {
        FaultOffset = offset;
        Fault = fault;
        return ScanResult.Corrupt;
    }

    private readonly bool TouchesGap(int start, int end)
    {
        // Everything from some byte on.
        if (_segment[end - 1] == 0 && !_segment[(end - 1)..].ContainsAnyExcept((byte)0))
            return true;
        for (var block = start / BlockBytes * BlockBytes; block < end; block += BlockBytes)
        {
            var from = Math.Max(block, Offset); // what stands before belongs to the batch before
            var to = Math.Min(block + BlockBytes, _segment.Length);
            if (!_segment[from..to].ContainsAnyExcept((byte)0))
                return true;
        }
        return false;
    }

    private readonly int FindsBatchAfter(int offset)
    {
        for (var at = offset; at + BatchHeader.SizeBytes <= _segment.Length; at += 8)
        {
            if (_segment[at] != 0 && BatchHeader.TryDecode(_segment[at..], out var header) && header.FirstSequence >= _state.NextSequence)
                return at;
        }
        return 0;
    }
}
