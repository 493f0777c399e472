using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Rialto.Runtime.Collections;

/// <summary>
/// A long array outside the collected heap whose first element starts on a cache line, so that an element of 64 bytes costs one line and not two. Elements
/// start as zeros. Its memory is asked for at once but becomes real only page by page as elements are first touched: a table can be made as long as it may
/// ever get, and neither costs what it does not use nor stops to be copied. Every access is checked. Not thread-safe. A struct, so that its owner reaches an
/// element with one load less; keep it in one field and do not copy it: after <see cref="Grow"/> a copy would hold the old memory.
/// </summary>
/// <remarks>
/// References to elements do not keep the memory alive; the array's owner does, and whoever holds such a reference must keep the owner
/// (<see cref="GC.KeepAlive"/> at the end of the owner's public methods).
/// </remarks>
/// <typeparam name="T">Element; a size that divides or is a multiple of 64 keeps the promise.</typeparam>
public unsafe struct LineArray<T>
    where T : unmanaged
{
    // Invariant: _items is aligned to a line and has room for _length elements inside _memory.
    private T* _items;
    private int _length;
    private ZeroedMemory? _memory;

    /// <summary>Makes an array of zeros.</summary>
    /// <param name="length">Elements, at least 1.</param>
    /// <exception cref="OutOfMemoryException">The system does not promise that much.</exception>
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
            // SAFETY: the index was checked; the memory lives as long as the owner of this struct, which is in use.
            return ref _items[(nint)(uint)index];
        }
    }

    /// <summary>Tells the processor that an element will be wanted soon. Any index will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(int index)
    {
        // SAFETY: a prefetch reads nothing that the program sees and does not fault, whatever the address.
        if (Sse.IsSupported)
            Sse.Prefetch0(_items + (nint)(uint)index);
    }

    /// <summary>Makes the array longer; what it held stays, the rest is zeros. Shorter or equal lengths change nothing.</summary>
    /// <exception cref="OutOfMemoryException">The system does not promise that much.</exception>
    public void Grow(int length)
    {
        if (length <= _length)
            return;
        // SAFETY: the size of an element; no memory is touched.
        var memory = new ZeroedMemory((nuint)length * (nuint)sizeof(T));
        var items = (T*)memory.FirstLine;
        // SAFETY: both hold at least _length elements and do not overlap.
        new ReadOnlySpan<T>(_items, _length).CopyTo(new Span<T>(items, length));
        _items = items;
        _length = length;
        _memory = memory;
    }

    private static void ThrowOutOfRange() => throw new ArgumentOutOfRangeException("index");
}

/// <summary>
/// Memory that is given back when nobody holds it any more. Blocks start at different distances from a page: elements of one number in several tables, which
/// are used together, would otherwise all fall into one set of the first cache.
/// </summary>
internal sealed unsafe class ZeroedMemory
{
    private const int LineBytes = 64;
    private const int Distances = 16;
    private const int LinesBetween = 5;

    private static uint s_allocated;

    private readonly void* _memory;

    public ZeroedMemory(nuint bytes)
    {
        var distance = Interlocked.Increment(ref s_allocated) % Distances * (LinesBetween * LineBytes);
        // SAFETY: allocated here, freed once, by the finalizer. The system hands out large blocks as pages that become real, and zero, when first touched.
        _memory = NativeMemory.AllocZeroed(bytes + LineBytes + Distances * LinesBetween * LineBytes);
        FirstLine = (((nuint)_memory + LineBytes - 1) & ~(nuint)(LineBytes - 1)) + distance;
    }

    ~ZeroedMemory()
    {
        // SAFETY: allocated by the constructor (null if that failed, which is allowed); nobody can reach it any more.
        NativeMemory.Free(_memory);
    }

    /// <summary>The first byte; it stands on a cache line, and all bytes asked for follow it.</summary>
    public nuint FirstLine { get; }
}
