using System.Security;

namespace Rialto.Runtime.Shared;

/// <summary>Opens rings for reading.</summary>
public static class SharedRing
{
    /// <summary>Opens a ring. Never throws for what the file holds or lacks.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="elements">What its elements must be called.</param>
    /// <param name="reader">The reader, or null.</param>
    /// <param name="fromOldest">Begin with what was published before, up to half a ring; otherwise with what is published from now on.</param>
    /// <returns>None, or why it cannot be read.</returns>
    public static SharedRingFault TryOpen<T>(string path, string elements, out SharedRingReader<T>? reader, bool fromOldest = false) where T : unmanaged
    {
        reader = null;
        var name = SharedLayout.NameOf(elements);
        if (!Path.Exists(path))
            return SharedRingFault.Missing; // the usual answer to who waits for a writer: without an exception
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            if (!FileOwner.IsTrusted(path, file.SafeFileHandle))
                return SharedRingFault.ForeignOwner;
            var length = RandomAccess.GetLength(file.SafeFileHandle);
            var header = new byte[SharedLayout.HeaderBytes];
            var read = RandomAccess.Read(file.SafeFileHandle, header, 0);
            var fault = SharedLayout.Check<T>(header, read < header.Length ? read : length, name, out var terms);
            if (fault != SharedRingFault.None)
                return fault;
            if (!SharedMapping.TryMap(file, length, out var mapping))
                return SharedRingFault.WrongLength;
            reader = new SharedRingReader<T>(mapping!, terms, fromOldest);
            return SharedRingFault.None;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return SharedRingFault.Missing;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException)
        {
            return SharedRingFault.NoAccess;
        }
    }
}
