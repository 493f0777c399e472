using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Books;

namespace Rialto.Trading.Consolidated;

/// <summary>The best prices of one symbol at all its venues, and over all of them. Recomputed whole from the venues' best prices, of which there are few.</summary>
internal sealed class ConsolidatedSymbol(Listing first)
{
    /// <summary>Most venues: bits of a word.</summary>
    public const int VenuesMax = 64;

    private readonly List<Listing> _listings = [];
    private Quote[] _quotes = [];
    private long[] _priceFactors = [];
    private long[] _quantityFactors = [];

    public string Symbol { get; } = first.Symbol;

    public int PriceScale { get; private set; }

    public int QuantityScale { get; private set; }

    public Nbbo Best { get; private set; }

    public bool IsFull => _listings.Count == VenuesMax;

    /// <summary>What listings of one symbol have in common: quantities of contracts of different sizes do not add up.</summary>
    public static (string Symbol, string Quote, long ContractSize, int ContractScale, string ContractUnit) KeyOf(Listing listing) =>
        (listing.Symbol, listing.Quote, listing.ContractSize, listing.ContractScale, listing.ContractUnit);

    /// <summary>Adds a venue. The scales become the finest of all; best prices are in the new ones from then on.</summary>
    /// <returns>Its bit.</returns>
    public int Add(Listing listing)
    {
        var (price, quantity) = (Math.Max(PriceScale, listing.PriceScale), Math.Max(QuantityScale, listing.QuantityScale));
        _listings.Add(listing);
        Array.Resize(ref _quotes, _listings.Count);
        (PriceScale, QuantityScale) = (price, quantity);
        _priceFactors = [.. _listings.Select(some => DecimalText.PowerOfTen(price - some.PriceScale))];
        _quantityFactors = [.. _listings.Select(some => DecimalText.PowerOfTen(quantity - some.QuantityScale))];
        Best = Compute();
        return _listings.Count - 1;
    }

    /// <summary>Takes a venue's best prices; nothing of it counts where it is not to be believed, or its prices do not fit the symbol's scale.</summary>
    /// <returns>True where the best prices over all venues are others than before.</returns>
    public bool Update(int venue, in Bbo best, bool counts)
    {
        ref var quote = ref _quotes[venue];
        quote.Best = best;
        quote.Counts = counts;
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
        for (var i = 0; i < _quotes.Length; i++, bit <<= 1)
        {
            ref readonly var quote = ref _quotes[i];
            if (!quote.Counts || !TryScale(quote.Best.BidPrice.Units, _priceFactors[i], out var bidPrice) || !TryScale(quote.Best.AskPrice.Units, _priceFactors[i], out var askPrice))
                continue;
            venues |= bit;
            if (quote.Best.BidQuantity.Units != 0)
            {
                var rests = Capped(quote.Best.BidQuantity.Units, _quantityFactors[i]);
                if (bidVenues == 0 || bidPrice > bid)
                    (bid, bidQuantity, bidVenues) = (bidPrice, rests, bit);
                else if (bidPrice == bid)
                    (bidQuantity, bidVenues) = (Sum(bidQuantity, rests), bidVenues | bit);
            }

            if (quote.Best.AskQuantity.Units != 0)
            {
                var rests = Capped(quote.Best.AskQuantity.Units, _quantityFactors[i]);
                if (askVenues == 0 || askPrice < ask)
                    (ask, askQuantity, askVenues) = (askPrice, rests, bit);
                else if (askPrice == ask)
                    (askQuantity, askVenues) = (Sum(askQuantity, rests), askVenues | bit);
            }
        }

        return new Nbbo(new Price(bid), new Quantity(bidQuantity), bidVenues, new Price(ask), new Quantity(askQuantity), askVenues, venues);
    }

    private static bool TryScale(long units, long factor, out long scaled)
    {
        var high = Math.BigMul(units, factor, out scaled);
        return high == scaled >> 63;
    }

    /// <summary>A quantity that 64 bits cannot say at this scale stands as the largest number there is: it is that much at least.</summary>
    private static long Capped(long units, long factor) => TryScale(units, factor, out var scaled) ? scaled : long.MaxValue;

    private static long Sum(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;

    private struct Quote
    {
        public bool Counts;
        public Bbo Best;
    }

    /// <summary>Saves or loads the venues' best prices and those over all of them.</summary>
    public void Keep(FieldArchive state)
    {
        foreach (ref var quote in _quotes.AsSpan())
        {
            quote.Counts = state.Keep(quote.Counts);
            quote.Best = state.Keep(quote.Best);
        }

        Best = state.Keep(Best);
    }
}
