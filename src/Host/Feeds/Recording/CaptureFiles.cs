using System.Globalization;
using System.Text;
using Rialto.Model.Units;
using Rialto.Wire.Files.Captures;

namespace Rialto.Host.Feeds.Recording;

/// <summary>
/// The files of one recorder: lines become segments, segments go to the file, a file that is large or old is followed by another. A segment is written whole or cut off again, so a full disk
/// costs nothing as long as the caller keeps trying. Single-threaded.
/// </summary>
internal sealed class CaptureFiles : IDisposable
{
    private readonly ICaptureFolder _folder;
    private readonly RecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly string _stem;
    private readonly List<CaptureConnection> _open = [];
    private Stream _stream;
    private CaptureWriter _writer;

    // Of the clock that nobody sets.
    private long _begunAt;
    private long _syncedAt;
    private long _waitingSince;

    private long _earlierBytes;
    private long _earlierRecords;
    private bool _hasUnsynced;
    private bool _isToBeFollowed;

    /// <summary>Begins the first file.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public CaptureFiles(ICaptureFolder folder, RecorderOptions options, TimeProvider time)
    {
        (_folder, _options, _time) = (folder, options, time);
        _stem = $"capture-{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        (_stream, _writer) = Begin("");
    }

    /// <summary>Name of the file that is written.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Files begun.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes written, all files.</summary>
    public long Bytes => _earlierBytes + _writer.WrittenBytes;

    /// <summary>Lines, all files, those that wait included.</summary>
    public long Records => _earlierRecords + _writer.Records;

    /// <summary>Messages received, those that wait included.</summary>
    public long Frames { get; private set; }

    /// <summary>There is something for <see cref="TryWrite"/> to do.</summary>
    public bool IsDue => IsSegmentDue || IsSyncDue;

    /// <summary>The lines that wait are many or old enough to be written.</summary>
    public bool IsSegmentDue => _writer.WaitingBytes >= _options.SegmentBytes || (_writer.WaitingBytes > 0 && Age(_waitingSince) >= _options.SegmentAfter);

    /// <summary>Adds a record to the lines that wait.</summary>
    /// <returns>False where its line would be longer than what reads it takes.</returns>
    public bool Add(in CaptureEntry entry, CaptureConnection connection, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body)
    {
        Touch();
        if (connection.Address.Length > 0 && !connection.IsOpen && entry.Kind != CaptureEntryKind.Disconnect)
        {
            // Its opening is what it begins with, also where the queue was full then.
            connection.IsOpen = true;
            _open.Add(connection);
            _writer.Connect(connection.Name, connection.Venue, connection.Address, entry.Time);
        }

        switch (entry.Kind)
        {
            case CaptureEntryKind.Receive:
                if (!_writer.Receive(connection.Name, CaptureSecrets.Without(body, isSent: false), entry.IsBinary, entry.Time))
                    return false;
                Frames++;
                return true;
            case CaptureEntryKind.Send:
                return _writer.Send(connection.Name, CaptureSecrets.Without(body, isSent: true), entry.IsBinary, entry.Time);
            case CaptureEntryKind.Rest:
                return _writer.Rest(connection.Name, connection.Venue, url, CaptureSecrets.Without(body, isSent: false), entry.Time, entry.Status);
            case CaptureEntryKind.Disconnect:
                connection.IsOpen = false;
                _open.Remove(connection);
                _writer.Disconnect(connection.Name, Encoding.UTF8.GetString(body), entry.Time);
                return true;
            default:
                return true;
        }
    }

    /// <summary>Says how many records of a connection are missing.</summary>
    public void Lost(CaptureConnection connection, long count)
    {
        Touch();
        _writer.Lost(connection.Name, count, Now());
    }

    /// <summary>Writes the lines that wait, and does what else is due: forces the file onto the disk, begins the next.</summary>
    /// <returns>Why it could not be done; to be called again then. Empty where it was.</returns>
    public string TryWrite()
    {
        try
        {
            CutBack();
            if (_writer.WaitingBytes > 0)
            {
                _writer.EndSegment();
                _hasUnsynced = true;
            }

            if (IsSyncDue && !_isToBeFollowed)
                Sync();
            if (_isToBeFollowed || _writer.WrittenBytes >= _options.RotateBytes || (_options.RotateAfter > TimeSpan.Zero && Age(_begunAt) >= _options.RotateAfter))
                Follow();
            return "";
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            return $"{Name}: {full.Message}";
        }
    }

    /// <summary>Closes the last file; what waits and could not be written is gone.</summary>
    public void Dispose()
    {
        try
        {
            CutBack();
            if (_options.SyncAfter >= TimeSpan.Zero)
                Sync();
        }
        catch (IOException)
        {
            // The caller was told when the writing failed; a disk that only now refuses takes no answer.
        }

        _stream.Dispose();
    }

    /// <summary>Takes away what an attempt that failed left behind.</summary>
    private void CutBack()
    {
        if (_stream.Length == _writer.WrittenBytes)
            return;
        _stream.SetLength(_writer.WrittenBytes);
        _stream.Position = _writer.WrittenBytes;
    }

    private bool IsSyncDue => _hasUnsynced && _options.SyncAfter >= TimeSpan.Zero && Age(_syncedAt) >= _options.SyncAfter;

    private void Sync()
    {
        // A flush that failed may claim success the next time: the file is left as it is, and another begun.
        _isToBeFollowed = true;
        _folder.Sync(_stream);
        _isToBeFollowed = false;
        _hasUnsynced = false;
        _syncedAt = _time.GetTimestamp();
    }

    private void Follow()
    {
        if (_hasUnsynced && !_isToBeFollowed && _options.SyncAfter >= TimeSpan.Zero)
            Sync();
        var (stream, writer, bytes, records) = (_stream, _writer, _writer.WrittenBytes, _writer.Records);
        (_stream, _writer) = Begin(Name);
        _earlierBytes += bytes;
        _earlierRecords += records;
        _isToBeFollowed = false;
        writer.Dispose();
        stream.Dispose();
        foreach (var connection in _open)
            _writer.Continue(connection.Name, connection.Venue, connection.Address, Now());
    }

    private (Stream Stream, CaptureWriter Writer) Begin(string before)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_stem}-{Count + 1:D4}.jsonl.gz");
        var stream = _folder.Create(name);
        var writer = new CaptureWriter(stream);
        (Name, Count, _hasUnsynced) = (name, Count + 1, false);
        _waitingSince = _syncedAt = _begunAt = _time.GetTimestamp();
        writer.Header(_options.Recorder, Now(), before);
        return (stream, writer);
    }

    private void Touch()
    {
        if (_writer.WaitingBytes == 0)
            _waitingSince = _time.GetTimestamp();
    }

    private Timestamp Now() => Timestamp.FromDateTimeUtc(_time.GetUtcNow().UtcDateTime);

    private TimeSpan Age(long since) => _time.GetElapsedTime(since);
}
