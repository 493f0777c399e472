using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Rialto.Runtime.Files;

/// <summary>
/// What .NET's files lack for a journal: flushing contents without the times of the file (<c>fdatasync</c>; <c>RandomAccess.FlushToDisk</c> calls <c>fsync</c>),
/// real preallocation, and making a folder's entries durable. Any thread.
/// </summary>
public static partial class DurableFile
{
    private const int Interrupted = 4; // EINTR

    /// <summary>Waits until everything written to the file is on the disk, with as much of its size as is needed to read it back.</summary>
    /// <exception cref="IOException">It did not reach the disk. What did is unknown, and a second try may claim success wrongly: never retry.</exception>
    public static void Flush(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
            Check(FlushContents(file), "fdatasync");
        else
            RandomAccess.FlushToDisk(file);
    }

    /// <summary>Reserves disk blocks for the first so many bytes and makes the file that long; new bytes read as zeros.</summary>
    /// <exception cref="IOException">No space.</exception>
    public static void Preallocate(SafeFileHandle file, long lengthBytes)
    {
        if (OperatingSystem.IsLinux())
        {
            // Returns the error instead of setting errno. The runtime's own signals may interrupt it, on tmpfs for one.
            int error;
            do
                error = Allocate(file, 0, lengthBytes);
            while (error == Interrupted);
            if (error != 0)
                throw new IOException($"posix_fallocate of {lengthBytes} bytes: {Marshal.GetPInvokeErrorMessage(error)} ({error})");
        }
        RandomAccess.SetLength(file, lengthBytes);
    }

    /// <summary>Makes created, renamed and deleted entries of a folder durable. On systems other than Linux and macOS the file system does that itself.</summary>
    /// <exception cref="IOException">The folder could not be opened or flushed.</exception>
    public static void FlushDirectory(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        var descriptor = Open(path, 0);
        Check(descriptor, "open");
        try
        {
            Check(FlushAll(descriptor), "fsync of a directory");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static void Check(int result, string call)
    {
        if (result >= 0)
            return;
        var error = Marshal.GetLastPInvokeError();
        throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(error)} ({error})");
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushContents(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int Allocate(SafeFileHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FlushAll(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
