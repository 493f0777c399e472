using Microsoft.Win32.SafeHandles;
using Rialto.Runtime.Files;

namespace Rialto.Journal.Storage;

/// <summary>A file of a folder.</summary>
internal sealed class DiskFile(SafeFileHandle handle) : ISegmentFile
{
    public long LengthBytes => RandomAccess.GetLength(handle);

    public int Read(Span<byte> target, long offset)
    {
        var total = 0;
        while (total < target.Length && RandomAccess.Read(handle, target[total..], offset + total) is var read and > 0)
            total += read;
        return total;
    }

    public void Write(ReadOnlySpan<byte> source, long offset) => RandomAccess.Write(handle, source, offset);

    public void Flush() => DurableFile.Flush(handle);

    public void Extend(long lengthBytes) => DurableFile.Preallocate(handle, lengthBytes);

    public void Dispose() => handle.Dispose();
}
