using System.Runtime.CompilerServices;

namespace Rialto.Runtime.Shared;

/// <summary>
/// One reader of a ring in shared memory, mapped for reading only: a reader changes nothing and the writer does not know of it. A message is copied between two looks at its slot's sequence, so that one which was overwritten meanwhile is never taken for whole. Whatever stands in
/// the file, accesses stay inside the mapping. One thread; nothing is allocated once it is open.
/// </summary>
public sealed unsafe class SharedRingReader<T> : IDisposable where T : unmanaged
{
    private readonly SharedMapping _mapping;
    private readonly byte* _header;
    private readonly byte* _slots;
    private readonly long _mask;
    private readonly long _slotBytes;
    private long _next;
    private long _beatsSeen = -1;
    private long _heardAtNs;
    private long _watched = -1;
    private bool _isDisposed;

    internal SharedRingReader(SharedMapping mapping, SharedRingTerms terms, bool fromOldest)
    {
        _mapping = mapping;
        _header = mapping.First;
        // SAFETY: the header was checked against the file's length: slots begin behind it and all of them are mapped.
        _slots = _header + SharedLayout.HeaderBytes;
        _mask = terms.Capacity - 1;
        _slotBytes = SharedLayout.SlotBytes<T>();
        Terms = terms;
        _next = Math.Max(0, fromOldest ? Published - (terms.Capacity / 2) : Published);
        mapping.Touch();
    }

    /// <summary>What the header says.</summary>
    public SharedRingTerms Terms { get; }

    /// <summary>The next position this reader reads.</summary>
    public long Position => _next;

    /// <summary>Messages lost so far because the writer was faster.</summary>
    public long Missed { get; private set; }

    /// <summary>Messages lost when <see cref="TryRead"/> last said <see cref="SharedRead.Lapped"/>.</summary>
    public long LastMissed { get; private set; }

    /// <summary>Messages published and not read yet, as the file says.</summary>
    public long Lag => Published - _next;

    /// <summary>True where nothing can be read, and the file says that no more was published. Of a writer that is gone this is final; of one that lives, what was so a moment ago.</summary>
    public bool IsAtEnd
    {
        get
        {
            // SAFETY: as in TryRead.
            var sequence = Volatile.Read(ref *(long*)(_slots + ((_next & _mask) * _slotBytes)));
            return sequence <= _next && sequence >= -(_next + 1) && Lag <= 0; // one that was killed may have left a message whole and not counted
        }
    }

    // SAFETY: the header is part of the mapping, and the field is aligned.
    private long Published => Volatile.Read(ref *(long*)(_header + SharedLayout.PublishedOffset));

    /// <summary>Copies the next message and moves past it, if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SharedRead TryRead(out T item)
    {
        // SAFETY: position & mask is below the capacity, so the slot lies inside the mapping, whatever the position is; slots stand on multiples of 8.
        var slot = _slots + ((_next & _mask) * _slotBytes);
        ref var sequence = ref *(long*)slot;
        if (Volatile.Read(ref sequence) == _next + 1)
        {
            item = *(T*)(slot + SharedLayout.SequenceBytes);
            Volatile.ReadBarrier(); // the payload was read before the second look
            if (Volatile.Read(ref sequence) == _next + 1)
            {
                _next++;
                return SharedRead.Message;
            }
        }

        item = default;
        return Judge(Volatile.Read(ref sequence));
    }

    /// <summary>
    /// How the writer does, by its beats: their number must change within <paramref name="silentAfterNs"/>. The caller's clock alone counts, so that clocks need not agree. Not for
    /// every message: some times a second.
    /// </summary>
    /// <param name="nowNs">A time that never steps back, of the caller.</param>
    /// <param name="silentAfterNs">How long it may say nothing; several times as long as its pause between beats.</param>
    public SharedWriterHealth Look(long nowNs, long silentAfterNs)
    {
        // SAFETY: the header is part of the mapping, and the fields are aligned.
        var state = (SharedRingState)Volatile.Read(ref *(int*)(_header + SharedLayout.StateOffset));
        var beats = Volatile.Read(ref *(long*)(_header + SharedLayout.BeatsOffset));
        if (state == SharedRingState.Replaced)
            return SharedWriterHealth.Replaced;
        if (state == SharedRingState.Ended)
            return SharedWriterHealth.Ended;
        if (beats != _beatsSeen)
            (_beatsSeen, _heardAtNs) = (beats, nowNs);
        return nowNs - _heardAtNs > silentAfterNs ? SharedWriterHealth.Silent : SharedWriterHealth.Alive;
    }

    /// <summary>Lets go of the file.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _mapping.Dispose();
    }

    /// <summary>As <see cref="SharedArrivals.TryWatch"/>: the lower half of the writer's count, which is this reader's position while there is nothing to read.</summary>
    internal bool TryWatch(out int* word, out int seen)
    {
        // SAFETY: the header is part of the mapping. The lower half is the first one: all of .NET's Linux machines are little-endian.
        word = (int*)(_header + SharedLayout.PublishedOffset);
        seen = unchecked((int)_next);

        // Said to be there and not to be read, and that twice: whoever did not sleep because of it would never sleep.
        var isStrange = _watched == _next && Volatile.Read(ref *word) != seen;
        _watched = _next;
        return !isStrange;
    }

    /// <summary>The slot does not have the next message: nothing came yet, or the writer has gone by.</summary>
    /// <param name="sequence">What the slot says: q whole, or -q being written, of position q - 1.</param>
    private SharedRead Judge(long sequence)
    {
        var said = sequence < 0 ? -sequence : sequence;
        if (said <= _next + 1)
            return SharedRead.None;
        // What overwrote the slot was claimed after its own predecessors were published, all but the one on its way.
        var published = Published;
        if (published < said - 1 || published - _next < Terms.Capacity)
            return SharedRead.Broken;
        // Half a ring behind the writer: little is lost, and there is room before it comes round again.
        var resume = published - (Terms.Capacity / 2);
        LastMissed = resume - _next;
        Missed += LastMissed;
        _next = resume;
        return SharedRead.Lapped;
    }
}
