using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Currencies;

namespace Rialto.Trading.Routing;

/// <summary>
/// One venue of a route: what its numbers are at the scales and in the currency that the route compares at, what it costs, and how small and large orders there may be. All conversions are
/// exact, or rounded once and against us. Ticks and limits are those of the venue's list now (<see cref="Follow"/>); nothing else changes.
/// </summary>
public sealed class RouteMarket
{
    private readonly RouteScales _scales;
    private readonly long _priceFactor;
    private Int128 _notionalNeeded;

    /// <summary>Makes a venue of a route.</summary>
    /// <param name="listing">What trades there.</param>
    /// <param name="terms">What it costs.</param>
    /// <param name="scales">What the route compares at: the finest of its listings.</param>
    /// <param name="rate">How its quote currency becomes the route's; null where it is the same.</param>
    /// <exception cref="ArgumentException">Fees that cannot be computed at these scales, or that are not proportional in another currency.</exception>
    public RouteMarket(Listing listing, TradingTerms terms, in RouteScales scales, CurrencyLeg? rate = null)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(terms);
        if (rate is not null && terms.Formula != FeeFormula.Proportional)
            throw new ArgumentException($"{listing.VenueSymbol} is in {listing.Quote}: only proportional fees are the same in another currency.", nameof(terms));
        if (terms.Formula == FeeFormula.Quadratic && scales.Price > RouteScales.QuadraticPriceMax)
            throw new ArgumentException($"Fees of {listing.VenueSymbol} cannot be computed at {scales.Price} decimals: {RouteScales.QuadraticPriceMax} at most.", nameof(scales));
        (Listing, Terms, Rate, _scales) = (listing, terms, rate, scales);
        Size = listing.ContractSize == 0 ? 1 : listing.ContractSize;
        _priceFactor = rate is null ? DecimalText.PowerOfTen(scales.Price - listing.PriceScale) : 0;
        QuantityFactor = DecimalText.PowerOfTen(scales.Quantity - listing.QuantityScale);
        Lot = Units(Math.Max(1, listing.Lot.Units));
        Bound();
    }

    /// <summary>What trades there.</summary>
    public Listing Listing { get; private set; }

    /// <summary>What it costs.</summary>
    public TradingTerms Terms { get; private set; }

    /// <summary>How its quote currency becomes the route's; null where it is the same.</summary>
    public CurrencyLeg? Rate { get; }

    /// <summary>So many of the route's quantity units are one of the listing's.</summary>
    public long QuantityFactor { get; }

    /// <summary>Smallest step of quantity, in the route's units.</summary>
    public long Lot { get; }

    /// <summary>Largest quantity of an order, in the route's units; whole lots.</summary>
    public long MaxQuantity { get; private set; }

    private long Size { get; }

    /// <summary>The venue's list may say something else by now of ticks and limits. Costs next to nothing where it does not.</summary>
    public void Follow(Strategy.StrategyContext desk)
    {
        ArgumentNullException.ThrowIfNull(desk);
        var listing = desk.ListingOf(Listing.Id);
        if (ReferenceEquals(listing, Listing))
            return;
        (Listing, Terms) = (listing, desk.TermsOf(listing.Id) ?? Terms);
        Bound();
    }

    private void Bound()
    {
        MaxQuantity = OnLot(Units(Terms.MaxQuantity.Units > 0 ? Math.Min(Terms.MaxQuantity.Units, Quantity.MaxUnits) : Quantity.MaxUnits));
        _notionalNeeded = Shifted(Terms.MinNotional, Listing.PriceScale + Listing.QuantityScale + (Listing.ContractSize == 0 ? 0 : Listing.ContractScale) - 8);
    }

    /// <summary>A quantity of the listing in the route's units; what 56 bits cannot say stands as the largest number they can, so that all levels of a venue add up within 64: it is that much at least.</summary>
    public long Units(long quantity) => Math.BigMul(quantity, QuantityFactor, out var low) == 0 && low is >= 0 and <= RouteScales.QuantityMax ? low : RouteScales.QuantityMax;

    /// <summary>A quantity in the route's units down to the lot.</summary>
    public long OnLot(long quantity) => quantity <= 0 ? 0 : quantity - quantity % Lot;

    /// <summary>Smallest quantity of an order at a price, in the route's units: whole lots, the venue's smallest quantity and its smallest notional.</summary>
    /// <param name="venuePrice">In the listing's own units; positive.</param>
    public long MinQuantityAt(long venuePrice)
    {
        var least = Math.Max(1, Terms.MinQuantity.Units);
        if (_notionalNeeded > 0)
        {
            var (whole, rest) = Int128.DivRem(_notionalNeeded, (Int128)venuePrice * Size);
            var needed = rest == 0 ? whole : whole + 1;
            if (needed > Quantity.MaxUnits)
                return long.MaxValue;
            least = Math.Max(least, (long)needed);
        }

        var units = Units(least);
        return units % Lot == 0 ? units : units - units % Lot + Lot;
    }

    /// <summary>A price of the listing in the route's units and currency: rounded up where it is paid, down where it is got.</summary>
    /// <param name="venuePrice">In the listing's own units.</param>
    /// <param name="side">Which way we trade.</param>
    /// <param name="rate">Best prices of the rate's pair; of no meaning without one.</param>
    /// <param name="price">The result.</param>
    /// <returns>False where there is no rate, or the result does not fit.</returns>
    public bool TryPrice(long venuePrice, Side side, in PairQuote rate, out long price)
    {
        if (Rate is not { } leg)
        {
            var high = Math.BigMul(venuePrice, _priceFactor, out price);
            return high == 0 && price > 0 && price < 1L << 62;
        }

        price = 0;
        if (!rate.IsUsable || !rate.Best.IsTwoSided || rate.Best.IsCrossed || venuePrice <= 0)
            return false;
        var conversion = new Conversion(venuePrice, Listing.PriceScale);

        // Who buys there must get the currency first, at the worse side of its pair; who sells must bring it home.
        if (leg.Direction == LegDirection.QuoteToBase)
            conversion.Divide(side == Side.Buy ? rate.Best.BidPrice.Units : rate.Best.AskPrice.Units, rate.Scale);
        else
            conversion.Multiply(side == Side.Buy ? rate.Best.AskPrice.Units : rate.Best.BidPrice.Units, rate.Scale);
        return conversion.TryRound(_scales.Price, up: side == Side.Buy, out price);
    }

    /// <summary>The worst price of the listing that is within a limit of the route, in the listing's units, on its tick; zero where there is none.</summary>
    public long LimitOf(long limit, Side side, in PairQuote rate)
    {
        long units;
        if (Rate is not { } leg)
        {
            units = limit / _priceFactor;
            if (side == Side.Sell && units * _priceFactor < limit)
                units++;
        }
        else
        {
            if (!rate.IsUsable || !rate.Best.IsTwoSided || rate.Best.IsCrossed || limit <= 0)
                return 0;
            var conversion = new Conversion(limit, _scales.Price);
            if (leg.Direction == LegDirection.QuoteToBase)
                conversion.Multiply(side == Side.Buy ? rate.Best.BidPrice.Units : rate.Best.AskPrice.Units, rate.Scale);
            else
                conversion.Divide(side == Side.Buy ? rate.Best.AskPrice.Units : rate.Best.BidPrice.Units, rate.Scale);
            if (!conversion.TryRound(Listing.PriceScale, up: side == Side.Sell, out units))
                return 0;
        }

        return Strategy.Rounding.OnTick(Listing, side, new Price(units)).Units;
    }

    /// <summary>
    /// What a unit costs or, of a sell, brings with fees and what waiting for the answer is expected to cost: smaller is better for us on both sides. In 10^-8 of the route's price unit; a
    /// fee that is no whole number of these is rounded up.
    /// </summary>
    /// <param name="price">In the route's units.</param>
    /// <param name="side">Which way we trade.</param>
    /// <param name="isTaking">Whether the taker's fee is paid, or the maker's.</param>
    /// <param name="latencyRate">Cost of latency, in 10^-8 of the price.</param>
    public Int128 KeyOf(long price, Side side, bool isTaking, long latencyRate)
    {
        var rate = isTaking ? Terms.TakerRate : Terms.MakerRate;
        var cost = Math.BigMul(price, latencyRate) + FeeOf(price, rate);
        var gross = Math.BigMul(price, TradingTerms.One);
        return side == Side.Buy ? gross + cost : cost - gross;
    }

    /// <summary>The fee of one fill, rounded up as the venue rounds, in 10^-(price scale + quantity scale) of the route's currency.</summary>
    public Int128 FeeOf(long price, long quantity, bool isTaking)
    {
        var rule = isTaking ? FeeRule.TakerOf(Terms) : FeeRule.MakerOf(Terms);
        return rule.Of(price, _scales.Price, quantity, _scales.Quantity);
    }

    private Int128 FeeOf(long price, long rate) => Terms.Formula switch
    {
        FeeFormula.Quadratic => Ceiling((Int128)rate * price * (_scales.PriceOne - price), _scales.PriceOne),
        FeeFormula.PerUnit => Math.BigMul(_scales.PriceOne, rate),
        _ => Math.BigMul(price, rate),
    };

    private static Int128 Ceiling(Int128 above, long below)
    {
        var (whole, rest) = Int128.DivRem(above, below);
        return rest > 0 ? whole + 1 : whole;
    }

    /// <summary>Money in 10^-8 as a product of price and quantity units; the largest number there is where it does not fit, so that nothing is large enough.</summary>
    private static Int128 Shifted(long money, int power)
    {
        Int128 value = money;
        for (; power > 0 && value != 0; power--)
        {
            if (value > Int128.MaxValue / 10)
                return Int128.MaxValue;
            value *= 10;
        }

        for (; power < 0; power++)
            value = value % 10 == 0 ? value / 10 : value / 10 + 1;
        return value;
    }
}
