using System.Text.Json;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Shared;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Shared;

namespace Rialto.Host.Arbitrage;

/// <summary>
/// A running feed on this machine, by its rings in shared memory. Listings that join make another plan, and books that are known stay; with another run of the feed all begins anew. One thread.
/// </summary>
internal sealed class SharedInput : IDisposable
{
    private const string ListingsFile = "feed-listings.json";
    private const int ListingsMax = 1 << 16;

    private readonly string _folder;
    private readonly ArbTerms _terms;
    private readonly ArbLedger _ledger;
    private readonly SharedFeedReader _reader;
    private readonly List<ArbSource> _sources = [];
    private readonly List<ISourceBook> _bookList = [];
    private readonly Dictionary<int, ListingId> _ours = [];
    private ListingTable _listings = new(ListingsMax);
    private Consolidation<Sink> _books;
    private ArbEngine? _engine;
    private DateTime _readAt;
    private Timestamp _now;
    private long _lookedAtNs;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="folder">Of the rings.</param>
    /// <param name="terms">What is asked for.</param>
    /// <param name="ledger">Gets what is found.</param>
    public SharedInput(string folder, ArbTerms terms, ArbLedger ledger)
    {
        (_folder, _terms, _ledger) = (folder, terms, ledger);
        _reader = new SharedFeedReader(folder);
        _books = new Consolidation<Sink>(_listings, new Sink(this));
    }

    /// <summary>Why there is no feed; none once there was one.</summary>
    public SharedRingFault Fault => _reader.Fault;

    /// <summary>Listings that are told.</summary>
    public int Sources => _sources.Count;

    /// <summary>The present plan; null before there is one.</summary>
    public ArbPlan? Plan { get; private set; }

    /// <summary>Takes what there is.</summary>
    /// <param name="nowNs">A time that never steps back.</param>
    /// <param name="max">Most events.</param>
    /// <returns>Events taken.</returns>
    /// <exception cref="ArbFileException">Fees that nobody says.</exception>
    public int Poll(long nowNs, int max)
    {
        if (nowNs - _lookedAtNs > 50_000_000)
        {
            _lookedAtNs = nowNs;
            if (_reader.Look(nowNs))
                Forget();
            ReadListings();
        }

        var taken = 0;
        while (taken < max && _reader.TryRead(out var told))
        {
            taken++;
            _now = told.ReceiveTime > _now ? told.ReceiveTime : _now;
            if (!told.Listing.IsNone)
            {
                // A listing that is too new for the list is heard of again once it is read.
                if (!_ours.TryGetValue(told.Listing.Value, out var own))
                    ReadListings(isForced: true);
                told.Listing = _ours.GetValueOrDefault(told.Listing.Value, own);
            }

            if (told.Listing.IsNone && told.Kind is FeedEventKind.Level or FeedEventKind.BookCleared or FeedEventKind.BookStateChanged)
                told.Kind = FeedEventKind.None;
            _books.Apply(in told);
            if (told.Kind == FeedEventKind.Level)
                _engine?.OnHeard(told.Listing.Value - 1, _now);
            if ((told.Flags & FeedEventFlags.LastOfFrame) != 0)
                _engine?.EndFrame(_now);
        }

        return taken;
    }

    /// <summary>No more is read.</summary>
    public void Finish() => _engine?.Finish(_now);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void Forget()
    {
        _engine?.Finish(_now);
        (_engine, Plan, _readAt) = (null, null, default);
        _sources.Clear();
        _bookList.Clear();
        _ours.Clear();
        _listings = new ListingTable(ListingsMax);
        _books = new Consolidation<Sink>(_listings, new Sink(this));
    }

    private void ReadListings(bool isForced = false)
    {
        var path = Path.Combine(_folder, ListingsFile);
        try
        {
            var written = File.GetLastWriteTimeUtc(path);
            if (!isForced && written == _readAt)
                return;
            _readAt = written;
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            var before = _sources.Count;
            foreach (var symbol in file.RootElement.GetProperty("symbols").EnumerateArray())
            {
                foreach (var listing in symbol.GetProperty("listings").EnumerateArray())
                    Add(symbol, listing);
            }

            if (_sources.Count > before)
                Replan();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            // Not there yet, or another program's: looked at again.
            _readAt = default;
        }
    }

    private void Add(JsonElement symbol, JsonElement listing)
    {
        var theirs = listing.GetProperty("listing").GetInt32();
        var status = listing.TryGetProperty("status", out var word) && Enum.TryParse<ListingStatus>(word.GetString(), ignoreCase: true, out var known) ? known : ListingStatus.Open;
        if (_ours.TryGetValue(theirs, out var present))
        {
            SetStatus(present, status);
            return;
        }

        var (name, quote) = (symbol.GetProperty("symbol").GetString()!, symbol.GetProperty("quote").GetString()!);
        var venue = (FeedVenue)listing.GetProperty("venue").GetByte();
        var isOutcome = venue is FeedVenue.Kalshi or FeedVenue.Polymarket or FeedVenue.PredictIt or FeedVenue.Augur;
        var own = new Listing(
            _listings.NextId, venue, listing.GetProperty("venue_symbol").GetString()!, name, isOutcome ? ListingKind.Outcome : ListingKind.Unknown,
            listing.GetProperty("price_scale").GetInt32(), listing.GetProperty("quantity_scale").GetInt32(), default, default, quote, status);
        _listings.Add(own);
        _ours.Add(theirs, own.Id);
        _books.Add([own.Id]);
        var source = ListingSources.Of(own, _listings);

        // The list does not say what a contract is; at venues where it is not one of the base, quantities would be wrong.
        var isContract = name.Contains('.', StringComparison.Ordinal) && venue is not (FeedVenue.BinanceUsdM or FeedVenue.BybitLinear);
        _sources.Add(isContract ? source with { Obstacle = "the list of a running feed does not say how large its contracts are" } : source);
        _bookList.Add(new EventBook(_books.BookOf(own.Id)));
    }

    private void SetStatus(ListingId id, ListingStatus status)
    {
        if (_listings[id].Status == status)
            return;
        _listings.Replace(_listings[id] with { Status = status });

        // Nothing may be told of it for long, or ever again.
        _engine?.OnBest(id.Value - 1, BestOf(id), _now);
        _engine?.EndFrame(_now);
    }

    private void Replan()
    {
        var plan = new ArbPlan([.. _sources], _terms, isComplete: false);
        var engine = new ArbEngine(plan, [.. _bookList], _terms, _ledger);
        for (var i = 0; i < _sources.Count; i++)
        {
            // A book that was silent stays as old as it is.
            var id = new ListingId(i + 1);
            engine.Start(i, BestOf(id), _books.BookOf(id).ReceiveTime);
        }

        if (_engine is not null)
            engine.Continue(_engine, _now);
        (Plan, _engine) = (plan, engine);
    }

    /// <summary>What closed or was halted is not traded, whatever its book says.</summary>
    private Bbo BestOf(ListingId id)
    {
        var book = _books.BookOf(id);
        return book.State == BookTrust.Trusted && Counts(id) ? book.Best : default;
    }

    private bool Counts(ListingId id) => _listings[id].Status is ListingStatus.Open or ListingStatus.Unknown;

    private readonly struct Sink(SharedInput owner) : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime) => owner._engine?.OnBest(listing.Value - 1, owner.Counts(listing) ? best : default, owner._now);

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime)
        {
            // Routes are made of each venue's own prices.
        }
    }
}
