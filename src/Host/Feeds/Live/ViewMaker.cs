using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Trading.Consolidated;

namespace Rialto.Host.Feeds.Live;

/// <summary>Makes views of what the hub's thread took. One caller at a time; venues may be added meanwhile.</summary>
internal sealed class ViewMaker(FeedCore core, Clock clock, Func<DistributionView> distribution)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly RateMeter _rates = new();
    private volatile IReadOnlyList<FeedSource> _sources = [];

    /// <summary>All venues that were added.</summary>
    public IReadOnlyList<FeedSource> Venues => _sources;

    /// <summary>Shows one more venue.</summary>
    public void Add(FeedSource source)
    {
        lock (_gate)
            _sources = [.. _sources, source];
    }

    /// <summary>Says something; null takes it back.</summary>
    public void SetProblem(string about, string? text)
    {
        lock (_gate)
        {
            if (text is null)
                _problems.Remove(about);
            else
                _problems[about] = text;
        }
    }

    /// <summary>What a venue is called here.</summary>
    public string NameOf(FeedVenue venue) => _sources.FirstOrDefault(source => source.Venue == venue)?.Name ?? venue.ToString();

    /// <summary>Makes the view.</summary>
    public FeedView Make(FeedState state, IReadOnlyList<VenueOutlets> outlets)
    {
        var sources = _sources;
        var byListing = new Dictionary<ListingId, int>(state.Listings.Length);
        for (var i = 0; i < state.Listings.Length; i++)
            byListing[state.Layout.Listings[i]] = i;
        var converted = new Dictionary<string, ConvertedBestView>(StringComparer.Ordinal);
        for (var i = 0; i < state.Assets.Count; i++)
            converted[state.Assets[i].Base] = Converted(state.Assets[i], state.Converted[i]);

        _rates.Begin(clock.UtcNanoseconds);
        var links = sources.SelectMany(source => source.Links().Select(link => link with { FramesPerSecond = _rates.Of($"link {link.Venue} {link.Connection}", link.Frames) })).ToList();
        var symbols = state.Layout.Living.Select(place => Symbol(state, place, byListing, converted)).OrderBy(symbol => symbol.Symbol, StringComparer.Ordinal)
            .ThenBy(symbol => symbol.Quote, StringComparer.Ordinal).ToList();
        var venues = sources.Select(source => Venue(source, state, byListing, links, outlets.FirstOrDefault(entry => entry.Venue == source.Venue))).ToList();
        _rates.End();
        lock (_gate)
            return new FeedView(state.Time, venues, links, symbols, distribution(), [.. _problems.Values]) { TakenAt = state.TakenAt };
    }

    private static ConvertedBestView Converted(ConvertedAsset asset, Trading.Currencies.ConvertedBest best)
    {
        var scale = asset.View.Scale;
        return new ConvertedBestView(
            asset.View.Currency, best.BidSources == 0 ? null : Decimals.Of(best.BidPrice.Units, scale), Sources(best.BidSources),
            best.AskSources == 0 ? null : Decimals.Of(best.AskPrice.Units, scale), Sources(best.AskSources));

        List<string> Sources(ulong bits) => [.. asset.Sources.Where((_, index) => (bits >> index & 1) != 0).Select(listing => $"{listing.Venue} {listing.VenueSymbol}")];
    }

    private SymbolView Symbol(FeedState state, SymbolPlace place, Dictionary<ListingId, int> byListing, Dictionary<string, ConvertedBestView> converted)
    {
        ref readonly var symbol = ref state.Symbols[place.Index];
        var best = symbol.Best;
        var nbbo = best.Venues == 0 ? null : new NbboView(
            best.BidVenues == 0 ? null : Decimals.Of(best.BidPrice.Units, place.PriceScale), Decimals.Of(best.BidQuantity.Units, place.QuantityScale), Names(best.BidVenues),
            best.AskVenues == 0 ? null : Decimals.Of(best.AskPrice.Units, place.PriceScale), Decimals.Of(best.AskQuantity.Units, place.QuantityScale), Names(best.AskVenues));
        var trade = symbol.LastTrade;
        var listings = new List<ListingView>(place.Listings.Count);
        foreach (var listing in place.Listings)
            listings.Add(Listing(listing, state.Listings[byListing[listing.Id]], state.Time));
        return new SymbolView(
            place.Symbol, place.Quote, nbbo, best.Venues == 0 ? TouchState.OneSided : best.State, converted.GetValueOrDefault(CurrencyBoard.BaseOf(place.Listings[0])), listings,
            trade.Kind == FeedEventKind.Trade ? Trade(place.Listings.First(listing => listing.Id == trade.Listing), in trade) : null);

        List<string> Names(ulong bits) => [.. place.Listings.Where((_, index) => (bits >> index & 1) != 0).Select(listing => NameOf(listing.Venue))];
    }

    private TradeView Trade(Listing listing, in FeedEvent trade) => new(
        NameOf(listing.Venue), Decimals.Of(trade.Price.Units, listing.PriceScale), Decimals.Of(trade.Quantity.Units, listing.QuantityScale), trade.Side, trade.ReceiveTime);

    private ListingView Listing(Listing listing, in ListingState state, Timestamp now) => new(
        listing.Id, NameOf(listing.Venue), listing.VenueSymbol, state.Status, state.Trust, state.Reason,
        Decimals.PriceOf(state.Best.BidPrice.Units, state.Best.BidQuantity.Units, listing.PriceScale), Decimals.Of(state.Best.BidQuantity.Units, listing.QuantityScale),
        Decimals.PriceOf(state.Best.AskPrice.Units, state.Best.AskQuantity.Units, listing.PriceScale), Decimals.Of(state.Best.AskQuantity.Units, listing.QuantityScale),
        state.Heard.IsNone ? -1 : Math.Max(0, now.Nanoseconds - state.Heard.Nanoseconds), state.Score, MarkText.Of(state.Marks));

    private VenueView Venue(FeedSource source, FeedState state, Dictionary<ListingId, int> byListing, List<LinkView> links, VenueOutlets? outlets)
    {
        int trusted = 0, stale = 0, resyncing = 0, disconnected = 0, score = 0;
        foreach (var symbol in state.Layout.Living)
        {
            foreach (var listing in symbol.Listings)
            {
                if (listing.Venue != source.Venue)
                    continue;
                ref readonly var book = ref state.Listings[byListing[listing.Id]];
                score += book.Score;
                _ = book.Trust switch
                {
                    BookTrust.Trusted => trusted++,
                    BookTrust.Stale => stale++,
                    BookTrust.Resyncing => resyncing++,
                    _ => disconnected++,
                };
            }
        }

        var books = new BookCounts(trusted, stale, resyncing, disconnected);
        var meter = core.MeterOf(source.Venue);
        var own = links.Where(link => link.Venue == source.Name).ToList();
        var time = state.ClockOf(source.Venue);
        var problem = source.Problem();
        return new VenueView(
            source.Name,
            source.Venue,
            own.Count(link => link.IsOpen),
            own.Count(link => !link.IsOpen),
            own.Sum(link => link.FramesPerSecond),
            _rates.Of($"venue {source.Name}", meter.Events),
            LatencyView.Of(meter.ReceiveToBest),
            new VenueLatencyView(LatencyView.Of(meter.EventToReceive), time.Source, time.OffsetNs, time.ErrorNs),
            books,
            books.Total == 0 ? 0 : score / books.Total,
            own.Sum(link => link.Reconnects),
            meter.Drifts,
            outlets?.Conflated ?? 0,
            outlets?.TradesDropped ?? 0,
            outlets?.Behind ?? 0,
            problem.Length > 0 ? problem : own.Where(link => link.LastError.Length > 0).MaxBy(link => link.Since.Nanoseconds)?.LastError ?? "");
    }
}
