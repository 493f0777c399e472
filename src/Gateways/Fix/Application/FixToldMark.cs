using System.IO.MemoryMappedFiles;
using Rialto.Gateways.Fix.Session;
using Rialto.Runtime.Files;

namespace Rialto.Gateways.Fix.Application;

/// <summary>
/// Up to which command all sessions' reports are in their stores: eight bytes of a file mapped into memory, which outlive a process that is killed. A start from a snapshot replays what comes after the snapshot only, so
/// it must not be newer than this; where it is, reports are missing, and each session hears of it. The fan-out thread.
/// </summary>
internal sealed class FixToldMark : IDisposable
{
    private const int FileBytes = 4_096;

    private readonly FileStream _file;
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _page;

    /// <param name="folder">The folder of the sessions.</param>
    /// <exception cref="IOException">The disk is full, or the file cannot be had.</exception>
    public FixToldMark(string folder)
    {
        FixFolder.Make(folder);
        _file = FixFolder.Open(PathIn(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        // A page without blocks behind it would end the process when the disk is full.
        if (_file.Length < FileBytes)
            DurableFile.Preallocate(_file.SafeFileHandle, FileBytes);
        _mapping = MemoryMappedFile.CreateFromFile(_file, null, FileBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _page = _mapping.CreateViewAccessor(0, FileBytes, MemoryMappedFileAccess.ReadWrite);
    }

    /// <summary>Where it is in a folder of sessions.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "told.mark");

    /// <summary>The command's sequence.</summary>
    public long Sequence
    {
        get => _page.ReadInt64(0);
        set => _page.Write(0, value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _page.Dispose();
        _mapping.Dispose();
        _file.Dispose();
    }
}
