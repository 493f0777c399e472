using System.Buffers;

namespace Rialto.Runtime.Memory;

/// <summary>
/// A growing buffer that a thread keeps from one use to the next: what is written now and then, and large, would otherwise be garbage each time, and whoever collects it stops every thread.
/// </summary>
public static class ThreadBuffer
{
    private const int FirstBytes = 1 << 12;
    private const int KeptBytesMax = 1 << 26;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _kept;

    /// <summary>An empty buffer: the calling thread's, or a new one while that is in use.</summary>
    public static ArrayBufferWriter<byte> Rent()
    {
        var buffer = _kept ?? new ArrayBufferWriter<byte>(FirstBytes);
        _kept = null;
        buffer.ResetWrittenCount();
        return buffer;
    }

    /// <summary>Gives it back to the calling thread, which keeps it unless it has grown beyond 64 MiB. Not to be used any more.</summary>
    public static void Return(ArrayBufferWriter<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (buffer.Capacity <= KeptBytesMax)
            _kept = buffer;
    }
}
