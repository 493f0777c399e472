using System.IO.MemoryMappedFiles;
using System.Text;
using Rialto.Model.Units;
using Rialto.Runtime.Files;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// The numbers of a session, in a page of a file that is mapped into memory: setting one is a store of eight bytes, which the system keeps when the process is killed.
/// <code>
///   0 "RIALTOFX"   8 version   16 which half holds   24 CompID, zeros behind it   128 half 0   192 half 1
///                                                    a half: 0 epoch   8 started   16 NextIn   24 NextOut
/// </code>
/// A reset writes the other half and then changes over, so it is whole or not at all. One thread at a time.
/// </summary>
internal sealed class FixStoreNumbers : IDisposable
{
    private const long Magic = 0x5846_4F54_4C41_4952; // "RIALTOFX"
    private const long Version = 1;
    private const int FileBytes = 4_096;
    private const int VersionAt = 8;
    private const int ActiveAt = 16;
    private const int CompIdAt = 24;
    private const int CompIdBytes = 64;
    private const int HalvesAt = 128;
    private const int HalfBytes = 64;
    private const int StartedAt = 8;
    private const int NextInAt = 16;
    private const int NextOutAt = 24;

    private readonly FileStream _file;
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _page;
    private long _half;

    /// <exception cref="IOException">The disk is full, or the file cannot be had.</exception>
    /// <exception cref="InvalidDataException">It is no such file, or another session's.</exception>
    public FixStoreNumbers(string path, string compId, Timestamp now)
    {
        _file = FixFolder.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            if (_file.Length > FileBytes)
                throw new InvalidDataException($"{path} does not hold the numbers of a FIX session.");
            // A page without blocks behind it would end the process when the disk is full.
            if (_file.Length < FileBytes)
                DurableFile.Preallocate(_file.SafeFileHandle, FileBytes);
            _mapping = MemoryMappedFile.CreateFromFile(_file, null, FileBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _page = _mapping.CreateViewAccessor(0, FileBytes, MemoryMappedFileAccess.ReadWrite);
            if (_page.ReadInt64(0) == 0)
                Begin(compId, now);
            Check(path, compId);
            _half = HalvesAt + ((_page.ReadInt64(ActiveAt) & 1) * HalfBytes);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Counts the resets; messages of other epochs are none of ours.</summary>
    public long Epoch => _page.ReadInt64(_half);

    public Timestamp Started => new(_page.ReadInt64(_half + StartedAt));

    public int NextIn
    {
        get => (int)_page.ReadInt64(_half + NextInAt);
        set => _page.Write(_half + NextInAt, (long)value);
    }

    public int NextOut
    {
        get => (int)_page.ReadInt64(_half + NextOutAt);
        set => _page.Write(_half + NextOutAt, (long)value);
    }

    public void Reset(Timestamp now)
    {
        var other = _half == HalvesAt ? HalvesAt + HalfBytes : HalvesAt;
        WriteHalf(other, Epoch + 1, now);
        Thread.MemoryBarrier();
        _page.Write(ActiveAt, (long)((other - HalvesAt) / HalfBytes));
        _half = other;
    }

    /// <summary>Waits until the page is on the disk.</summary>
    public void Sync()
    {
        _page.Flush();
        DurableFile.Flush(_file.SafeFileHandle);
    }

    public void Dispose()
    {
        _page?.Dispose();
        _mapping?.Dispose();
        _file.Dispose();
    }

    // The first eight bytes come last: without them the file is a new one.
    private void Begin(string compId, Timestamp now)
    {
        var name = new byte[CompIdBytes];
        Encoding.ASCII.GetBytes(compId, name);
        _page.WriteArray(CompIdAt, name, 0, name.Length);
        _page.Write(VersionAt, Version);
        _page.Write(ActiveAt, 0L);
        WriteHalf(HalvesAt, 1, now);
        Thread.MemoryBarrier();
        _page.Write(0, Magic);
    }

    private void WriteHalf(long half, long epoch, Timestamp now)
    {
        _page.Write(half, epoch);
        _page.Write(half + StartedAt, now.Nanoseconds);
        _page.Write(half + NextInAt, 1L);
        _page.Write(half + NextOutAt, 1L);
    }

    private void Check(string path, string compId)
    {
        var name = new byte[CompIdBytes];
        _page.ReadArray(CompIdAt, name, 0, name.Length);
        var half = HalvesAt + ((_page.ReadInt64(ActiveAt) & 1) * HalfBytes);
        if (_page.ReadInt64(0) != Magic || _page.ReadInt64(VersionAt) != Version
            || _page.ReadInt64(half + NextInAt) is < 1 or > int.MaxValue || _page.ReadInt64(half + NextOutAt) is < 1 or > int.MaxValue)
            throw new InvalidDataException($"{path} does not hold the numbers of a FIX session.");
        if (Encoding.ASCII.GetString(name).TrimEnd('\0') is var owner && owner != compId)
            throw new InvalidDataException($"{path} belongs to session {owner}, not to {compId}.");
    }
}
