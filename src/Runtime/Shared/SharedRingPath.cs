using System.Buffers.Binary;

namespace Rialto.Runtime.Shared;

/// <summary>What a new writer does to the ring that stood at its path before.</summary>
internal static class SharedRingPath
{
    /// <summary>The epoch of the ring there; 0 where there is none that can be read.</summary>
    public static long EpochAt(string path)
    {
        Span<byte> header = stackalloc byte[SharedLayout.SealedBytes];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            var read = RandomAccess.Read(file.SafeFileHandle, header, 0);
            var isRing = read == header.Length && BinaryPrimitives.ReadUInt64LittleEndian(header) == SharedLayout.Magic;
            return isRing ? Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(header[40..]), 0, long.MaxValue - 1) : 0;
        }
        catch (IOException)
        {
            return 0; // none there, or none that may be read: the epoch given is new enough
        }
        catch (UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Tells the readers of the ring there that a new one follows. The caller holds the lock, so that nobody writes it.</summary>
    public static void Retire(string path)
    {
        Span<byte> state = stackalloc byte[sizeof(int)];
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 0);
            if (RandomAccess.GetLength(file.SafeFileHandle) < SharedLayout.HeaderBytes || RandomAccess.Read(file.SafeFileHandle, magic, 0) < magic.Length
                || BinaryPrimitives.ReadUInt64LittleEndian(magic) != SharedLayout.Magic)
                return;
            BinaryPrimitives.WriteInt32LittleEndian(state, (int)SharedRingState.Replaced);
            RandomAccess.Write(file.SafeFileHandle, state, SharedLayout.StateOffset);
        }
        catch (FileNotFoundException)
        {
            // The usual first start.
        }
    }
}
