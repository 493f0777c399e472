using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Currencies;

/// <summary>What a view compares: a listing, and the way from its quote currency to the view's; no legs if that is the same.</summary>
/// <param name="Listing">Whose best prices.</param>
/// <param name="Legs">In order, the first from the listing's quote currency; at most 4.</param>
public sealed record ConvertedSource(ListingId Listing, IReadOnlyList<CurrencyLeg> Legs);

/// <summary>
/// Best prices of one asset over quote currencies: each source converted through pairs that trade, and the best of the live ones. Apart from the NBBO, which stays within one quote
/// currency: what is converted holds only as far as the pairs' best quantities reach, and after their fees. A function of what it is told; single-threaded; allocates nothing.
/// docs/reference/currencies.md has the rules.
/// </summary>
public sealed class ConvertedView
{
    /// <summary>Most legs of a source.</summary>
    public const int LegsMax = 4;

    private readonly Entry[] _sources;
    private readonly Dictionary<int, PairQuote> _quotes = [];
    private readonly long _ageMaxNs;

    /// <summary>Makes a view that knows no price yet.</summary>
    /// <param name="currency">What all is converted to.</param>
    /// <param name="scale">Scale of converted prices, 0 to 18.</param>
    /// <param name="ageMaxNs">A source or pair heard of longer ago makes what is converted stale.</param>
    /// <param name="listings">The table that names them.</param>
    /// <param name="sources">1 to 64.</param>
    /// <exception cref="ArgumentException">No source or too many, too many legs, or legs whose currencies do not join up from the source's quote to the view's.</exception>
    public ConvertedView(string currency, int scale, long ageMaxNs, ListingTable listings, params ReadOnlySpan<ConvertedSource> sources)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentOutOfRangeException.ThrowIfNegative(ageMaxNs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)scale, (uint)DecimalText.MaxScale, nameof(scale));
        if (sources.Length is 0 or > 64)
            throw new ArgumentException("A view has 1 to 64 sources.", nameof(sources));
        Currency = currency;
        Scale = scale;
        _ageMaxNs = ageMaxNs;
        _sources = new Entry[sources.Length];
        for (var i = 0; i < sources.Length; i++)
        {
            var source = sources[i];
            if (source.Legs.Count > LegsMax)
                throw new ArgumentException($"A source has at most {LegsMax} legs.", nameof(sources));
            var reached = listings[source.Listing].Quote;
            foreach (var leg in source.Legs)
                reached = Follow(listings[leg.Listing], leg.Direction, reached);
            if (reached != currency)
                throw new ArgumentException($"{listings[source.Listing].Symbol} ends in {reached}, not in {currency}.", nameof(sources));
            _sources[i] = new Entry(source.Listing, [.. source.Legs]);
            Know(listings[source.Listing]);
            foreach (var leg in source.Legs)
                Know(listings[leg.Listing]);
        }
    }

    /// <summary>What all is converted to.</summary>
    public string Currency { get; }

    /// <summary>Scale of converted prices.</summary>
    public int Scale { get; }

    /// <summary>Number of sources.</summary>
    public int Count => _sources.Length;

    /// <summary>The best prices of a source or a pair are others than before.</summary>
    /// <param name="listing">Which; one that no source needs changes nothing.</param>
    /// <param name="best">In its units; empty where its book may not be believed.</param>
    /// <param name="time">Receive time.</param>
    /// <param name="isUsable">False where data quality rejects them.</param>
    public void OnBbo(ListingId listing, in Bbo best, Timestamp time, bool isUsable = true)
    {
        if (_quotes.TryGetValue(listing.Value, out var quote))
            _quotes[listing.Value] = quote with { Best = best, Time = time, IsUsable = isUsable };
    }

    /// <summary>Something was heard of a source or a pair, its best prices are as before: they are fresh.</summary>
    public void OnHeard(ListingId listing, Timestamp time)
    {
        if (_quotes.TryGetValue(listing.Value, out var quote))
            _quotes[listing.Value] = quote with { Time = time };
    }

    /// <summary>One source's best prices in the view's currency.</summary>
    /// <param name="source">Its place among the sources.</param>
    /// <param name="now">By our clock.</param>
    public ConvertedQuote QuoteOf(int source, Timestamp now)
    {
        var entry = _sources[source];
        var own = _quotes[entry.Listing.Value];
        var oldest = own.Time;
        var (bidThere, askThere) = (own.IsUsable && own.Best.BidQuantity.Units > 0, own.IsUsable && own.Best.AskQuantity.Units > 0);
        var bid = new Conversion(bidThere ? own.Best.BidPrice.Units : 0, own.Scale);
        var ask = new Conversion(askThere ? own.Best.AskPrice.Units : 0, own.Scale);
        foreach (var leg in entry.Legs)
        {
            var pair = _quotes[leg.Listing.Value];
            if (pair.Time < oldest)
                oldest = pair.Time;

            // Who sells gets the worse side of every pair on the way home; who buys pays the worse side of every pair on the way there.
            var pairBid = pair.IsUsable && pair.Best.BidQuantity.Units > 0 ? pair.Best.BidPrice.Units : 0;
            var pairAsk = pair.IsUsable && pair.Best.AskQuantity.Units > 0 ? pair.Best.AskPrice.Units : 0;
            if (leg.Direction == LegDirection.BaseToQuote)
            {
                bid.Multiply(pairBid, pair.Scale);
                ask.Multiply(pairAsk, pair.Scale);
            }
            else
            {
                bid.Divide(pairAsk, pair.Scale);
                ask.Divide(pairBid, pair.Scale);
            }
        }

        var worth = now.Nanoseconds - oldest.Nanoseconds > _ageMaxNs ? ConvertedState.Stale : ConvertedState.Live;
        var hasBid = bid.TryRound(Scale, up: false, out var bidPrice);
        var hasAsk = ask.TryRound(Scale, up: true, out var askPrice);
        return new ConvertedQuote(new Price(bidPrice), new Price(askPrice), hasBid ? worth : ConvertedState.None, hasAsk ? worth : ConvertedState.None, oldest);
    }

    /// <summary>The best over all sources that are live.</summary>
    public ConvertedBest Best(Timestamp now)
    {
        long bid = 0, ask = 0;
        ulong bidSources = 0, askSources = 0;
        for (var source = 0; source < _sources.Length; source++)
        {
            var quote = QuoteOf(source, now);
            var bit = 1UL << source;
            if (quote.BidState == ConvertedState.Live && quote.BidPrice.Units >= bid)
            {
                bidSources = quote.BidPrice.Units > bid ? bit : bidSources | bit;
                bid = quote.BidPrice.Units;
            }

            if (quote.AskState == ConvertedState.Live && (askSources == 0 || quote.AskPrice.Units <= ask))
            {
                askSources = askSources == 0 || quote.AskPrice.Units < ask ? bit : askSources | bit;
                ask = quote.AskPrice.Units;
            }
        }

        return new ConvertedBest(new Price(bid), bidSources, new Price(ask), askSources);
    }

    private static string Follow(Listing pair, LegDirection direction, string from)
    {
        // A pair's symbol is BASE-QUOTE; what stands after a point (a kind of contract) is no pair to change money with.
        var dash = pair.Symbol.IndexOf('-', StringComparison.Ordinal);
        var first = dash < 0 ? pair.Symbol : pair.Symbol[..dash];
        var (start, end) = direction == LegDirection.BaseToQuote ? (first, pair.Quote) : (pair.Quote, first);
        if (pair.Kind is not (ListingKind.Spot or ListingKind.Unknown) || pair.ContractSize != 0)
            throw new ArgumentException($"{pair.Symbol} is no pair of currencies.");
        return start == from ? end : throw new ArgumentException($"{pair.Symbol} goes from {start} to {end}, and {from} was reached.");
    }

    private void Know(Listing listing) => _quotes[listing.Id.Value] = new PairQuote(default, listing.PriceScale, default, true);

    private readonly record struct Entry(ListingId Listing, CurrencyLeg[] Legs);
}
