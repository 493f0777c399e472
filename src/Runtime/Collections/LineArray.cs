using System.Runtime.CompilerServices;

namespace Rialto.Runtime.Collections;

/// <summary>
/// A growing array whose first element starts on a cache line, so that an element of 64 bytes costs one line and not two (a plain array starts
/// 16 bytes into an object that is aligned to 8). Elements start as zeros; every access is checked. Not thread-safe. A struct, so that its owner reaches an
/// element with one load less; keep it in one field and do not copy it: after <see cref="Grow"/> a copy would hold the old memory.
/// </summary>
/// <typeparam name="T">Element; a size that divides or is a multiple of 64 keeps the promise.</typeparam>
public unsafe struct LineArray<T>
    where T : unmanaged
{
    private const int LineBytes = 64;

    // Invariant: _items is aligned to LineBytes and has room for _length elements inside _memory, which is pinned and never empty.
    private byte[]? _memory;
    private T* _items;
    private int _length;

    /// <summary>Makes an array of zeros.</summary>
    /// <param name="length">Elements, at least 1.</param>
    public LineArray(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Grow(length);
    }

    /// <summary>Number of elements.</summary>
    public readonly int Length => _length;

    /// <summary>One element. The reference stays with this array's present memory: do not keep it across <see cref="Grow"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not from 0 to <see cref="Length"/> - 1.</exception>
    public readonly ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length)
                ThrowOutOfRange();
            // SAFETY: the index was checked, and the memory is pinned; the reference points into it and so keeps it alive.
            return ref _items[index];
        }
    }

    /// <summary>Makes the array longer; what it held stays, the rest is zeros. Shorter or equal lengths change nothing.</summary>
    public void Grow(int length)
    {
        if (length <= _length)
            return;
        var memory = GC.AllocateArray<byte>(checked(length * sizeof(T) + LineBytes), pinned: true);
        // SAFETY: the array is pinned, so its address stays; rounding up moves it by less than the LineBytes that were added.
        var start = (nint)Unsafe.AsPointer(ref memory[0]);
        var items = (T*)((start + LineBytes - 1) & ~(nint)(LineBytes - 1));
        // SAFETY: both are pinned and hold at least _length elements.
        new ReadOnlySpan<T>(_items, _length).CopyTo(new Span<T>(items, length));
        _memory = memory;
        _items = items;
        _length = length;
    }

    private static void ThrowOutOfRange() => throw new ArgumentOutOfRangeException("index");
}
