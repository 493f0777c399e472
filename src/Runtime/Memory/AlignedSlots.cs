using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rialto.Runtime.Memory;

/// <summary>
/// A power-of-two number of zeroed slots whose first byte stands on a 128-byte line, so that a 128-byte message never straddles three cache lines.
/// Indexed by an ever-growing position; the mask keeps every access inside.
/// </summary>
internal sealed unsafe class AlignedSlots<T> where T : unmanaged
{
    /// <summary>Alignment of the first slot, in bytes.</summary>
    public const int AlignmentBytes = 128;

    private readonly byte[] _memory;
    private readonly T* _first;
    private readonly long _mask;

    /// <param name="capacity">Number of slots, a power of two.</param>
    public AlignedSlots(int capacity)
    {
        if (capacity < 1 || !BitOperations.IsPow2(capacity))
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "must be a power of two");
        // SAFETY: a pinned array never moves and lives as long as this object, so the aligned pointer into it stays valid; the array has
        // AlignmentBytes more than the slots need, so the last slot ends inside it.
        _memory = GC.AllocateArray<byte>(checked(capacity * sizeof(T) + AlignmentBytes), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _memory[0]);
        _first = (T*)((address + AlignmentBytes - 1) & ~(nuint)(AlignmentBytes - 1));
        _mask = capacity - 1;
    }

    /// <summary>Number of slots.</summary>
    public int Capacity => (int)(_mask + 1);

    /// <summary>Where the first slot stands; for tests of layout.</summary>
    internal nuint FirstAddress => (nuint)_first;

    /// <summary>The slot of a position; position and position + capacity share one.</summary>
    public ref T this[long position]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        // SAFETY: position & mask is between 0 and capacity - 1, also for negative positions; see the constructor for the memory.
        get => ref _first[position & _mask];
    }
}
