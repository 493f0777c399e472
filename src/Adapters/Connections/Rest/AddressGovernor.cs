using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Rialto.Runtime.Files;
using Rialto.Runtime.Memory;

namespace Rialto.Adapters.Connections;

/// <summary>
/// Budgets that all processes on a machine share, because they share its address. They stand in one file, <c>budgets</c>, in a folder of the user's: 64 bytes of header, then 256 bytes for each key.
/// <code>
/// header    0 "RIALTOBG"   8 version (1)   12 bytes of a record (256)   16 records (128)   all else zero
/// record    0 key, UTF-8, or its hash, zeros behind it (96)   96 length of the window, ms   104 number of the newest slot   112 shut until, ms since the epoch   120 weight taken in 17 slots (int)
///           188 zeros   252 CRC-32C of the 252 bytes before
/// </code>
/// All little-endian. The file is held, exclusively, for the microseconds of one operation; who dies while he holds it holds it no longer. A record that is not whole counts as all taken.
/// Every process counts its own too, and goes by that alone while the file cannot be had. Any thread.
/// </summary>
public sealed class AddressGovernor : IAddressBudgets
{
    internal const int HeaderBytes = 64;
    internal const int RecordBytes = 256;
    internal const int Records = 128;
    internal const int KeyBytes = 96;

    private const int WindowAt = 96;
    private const int NewestAt = 104;
    private const int ShutAt = 112;
    private const int SlotsAt = 120;
    private const int CrcAt = 252;
    private const int Version = 1;

    // Others hold the file for microseconds. Who finds it held for so long goes by his own count.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private static readonly byte[] _magic = "RIALTOBG"u8.ToArray();

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ProcessBudgets _own;
    private readonly Lock _lock = new();
    private readonly byte[] _record = new byte[RecordBytes];
    private readonly BudgetWindow _window = new();

    // Where keys stood last: looked at first, for it stands between a decision and its order.
    private readonly Dictionary<string, int> _places = [];
    private volatile string _problem = "";

    /// <summary>Takes the folder, which is made where it is missing.</summary>
    /// <param name="folder">The same for all processes that are to share; <see cref="DefaultFolder"/> by default.</param>
    /// <param name="time">Gives the time; by the wall, which all processes share.</param>
    /// <exception cref="IOException">The folder cannot be used: it cannot be made, or others may write to it, or its file is another program's.</exception>
    public AddressGovernor(string? folder = null, TimeProvider? time = null)
    {
        folder ??= DefaultFolder;
        _time = time ?? TimeProvider.System;
        _own = new ProcessBudgets(_time);
        _path = Path.Combine(folder, "budgets");
        try
        {
            MakeFolder(folder);
            using var file = Open();
            Prepare(file);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new IOException($"'{folder}' cannot be written to: {problem.Message}", problem);
        }
    }

    /// <summary>The user's folder of the running system (<c>XDG_RUNTIME_DIR</c>) where there is one, otherwise one of his own among the temporary files.</summary>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime)
            ? Path.Combine(runtime, "rialto")
            : Path.Combine(Path.GetTempPath(), "rialto-" + Environment.UserName);

    /// <summary>Why the file could not be used the last time; empty where it could. While it cannot, every process goes by its own count.</summary>
    public string Problem => _problem;

    /// <inheritdoc/>
    public bool TryTake(string key, RateLimit limit, int weight, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (limit.IsNone)
            return true;
        lock (_lock)
        {
            // Taken in both or in neither: who is refused and asks again must not use up what he has never been given.
            if (!_own.HasRoom(key, limit, weight, out wait))
                return false;
            var isTaken = true;
            long waitMs = 0;
            _ = Shared(key, limit, window => isTaken = window.TryTake(limit, weight, NowMs, out waitMs));
            wait = TimeSpan.FromMilliseconds(waitMs);
            if (isTaken)
                _own.Take(key, limit, weight);
            return isTaken;
        }
    }

