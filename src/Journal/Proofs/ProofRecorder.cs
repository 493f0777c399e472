using System.Buffers.Binary;

namespace Rialto.Journal.Proofs;

/// <summary>
/// Makes proof records of what the queue brings: runs of consecutive commands, those without events included, since the hash stands still over them. Where
/// a command's hash was lost a new run begins. The journal thread.
/// </summary>
internal sealed class ProofRecorder
{
    private readonly ProofQueue _queue;
    private ulong _hash;
    private long _next; // the first command not proven yet, where the hash before it is known; else zero

    // The record being written: where it starts, its first command, how many so far, and the hash after the last.
    private int _start;
    private long _first;
    private int _count;
    private ulong _last;

    /// <param name="queue">Brings the hashes; opened here.</param>
    /// <param name="lastSequence">The last command of before, which is not proven again.</param>
    public ProofRecorder(ProofQueue queue, long lastSequence)
    {
        _queue = queue;
        LastSequence = lastSequence;
        queue.Open();
    }

    /// <summary>The last command proven or passed over.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Writes records of what there is to prove, as far as there is room.</summary>
    /// <param name="target">Room for them.</param>
    /// <param name="throughSequence">Later commands wait.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> target, long throughSequence)
    {
        (_start, _count) = (0, 0);
        while (_queue.TryPeek(out var entry) && entry.Sequence <= throughSequence)
        {
            if (entry.Sequence > LastSequence && !Put(target, entry))
                break;
            (_hash, _next) = (entry.After, entry.Sequence + 1);
            LastSequence = Math.Max(LastSequence, entry.Sequence);
            _queue.Take();
        }

        Close(target);
        return _start;
    }

    /// <summary>Puts a command and those without events before it; false where there is no room, and what was put stays put.</summary>
    private bool Put(Span<byte> target, in ProofQueue.Entry entry)
    {
        var isContinuous = _next != 0 && entry.Before == _hash;
        while (isContinuous && LastSequence + 1 < entry.Sequence)
        {
            if (!PutOne(target, LastSequence + 1, _hash))
                return false;
            LastSequence++;
        }

        return PutOne(target, entry.Sequence, entry.After);
    }

    private bool PutOne(Span<byte> target, long sequence, ulong hash)
    {
        if (_count == ProofRecord.CountMax || (_count > 0 && sequence != _first + _count))
            Close(target);
        if (_start + ProofRecord.SizeBytes(_count + 1) > target.Length)
            return false;
        if (_count == 0)
            _first = sequence;
        BinaryPrimitives.WriteUInt32LittleEndian(target[(_start + ProofRecord.FixedBytes + _count * 4)..], EventHash.FoldOf(hash));
        _count++;
        _last = hash;
        return true;
    }

    private void Close(Span<byte> target)
    {
        if (_count == 0)
            return;
        var record = target.Slice(_start, ProofRecord.SizeBytes(_count));
        ProofRecord.Seal(record, _first, _count, _last);
        _start += record.Length;
        _count = 0;
    }
}
