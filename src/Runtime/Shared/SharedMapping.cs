using System.IO.MemoryMappedFiles;

namespace Rialto.Runtime.Shared;

/// <summary>A file mapped whole into memory. The pointer is valid until <see cref="Dispose"/>; the owner's accesses stay inside by its own masks.</summary>
internal sealed unsafe class SharedMapping : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <summary>Maps a file for reading; false where it is shorter than it was said to be: somebody has cut it since.</summary>
    public static bool TryMap(FileStream file, long lengthBytes, out SharedMapping? mapping)
    {
        mapping = null;
        if (RandomAccess.GetLength(file.SafeFileHandle) < lengthBytes)
            return false;
        try
        {
            mapping = new SharedMapping(file, lengthBytes, canWrite: false);
        }
        catch (ArgumentException)
        {
            return false; // cut between the look and the mapping
        }

        // Pages behind the end of a file that was cut kill who touches them: the last look before they are.
        if (RandomAccess.GetLength(file.SafeFileHandle) >= lengthBytes)
            return true;
        mapping.Dispose();
        mapping = null;
        return false;
    }

    /// <summary>Maps a file of this length; the stream may be closed afterwards.</summary>
    public SharedMapping(FileStream file, long lengthBytes, bool canWrite)
    {
        var access = canWrite ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read;
        _file = MemoryMappedFile.CreateFromFile(file, null, lengthBytes, access, HandleInheritability.None, leaveOpen: true);
        try
        {
            _view = _file.CreateViewAccessor(0, lengthBytes, access);
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        LengthBytes = lengthBytes;
        byte* pointer = null;
        // SAFETY: the handle counts this reference until Dispose releases it, so the mapping outlives every use of the pointer.
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        First = pointer + _view.PointerOffset;
    }

    /// <summary>The file's first byte, on a page's border.</summary>
    public byte* First { get; }

    /// <summary>Bytes mapped.</summary>
    public long LengthBytes { get; }

    /// <summary>Touches every page, so that the first messages do not wait for the system to bring them in.</summary>
    public void Touch()
    {
        var sum = 0;
        // SAFETY: offsets are below the mapped length.
        for (var offset = 0L; offset < LengthBytes; offset += Environment.SystemPageSize)
            sum += Volatile.Read(ref First[offset]);
        GC.KeepAlive(sum);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