    /// <inheritdoc/>
    public void Correct(string key, RateLimit limit, int used)
    {
        if (limit.IsNone)
            return;
        _own.Correct(key, limit, used);
        _ = Shared(key, limit, window => window.Correct(limit, used, NowMs));
    }

    /// <inheritdoc/>
    public void ShutUntil(string key, RateLimit limit, DateTimeOffset until)
    {
        if (limit.IsNone)
            return;
        _own.ShutUntil(key, limit, until);
        _ = Shared(key, limit, window => window.Shut(until.ToUnixTimeMilliseconds()));
    }

    /// <inheritdoc/>
    public BudgetState StateOf(string key, RateLimit limit)
    {
        if (limit.IsNone)
            return default;
        var state = _own.StateOf(key, limit);
        _ = Shared(key, limit, window =>
        {
            window.Advance(limit, NowMs);
            state = ProcessBudgets.StateOf(window, NowMs);
        });
        return state;
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads a key's record, changes it, and writes it again, with nobody between.</summary>
    /// <returns>False where the file could not be used.</returns>
    private bool Shared(string key, RateLimit limit, Action<BudgetWindow> change)
    {
        lock (_lock)
        {
            try
            {
                using var file = Open();
                Prepare(file);
                var at = Find(file, key, limit);
                change(_window);
                Write(key, limit);
                RandomAccess.Write(file, _record, at);
                _problem = "";
                return true;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                _problem = $"limits are not shared with other processes: {problem.Message}";
                return false;
            }
        }
    }

    private SafeFileHandle Open()
    {
        var began = Stopwatch.GetTimestamp();
        var spin = new SpinWait();
        while (true)
        {
            try
            {
                return File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException problem) when (SharingViolation.Is(problem) && Stopwatch.GetElapsedTime(began) < _patience)
            {
                spin.SpinOnce();
            }
        }
    }

    /// <summary>A file that nobody has written to yet gets its header and its empty records.</summary>
    private void Prepare(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var read = RandomAccess.Read(file, header, 0);
        if (read == HeaderBytes && header[..8].SequenceEqual(_magic))
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != Version || BinaryPrimitives.ReadInt32LittleEndian(header[12..]) != RecordBytes || BinaryPrimitives.ReadInt32LittleEndian(header[16..]) != Records)
                throw new IOException($"'{_path}' is of another version of Rialto: stop the processes that use it, or choose another folder");
            return;
        }

