using Rialto.Runtime.Rings;

namespace Rialto.Journal.Proofs;

/// <summary>
/// The event hash after each command, on its way from whoever sees all events to the journal thread, which keeps it beside the commands. One writer, one
/// reader, no waiting: where it is full a command goes without a proof, and that is counted.
/// </summary>
public sealed class ProofQueue
{
    private const int Capacity = 1 << 16;

    private readonly SpscRing<Entry> _ring = new(Capacity);
    private Entry _next;
    private bool _hasNext;
    private volatile bool _isOpen;
    private long _dropped;

    /// <summary>Commands that went without a proof because nobody took them. Any thread.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>True while somebody takes what is added. Any thread.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>A command's events have been seen. Ascending by sequence; those without events may be left out. The writer.</summary>
    /// <param name="sequence">The command.</param>
    /// <param name="before">The hash before it.</param>
    /// <param name="after">The hash after it.</param>
    public void Add(long sequence, ulong before, ulong after)
    {
        if (_isOpen && !_ring.TryPublish(new Entry(sequence, before, after)))
            Volatile.Write(ref _dropped, _dropped + 1);
    }

    internal void Open() => _isOpen = true;

    /// <summary>The oldest, without taking it. The reader.</summary>
    internal bool TryPeek(out Entry entry)
    {
        if (!_hasNext)
            _hasNext = _ring.TryTake(out _next);
        entry = _next;
        return _hasNext;
    }

    /// <summary>Takes what was peeked at. The reader.</summary>
    internal void Take() => _hasNext = false;

    /// <summary>A command and the hash on both its sides.</summary>
    internal readonly record struct Entry(long Sequence, ulong Before, ulong After);
}
