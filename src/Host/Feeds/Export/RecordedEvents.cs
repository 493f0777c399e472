using Rialto.Adapters.Binance;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kalshi;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Export;

/// <summary>
/// Symbols of a recording as events, in the order of their receive times: the recorded connections that have them, each symbol of each through a session of its own, with the recorded answers to
/// what the sessions ask for. Of connections that carried the same channel at the same time only the first is told until it ends, then the next from there on, with its book as it stands.
/// Single-threaded.
/// </summary>
internal sealed class RecordedEvents : IEventSource
{
    /// <summary>Stands for all symbols that were recorded.</summary>
    public const string AllSymbols = "*";

    private const int ListingsMax = 200_000;

    /// <summary>Where a recording does not say when a connection opened, a snapshot for it came so long before its first frame at most.</summary>
    private const long AheadNs = 10_000_000_000;

    private readonly List<Part> _parts = [];
    private long _frames;

    /// <summary>Finds one symbol.</summary>
    /// <param name="recording">Read through already.</param>
    /// <param name="venue">Whose symbol it is; none where only one venue has it.</param>
    /// <param name="symbol">The venue's, or ours.</param>
    /// <param name="scales">Decimals of price and quantity, in the place of those in the recorded lists; null takes these.</param>
    /// <exception cref="RecordingException">It is not there, or its decimals are not known.</exception>
    public RecordedEvents(Replay.Recording recording, FeedVenue venue, string symbol, (int Price, int Quantity)? scales) : this(recording, venue, [symbol], scales)
    {
    }

    /// <summary>Finds symbols.</summary>
    /// <param name="recording">Read through already.</param>
    /// <param name="venue">Whose symbols they are; none where only one venue has each.</param>
    /// <param name="symbols">The venue's, or ours, at least one, with <c>venue:</c> before it where several have it; <see cref="AllSymbols"/> alone for all whose decimals are known.</param>
    /// <param name="scales">Decimals of price and quantity, in the place of those in the recorded lists; null takes these.</param>
    /// <exception cref="RecordingException">One is not there, or its decimals are not known.</exception>
    public RecordedEvents(Replay.Recording recording, FeedVenue venue, IReadOnlyList<string> symbols, (int Price, int Quantity)? scales)
    {
        var venues = recording.Connections.Select(connection => connection.Venue).Distinct().Where(one => venue is FeedVenue.None || one == venue).ToArray();
        Listings = TableOf(recording, venues, symbols, scales);
        Wanted = symbols is [AllSymbols] ? All(recording, venues) : [.. symbols.Select(symbol => Find(recording, venues, symbol)).DistinctBy(listing => listing.Id)];
        foreach (var listing in Wanted)
            Add(recording, listing);
    }

    /// <inheritdoc/>
    public Listing Listing => Wanted[0];

    /// <inheritdoc/>
    public IReadOnlyList<Listing> Wanted { get; }

    /// <inheritdoc/>
    public ListingTable Listings { get; }