        // What was begun and not finished is begun again; anything else belongs to somebody.
        if (read > 0 && header[..read].ContainsAnyExcept((byte)0))
            throw new IOException($"'{_path}' is no file of budgets: choose another folder");
        RandomAccess.SetLength(file, HeaderBytes + (RecordBytes * Records));
        header.Clear();
        _magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], RecordBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Records);
        RandomAccess.Write(file, header, 0);
    }

    /// <summary>Finds a key's record and reads it; where there is none, the place of one that is empty or has had its time.</summary>
    private long Find(SafeFileHandle file, string key, RateLimit limit)
    {
        Span<byte> name = stackalloc byte[KeyBytes];
        Span<byte> known = stackalloc byte[KeyBytes];
        WriteKey(key, name);
        if (_places.TryGetValue(key, out var place) && RandomAccess.Read(file, _record, PlaceOf(place)) == RecordBytes && _record.AsSpan(0, KeyBytes).SequenceEqual(name))
        {
            Read(limit);
            return PlaceOf(place);
        }

        long free = -1;
        for (var n = 0; n < Records; n++)
        {
            var at = PlaceOf(n);
            if (RandomAccess.Read(file, known, at) != KeyBytes)
                throw new IOException($"'{_path}' was cut short: delete it");
            if (known.SequenceEqual(name))
            {
                _places[key] = n;
                Read(file, at, limit);
                return at;
            }

            if (known[0] == 0)
            {
                _window.Clear();
                return free >= 0 ? free : at;
            }

            if (free < 0 && IsOver(file, at))
                free = at;
        }

        _window.Clear();
        return free >= 0 ? free : throw new IOException($"'{_path}' has no room for another budget");
    }

    private static long PlaceOf(int record) => HeaderBytes + ((long)record * RecordBytes);

    /// <summary>True of a record whose window has passed: nothing in it matters any more.</summary>
    private bool IsOver(SafeFileHandle file, long at)
    {
        if (RandomAccess.Read(file, _record, at) != RecordBytes || !IsWhole())
            return false;
        var periodMs = BinaryPrimitives.ReadInt64LittleEndian(_record.AsSpan(WindowAt));
        var newest = BinaryPrimitives.ReadInt64LittleEndian(_record.AsSpan(NewestAt));
        var shut = BinaryPrimitives.ReadInt64LittleEndian(_record.AsSpan(ShutAt));
        return periodMs > 0 && shut < NowMs && ((NowMs * (BudgetWindow.Slots - 1)) / periodMs) - newest > 2 * BudgetWindow.Slots;
    }

    private void Read(SafeFileHandle file, long at, RateLimit limit)
    {
        if (RandomAccess.Read(file, _record, at) == RecordBytes)
            Read(limit);
        else
            _window.Exhaust(limit, NowMs);
    }

    private void Read(RateLimit limit)
    {
        if (!IsWhole() || BinaryPrimitives.ReadInt64LittleEndian(_record.AsSpan(WindowAt)) != (long)limit.Period.TotalMilliseconds)
        {
            _window.Exhaust(limit, NowMs);
            return;
        }

        Span<int> taken = stackalloc int[BudgetWindow.Slots];
        for (var slot = 0; slot < taken.Length; slot++)
            taken[slot] = Math.Max(0, BinaryPrimitives.ReadInt32LittleEndian(_record.AsSpan(SlotsAt + (slot * sizeof(int)))));
        _window.Load(BinaryPrimitives.ReadInt64LittleEndian(_record.AsSpan(NewestAt)), BinaryPrimitives.ReadInt64LittleEndian(_record.AsSpan(ShutAt)), taken);
    }

    private void Write(string key, RateLimit limit)
    {
        Array.Clear(_record);
        WriteKey(key, _record);
        BinaryPrimitives.WriteInt64LittleEndian(_record.AsSpan(WindowAt), (long)limit.Period.TotalMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(_record.AsSpan(NewestAt), _window.Newest);
        BinaryPrimitives.WriteInt64LittleEndian(_record.AsSpan(ShutAt), _window.ShutUntilMs);
        for (var slot = 0; slot < BudgetWindow.Slots; slot++)
            BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(SlotsAt + (slot * sizeof(int))), _window.Taken[slot]);
        BinaryPrimitives.WriteUInt32LittleEndian(_record.AsSpan(CrcAt), Crc32C.Compute(_record.AsSpan(0, CrcAt)));
    }

    private bool IsWhole() => BinaryPrimitives.ReadUInt32LittleEndian(_record.AsSpan(CrcAt)) == Crc32C.Compute(_record.AsSpan(0, CrcAt));

    // A name of 253 letters is a host's good right: a key that is too long for its place stands there by its hash.
    private static void WriteKey(string key, Span<byte> into)
    {
        if (key.Length == 0 || key.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"A key has 1 or more characters, none of them zero: '{key}'.", nameof(key));
        if (!Encoding.UTF8.TryGetBytes(key, into[..KeyBytes], out var length))
            _ = Encoding.UTF8.TryGetBytes("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), into[..KeyBytes], out length);
        into[length..KeyBytes].Clear();
    }

    // Whoever may write to the folder could stop all of our requests: it is the user's alone.
    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if ((File.GetUnixFileMode(folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            throw new IOException($"'{folder}' may be written to by other users: take that from them (chmod 700), or choose another folder");
    }
}
