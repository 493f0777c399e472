using System.Runtime.CompilerServices;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Files;

namespace Rialto.Runtime.Shared;

/// <summary>
/// The one writer of a ring in shared memory. It never waits for a reader and does not know of any. One thread; nothing is allocated after the constructor.
/// <code>
///   slot.sequence = -(position + 1)     being written
///   payload
///   slot.sequence = position + 1        whole
///   published     = position + 1
/// </code>
/// A run has a file of its own, made under another name and then moved to the path: a reader sees the old ring or the new one, never a part. Two writers of one path
/// are kept apart by a lock on <c>PATH.lock</c>, which a killed process gives back.
/// </summary>
public sealed unsafe class SharedRingWriter<T> : IDisposable where T : unmanaged
{
    private readonly FileStream _lock;
    private readonly SharedMapping _mapping;
    private readonly byte* _header;
    private readonly byte* _slots;
    private readonly long _mask;
    private readonly long _slotBytes;
    private long _position;
    private bool _isClaimed;
    private bool _isDisposed;

    /// <summary>Makes the ring and takes the path over from whoever had it before.</summary>
    /// <param name="path">The file, best in a folder in memory: see <see cref="SharedRingFolder"/>. The folder is made where there is none.</param>
    /// <param name="capacity">Number of slots, a power of two, 2 to 2^24.</param>
    /// <param name="elements">What the elements are, 1 to 8 printable characters; readers must ask for the same.</param>
    /// <param name="epoch">Names this run: nanoseconds since 1970. Made larger where the ring before has one as large.</param>
    /// <exception cref="SharedRingException">Another process writes it, there is no room, or no right to.</exception>
    public SharedRingWriter(string path, int capacity, string elements, long epoch)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!SharedLayout.IsCapacity(capacity))
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "must be a power of two from 2 to 2^24");
        var name = SharedLayout.NameOf(elements);
        _slotBytes = SharedLayout.SlotBytes<T>();
        _mask = capacity - 1;
        var length = SharedLayout.FileBytes((int)_slotBytes, capacity);
        if (length > SharedLayout.FileBytesMax)
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, $"would be {length:N0} bytes, more than {SharedLayout.FileBytesMax:N0}");
        _lock = TakeLock(path);
        try
        {
            Epoch = Math.Max(epoch, SharedRingPath.EpochAt(path) + 1);
            _mapping = Make(path, length, capacity, name);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            _lock.Dispose();
            throw new SharedRingException($"{path}: {problem.Message}", problem);
        }

        _header = _mapping.First;
        // SAFETY: the mapping is HeaderBytes and the slots long.
        _slots = _header + SharedLayout.HeaderBytes;
    }

    /// <summary>This run's name.</summary>
    public long Epoch { get; }

    /// <summary>Number of slots.</summary>
    public int Capacity => (int)(_mask + 1);

    /// <summary>Messages published: the next one's position.</summary>
    public long PublishedCount => _position;

    /// <summary>
    /// The next slot's payload: write all of it. Until <see cref="Publish()"/> no reader sees it. Claiming again before publishing gives the same slot.
    /// </summary>
    public ref T Claim()
    {
        // SAFETY: position & mask is below the capacity, so the slot lies inside the mapping; slots stand on multiples of 8.
        var slot = _slots + ((_position & _mask) * _slotBytes);
        Volatile.Write(ref *(long*)slot, -(_position + 1));
        Volatile.WriteBarrier(); // a reader that sees any byte of the new payload sees the mark that warns of it
        _isClaimed = true;
        return ref *(T*)(slot + SharedLayout.SequenceBytes);
    }

    /// <summary>Shows the slot claimed to the readers.</summary>
    /// <exception cref="InvalidOperationException">None was claimed.</exception>
    public void Publish()
    {
        if (!_isClaimed)
            ThrowNotClaimed();
        _isClaimed = false;
        // SAFETY: as in Claim; the header is part of the mapping.
        var slot = _slots + ((_position & _mask) * _slotBytes);
        _position++;
        Volatile.Write(ref *(long*)slot, _position);
        Volatile.Write(ref *(long*)(_header + SharedLayout.PublishedOffset), _position);
    }

    /// <summary>Writes one message and shows it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(in T item)
    {
        // SAFETY: as in Claim.
        var slot = _slots + ((_position & _mask) * _slotBytes);
        Volatile.Write(ref *(long*)slot, -(_position + 1));
        Volatile.WriteBarrier(); // as in Claim
        CopyByWords(in item, slot + SharedLayout.SequenceBytes);
        _position++;
        Volatile.Write(ref *(long*)slot, _position);
        Volatile.Write(ref *(long*)(_header + SharedLayout.PublishedOffset), _position);
        _isClaimed = false;
    }

    /// <summary>Writes messages, each shown as soon as it is whole. The fastest way where several are at hand.</summary>
    public void Publish(ReadOnlySpan<T> items)
    {
        var position = _position;
        foreach (ref readonly var item in items)
        {
            // SAFETY: as in Claim.
            var slot = _slots + ((position & _mask) * _slotBytes);
            Volatile.Write(ref *(long*)slot, -(position + 1));
            Volatile.WriteBarrier(); // as in Claim
            *(T*)(slot + SharedLayout.SequenceBytes) = item; // in wide moves: all but the last items were written a while ago
            position++;
            Volatile.Write(ref *(long*)slot, position);
            Volatile.Write(ref *(long*)(_header + SharedLayout.PublishedOffset), position);
        }

        _position = position;
        _isClaimed = false;
    }

    /// <summary>Wakes readers that sleep until something is published, in whatever process: a call of the system (0.4 us), so after a batch and not after each message. Linux; elsewhere readers look by themselves.</summary>
    public void WakeReaders()
    {
        // SAFETY: the header is part of the mapping.
        if (Futex.IsThere)
            Futex.WakeAll((int*)(_header + SharedLayout.PublishedOffset));
    }

    /// <summary>Gives a sign of life: call it at least a few times a second, also when there is nothing to say. Where it stays away, readers take the writer for dead.</summary>
    public void Beat()
    {
        // SAFETY: the header is part of the mapping.
        ref var beats = ref *(long*)(_header + SharedLayout.BeatsOffset);
        Volatile.Write(ref beats, beats + 1);
    }

    /// <summary>Says that this run has ended and lets go of the path. The file stays, so that readers can read on to its end.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        // SAFETY: the header is part of the mapping, which is released only afterwards.
        Volatile.Write(ref *(int*)(_header + SharedLayout.StateOffset), (int)SharedRingState.Ended);
        _mapping.Dispose();
        _lock.Dispose();
    }

    // A wide load of an event whose fields were just stored waits until those stores have reached the cache; they stand in line behind the stores of the message before to the ring, whose
    // cache line has to come from the reader. So each message waited for the one before it: 37 ns, and 15 word by word (bench/Load -- shared).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyByWords(in T item, byte* target)
    {
        // SAFETY: both are sizeof(T) bytes long, and no word ends behind that.
        ref var source = ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in item));
        var offset = 0;
        for (; offset + sizeof(long) <= sizeof(T); offset += sizeof(long))
            Unsafe.WriteUnaligned(target + offset, Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref source, offset)));
        for (; offset < sizeof(T); offset++)
            target[offset] = Unsafe.Add(ref source, offset);
    }

    private static FileStream TakeLock(string path)
    {
        var name = path + ".lock";
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
                SharedRingFolder.Make(folder);
            if (!FileOwner.IsTrusted(path, file: null))
                throw new SharedRingException($"{path}: the folder is another user's, or anybody may write it. Take another folder, or chmod o-w.");
            return new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
        }
        catch (SharedRingException)
        {
            throw;
        }
        catch (IOException problem) when (SharingViolation.Is(problem))
        {
            throw new SharedRingException($"{path}: another process writes this ring (it holds {name}).", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SharedRingException($"{path}: {problem.Message}", problem);
        }
    }

    private SharedMapping Make(string path, long length, int capacity, ulong elementName)
    {
        var making = path + ".new";
        File.Delete(making);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        SharedMapping mapping;
        using (var file = new FileStream(making, options))
        {
            // Written, not only made long: memory that is full is an error here, and not a signal that kills the process at the first touch.
            var zeros = new byte[(int)Math.Min(length, 1 << 20)];
            for (var offset = 0L; offset < length; offset += zeros.Length)
                RandomAccess.Write(file.SafeFileHandle, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - offset)), offset);
            mapping = new SharedMapping(file, length, canWrite: true);
        }

        try
        {
            // SAFETY: the mapping begins with the header.
            SharedLayout.WriteHeader(new Span<byte>(mapping.First, SharedLayout.HeaderBytes), sizeof(T), (int)_slotBytes, capacity, elementName, Epoch, Environment.ProcessId);
            Volatile.Write(ref *(int*)(mapping.First + SharedLayout.StateOffset), (int)SharedRingState.Ready);
            SharedRingPath.Retire(path);
            File.Move(making, path, overwrite: true);
            return mapping;
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    private static void ThrowNotClaimed() => throw new InvalidOperationException("Nothing was claimed.");
}