    /// <summary>Connections of which nothing is read: as long as they were up another one had the same.</summary>
    public int LeftOut { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<string> Breaks => _parts.SelectMany(part => part.Channel.Breaks).Distinct();

    /// <inheritdoc/>
    public long FramesTotal => _parts.Sum(part => part.Channel.Source.Topics.All.Where(entry => part.Channel.Topics.Contains(entry.Key)).Sum(entry => entry.Value.Frames));

    /// <inheritdoc/>
    public long Frames => Volatile.Read(ref _frames);

    /// <inheritdoc/>
    public long Drifts => _parts.Sum(part => part.Channel.Drifts);

    /// <inheritdoc/>
    public void Read(Action<ReadOnlySpan<FeedEvent>> take, CancellationToken stop)
    {
        // By time; what happened at the same moment by when the connections began.
        var due = new PriorityQueue<RecordedChannel, (long Nanoseconds, int Number)>();
        try
        {
            for (var i = 0; i < _parts.Count; i++)
            {
                var (channel, listing, answers, since, connection) = _parts[i];
                var protocol = ProtocolOf(channel.Source, channel.Topics);
                channel.Prepare(sink => FeedSessions.Open(protocol, Listings, [listing.Id], sink, connection), answers, since, take);
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
            foreach (var part in _parts)
                part.Channel.Dispose();
        }
    }

    /// <summary>Finds the connections that have a symbol, and the snapshots of its book.</summary>
    private void Add(Replay.Recording recording, Listing listing)
    {
        var path = TermsOf(listing.Venue).Protocol.SnapshotPath(listing);
        var asked = RecordedAnswer.Of(listing.Venue, default, path, []);
        RecordedAnswer[] answers = path.Length == 0 ? [] : [.. recording.Answers.Where(answer => answer.Venue == VenueDialects.Of(listing.Venue).RestVenue && answer.Answers(asked.Path, asked.Query))];
        var own = new List<RecordedChannel>();
        foreach (var connection in recording.Connections.Where(connection => connection.Venue == listing.Venue))
        {
            var topics = connection.Topics.All.Keys.Where(topic => Is(topic.Symbol, listing)).ToArray();
            if (topics.Length == 0)
                continue;
            var behind = own.Where(other => other.Source.End >= connection.Start && other.Topics.Any(topic => topics.Contains(topic))).ToArray();
            if (!Array.TrueForAll(behind, other => other.Source.End < connection.End))
            {
                LeftOut++;
                continue;
            }

            // A snapshot that an earlier connection asked for is no beginning of this one's book.
            var since = own.Count == 0 ? default : new Timestamp(connection.Start.Nanoseconds - (connection.IsContinued ? AheadNs : 0));
            var known = _parts.Find(part => part.Channel.Source == connection)?.Connection;
            own.Add(new RecordedChannel(connection, topics, behind));
            _parts.Add(new Part(own[^1], listing, answers, since, known ?? _parts.Select(part => part.Connection).DefaultIfEmpty().Max() + 1));
        }
    }

    /// <summary>Ends a connection, and lets those tell that stood behind it: as a feed does that exchanges an old socket for a new one.</summary>
    private void End(RecordedChannel channel)
    {
        var followers = _parts.Select(part => part.Channel).Where(other => other.Follows(channel)).ToArray();
        channel.End(isRelieved: Array.Exists(followers, other => other.IsReady));
        foreach (var follower in followers)
            follower.Release(channel, channel.Time);
    }

    private Listing Find(Replay.Recording recording, FeedVenue[] venues, string symbol)
    {
        if (Split(symbol) is (not FeedVenue.None and var named, var own))
            (venues, symbol) = ([named], own);
        var found = new List<Listing>();
        for (var id = 1; id <= Listings.Count; id++)
        {
            var listing = Listings[new ListingId(id)];
            if (venues.Contains(listing.Venue) && (Is(symbol, listing) || listing.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase)) && IsRecorded(recording, listing))
                found.Add(listing);
        }

        if (found.Count == 1)
            return found[0];
        if (found.Count > 1)
            throw new RecordingException($"{symbol} is in the recording at {string.Join(", ", found.Select(listing => $"{VenueDialects.NameOf(listing.Venue)} ({listing.VenueSymbol})"))}: say which with --venue and the venue's own symbol.");
        var symbols = recording.Connections.Where(connection => venues.Contains(connection.Venue)).SelectMany(connection => connection.Topics.All.Keys).Select(topic => topic.Symbol).Distinct().Order(StringComparer.Ordinal).ToArray();
        throw new RecordingException(Array.Exists(symbols, known => known.Equals(symbol, StringComparison.OrdinalIgnoreCase))
            ? $"{symbol} was recorded, but no list of instruments that says how many decimals it has: give --price-scale and --quantity-scale."
            : $"{symbol} was not recorded. Recorded: {string.Join(' ', symbols.Take(20))}{(symbols.Length > 20 ? $" and {symbols.Length - 20} more" : "")}.");
    }

    private Listing[] All(Replay.Recording recording, FeedVenue[] venues)
    {
        var recorded = recording.Connections.Where(connection => venues.Contains(connection.Venue))
            .SelectMany(connection => connection.Topics.All.Keys.Select(topic => (connection.Venue, Symbol: topic.Symbol.ToUpperInvariant()))).ToHashSet();
        Listing[] all = [.. Enumerable.Range(1, Listings.Count).Select(id => Listings[new ListingId(id)]).Where(listing => recorded.Contains((listing.Venue, listing.VenueSymbol.ToUpperInvariant())))];
        return all.Length > 0 ? all : throw new RecordingException("No list of instruments was recorded that says how many decimals the symbols have: name one, and give --price-scale and --quantity-scale.");
    }

    private static bool IsRecorded(Replay.Recording recording, Listing listing) =>
        recording.Connections.Any(connection => connection.Venue == listing.Venue && connection.Topics.All.Keys.Any(topic => Is(topic.Symbol, listing)));

    private static ListingTable TableOf(Replay.Recording recording, FeedVenue[] venues, IReadOnlyList<string> symbols, (int Price, int Quantity)? scales)
    {
        var table = new ListingTable(ListingsMax);
        foreach (var venue in venues)
        {
            if (scales is { } given)
                AddGiven(table, venue, symbols, given);
            else
                AddListed(table, recording, venue);
        }

        return table;
    }

    private static void AddGiven(ListingTable table, FeedVenue venue, IReadOnlyList<string> symbols, (int Price, int Quantity) scales)
    {
        var isUpper = venue is FeedVenue.BinanceSpot or FeedVenue.BinanceUsdM or FeedVenue.BinanceCoinM or FeedVenue.Rialto;
        var own = symbols.Select(Split).Where(name => name.Venue is FeedVenue.None || name.Venue == venue);
        foreach (var symbol in own.Select(name => isUpper ? name.Symbol.ToUpperInvariant() : name.Symbol).Distinct())
            table.Add(new Listing(table.NextId, venue, symbol, symbol, ListingKind.Unknown, scales.Price, scales.Quantity, default, default, "", ListingStatus.Open));
    }

    private static void AddListed(ListingTable table, Replay.Recording recording, FeedVenue venue)
    {
        var protocol = TermsOf(venue).Protocol;
        var paths = protocol.ListingsPaths.Select(path => path.Split('?')[0]).ToArray();
        foreach (var answer in recording.Answers.Where(answer => answer.Venue == VenueDialects.Of(venue).RestVenue))
        {
            if (Array.Exists(paths, path => answer.Answers(path, new Dictionary<string, string>())))
                protocol.DecodeListings(answer.Body, table);
        }
    }

    /// <summary>How the frames of a connection are to be read.</summary>
    private static IVenueProtocol ProtocolOf(RecordedConnection connection, Topic[] topics)
    {
        var terms = TermsOf(connection.Venue);
        if (connection.Venue == FeedVenue.Kalshi)
            return new KalshiProtocol(connection.AsksForYesPrices);
        var dialect = connection.Dialect;
        if (dialect.RestBooks.Length == 0 || Array.Exists(topics, topic => dialect.KindOf(topic.Channel) == dialect.RestBooks))
            return terms.Protocol;

        // Trades alone: a recorded snapshot would become a book that nothing updates.
        return terms.Sockets.FirstOrDefault(socket => !socket.HasBooks)?.Protocol ?? new BinanceProtocol(connection.Venue, FeedChannels.Trades);
    }

    private static VenueTerms TermsOf(FeedVenue venue) =>
        VenueRegistry.All.FirstOrDefault(terms => terms.Venue == venue) ?? throw new RecordingException($"Frames of {venue} cannot be turned into events.");

    /// <summary>A symbol and whose it is: <c>binance-usdm:BTCUSDT</c>; no venue where none is named.</summary>
    private static (FeedVenue Venue, string Symbol) Split(string symbol) =>
        symbol.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && VenueDialects.TryFind(symbol[..colon], out var dialect) ? (dialect.Venue, symbol[(colon + 1)..]) : (FeedVenue.None, symbol);

    private static bool Is(string symbol, Listing listing) => symbol.Equals(listing.VenueSymbol, StringComparison.OrdinalIgnoreCase);

    /// <summary>One symbol of one connection.</summary>
    /// <param name="Channel">What reads it.</param>
    /// <param name="Listing">The symbol.</param>
    /// <param name="Answers">Recorded snapshots of its book.</param>
    /// <param name="Since">Older snapshots are not this connection's.</param>
    /// <param name="Connection">Number of the connection among those that are read, from 1.</param>
    private sealed record Part(RecordedChannel Channel, Listing Listing, IReadOnlyList<RecordedAnswer> Answers, Timestamp Since, int Connection);
}
