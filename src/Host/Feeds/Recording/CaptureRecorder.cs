using System.Globalization;
using System.Text;
using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Recording;

/// <summary>
/// Writes down what passes sockets and REST interfaces, on a thread of its own:
/// <code>
/// sockets, REST ──copy──> batch that fills ──swap──> batch that is written ──> lines ──> segment ──> file
/// </code>
/// Whoever hands something in copies it and goes on, without an allocation and without waiting for the disk. Where the filling batch has no room the record is lost, counted, and told in the
/// file. A disk that is full or fails is tried again until it takes what waits. Thread-safe.
/// </summary>
internal sealed class CaptureRecorder : IAsyncDisposable
{
    private readonly RecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly CaptureFiles _files;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards all that follows; the writing thread waits on it.
    private readonly object _gate = new();
    private readonly List<CaptureConnection> _connections = [];
    private readonly Dictionary<string, int> _opened = [];
    private List<(CaptureEntry Entry, byte[] Reason)> _departed = [];
    private CaptureBatch _filling;
    private long[] _missing = new long[64];
    private long _lost;
    private int _sockets;
    private bool _isStopping;
    private long _stoppingSince;
    private RecorderReport _report;

    // Of the writing thread.
    private CaptureBatch _writing;
    private CaptureConnection[] _known = [];
    private long[] _told = [];
    private List<(CaptureEntry Entry, byte[] Reason)> _departing = [];
    private string _problem = "";
    private bool _hasGivenUp;

    /// <summary>Begins the first file, and the thread.</summary>
    /// <param name="options">How it writes.</param>
    /// <param name="time">Tells when something came.</param>
    /// <param name="folder">Where the files go; the options' folder where there is none.</param>
    /// <exception cref="IOException">The folder or the file could not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public CaptureRecorder(RecorderOptions options, TimeProvider time, ICaptureFolder? folder = null)
    {
        (_options, _time) = (options, time);
        _files = new CaptureFiles(folder ?? new DiskCaptureFolder(options.Folder), options, time);
        _filling = new CaptureBatch(options.QueueBytes, options.QueueRecords);
        _writing = new CaptureBatch(options.QueueBytes, options.QueueRecords);
        _report = new RecorderReport(_files.Name, _files.Count, 0, 0, 0, 0, 0, "");
        _thread = new Thread(Run) { IsBackground = true, Name = "recorder" };
        _thread.Start();
    }

    /// <summary>Now, as records are stamped.</summary>
    public Timestamp Now() => Timestamp.FromDateTimeUtc(_time.GetUtcNow().UtcDateTime);

    /// <summary>A socket was opened.</summary>
    /// <returns>The connection's number, for the calls that follow.</returns>
    public int Connected(string venue, string address)
    {
        lock (_gate)
        {
            _sockets++;
            var count = _opened[venue] = _opened.GetValueOrDefault(venue) + 1;
            var number = Add(new CaptureConnection(string.Create(CultureInfo.InvariantCulture, $"{venue}.{count}"), venue, CaptureSecrets.OfAddress(address)));
            Put(new CaptureEntry(CaptureEntryKind.Connect, false, number, 0, Now(), 0, 0), default, default);
            return number;
        }
    }

    /// <summary>A REST interface is going to be asked.</summary>
    /// <returns>Its number, for <see cref="Answered"/>.</returns>
    public int RestOf(string venue)
    {
        lock (_gate)
        {
            var known = _connections.FindIndex(connection => connection.Address.Length == 0 && connection.Venue == venue);
            return known >= 0 ? known : Add(new CaptureConnection($"{venue}.rest", venue, ""));
        }
    }

    /// <summary>A socket is gone. Never lost, so that no file goes on with a connection that is not there.</summary>
    public void Disconnected(int connection, string reason)
    {
        var bytes = Encoding.UTF8.GetBytes(reason);
        lock (_gate)
        {
            var entry = new CaptureEntry(CaptureEntryKind.Disconnect, false, connection, 0, Now(), 0, bytes.Length);
            if (_isStopping || _filling.HasRoom(bytes.Length))
                Put(entry, default, bytes);
            else
                _departed.Add((entry, bytes));
        }
    }

    /// <summary>A message has come in.</summary>
    public void Received(int connection, ReadOnlySpan<byte> message, bool isBinary, Timestamp time)
    {
        lock (_gate)
            Put(new CaptureEntry(CaptureEntryKind.Receive, isBinary, connection, 0, time, 0, message.Length), default, message);
    }

    /// <summary>A message is sent.</summary>
    public void Sent(int connection, ReadOnlySpan<byte> message)
    {
        lock (_gate)
            Put(new CaptureEntry(CaptureEntryKind.Send, false, connection, 0, Now(), 0, message.Length), default, message);
    }

