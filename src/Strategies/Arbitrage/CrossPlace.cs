using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Books;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Arbitrage;

/// <summary>One listing of a market, and how its numbers become the market's: prices and quantities times a whole factor.</summary>
/// <remarks>Its listing is the one of the start: ticks and limits may be others by now, and are the desk's to tell.</remarks>
internal sealed class CrossPlace(Listing listing, FeeRule fee, long priceFactor, long quantityFactor)
{
    public Listing Listing { get; } = listing;

    public FeeRule Fee { get; } = fee;

    public long PriceFactor { get; } = priceFactor;

    public long QuantityFactor { get; } = quantityFactor;

    public bool IsContract => Listing.Kind is ListingKind.Perpetual or ListingKind.Future;

    /// <summary>Best prices at the market's scales; empty where the book may not be believed, or does not fit.</summary>
    public Bbo Best(StrategyContext desk)
    {
        var book = desk.Book(Listing.Id);
        var best = book.Best;
        return !book.IsTrusted || best.IsCrossed ? default : new Bbo(
            new Price(Times(best.BidPrice.Units, PriceFactor)), new Quantity(Times(best.BidQuantity.Units, QuantityFactor)),
            new Price(Times(best.AskPrice.Units, PriceFactor)), new Quantity(Times(best.AskQuantity.Units, QuantityFactor)));
    }

    /// <summary>Levels of a side at the market's scales, at prices that an order which takes them can have.</summary>
    public int Copy(StrategyContext desk, Side side, Span<DepthLevel> into)
    {
        var count = desk.Book(Listing.Id).CopyBest(side, into);
        count = Rates.OntoTick(desk.ListingOf(Listing.Id), side == Side.Buy ? Side.Sell : Side.Buy, into[..count]);
        for (var i = 0; i < count; i++)
            into[i] = new DepthLevel(Times(into[i].Price, PriceFactor), Times(into[i].Quantity, QuantityFactor));
        return count;
    }

    /// <summary>No order of it may be more, at the market's scale.</summary>
    public long Most(StrategyContext desk) => desk.TermsOf(Listing.Id) is { MaxQuantity: { IsZero: false } most } ? Times(most.Units, QuantityFactor) : long.MaxValue;

    /// <summary>An order of so much is not too small for the venue.</summary>
    /// <param name="desk">Knows the venue's limits.</param>
    /// <param name="quantity">At the market's scale.</param>
    /// <param name="cents">What it is worth, in 10^-8 of the quote currency.</param>
    public bool IsLargeEnough(StrategyContext desk, long quantity, Int128 cents) =>
        desk.TermsOf(Listing.Id) is not { } terms || (quantity >= Times(terms.MinQuantity.Units, QuantityFactor) && cents >= terms.MinNotional);

    /// <summary>What does not fit stands as the largest number: it is that much at least.</summary>
    public static long Times(long units, long factor)
    {
        var high = Math.BigMul(units, factor, out var low);
        return high == low >> 63 ? low : units < 0 ? long.MinValue : long.MaxValue;
    }
}

/// <summary>Listings that are one thing, at scales that all of them fit.</summary>
internal sealed class CrossGroup
{
    private CrossGroup(CrossPlace[] places, int priceScale, int quantityScale, long lot) => (Places, PriceScale, QuantityScale, Lot) = (places, priceScale, quantityScale, lot);

    public CrossPlace[] Places { get; }

    public int PriceScale { get; }

    public int QuantityScale { get; }

    /// <summary>A whole number of lots at every place.</summary>
    public long Lot { get; }

    /// <summary>Of amounts.</summary>
    public int AmountScale => PriceScale + QuantityScale;

    /// <summary>Puts listings of one base and quote currency together, or all of them. Cold.</summary>
    /// <exception cref="InvalidOperationException">Listings that are to be one thing have prices in different currencies, or of different things.</exception>
    public static CrossGroup[] Of(StrategyContext desk, bool areAllOne)
    {
        var listings = new List<Listing>();
        foreach (var id in desk.Listings)
            listings.Add(desk.ListingOf(id));
        return [.. listings.Where(listing => desk.TermsOf(listing.Id) is { Formula: FeeFormula.Proportional }).GroupBy(listing => areAllOne ? "" : listing.Symbol, StringComparer.Ordinal)
            .Select(group => Make(desk, [.. group])).OfType<CrossGroup>()];
    }

    private static CrossGroup? Make(StrategyContext desk, Listing[] listings)
    {
        var priceScale = listings.Max(listing => listing.PriceScale);
        var quantityScale = listings.Max(listing => listing.QuantityScale + ContractScaleOf(listing));
        foreach (var listing in listings)
        {
            if (listing.Quote != listings[0].Quote || BaseOf(listing) != BaseOf(listings[0]))
                throw new InvalidOperationException($"{listing.Symbol} at {listing.Venue} is not one thing with {listings[0].Symbol} at {listings[0].Venue}: prices in {listing.Quote} and {listings[0].Quote}.");
        }

        if (listings.Length < 2 || quantityScale > DecimalText.MaxScale)
            return null;
        var lot = 1L;
        var places = new CrossPlace[listings.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var (listing, terms) = (listings[i], desk.TermsOf(listings[i].Id)!);
            var factor = (listing.ContractSize == 0 ? 1 : listing.ContractSize) * DecimalText.PowerOfTen(quantityScale - listing.QuantityScale - ContractScaleOf(listing));
            places[i] = new CrossPlace(listing, FeeRule.TakerOf(terms), DecimalText.PowerOfTen(priceScale - listing.PriceScale), factor);
            lot = Common(lot, CrossPlace.Times(Math.Max(1, listing.Lot.Units), factor));
        }

        return lot is > 0 and < long.MaxValue / 4 ? new CrossGroup(places, priceScale, quantityScale, lot) : null;
    }

    // The name is ours, one for all venues: BTC-USDT, BTC-USDT.PERP.
    private static string BaseOf(Listing listing) => listing.Symbol[..Math.Max(0, listing.Symbol.IndexOf('-', StringComparison.Ordinal))];

    private static int ContractScaleOf(Listing listing) => listing.ContractSize == 0 ? 0 : listing.ContractScale;

    /// <summary>The least common multiple; zero where it does not fit.</summary>
    private static long Common(long one, long other)
    {
        var (a, b) = (one, other);
        while (b != 0)
            (a, b) = (b, a % b);
        var product = (Int128)(one / Math.Max(1, a)) * other;
        return product <= long.MaxValue ? (long)product : 0;
    }
}
