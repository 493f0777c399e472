using System.Buffers.Binary;
using Rialto.Journal.Proofs;
using Rialto.Journal.Segments;
using Rialto.Model.Orders;

namespace Rialto.Journal;

/// <summary>The commands that one write made durable together, and what it proves of earlier ones. Used again for the next batch: copy what must last. One thread.</summary>
public sealed class JournalBatch : IBatchRecords
{
    private Command[] _commands = new Command[64];
    private EventProof[] _proofs = [];
    private int _proofCount;
    private uint[] _folds = [];
    private int _foldCount;

    /// <summary>The commands, ascending by sequence; a batch may hold proofs alone.</summary>
    public ReadOnlySpan<Command> Commands => _commands.AsSpan(0, Count);

    /// <summary>How many commands.</summary>
    public int Count { get; private set; }

    /// <summary>Sequence of its first command, or of the next to come.</summary>
    public long FirstSequence { get; private set; }

    /// <summary>What it proves of earlier commands, or its own.</summary>
    public ReadOnlySpan<EventProof> Proofs => _proofs.AsSpan(0, _proofCount);

    /// <summary>32 bits of the event hash after each command of a proof.</summary>
    public ReadOnlySpan<uint> FoldsOf(in EventProof proof) => _folds.AsSpan(proof.At, proof.Count);

    SegmentContents IBatchRecords.Contents => SegmentContents.Commands;

    RecordFault? IBatchRecords.Read(ReadOnlySpan<byte> records, BatchHeader header, bool holdsProofs, ref long timeNs)
    {
        var at = 0;
        Begin(header.FirstSequence, header.Count);
        for (var i = 0; i < header.Count; i++)
        {
            if (at == records.Length || (holdsProofs && IsProof(records[at..])))
                return new RecordFault(-1, 0, $"batch holds {i} records, its header says {header.Count}");
            ref var command = ref _commands[Count];
            if (!RecordCodec.TryDecode(records[at..], out command, out var length))
                return new RecordFault(at, length, "record fails its checksum");
            if (command.Sequence != header.FirstSequence + i)
                return new RecordFault(at, 0, $"record of sequence {command.Sequence} where {header.FirstSequence + i} is expected");
            if (command.Time.Nanoseconds < timeNs)
                return new RecordFault(at, 0, $"time of sequence {command.Sequence} is earlier than the one before");
            timeNs = command.Time.Nanoseconds;
            at += length;
            Count++;
        }

        return holdsProofs && at != records.Length ? ReadProofs(records, at, header)
            : at != records.Length ? new RecordFault(-1, 0, $"batch holds more than the {header.Count} records its header says")
            : header.Count == 0 ? new RecordFault(-1, 0, "batch holds nothing")
            : null;
    }

    private static bool IsProof(ReadOnlySpan<byte> record) => ProofRecord.TryDecode(record, out _, out _, out _);

    private RecordFault? ReadProofs(ReadOnlySpan<byte> records, int at, BatchHeader header)
    {
        while (at != records.Length)
        {
            if (!ProofRecord.TryDecode(records[at..], out var proof, out var folds, out var length))
                return new RecordFault(at, length, "proof fails its checksum");
            if (proof.LastSequence >= header.FirstSequence + header.Count)
                return new RecordFault(at, 0, $"proof of sequence {proof.LastSequence} before its command");
            Add(proof, folds);
            at += length;
        }

        return null;
    }

    private void Begin(long firstSequence, int count)
    {
        (_proofCount, _foldCount) = (0, 0);
        FirstSequence = firstSequence;
        Count = 0;
        if (_commands.Length < count)
            _commands = new Command[Math.Max(count, _commands.Length * 2)];
    }

    private void Add(EventProof proof, ReadOnlySpan<byte> folds)
    {
        if (_proofCount == _proofs.Length)
            Array.Resize(ref _proofs, Math.Max(4, _proofCount * 2));
        if (_folds.Length - _foldCount < proof.Count)
            Array.Resize(ref _folds, Math.Max(_foldCount + proof.Count, _folds.Length * 2));
        _proofs[_proofCount++] = proof with { At = _foldCount };
        for (var i = 0; i < proof.Count; i++)
            _folds[_foldCount++] = BinaryPrimitives.ReadUInt32LittleEndian(folds[(i * 4)..]);
    }
}
