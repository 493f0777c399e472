using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Export;

/// <summary>
/// One symbol of a recording as events, in the order of their receive times: the recorded connections that have it, each through a session of its own, with the recorded answers to what the
/// sessions ask for. Of connections that carried the same channel at the same time only the first is read. Single-threaded.
/// </summary>
internal sealed class RecordedEvents
{
    private const int ListingsMax = 200_000;
    private const long ClockNs = 100_000_000;

    private readonly List<Channel> _channels = [];
    private readonly List<RecordedAnswer> _answers = [];
    private long _frames;

    /// <summary>Finds the symbol.</summary>
    /// <param name="recording">Read through already.</param>
    /// <param name="venue">Whose symbol it is; none where only one venue has it.</param>
    /// <param name="symbol">The venue's, or ours.</param>
    /// <param name="scales">Decimals of price and quantity, in the place of those in the recorded lists; null takes these.</param>
    /// <exception cref="RecordingException">It is not there, or its decimals are not known.</exception>
    public RecordedEvents(Replay.Recording recording, FeedVenue venue, string symbol, (int Price, int Quantity)? scales)
    {
        (Listings, Listing) = Find(recording, venue, symbol, scales);
        var protocol = TermsOf(Listing.Venue).Protocol;
        var path = protocol.SnapshotPath(Listing);
        var asked = RecordedAnswer.Of(Listing.Venue, default, path, []);
        foreach (var connection in recording.Connections.Where(connection => connection.Venue == Listing.Venue))
        {
            var topics = connection.Topics.All.Keys.Where(topic => Is(topic.Symbol, Listing)).ToArray();
            if (topics.Length > 0 && !_channels.Exists(other => other.Source.End >= connection.Start && other.Topics.Any(topic => topics.Contains(topic))))
                _channels.Add(new Channel(connection, topics));
            else if (topics.Length > 0)
                LeftOut++;
        }

        if (path.Length > 0)
            _answers.AddRange(recording.Answers.Where(answer => answer.Venue == VenueDialects.Of(Listing.Venue).RestVenue && answer.Answers(asked.Path, asked.Query)));
    }

    /// <summary>What it is.</summary>
    public Listing Listing { get; }

    /// <summary>The table that has it.</summary>
    public ListingTable Listings { get; }

    /// <summary>Connections that had the same at the same time, and are not read.</summary>
    public int LeftOut { get; }

    /// <summary>Frames there are to read.</summary>
    public long FramesTotal => _channels.Sum(channel => channel.Source.Topics.All.Where(entry => channel.Topics.Contains(entry.Key)).Sum(entry => entry.Value.Frames));

    /// <summary>Frames read; any thread.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Strange frames met.</summary>
    public long Drifts => _channels.Sum(channel => channel.Session?.Counters.DriftsTotal ?? 0);

    /// <summary>Reads all.</summary>
    /// <param name="take">Gets the events of each frame.</param>
    /// <param name="stop">Stops.</param>
    /// <exception cref="Wire.Files.FlowFileException">A file is broken.</exception>
    public void Read(Action<ReadOnlySpan<FeedEvent>> take, CancellationToken stop)
    {
        var spool = new EventSpool(take);
        var open = new List<Channel>();
        try
        {
            foreach (var channel in _channels)
            {
                channel.Open(this, spool);
                open.Add(channel);
            }

            open.RemoveAll(channel => !channel.Advance());
            while (open.MinBy(channel => channel.Stream!.Time) is { } next)
            {
                stop.ThrowIfCancellationRequested();
                next.Take(this);
                Volatile.Write(ref _frames, _frames + 1);
                if (!next.Advance())
                {
                    next.End();
                    open.Remove(next);
                }
            }
        }
        finally
        {
            foreach (var channel in _channels)
                channel.Stream?.Dispose();
        }
    }

    private static (ListingTable Table, Listing Listing) Find(Replay.Recording recording, FeedVenue venue, string symbol, (int Price, int Quantity)? scales)
    {
        var found = new List<(ListingTable Table, Listing Listing)>();
        foreach (var one in recording.Connections.Select(connection => connection.Venue).Distinct().Where(one => venue is FeedVenue.None || one == venue))
        {
            var table = TableOf(recording, one, symbol, scales);
            for (var id = 1; id <= table.Count; id++)
            {
                var listing = table[new ListingId(id)];
                if ((Is(symbol, listing) || listing.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase)) && recording.Connections.Any(connection => connection.Venue == one && connection.Topics.All.Keys.Any(topic => Is(topic.Symbol, listing))))
                    found.Add((table, listing));
            }
        }

