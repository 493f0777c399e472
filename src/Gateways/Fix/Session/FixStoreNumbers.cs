using System.IO.MemoryMappedFiles;
using System.Text;
using Rialto.Model.Units;
using Rialto.Runtime.Files;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// The numbers of a session, in a page of a file that is mapped into memory: setting one is a store of eight bytes, which the system keeps when the process is killed.
/// <code>
///   0 "RIALTOFX"   8 version   16 which half holds   24 CompID, zeros behind it   128 half 0   192 half 1   512 rest of half 0   640 rest of half 1
///                                                    a half: 0 epoch   8 started   16 NextIn   24 NextOut
///                                                    its rest: 0 told sequence   8 told place   16 has lost   24 delivered   32 of file a, 40 of file b: end in the upper half, last number in the lower
/// </code>
/// A reset writes the other half and then changes over, so it is whole or not at all. Version 1 had no rests; where it was, reports may be missing. In version 2 a cause had two places for each event. One thread at a time.
/// </summary>
internal sealed class FixStoreNumbers : IDisposable
{
    private const long Magic = 0x5846_4F54_4C41_4952; // "RIALTOFX"
    private const long Version = 3;
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
    private const int RestsAt = 512;
    private const int RestBytes = 128;
    private const int ToldPlaceAt = 8;
    private const int HasLostAt = 16;
    private const int DeliveredAt = 24;
    private const int LogsAt = 32;
    private const int LogBytes = 8;

    private readonly FileStream _file;
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _page;
    private long _half;
    private long _rest;

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
            Use(_page.ReadInt64(ActiveAt) & 1);
            if (_page.ReadInt64(VersionAt) < Version)
                Renew();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Nothing was ever sent: the file may be new.</summary>
    public bool IsUnused => Epoch == 1 && NextOut == 1;

    /// <summary>The file was of version 2 when it was opened, and the causes in messages are.</summary>
    public bool HadTwoPlaces { get; private set; }

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

    public int Delivered
    {
        get => (int)_page.ReadInt64(_rest + DeliveredAt);
        set => _page.Write(_rest + DeliveredAt, (long)value);
    }

    public bool HasLost
    {
        get => _page.ReadInt64(_rest + HasLostAt) != 0;
        set => _page.Write(_rest + HasLostAt, value ? 1L : 0L);
    }

    /// <summary>How far the session has been told. Half set when the process was killed, it says too little, and the record that was appended before says the rest.</summary>
    public FixCause Told
    {
        get => new(_page.ReadInt64(_rest), (int)_page.ReadInt64(_rest + ToldPlaceAt));
        set
        {
            // The place of one and the sequence of the other must not make a cause that was never told.
            if (value.Sequence != _page.ReadInt64(_rest))
                _page.Write(_rest + ToldPlaceAt, -1L);
            _page.Write(_rest, value.Sequence);
            _page.Write(_rest + ToldPlaceAt, (long)value.Place);
        }
    }

    /// <summary>How far a file of messages (0 or 1) is whole, and the number of its last message; zeros where that is not known.</summary>
    public (long End, int Last) LogAt(int file)
    {
        var both = _page.ReadInt64(_rest + LogsAt + (file * LogBytes));
        return (both >> 32, (int)both);
    }

    /// <summary>A file of messages is whole as far as this. One store, so that neither is ever without the other.</summary>
    public void SetLog(int file, long end, int last) => _page.Write(_rest + LogsAt + (file * LogBytes), (end << 32) | (uint)last);

    public void Reset(Timestamp now)
    {
        var other = _half == HalvesAt ? 1 : 0;
        var (told, hasLost) = (Told, HasLost);
        var epoch = Epoch + 1;
        WriteHalf(HalvesAt + (other * HalfBytes), epoch, now);
        var rest = RestsAt + (other * RestBytes);
        for (var at = 0; at < RestBytes; at += sizeof(long))
            _page.Write(rest + at, 0L);
        _page.Write(rest, told.Sequence);
        _page.Write(rest + ToldPlaceAt, (long)told.Place);
        _page.Write(rest + HasLostAt, hasLost ? 1L : 0L);
        Thread.MemoryBarrier();
        _page.Write(ActiveAt, (long)other);
        Use(other);
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

    private void Use(long half)
    {
        _half = HalvesAt + (half * HalfBytes);
        _rest = RestsAt + (half * RestBytes);
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

    // How far a session of version 1 was told is not known: nothing of the past is told again, and the client hears that something may be missing.
    private void Renew()
    {
        HadTwoPlaces = _page.ReadInt64(VersionAt) == 2;
        if (HadTwoPlaces)
        {
            Told = Told.FromTwoPlaces();
        }
        else
        {
            Told = FixCause.Last;
            HasLost = true;
            Delivered = NextOut - 1;
        }

        Thread.MemoryBarrier();
        _page.Write(VersionAt, Version);
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
        if (_page.ReadInt64(0) != Magic || _page.ReadInt64(VersionAt) is < 1 or > Version
            || _page.ReadInt64(half + NextInAt) is < 1 or > int.MaxValue || _page.ReadInt64(half + NextOutAt) is < 1 or > int.MaxValue)
            throw new InvalidDataException($"{path} does not hold the numbers of a FIX session.");
        if (Encoding.ASCII.GetString(name).TrimEnd('\0') is var owner && owner != compId)
            throw new InvalidDataException($"{path} belongs to session {owner}, not to {compId}.");
    }
}
