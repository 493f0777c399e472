using System.Globalization;
using Rialto.Model.Units;
using Rialto.Runtime.Files;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// A session's store in a folder: its numbers (<c>ID.seq</c>) and its messages in two files (<c>ID.a</c>, <c>ID.b</c>) that take turns, so that the oldest half goes when both are full.
/// Everything written outlives the process, killed at any moment; with <c>SyncStore</c>, the machine too. One thread at a time; one process.
/// </summary>
internal sealed class FixFileStore : IFixSessionStore
{
    private readonly FixStoreNumbers _numbers;
    private readonly long _maxLogBytes;
    private readonly bool _sync;
    private FixStoreLog _current;
    private FixStoreLog _older;
    private int _file;

    /// <param name="folder">Where; made for its owner only where it is missing.</param>
    /// <param name="compId">Whose: a key's id, so that it may be a file's name.</param>
    /// <param name="maxBytes">Of kept messages.</param>
    /// <param name="sync">Whether <see cref="Sync"/> waits for the disk.</param>
    /// <param name="now">When the numbers of a new session begin.</param>
    /// <exception cref="IOException">The disk is full, or a file cannot be had.</exception>
    /// <exception cref="InvalidDataException">A file is another's.</exception>
    public FixFileStore(string folder, string compId, long maxBytes, bool sync, Timestamp now)
    {
        FixFolder.Make(folder);
        _maxLogBytes = maxBytes / 2;
        _sync = sync;
        var path = Path.Combine(folder, compId);
        _numbers = new FixStoreNumbers(path + ".seq", compId, now);
        try
        {
            _current = new FixStoreLog(path + ".a", _numbers.Epoch, _numbers.LogAt(0));
            _older = new FixStoreLog(path + ".b", _numbers.Epoch, _numbers.LogAt(1));
            // A start opens many stores, and all but the new ones are in the directory already.
            if (_numbers.IsUnused)
                DurableFile.FlushDirectory(folder);
        }
        catch
        {
            Dispose();
            throw;
        }

        NoteLog(0, _current);
        NoteLog(1, _older);
        if (_older.Last > _current.Last)
            Turn();
        // A message is written before its number is: one that was written counts as sent, and the client asks for it.
        if (_numbers.NextOut <= _current.Last)
            _numbers.NextOut = _current.Last + 1;
        var found = _numbers.HadTwoPlaces ? _current.Found.FromTwoPlaces() : _current.Found;
        if (!found.IsWithin(_numbers.Told))
            _numbers.Told = found;
    }

    /// <inheritdoc/>
    public int NextIn
    {
        get => _numbers.NextIn;
        set => _numbers.NextIn = value;
    }

    /// <inheritdoc/>
    public int NextOut
    {
        get => _numbers.NextOut;
        set => _numbers.NextOut = value;
    }

    /// <inheritdoc/>
    public int Delivered
    {
        get => _numbers.Delivered;
        set => _numbers.Delivered = value;
    }

    /// <inheritdoc/>
    public int LastKept => Math.Max(_older.Last, _current.Last);

    /// <inheritdoc/>
    public bool HasLost
    {
        get => _numbers.HasLost;
        set => _numbers.HasLost = value;
    }

    /// <inheritdoc/>
    public FixCause Told
    {
        get => _numbers.Told;
        set => _numbers.Told = value;
    }

    /// <inheritdoc/>
    public Timestamp Started => _numbers.Started;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A defect: it tells of something that comes before what was told.</exception>
    public bool TryAppend(int seqNum, Timestamp sendingTime, ReadOnlySpan<byte> msgType, ReadOnlySpan<byte> body, FixCause cause, bool mayRotate)
    {
        // Told out of order, one of two would be told twice after a start, or never.
        if (!cause.IsNone && cause.IsWithin(_numbers.Told))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"FIX reports are stored in the order of what they tell of: {cause} after {_numbers.Told}."));
        // Who reads slowly while he is sent to again keeps the older half from going; not for ever.
        var limit = mayRotate ? _maxLogBytes : 2 * _maxLogBytes;
        if (_current.Length > 0 && _current.Length + FixStoreLog.RecordBytes(body.Length) > limit)
        {
            Turn();
            _numbers.SetLog(_file, 0, 0);
            _current.Clear();
        }

        if (!_current.TryAppend(seqNum, _numbers.Epoch, sendingTime, msgType, body, cause))
            return false;
        // In this order: whatever is not set when the process is killed, the record says.
        if (!cause.IsNone)
            _numbers.Told = cause;
        NoteLog(_file, _current);
        return true;
    }

    /// <inheritdoc/>
    public int NextKept(int from) => Math.Min(_older.NextKept(from), _current.NextKept(from));

    /// <inheritdoc/>
    public bool TryRead(int seqNum, FixWriter into, out Timestamp sendingTime) => _current.TryRead(seqNum, into, out sendingTime) || _older.TryRead(seqNum, into, out sendingTime);

    /// <inheritdoc/>
    public void Reset(Timestamp now)
    {
        _numbers.Reset(now);
        _current.Clear();
        _older.Clear();
        Sync();
    }

    /// <inheritdoc/>
    public void Sync()
    {
        if (!_sync)
            return;
        _current.Sync();
        _numbers.Sync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _numbers.Dispose();
        _current?.Dispose();
        _older?.Dispose();
    }

    private void Turn()
    {
        (_current, _older) = (_older, _current);
        _file = 1 - _file;
    }

    private void NoteLog(int file, FixStoreLog log) => _numbers.SetLog(file, log.Length, log.Last);
}
