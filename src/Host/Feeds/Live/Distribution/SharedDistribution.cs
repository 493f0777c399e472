using System.Text.Json;
using Rialto.Host.Feeds.Http;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Shared;
using Rialto.Trading.Books;
using Rialto.Trading.Shared;

namespace Rialto.Host.Feeds.Live.Distribution;

/// <summary>
/// Rings in shared memory, <c>feed-events</c> and <c>feed-nbbo</c>, and beside them <c>feed-listings.json</c>, which says what their numbers mean. A reader that is too slow is told what
/// it missed, and asks for the books (<c>feed-books</c>); nobody waits for it. docs/reference/shared-memory.md.
/// </summary>
internal sealed class SharedDistribution : IFeedDistribution, IDisposable
{
    /// <summary>What the rings' elements are called.</summary>
    public const string EventElements = SharedFeedReader.Elements, NbboElements = "FEEDNBB1";

    /// <summary>Names of the rings.</summary>
    public const string EventRing = SharedFeedReader.EventRing, NbboRing = "feed-nbbo";

    private const string ListingsFile = "feed-listings.json";
    private const long RetryMs = 1_000;

    // Listings change many at a time.
    private const long ChangedMs = 50;

    private readonly string _folder;
    private readonly SharedRingWriter<FeedEvent> _events;
    private readonly SharedRingWriter<FeedNbbo> _best;
    private readonly SharedBooks _books;

    // What could not be written yet; the hub's.
    private FeedLayout _layout = FeedLayout.Empty;
    private FeedLayout? _unwritten;
    private long _retryAt;
    private long _flushed;
    private volatile string _problem = "";

    /// <summary>Makes the rings.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="slots">Slots of each, a power of two, 72 bytes a slot.</param>
    /// <param name="epoch">Names this run: ns since 1970.</param>
    /// <exception cref="SharedRingException">Another process writes them, there is no room, or no right to.</exception>
    public SharedDistribution(string folder, int slots, long epoch)
    {
        _folder = folder;
        _events = new SharedRingWriter<FeedEvent>(SharedRingFolder.PathOf(EventRing, folder), slots, EventElements, epoch);
        try
        {
            _best = new SharedRingWriter<FeedNbbo>(SharedRingFolder.PathOf(NbboRing, folder), slots, NbboElements, epoch);
            _books = new SharedBooks(folder, slots, epoch);
        }
        catch
        {
            _best?.Dispose();
            _events.Dispose();
            throw;
        }
    }

    /// <summary>Events published. Any thread, a moment's view.</summary>
    public long Events => _events.PublishedCount;

    /// <summary>Best prices published. Any thread, a moment's view.</summary>
    public long BestPrices => _best.PublishedCount;

    /// <summary>The books as they stand and why they are in their state, for readers that ask for them; nobody is answered before it is set. Before the hub starts.</summary>
    public Func<ListingId, (DepthBook Book, BookReason Reason)>? BookOf { get; set; }

    /// <summary>The recording that the events are of; null where they are of now. Before the hub starts.</summary>
    public string? Played { get; init; }

    /// <summary>Where the rings stand.</summary>
    public string Folder => _folder;

    /// <summary>Why the file of listings is not the newest: a full folder, no right to write; empty where it is. Any thread.</summary>
    public string Problem => _problem;

    /// <inheritdoc/>
    public void OnLayout(FeedLayout layout)
    {
        _layout = _unwritten = layout;
        _books.OnLayout(layout.Listings);
        WriteListings(layout);
    }

    /// <inheritdoc/>
    public void OnEvent(in FeedEvent told)
    {
        _events.Publish(in told);
        if (told.Kind == FeedEventKind.ListingChanged && _unwritten is null)
            (_unwritten, _retryAt) = (_layout, Environment.TickCount64 + ChangedMs);
    }

    /// <inheritdoc/>
    public void OnBbo(Listing listing, in Bbo best, Timestamp receiveTime)
    {
        // Whoever has the events has the books.
    }

    /// <inheritdoc/>
    public void OnNbbo(SymbolPlace symbol, in FeedNbbo best) => _best.Publish(in best);

