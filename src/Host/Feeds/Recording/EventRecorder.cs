using System.Globalization;
using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Recording;

/// <summary>How an event recorder writes. Immutable.</summary>
/// <param name="Folder">A folder for this recording is made in it.</param>
internal sealed record EventRecorderOptions(string Folder)
{
    /// <summary>Size of a segment; one that is full is compressed.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>A page is written at the latest after this: what a killed process loses.</summary>
    public TimeSpan PageAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pages, of a megabyte at most, that may wait for the disk; then no more events are taken, and they wait in their outlets.</summary>
    public int PagesMax { get; init; } = 32;

    /// <summary>A disk without space for the next segment is asked again after this.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a recorder that is told to end goes on asking.</summary>
    public TimeSpan CloseLimit { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>What an event recorder has done so far, at one moment.</summary>
/// <param name="Folder">The recording.</param>
/// <param name="Events">Events written.</param>
/// <param name="Bytes">Bytes of batches written, before they are compressed.</param>
/// <param name="Lost">Events that came when nothing could be written any more.</param>
/// <param name="Problem">Why nothing can be written at present, or ever more; empty while all is well.</param>
internal sealed record EventRecorderReport(string Folder, long Events, long Bytes, long Lost, string Problem);

/// <summary>
/// Writes events into a recording of their own, on a thread of its own:
/// <code>
/// outlets ──encode──> page that fills ──full, or a second old──> pages that wait ──> batch, flushed ──> segment ──full──> archive
/// </code>
/// Where the disk is too slow nothing is lost here: <see cref="TryAdd"/> says no, events wait in their outlets, and these conflate books and tell what trades they had to drop. One thread
/// adds, any thread asks for the report.
/// </summary>
internal sealed class EventRecorder : IAsyncDisposable
{
    // Beyond, a page ends with the next frame, so that hardly any frame is cut.
    private const int FullBytes = 768 << 10;

    private readonly EventRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly EventRecordingWriter _writer;
    private readonly EventEncoder _encoder;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The adding thread's.
    private EventPage _page;
    private long _pageSince;

    // Guards all that follows; the writing thread waits on it.
    private readonly object _gate = new();
    private readonly Queue<EventPage> _full = [];
    private readonly Stack<EventPage> _free = [];
    private bool _isEnding;
    private bool _isStopping;
    private long _endingSince;
    private long _lost;
    private EventRecorderReport _report;

    // The writing thread's.
    private bool _hasFailed;
    private Task _packing = Task.CompletedTask;
    private int _segments;

    /// <summary>Makes the recording's folder, and the thread.</summary>
    /// <param name="options">How it writes.</param>
    /// <param name="listings">What the events' listings mean.</param>
    /// <param name="time">Tells how old a page is.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public EventRecorder(EventRecorderOptions options, ListingTable listings, TimeProvider time)
        : this(options, listings, time, new EventRecordingWriter(new JournalOptions { Directory = PathOf(options, time), SegmentBytes = options.SegmentBytes }))
    {
    }

    private EventRecorder(EventRecorderOptions options, ListingTable listings, TimeProvider time, EventRecordingWriter writer)
    {
        (_options, _time, _writer, _encoder) = (options, time, writer, new EventEncoder(listings));
        _page = new EventPage(options.SegmentBytes);
        _report = new EventRecorderReport(writer.Directory, 0, 0, 0, "");
        _thread = new Thread(Run) { IsBackground = true, Name = "event-recorder" };
        _thread.Start();
    }

    /// <summary>Adds what a listing is, ahead of its first event: so a reader knows from the start whose books there will be, and makes them all as they were made here.</summary>
    /// <returns>False where all pages wait for the disk.</returns>
    public bool TryIntroduce(ListingId listing) => _encoder.TryIntroduce(listing, _page) || (TryTurn() && _encoder.TryIntroduce(listing, _page));

    /// <summary>Adds an event.</summary>
    /// <returns>False where all pages wait for the disk: to be added again later, before any other.</returns>
    public bool TryAdd(in FeedEvent told)
    {
        if (_page.Bytes == 0)
            _pageSince = _time.GetTimestamp();
        if (!_encoder.TryAdd(in told, _page))
            return TryTurn() && _encoder.TryAdd(in told, _page);
        if (_page is { Bytes: >= FullBytes, IsAtFrameEnd: true })
            TryTurn();
        return true;
    }

    /// <summary>Sends a page on its way that is old enough. The adding thread, some times a second.</summary>
    public void OnClock()
    {
        if (_page.Bytes > 0 && _page.IsAtFrameEnd && _time.GetElapsedTime(_pageSince) >= _options.PageAfter)
            TryTurn();
    }

    /// <summary>What it has done so far.</summary>
    public EventRecorderReport Report()
    {
        lock (_gate)
            return _report with { Lost = _lost };
    }

    /// <summary>The last events are about to be added: from now on a disk without space is asked only for a while. Any thread.</summary>
    public void EndSoon()
    {
        lock (_gate)
        {
            if (_isEnding)
                return;
            (_isEnding, _endingSince) = (true, _time.GetTimestamp());
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Writes what waits and closes the recording. The adding thread has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        EndSoon();
        lock (_gate)
        {
            if (!_isStopping)
                _full.Enqueue(_page);
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        await _ended.Task;
    }

    /// <summary>Hands the page that fills to the writing thread, and takes an empty one.</summary>
    private bool TryTurn()
    {
        lock (_gate)
        {
            if (_full.Count >= _options.PagesMax)
                return false;
            _full.Enqueue(_page);
            Monitor.PulseAll(_gate);
            _page = _free.TryPop(out var free) ? free : new EventPage(_options.SegmentBytes);
        }

        _pageSince = _time.GetTimestamp();
        return true;
    }

    private void Run()
    {
        try
        {
            while (Next() is { } page)
            {
                Write(page);
                page.Clear();
                lock (_gate)
                    _free.Push(page);
                Pack();
            }

            _writer.Dispose();
            _packing.Wait();
            PackAll();
            _ended.SetResult();
        }
        catch (Exception bug)
        {
            Tell($"the recorder of events has stopped: {bug.Message}");
            _ended.SetException(bug);
        }
    }

    private EventPage? Next()
    {
        lock (_gate)
        {
            while (_full.Count == 0 && !_isStopping)
                Monitor.Wait(_gate);
            return _full.TryDequeue(out var page) ? page : null;
        }
    }

    private void Write(EventPage page)
    {
        try
        {
            while (!_hasFailed && !_writer.TryWrite(page))
            {
                Tell($"{_writer.Directory}: {_writer.Shortage?.Message}");
                lock (_gate)
                {
                    var left = _isEnding ? _options.CloseLimit - _time.GetElapsedTime(_endingSince) : _options.RetryAfter;
                    if (left <= TimeSpan.Zero)
                        _hasFailed = true;
                    else
                        Monitor.Wait(_gate, left < _options.RetryAfter ? left : _options.RetryAfter);
                }
            }

            if (!_hasFailed)
                Tell("");
        }
        catch (IOException failure)
        {
            _hasFailed = true;
            Tell($"{_writer.Directory}: {failure.Message}: what the disk holds of the last events is not known, and nothing is written behind them");
        }

        if (!_hasFailed)
            return;
        lock (_gate)
            _lost += page.Count;
    }

    private void Tell(string problem)
    {
        lock (_gate)
            _report = new EventRecorderReport(_writer.Directory, _writer.Events, _writer.Bytes, _lost, problem);
    }

    /// <summary>Compresses what is full, beside the writing.</summary>
    private void Pack()
    {
        if (_writer.Segments == _segments || !_packing.IsCompleted)
            return;
        _segments = _writer.Segments;
        var last = _segments;
        _packing = Task.Run(() => Pack(last - 1));
    }

    private void PackAll()
    {
        if (_writer.Segments > 0)
            Pack(_writer.Segments);
    }

    private void Pack(int through)
    {
        try
        {
            using var archive = SegmentArchive.TryOpen(_writer.Directory);
            for (var number = 1; archive is not null && number <= through; number++)
                archive.Compress(number);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // A segment that is not compressed is a segment still: all is there, and takes more room.
        }
    }

    private static string PathOf(EventRecorderOptions options, TimeProvider time) =>
        Path.Combine(options.Folder, $"events-{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
}
