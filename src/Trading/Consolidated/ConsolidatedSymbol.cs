using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Consolidated;

/// <summary>The best prices of one symbol at all its venues, and over all of them. Recomputed whole from the venues' best prices, of which there are few.</summary>
internal sealed class ConsolidatedSymbol
{
    /// <summary>Most venues: bits of a word.</summary>
    public const int VenuesMax = 64;

    private readonly Quote[] _quotes;
    private readonly long[] _priceFactors;
    private readonly long[] _quantityFactors;

    /// <summary>Makes the consolidation of listings of one symbol.</summary>
    /// <exception cref="ArgumentException">No listing, or too many; other symbols or quotes; or contracts, whose quantities do not add up with those of others.</exception>
    public ConsolidatedSymbol(IReadOnlyList<Listing> listings)
    {
        if (listings.Count is 0 or > VenuesMax)
            throw new ArgumentException($"A symbol has 1 to {VenuesMax} listings.", nameof(listings));
        var first = listings[0];
        foreach (var listing in listings)
        {
            if (listing.Symbol != first.Symbol || listing.Quote != first.Quote)
                throw new ArgumentException($"{listing.Symbol} in {listing.Quote} is not {first.Symbol} in {first.Quote}.", nameof(listings));
            if ((listing.ContractSize, listing.ContractScale, listing.ContractUnit) != (first.ContractSize, first.ContractScale, first.ContractUnit))
                throw new ArgumentException($"{listing.Symbol} counts contracts of different sizes at {listing.Venue} and {first.Venue}.", nameof(listings));
        }

        PriceScale = listings.Max(listing => listing.PriceScale);
        QuantityScale = listings.Max(listing => listing.QuantityScale);
        _quotes = new Quote[listings.Count];
        _priceFactors = [.. listings.Select(listing => DecimalText.PowerOfTen(PriceScale - listing.PriceScale))];
        _quantityFactors = [.. listings.Select(listing => DecimalText.PowerOfTen(QuantityScale - listing.QuantityScale))];
        Symbol = first.Symbol;
    }

    public string Symbol { get; }

    public int PriceScale { get; }

    public int QuantityScale { get; }

    public Nbbo Best { get; private set; }

    /// <summary>Takes a venue's best prices; nothing of it counts where it is not to be believed.</summary>
    /// <returns>True where the best prices over all venues are others than before.</returns>
    public bool Update(int venue, in Bbo best, bool isTrusted)
    {
        ref var quote = ref _quotes[venue];
        quote = default;
        if (isTrusted)
        {
            var (price, quantity) = (_priceFactors[venue], _quantityFactors[venue]);
            quote.IsTrusted = true;
            quote.BidPrice = best.BidPrice.Units * price;
            quote.BidQuantity = best.BidQuantity.Units * quantity;
            quote.AskPrice = best.AskPrice.Units * price;
            quote.AskQuantity = best.AskQuantity.Units * quantity;
        }

        var now = Compute();
        if (now == Best)
            return false;
        Best = now;
        return true;
    }

    private Nbbo Compute()
    {
        long bid = 0, bidQuantity = 0, ask = 0, askQuantity = 0;
        ulong bidVenues = 0, askVenues = 0, venues = 0;
        var bit = 1UL;
        foreach (ref readonly var quote in _quotes.AsSpan())
        {
            if (quote.IsTrusted)
            {
                venues |= bit;
                if (quote.BidQuantity != 0)
                {
                    if (bidVenues == 0 || quote.BidPrice > bid)
                        (bid, bidQuantity, bidVenues) = (quote.BidPrice, quote.BidQuantity, bit);
                    else if (quote.BidPrice == bid)
                        (bidQuantity, bidVenues) = (bidQuantity + quote.BidQuantity, bidVenues | bit);
                }

                if (quote.AskQuantity != 0)
                {
                    if (askVenues == 0 || quote.AskPrice < ask)
                        (ask, askQuantity, askVenues) = (quote.AskPrice, quote.AskQuantity, bit);
                    else if (quote.AskPrice == ask)
                        (askQuantity, askVenues) = (askQuantity + quote.AskQuantity, askVenues | bit);
                }
            }

            bit <<= 1;
        }

        return new Nbbo(new Price(bid), new Quantity(bidQuantity), bidVenues, new Price(ask), new Quantity(askQuantity), askVenues, venues);
    }

    private struct Quote
    {
        public bool IsTrusted;
        public long BidPrice;
        public long BidQuantity;
        public long AskPrice;
        public long AskQuantity;
    }
}
