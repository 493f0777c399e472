using Rialto.Host.Arbitrage;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Host.Desk;

/// <summary>
/// Tables of others as events: each row a book told whole, all rows of one moment one frame. What a table does not say, how much rests at its prices, the configuration must, and it is said to be
/// assumed. Prices and quantities are at the fewest decimals that hold all of them. Single-threaded but for the count.
/// </summary>
internal sealed class TableEvents : IEventSource
{
    private readonly List<(TableRow Row, int Source)> _rows = [];
    private readonly List<string> _remarks = [];
    private readonly List<Listing> _wanted = [];
    private Place[] _places = [];
    private FeedEvent[] _frame = new FeedEvent[1_024];
    private int _count;
    private long _frames;

    /// <summary>Reads the files.</summary>
    /// <exception cref="ArbFileException">One cannot be read.</exception>
    /// <exception cref="RecordingException">Sizes are missing, or prices are hints, and the configuration does not say what to do.</exception>
    public TableEvents(TableSettings settings, CancellationToken stop)
    {
        var sources = new List<ArbSource>();
        foreach (var argument in settings.Files)
        {
            var file = new TableFile(argument, stop);
            var first = sources.Count;
            sources.AddRange(file.Sources);
            _rows.AddRange(file.Rows.Select(row => (row, first + row.Source)));
            _remarks.AddRange(file.Remarks.Where(remark => !_remarks.Contains(remark)));
            if (file.Strange > 0)
                _remarks.Add($"{argument}: {file.Strange} rows could not be read.");
        }

        if (sources.Exists(source => !source.HasSizes) && settings.Size == 0)
            throw new RecordingException("Sizes were not recorded: give Source:TableSize, what is taken to rest at each price. It is an assumption, and results are no better than it.");
        if (!settings.TakesHints && sources.Find(source => !source.IsQuote) is { } hint)
            throw new RecordingException($"{hint.Name} has last or middle prices, at which nobody could trade: give Source:TableHints true to trade at them on paper all the same.");
        if (sources.Exists(source => !source.HasSizes))
            _remarks.Add($"ASSUMED: {DecimalText.Format(settings.Size, TableFile.Scale)} rest at each price of tables that do not say how much.");
        _rows = [.. _rows.OrderBy(static entry => entry.Row.Time)];
        Listings = new ListingTable(Math.Max(1, sources.Count));
        List(sources, settings.Size);
    }

    /// <summary>What one should know of it.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <inheritdoc/>
    public Listing Listing => _wanted[0];

    /// <inheritdoc/>
    public IReadOnlyList<Listing> Wanted => _wanted;

    /// <inheritdoc/>
    public ListingTable Listings { get; }

    /// <inheritdoc/>
    public IEnumerable<string> Breaks => [];

    /// <inheritdoc/>
    public long FramesTotal => _rows.Count;

    /// <inheritdoc/>
    public long Frames => Volatile.Read(ref _frames);

    /// <inheritdoc/>
    public long Drifts => 0;

    /// <inheritdoc/>
    public void Read(Action<ReadOnlySpan<FeedEvent>> take, CancellationToken stop)
    {
        var now = default(Timestamp);
        foreach (var (row, source) in _rows)
        {
            Volatile.Write(ref _frames, _frames + 1);
            if (_places[source].Listing is not { } listing)
                continue;
            if (row.Time != now)
            {
                stop.ThrowIfCancellationRequested();
                End(take);
            }

            now = row.Time;
            Tell(listing, in _places[source], row);
            _places[source].IsTrusted = true;
        }

        End(take);
    }

    private void List(List<ArbSource> sources, long size)
    {
        _places = new Place[sources.Count];
        foreach (var (row, source) in _rows)
        {
            ref var place = ref _places[source];
            foreach (var level in row.Bids.Concat(row.Asks))
                (place.Prices, place.Quantities) = (Math.Max(place.Prices, DecimalsOf(level.Price)), Math.Max(place.Quantities, DecimalsOf(sources[source].HasSizes ? level.Quantity : size)));
        }

        for (var i = 0; i < sources.Count; i++)
        {
            var (source, place) = (sources[i], _places[i]);
            if (!VenueDialects.TryFind(source.Venue, out var venue))
            {
                _remarks.Add($"{source.Venue} is no venue that can be traded: its markets are left out.");
                continue;
            }

            var kind = source.IsOutcome ? ListingKind.Outcome : source.Symbol.EndsWith(".PERP", StringComparison.Ordinal) ? ListingKind.Perpetual : source.Symbol.Contains('-', StringComparison.Ordinal) ? ListingKind.Spot : ListingKind.Unknown;
            var listing = new Listing(
                Listings.NextId, venue.Venue, source.VenueSymbol, source.Symbol, kind, place.Prices, place.Quantities, new Price(1), new Quantity(1), source.Quote.Length > 0 ? source.Quote : "USD", ListingStatus.Open);
            Listings.Add(listing);
            _wanted.Add(listing);
            _places[i] = place with { Listing = listing, Size = source.HasSizes ? 0 : size };
        }

        if (_wanted.Count == 0)
            throw new RecordingException("The tables tell of no venue that can be traded.");
    }

    private static int DecimalsOf(long number)
    {
        var decimals = TableFile.Scale;
        for (; decimals > 0 && number % 10 == 0; decimals--)
            number /= 10;
        return decimals;
    }

    private void Tell(Listing listing, in Place place, in TableRow row)
    {
        Add(new FeedEvent { Kind = FeedEventKind.BookCleared }, listing, row.Time);
        Tell(listing, in place, Side.Buy, row.Bids, row.Time);
        Tell(listing, in place, Side.Sell, row.Asks, row.Time);
        if (!place.IsTrusted)
            Add(new FeedEvent { Kind = FeedEventKind.BookStateChanged, State = BookTrust.Trusted, Reason = BookReason.Synchronized }, listing, row.Time);
    }

    private void Tell(Listing listing, in Place place, Side side, DepthLevel[] levels, Timestamp time)
    {
        var (price, quantity) = (DecimalText.PowerOfTen(TableFile.Scale - place.Prices), DecimalText.PowerOfTen(TableFile.Scale - place.Quantities));
        foreach (var level in levels)
        {
            Add(
                new FeedEvent { Kind = FeedEventKind.Level, Side = side, Price = new Price(level.Price / price), Quantity = new Quantity((place.Size > 0 ? place.Size : level.Quantity) / quantity), Flags = FeedEventFlags.Snapshot },
                listing, time);
        }
    }

    private void Add(FeedEvent told, Listing listing, Timestamp time)
    {
        if (_count == _frame.Length)
            Array.Resize(ref _frame, _count * 2);
        (told.Listing, told.Venue, told.EventTime, told.ReceiveTime, told.Connection) = (listing.Id, listing.Venue, time, time, 1);
        _frame[_count++] = told;
    }

    private void End(Action<ReadOnlySpan<FeedEvent>> take)
    {
        if (_count == 0)
            return;
        _frame[0].Flags |= FeedEventFlags.FirstOfFrame;
        _frame[_count - 1].Flags |= FeedEventFlags.LastOfFrame;
        take(_frame.AsSpan(0, _count));
        _count = 0;
    }

    private record struct Place(Listing? Listing, int Prices, int Quantities, long Size, bool IsTrusted);
}