        if (found.Count == 1)
            return found[0];
        if (found.Count > 1)
            throw new RecordingException($"{symbol} is in the recording at {string.Join(", ", found.Select(entry => $"{VenueDialects.NameOf(entry.Listing.Venue)} ({entry.Listing.VenueSymbol})"))}: say which with --venue and the venue's own symbol.");
        var symbols = recording.Connections.Where(connection => venue is FeedVenue.None || connection.Venue == venue).SelectMany(connection => connection.Topics.All.Keys).Select(topic => topic.Symbol).Distinct().Order(StringComparer.Ordinal).ToArray();
        throw new RecordingException(Array.Exists(symbols, known => known.Equals(symbol, StringComparison.OrdinalIgnoreCase))
            ? $"{symbol} was recorded, but no list of instruments that says how many decimals it has: give --price-scale and --quantity-scale."
            : $"{symbol} was not recorded. Recorded: {string.Join(' ', symbols.Take(20))}{(symbols.Length > 20 ? $" and {symbols.Length - 20} more" : "")}.");
    }

    private static ListingTable TableOf(Replay.Recording recording, FeedVenue venue, string symbol, (int Price, int Quantity)? scales)
    {
        var table = new ListingTable(ListingsMax);
        if (scales is { } given)
        {
            var spelled = venue is FeedVenue.BinanceSpot or FeedVenue.BinanceUsdM or FeedVenue.BinanceCoinM ? symbol.ToUpperInvariant() : symbol;
            table.Add(new Listing(table.NextId, venue, spelled, spelled, ListingKind.Unknown, given.Price, given.Quantity, default, default, "", ListingStatus.Open));
            return table;
        }

        var protocol = TermsOf(venue).Protocol;
        var paths = protocol.ListingsPaths.Select(path => path.Split('?')[0]).ToArray();
        foreach (var answer in recording.Answers.Where(answer => answer.Venue == VenueDialects.Of(venue).RestVenue))
        {
            if (Array.Exists(paths, path => answer.Answers(path, new Dictionary<string, string>())))
                protocol.DecodeListings(answer.Body, table);
        }

        return table;
    }

    private static VenueTerms TermsOf(FeedVenue venue) =>
        VenueRegistry.All.FirstOrDefault(terms => terms.Venue == venue) ?? throw new RecordingException($"Frames of {venue} cannot be turned into events.");

    private static bool Is(string symbol, Listing listing) => symbol.Equals(listing.VenueSymbol, StringComparison.OrdinalIgnoreCase);

    /// <summary>One recorded connection, its topics of the symbol, and the session that reads it.</summary>
    private sealed class Channel(RecordedConnection source, Topic[] topics)
    {
        private int _answer;
        private bool _isAsked;
        private long _clock;

        public RecordedConnection Source => source;

        public Topic[] Topics => topics;

        public PlayedStream? Stream { get; private set; }

        public IFeedSession? Session { get; private set; }

        public void Open(RecordedEvents events, EventSpool spool)
        {
            Stream = new PlayedStream(source);
            foreach (var topic in topics)
                Stream.Want(topic, true);
            Session = FeedSessions.Open(TermsOf(source.Venue).Protocol, events.Listings, [events.Listing.Id], spool.Writer, events._channels.IndexOf(this) + 1);
            Session.OnConnected(source.Start);
            Ask();
        }

        /// <summary>Goes to the next frame.</summary>
        public bool Advance()
        {
            do
            {
                if (!Stream!.Advance())
                    return false;
            }
            while (!Stream.IsReady);
            return true;
        }

        public void Take(RecordedEvents events)
        {
            var now = Stream!.Time;
            Answer(events, now);
            Session!.OnFrame(Stream.Frame.Span, now);
            if (now.Nanoseconds - _clock >= ClockNs)
            {
                _clock = now.Nanoseconds;
                Session.OnClock(now);
            }

            Ask();
        }

        public void End() => Session!.OnDisconnected(source.End);

        private void Ask()
        {
            while (Session!.TryTakeAction(out var action))
                _isAsked |= action.Kind == FeedActionKind.FetchSnapshot;
        }

        /// <summary>A snapshot goes to the session when it was recorded; where several lie behind when the session asks, the newest.</summary>
        private void Answer(RecordedEvents events, Timestamp now)
        {
            var answers = events._answers;
            if (!_isAsked || _answer == answers.Count || answers[_answer].Time > now)
                return;
            while (_answer + 1 < answers.Count && answers[_answer + 1].Time <= now)
                _answer++;
            _isAsked = false;
            Session!.OnSnapshot(events.Listing.Id, answers[_answer++].Body, now);
            Ask();
        }
    }
}