    /// <summary>A REST interface has answered.</summary>
    public void Answered(int connection, string address, int status, ReadOnlySpan<byte> body, Timestamp time)
    {
        var url = Encoding.UTF8.GetBytes(CaptureSecrets.OfAddress(address));
        lock (_gate)
            Put(new CaptureEntry(CaptureEntryKind.Rest, false, connection, status, time, url.Length, body.Length), url, body);
    }

    /// <summary>What it has done so far.</summary>
    public RecorderReport Report()
    {
        lock (_gate)
            return _report with { WaitingBytes = _filling.Bytes, Lost = _lost, Sockets = _sockets };
    }

    /// <summary>Writes what waits, closes the file and ends. Gives up after a while where the disk takes nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_isStopping)
                (_isStopping, _stoppingSince) = (true, _time.GetTimestamp());
            Monitor.Pulse(_gate);
        }

        await _ended.Task;
    }

    private int Add(CaptureConnection connection)
    {
        _connections.Add(connection);
        if (_missing.Length < _connections.Count)
            Array.Resize(ref _missing, _missing.Length * 2);
        return _connections.Count - 1;
    }

    private void Put(in CaptureEntry entry, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body)
    {
        if (_isStopping || !_filling.TryAdd(entry, url, body))
        {
            _missing[entry.Connection]++;
            _lost++;
        }
        else if (_filling.Count == 1)
            Monitor.Pulse(_gate);
    }

    private void Run()
    {
        try
        {
            while (Take())
            {
                Write();
                if (_files.IsDue)
                    Persist();
                Tell();
            }

            Persist();
            _files.Dispose();
            Tell();
            _ended.SetResult();
        }
        catch (Exception bug)
        {
            _ended.SetException(bug);
            _problem = $"the recorder has stopped: {bug.Message}";
            Tell();
        }
    }

    /// <summary>Waits for records, or until a segment may be due.</summary>
    /// <returns>False where all is taken and none will come.</returns>
    private bool Take()
    {
        lock (_gate)
        {
            if (_filling.Count == 0 && !_isStopping)
                Monitor.Wait(_gate, _options.SegmentAfter);
            if (_filling.Count == 0 && _isStopping)
                return false;
            (_filling, _writing) = (_writing, _filling);
            (_departed, _departing) = (_departing, _departed);
            if (_known.Length < _connections.Count)
            {
                _known = [.. _connections];
                _told = new long[_known.Length];
            }

            Array.Copy(_missing, _told, _known.Length);
            Array.Clear(_missing);
            return true;
        }
    }

    private void Write()
    {
        var rest = _writing.Contents;
        for (var i = 0; i < _writing.Count && !_hasGivenUp; i++)
        {
            ref readonly var entry = ref _writing[i];
            if (!_files.Add(entry, _known[entry.Connection], rest[..entry.UrlBytes], rest.Slice(entry.UrlBytes, entry.BodyBytes)))
                Lose(_known[entry.Connection]);
            rest = rest[(entry.UrlBytes + entry.BodyBytes)..];
            if (_files.IsSegmentDue)
                Persist();
        }

        _writing.Clear();
        for (var i = 0; i < _known.Length; i++)
        {
            if (_told[i] > 0)
                _files.Lost(_known[i], _told[i]);
        }

        foreach (var (entry, reason) in _departing)
            _files.Add(entry, _known[entry.Connection], default, reason);
        _departing.Clear();
    }

    /// <summary>A record whose line would be longer than what reads it takes.</summary>
    private void Lose(CaptureConnection connection)
    {
        _files.Lost(connection, 1);
        lock (_gate)
            _lost++;
    }

    /// <summary>Writes the segment, as often as the disk refuses it; once it has given up, nothing any more.</summary>
    private void Persist()
    {
        while (!_hasGivenUp && (_problem = _files.TryWrite()).Length > 0)
        {
            Tell();
            lock (_gate)
            {
                // One limit for all that waits: somebody is waiting for the process to end.
                var left = _isStopping ? _options.CloseLimit - _time.GetElapsedTime(_stoppingSince) : _options.RetryAfter;
                if (left <= TimeSpan.Zero)
                    _hasGivenUp = true;
                else
                    Monitor.Wait(_gate, left < _options.RetryAfter ? left : _options.RetryAfter);
            }
        }
    }

    private void Tell()
    {
        lock (_gate)
            _report = new RecorderReport(_files.Name, _files.Count, _files.Frames, _files.Records, _files.Bytes, 0, 0, _problem);
    }
}