    /// <inheritdoc/>
    public void Flush()
    {
        // What is published is seen at once by whoever looks; who sleeps is woken once for all of it.
        if (_events.PublishedCount == _flushed)
            return;
        _flushed = _events.PublishedCount;
        _events.WakeReaders();
    }

    /// <inheritdoc/>
    public void Poll()
    {
        _events.Beat();
        _best.Beat();
        if (BookOf is not null)
            _books.Poll(BookOf, _events.Epoch, _events.PublishedCount);
        if (_unwritten is { } layout && Environment.TickCount64 >= _retryAt)
            WriteListings(layout);
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Dispose();
        _best.Dispose();
        _books.Dispose();
    }

    /// <summary>Rings go on where the file cannot be written; it is tried again a second later.</summary>
    private void WriteListings(FeedLayout layout)
    {
        try
        {
            // Another name first: a reader sees the old list or the new one, never a part.
            var path = Path.Combine(_folder, ListingsFile);
            using (var file = File.Create(path + ".new"))
            using (var json = new Utf8JsonWriter(file))
                Write(json, layout, _events.Epoch);
            File.Move(path + ".new", path, overwrite: true);
            (_unwritten, _problem) = (null, "");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            _problem = $"{ListingsFile} is not the newest: {problem.Message}";
            _retryAt = Environment.TickCount64 + RetryMs;
        }
    }

    private void Write(Utf8JsonWriter json, FeedLayout layout, long epoch)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch);
        if (Played is not null)
            json.WriteString("played", Played);
        json.WriteStartArray("symbols");
        foreach (var symbol in layout.Living)
        {
            json.WriteStartObject();
            json.WriteNumber("number", symbol.Index);
            json.WriteString("symbol", symbol.Symbol);
            json.WriteString("quote", symbol.Quote);
            json.WriteNumber("price_scale", symbol.PriceScale);
            json.WriteNumber("quantity_scale", symbol.QuantityScale);
            json.WriteStartArray("listings");
            foreach (var known in symbol.Listings)
            {
                // A layout has its listings as they were when it was made; books have them as they are.
                var listing = BookOf is null ? known : BookOf(known.Id).Book.Listing;
                json.WriteStartObject();
                json.WriteNumber("listing", listing.Id.Value);
                json.WriteNumber("venue", (byte)listing.Venue);
                json.WriteString("venue_name", listing.Venue.ToString());
                json.WriteString("venue_symbol", listing.VenueSymbol);
                json.WriteNumber("price_scale", listing.PriceScale);
                json.WriteNumber("quantity_scale", listing.QuantityScale);
                json.WriteString("kind", FeedJsonWords.Word(listing.Kind));
                json.WriteNumber("tick", listing.Tick.Units);
                json.WriteNumber("lot", listing.Lot.Units);
                if (listing.ContractSize != 0)
                {
                    json.WriteNumber("contract_size", listing.ContractSize);
                    json.WriteNumber("contract_scale", listing.ContractScale);
                    json.WriteString("contract_unit", listing.ContractUnit);
                }

                Write(json, listing.Limits);

                // The other side of a question, where it is followed too.
                if (!listing.Complement.IsNone && layout.Listings.Contains(listing.Complement))
                    json.WriteNumber("complement", listing.Complement.Value);
                if (listing.IsExclusive)
                    json.WriteBoolean("exclusive", true);
                if (listing.PaidPrice is { } paid)
                    json.WriteNumber("paid", paid.Units);
                json.WriteString("status", FeedJsonWords.Word(listing.Status));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in ListingLimits limits)
    {
        if (!limits.MinQuantity.IsZero)
            json.WriteNumber("min_quantity", limits.MinQuantity.Units);
        if (!limits.MaxQuantity.IsZero)
            json.WriteNumber("max_quantity", limits.MaxQuantity.Units);
        if (!limits.MaxMarketQuantity.IsZero)
            json.WriteNumber("max_market_quantity", limits.MaxMarketQuantity.Units);
        if (limits.MinNotional != 0)
            json.WriteNumber("min_notional", limits.MinNotional);
    }
}
