using System.Globalization;
using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Host.Feeds.Replay;
using Rialto.Journal;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Live.Play;

/// <summary>
/// Recorded events into a hub, in the place of venues: in the order in which they were recorded, with the times that they had, at the recorded pace times a speed or as fast as the hub takes them.
/// Nothing is passed over: it waits for the hub, never the hub for a level. At the recording's end every book is told as Disconnected, so that nobody goes on believing prices of that day.
/// </summary>
internal sealed class EventPlay : IAsyncDisposable
{
    // The ring holds a large snapshot as it was told; a queue that is kept short lets a pause of the hub show in time.
    private const int OutletEvents = 1 << 17;
    private const int WaitingMax = 1 << 13;
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly PlayedChoice _choice;
    private readonly EventRecordingReader _reader;
    private readonly string _speedText;
    private readonly CancellationTokenSource _stop = new();
    private readonly long[] _frames = new long[byte.MaxValue + 1];
    private readonly List<ListingId> _watched = [];
    private readonly Dictionary<FeedVenue, string[]> _symbols = [];
    private FeedEvent[] _frame = new FeedEvent[1_024];
    private FeedEvent[] _pending;
    private bool[] _isWanted = [];
    private long _events;
    private long _lastNs;
    private volatile string _problem = "";
    private volatile bool _isOver;
    private Task _running = Task.CompletedTask;

    /// <summary>Opens the recording and looks at its beginning.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="speed">So many times recorded time; zero is as fast as the hub takes it.</param>
    /// <param name="choice">What of it is played.</param>
    /// <exception cref="RecordingException">There is no recording, it is damaged at its beginning, or holds no event.</exception>
    public EventPlay(string folder, double speed, PlayedChoice choice)
    {
        (_folder, _choice) = (folder, choice);
        _speedText = speed == 0 ? "full speed" : string.Create(CultureInfo.InvariantCulture, $"{speed:0.###} times its pace");
        if (!EventRecordingReader.IsRecording(folder))
            throw new RecordingException($"{folder} holds no recorded events (rialto record --events makes a folder events-… of them, and so does rialto feed --record-events).");
        _reader = new EventRecordingReader(folder);
        try
        {
            if (!_reader.TryRead(out var first))
                throw new RecordingException($"{folder} holds no event.");
            _pending = first.ToArray();
        }
        catch (JournalCorruptException damaged)
        {
            _reader.Dispose();
            throw new RecordingException(damaged.Message, damaged);
        }
        catch
        {
            _reader.Dispose();
            throw;
        }

        _lastNs = Array.Find(_pending, told => !told.ReceiveTime.IsNone).ReceiveTime.Nanoseconds;
        Clock = new PlayedClock(speed, _lastNs);
    }

    /// <summary>What listings mean; grows while it is read.</summary>
    public ListingTable Listings => _reader.Listings;

    /// <summary>The recorded time.</summary>
    public PlayedClock Clock { get; }

    /// <summary>The recording's folder.</summary>
    public string Folder => _folder;

    /// <summary>All was told, or it ended early. Any thread.</summary>
    public bool IsOver => _isOver;

    /// <summary>Why it ended early; empty where it did not. Any thread.</summary>
    public string Problem => _problem;

    /// <summary>Events that the hub was given. Any thread.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Some listing was played. Any thread, after the end.</summary>
    public bool HasListings => _watched.Count > 0;

    /// <summary>What it does, as a sentence for whoever looks at its prices. Any thread.</summary>
    public string Text
    {
        get
        {
            var at = new Timestamp(Volatile.Read(ref _lastNs)).ToDateTimeUtc().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            var told = string.Create(CultureInfo.InvariantCulture, $"{Events:N0} events");
            return !IsOver ? $"These prices are recorded ones: {_folder} at {_speedText}, now at {at} UTC, {told} told."
                : Problem.Length > 0 ? $"The recording {_folder} could be played up to {at} UTC, {told}: {Problem}"
                : $"The recording {_folder} is over at {at} UTC, {told} told.";
        }
    }

    /// <summary>Begins to tell; the hub's thread runs.</summary>
    public void Start(FeedHub hub) => _running = Task.Run(() => RunAsync(hub));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _reader.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(FeedHub hub)
    {
        var outlet = hub.MakeOutlet(FeedVenue.None, OutletEvents);
        try
        {
            Clock.Start();
            await PlayAsync(hub, outlet);
        }
        catch (Exception broken) when (broken is JournalCorruptException or IOException or UnauthorizedAccessException)
        {
            _problem = broken.Message;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }

        foreach (var listing in _watched)
            End(outlet, Listings[listing]);
        Clock.End(Volatile.Read(ref _lastNs));
        _isOver = true;
    }

