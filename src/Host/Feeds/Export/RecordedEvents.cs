using Rialto.Adapters.Binance;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Export;

/// <summary>
/// One symbol of a recording as events, in the order of their receive times: the recorded connections that have it, each through a session of its own, with the recorded answers to what the
/// sessions ask for. Of connections that carried the same channel at the same time only the first is told until it ends, then the next from there on, with its book as it stands. Single-threaded.
/// </summary>
internal sealed class RecordedEvents
{
    private const int ListingsMax = 200_000;

    /// <summary>Where a recording does not say when a connection opened, a snapshot for it came so long before its first frame at most.</summary>
    private const long AheadNs = 10_000_000_000;

    private readonly List<RecordedChannel> _channels = [];
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
            if (topics.Length == 0)
                continue;
            var behind = _channels.Where(other => other.Source.End >= connection.Start && other.Topics.Any(topic => topics.Contains(topic))).ToArray();
            if (Array.TrueForAll(behind, other => other.Source.End < connection.End))
                _channels.Add(new RecordedChannel(connection, topics, behind));
            else
                LeftOut++;
        }

        if (path.Length > 0)
            _answers.AddRange(recording.Answers.Where(answer => answer.Venue == VenueDialects.Of(Listing.Venue).RestVenue && answer.Answers(asked.Path, asked.Query)));
    }

    /// <summary>What it is.</summary>
    public Listing Listing { get; }

    /// <summary>The table that has it.</summary>
    public ListingTable Listings { get; }

    /// <summary>Connections of which nothing is read: as long as they were up another one had the same.</summary>
    public int LeftOut { get; }

    /// <summary>Where files broke off while they were read, and why: what follows in them is missing.</summary>
    public IEnumerable<string> Breaks => _channels.SelectMany(channel => channel.Breaks).Distinct();

    /// <summary>Frames there are to read.</summary>
    public long FramesTotal => _channels.Sum(channel => channel.Source.Topics.All.Where(entry => channel.Topics.Contains(entry.Key)).Sum(entry => entry.Value.Frames));

    /// <summary>Frames read; any thread.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Strange frames met.</summary>
    public long Drifts => _channels.Sum(channel => channel.Drifts);

    /// <summary>Reads all, once.</summary>
    /// <param name="take">Gets the events of each frame.</param>
    /// <param name="stop">Stops.</param>
    public void Read(Action<ReadOnlySpan<FeedEvent>> take, CancellationToken stop)
    {
        // By time; what happened at the same moment by when the connections began.
        var due = new PriorityQueue<RecordedChannel, (long Nanoseconds, int Number)>();
        try
        {
            for (var i = 0; i < _channels.Count; i++)
            {
                var (channel, number) = (_channels[i], i + 1);
                var protocol = ProtocolOf(channel.Source, channel.Topics);

                // A snapshot that an earlier connection asked for is no beginning of this one's book.
                var since = i == 0 ? default : new Timestamp(channel.Source.Start.Nanoseconds - (channel.Source.IsContinued ? AheadNs : 0));
                channel.Prepare(sink => FeedSessions.Open(protocol, Listings, [Listing.Id], sink, number), _answers, since, take);
                due.Enqueue(channel, (channel.Time.Nanoseconds, i));
            }

            while (due.TryDequeue(out var next, out var at))
            {
                stop.ThrowIfCancellationRequested();
                if (next.IsAtFrame)
                    Volatile.Write(ref _frames, _frames + 1);
                if (next.IsAtEnd)
                    End(next);
                else
                    next.Step();
                if (!next.IsOver)
                    due.Enqueue(next, (next.Time.Nanoseconds, at.Number));
            }
        }
        finally
        {
            foreach (var channel in _channels)
                channel.Dispose();
        }
    }

    /// <summary>Ends a connection, and lets those tell that stood behind it: as a feed does that exchanges an old socket for a new one.</summary>
    private void End(RecordedChannel channel)
    {
        var followers = _channels.Where(other => other.Follows(channel)).ToArray();
        channel.End(isRelieved: Array.Exists(followers, other => other.IsReady));
        foreach (var follower in followers)
            follower.Release(channel, channel.Time);
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

    /// <summary>How the frames of a connection are to be read.</summary>
    private static IVenueProtocol ProtocolOf(RecordedConnection connection, Topic[] topics)
    {
        var terms = TermsOf(connection.Venue);
        var dialect = connection.Dialect;
        if (dialect.RestBooks.Length == 0 || Array.Exists(topics, topic => dialect.KindOf(topic.Channel) == dialect.RestBooks))
            return terms.Protocol;

        // Trades alone: a recorded snapshot would become a book that nothing updates.
        return terms.Sockets.FirstOrDefault(socket => !socket.HasBooks)?.Protocol ?? new BinanceProtocol(connection.Venue, FeedChannels.Trades);
    }

    private static VenueTerms TermsOf(FeedVenue venue) =>
        VenueRegistry.All.FirstOrDefault(terms => terms.Venue == venue) ?? throw new RecordingException($"Frames of {venue} cannot be turned into events.");

    private static bool Is(string symbol, Listing listing) => symbol.Equals(listing.VenueSymbol, StringComparison.OrdinalIgnoreCase);
}