    private async Task PlayAsync(FeedHub hub, FeedOutlet outlet)
    {
        var (known, count) = (0, 0);
        do
        {
            if (Listings.Count > known)
                await WatchAsync(hub, known, known = Listings.Count);
            for (var i = 0; i < _pending.Length; i++)
            {
                var told = _pending[i];
                if (IsWanted(in told))
                {
                    if (count == _frame.Length)
                        Array.Resize(ref _frame, count * 2);
                    _frame[count++] = told;
                }

                if ((told.Flags & FeedEventFlags.LastOfFrame) == 0)
                    continue;
                await TellAsync(outlet, count);
                count = 0;
            }
        }
        while (TryRead());

        // A frame that a killed recorder cut short is no frame: its book ends here anyway.
        if (_reader.FindTorn() is { } torn)
            _problem = torn;
    }

    private bool TryRead()
    {
        if (!_reader.TryRead(out var events))
            return false;
        _pending = events.ToArray();
        return true;
    }

    private async Task WatchAsync(FeedHub hub, int from, int to)
    {
        Array.Resize(ref _isWanted, to + 1);
        var wanted = Enumerable.Range(from + 1, to - from).Select(number => Listings[new ListingId(number)]).Where(_choice.Has).ToList();
        foreach (var listing in wanted)
            _isWanted[listing.Id.Value] = true;
        if (wanted.Count == 0)
            return;
        foreach (var venue in wanted.Select(listing => listing.Venue).Distinct())
        {
            var isNew = !_symbols.ContainsKey(venue);
            lock (_symbols)
                _symbols[venue] = [.. _symbols.GetValueOrDefault(venue, []), .. wanted.Where(listing => listing.Venue == venue).Select(listing => listing.VenueSymbol)];
            if (isNew)
                hub.AddVenue(new FeedSource(PlayedChoice.NameOf(venue), venue, () => [LinkOf(venue)], () => ""));
        }

        // Their books are there before the first event of theirs is.
        await hub.WatchAsync([.. wanted.Select(listing => listing.Id)], _stop.Token);
        _watched.AddRange(wanted.Select(listing => listing.Id));
    }

    private bool IsWanted(in FeedEvent told) => told.Listing.IsNone ? _choice.HasVenue(told.Venue) : _isWanted[told.Listing.Value];

    private async Task TellAsync(FeedOutlet outlet, int count)
    {
        if (count == 0)
            return;
        _stop.Token.ThrowIfCancellationRequested();
        var due = Math.Max(_frame[0].ReceiveTime.Nanoseconds, Volatile.Read(ref _lastNs));
        for (TimeSpan wait; (wait = Clock.Until(due)) > TimeSpan.Zero;)
            await Task.Delay(wait < _moment ? _moment : wait > _hour ? _hour : wait, _stop.Token);
        while (count <= WaitingMax ? outlet.Depth > WaitingMax : outlet.Depth > 0)
            await Task.Delay(_moment, _stop.Token);
        Write(outlet, _frame.AsSpan(0, count));
        Volatile.Write(ref _lastNs, due);
        Volatile.Write(ref _events, _events + count);
        _frames[(byte)_frame[0].Venue]++;
    }

    private static void Write(FeedOutlet outlet, Span<FeedEvent> frame)
    {
        // A frame of which not all is wanted begins and ends with what is.
        frame[0].Flags |= FeedEventFlags.FirstOfFrame;
        var writer = outlet.Writer;
        foreach (ref readonly var told in frame)
            writer.Claim() = told;
        writer.EndFrame();
    }

    private void End(FeedOutlet outlet, Listing listing) => Write(outlet, [new FeedEvent
    {
        Kind = FeedEventKind.BookStateChanged,
        Listing = listing.Id,
        Venue = listing.Venue,
        State = BookTrust.Disconnected,
        Reason = BookReason.ConnectionLost,
        ReceiveTime = new Timestamp(Volatile.Read(ref _lastNs)),
    }]);

    private LinkView LinkOf(FeedVenue venue)
    {
        string[] symbols;
        lock (_symbols)
            symbols = _symbols[venue];
        return new LinkView(
            PlayedChoice.NameOf(venue), 0, IsOver ? "down" : "up", new Timestamp(Volatile.Read(ref _lastNs)), _folder, symbols, Volatile.Read(ref _frames[(byte)venue]), 0, 0, 0,
            !IsOver ? "" : Problem.Length > 0 ? Problem : "the recording is over", false, Timestamp.None);
    }
}
