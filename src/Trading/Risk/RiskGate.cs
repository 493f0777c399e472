using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;

namespace Rialto.Trading.Risk;

/// <summary>
/// What stands before every order: limits, modes, and the worst that all live orders together can do. A check is a few multiplications, because every sum is kept; nothing is searched.
/// Reservation follows acceptance in the same call. Kept by <see cref="DeskOrders{TSink}"/>; others read. docs/reference/desk-orders.md#risk has the order of checks.
/// </summary>
public sealed partial class RiskGate
{
    private const int Venues = 256;

    private readonly DeskPortfolio _portfolio;
    private readonly CorrelatedRisk _correlated;
    private readonly LimitTable _limits;
    private readonly RejectWindow _rejects = new();
    private readonly Multiplier[] _initialMargins;
    private readonly MarketView[] _markets;
    private readonly OpenQuantity[] _open;
    private readonly Exposure[] _exposures;
    private readonly ExposureSum[] _symbols;
    private readonly ExposureSum[] _venues = new ExposureSum[Venues];
    private readonly ExposureSum[] _strategies;
    private readonly RateBucket[] _venueRates = new RateBucket[Venues];
    private readonly RateBucket[] _strategyRates;
    private readonly VenueStanding[] _standings = new VenueStanding[Venues];
    private readonly SymbolBest[] _bests;
    private OpenQuantity[] _cellOpen = new OpenQuantity[64];
    private Exposure[] _cellExposures = new Exposure[64];
    private Int128[] _margins = new Int128[32];
    private ExposureSum _total;

    internal RiskGate(DeskTerms terms, DeskPortfolio portfolio)
    {
        _portfolio = portfolio;
        _correlated = new CorrelatedRisk(terms.Factors);
        var count = portfolio.TradedCount;
        var symbols = 0;
        foreach (var traded in terms.Traded)
        {
            if (traded.Symbol < 0 || traded.Factor >= _correlated.Count || (traded.Factor < 0 && traded.Factor != -1))
                throw new ArgumentException($"Listing {traded.Listing} needs a symbol, and a factor that the correlation matrix has (or -1).", nameof(terms));
            symbols = Math.Max(symbols, traded.Symbol + 1);
        }

        _limits = new LimitTable(terms.Limits, terms.Listings.Count + 1, symbols, terms.StrategiesMax + 1, terms.Venues);
        foreach (var special in terms.Limits.Special)
        {
            if (!_limits.TrySet(special.Kind, special.Scope, special.Value, out _))
                throw new ArgumentException($"There is no limit {special.Kind} of {special.Scope}, or {special.Value} is none of its values.", nameof(terms));
        }

        _initialMargins = new Multiplier[count];
        _markets = new MarketView[count];
        for (var i = 0; i < count; i++)
        {
            _initialMargins[i] = Multiplier.Of(portfolio.TradedAt(i).InitialMargin, 1, -8);
            _markets[i].IsOpen = portfolio.HoldingAt(i).Listing.Status == ListingStatus.Open;
        }

        _open = new OpenQuantity[count];
        _exposures = new Exposure[count];
        _symbols = new ExposureSum[symbols];
        _bests = new SymbolBest[symbols];
        _strategies = new ExposureSum[terms.StrategiesMax + 1];
        _strategyRates = new RateBucket[terms.StrategiesMax + 1];
    }

    /// <summary>The desk's worst net position long, as worth.</summary>
    public Int128 TotalLong => _total.Long;

    /// <summary>The desk's worst net position short, as worth, negative where it is short.</summary>
    public Int128 TotalShort => _total.Short;

    /// <summary>The sum of the worst positions of all listings, as worth.</summary>
    public Int128 TotalGross => _total.Gross;

    /// <summary>The correlation-weighted risk, in 10^-2 of the reporting currency.</summary>
    public long PortfolioRiskCents => _correlated.Cents;

    /// <summary>True while the rejects breaker is open.</summary>
    public bool IsRejectsBreakerOpen => _rejects.IsOpen;

    /// <summary>A limit or mode as it stands; zero for a scope that is none.</summary>
    public long LimitOf(RiskLimitKind kind, int scope = 0) => _limits.TrySet(kind, scope, 0, out var value) && _limits.TrySet(kind, scope, value, out _) ? value : 0;

    /// <summary>What the desk's live buys of a listing may still get, in its units.</summary>
    public Quantity OpenBuyOf(ListingId listing) => new(_portfolio.IndexOf(listing) is var i and >= 0 ? _open[i].Buy : 0);

    /// <summary>What the desk's live sells of a listing may still sell.</summary>
    public Quantity OpenSellOf(ListingId listing) => new(_portfolio.IndexOf(listing) is var i and >= 0 ? _open[i].Sell : 0);

    /// <summary>What a strategy's own orders of a listing may still trade on one side, in its units: live ones, those of unknown outcome, and what venues told as filled before the fills came.</summary>
    public Quantity OpenOf(StrategyId strategy, ListingId listing, Side side)
    {
        var index = _portfolio.IndexOf(listing);
        var cell = index < 0 || !_portfolio.IsStrategy(strategy) ? -1 : _portfolio.FindCell(strategy, index);
        return cell < 0 || cell >= _cellOpen.Length ? Quantity.Zero : new Quantity(side == Side.Buy ? _cellOpen[cell].Buy : _cellOpen[cell].Sell);
    }

    /// <summary>The larger of the worst positions of a listing either way, as worth.</summary>
    public Int128 GrossOf(ListingId listing) => _portfolio.IndexOf(listing) is var i and >= 0 ? _exposures[i].Gross : 0;

    /// <summary>The sum of a venue's worst positions, as worth.</summary>
    public Int128 GrossOf(FeedVenue venue) => _venues[(int)venue].Gross;

    /// <summary>The sum of a strategy's worst positions, as worth.</summary>
    public Int128 GrossOf(StrategyId strategy) => _portfolio.IsStrategy(strategy) ? _strategies[strategy.Value].Gross : 0;

    /// <summary>Whether a venue's private side is up, reconciled, and without an open difference.</summary>
    public VenueStanding StandingOf(FeedVenue venue) => _standings[(int)venue];

    internal LimitTable Limits => _limits;

    internal RejectWindow Rejects => _rejects;

    internal ref VenueStanding Standing(FeedVenue venue) => ref _standings[(int)venue];

    internal ref readonly OpenQuantity OpenAt(int index) => ref _open[index];

    /// <summary>Best prices of a listing; its positions are worth something else then.</summary>
    internal void OnBest(int index, in Bbo best, bool isTrusted)
    {
        ref var market = ref _markets[index];
        (market.BidUnits, market.AskUnits) = (best.BidQuantity.IsZero ? 0 : best.BidPrice.Units, best.AskQuantity.IsZero ? 0 : best.AskPrice.Units);
        market.IsTrusted = isTrusted;
        if (isTrusted && best.IsTwoSided && _portfolio.Mark(index, in best))
            Value(index);
    }

    internal void OnNbbo(int symbol, in Nbbo best, int priceScale)
    {
        if ((uint)symbol < (uint)_bests.Length)
            _bests[symbol] = new SymbolBest { BidUnits = best.BidVenues == 0 ? 0 : best.BidPrice.Units, AskUnits = best.AskVenues == 0 ? 0 : best.AskPrice.Units, PriceScale = priceScale };
    }

    internal void OnListing(int index, bool isOpen) => _markets[index].IsOpen = isOpen;

    /// <summary>A live order's reservation grows or shrinks.</summary>
    internal void Change(int index, int cell, Side side, long by)
    {
        while (cell >= _cellOpen.Length)
        {
            Array.Resize(ref _cellOpen, _cellOpen.Length * 2);
            Array.Resize(ref _cellExposures, _cellExposures.Length * 2);
        }

        if (side == Side.Buy)
        {
            _open[index].Buy += by;
            _cellOpen[cell].Buy += by;
        }
        else
        {
            _open[index].Sell += by;
            _cellOpen[cell].Sell += by;
        }

        if (_open[index].Buy < 0 || _open[index].Sell < 0 || _cellOpen[cell].Buy < 0 || _cellOpen[cell].Sell < 0)
            throw new InvalidOperationException($"Reserved risk below zero on listing {_portfolio.TradedAt(index).Listing}.");
    }

    /// <summary>A listing's position, open orders, mark or rate changed: its exposure and all sums that hold it follow.</summary>
    internal void Value(int index)
    {
        var holding = _portfolio.HoldingAt(index);
        var twice = _portfolio.TwiceMarkOf(index);
        var was = _exposures[index];
        var now = Exposure.Of(holding, _portfolio.PositionAt(index).Quantity.Units, _open[index].Buy, _open[index].Sell, twice);
        for (var cell = _portfolio.FirstCellOf(index); cell >= 0;)
        {
            var (strategy, _, next) = _portfolio.CellKeyAt(cell);
            while (cell >= _cellOpen.Length)
            {
                Array.Resize(ref _cellOpen, _cellOpen.Length * 2);
                Array.Resize(ref _cellExposures, _cellExposures.Length * 2);
            }

            var share = Exposure.Of(holding, _portfolio.CellAt(cell).Quantity.Units, _cellOpen[cell].Buy, _cellOpen[cell].Sell, twice);
            if (share != _cellExposures[cell])
                _strategies[strategy].Change(in _cellExposures[cell], in share);
            _cellExposures[cell] = share;
            cell = next;
        }

        if (was == now)
            return;
        _exposures[index] = now;
        _symbols[holding.Traded.Symbol].Change(in was, in now);
        _venues[(int)holding.Listing.Venue].Change(in was, in now);
        _total.Change(in was, in now);
        if (holding.Traded.Factor >= 0)
            _correlated.Change(holding.Traded.Factor, in was, in now);
        if (holding.MarginAccount >= 0)
        {
            while (holding.MarginAccount >= _margins.Length)
                Array.Resize(ref _margins, _margins.Length * 2);
            _margins[holding.MarginAccount] += _initialMargins[index].Apply(now.Gross) - _initialMargins[index].Apply(was.Gross);
        }
    }

    /// <summary>All listings: after a rate moved or a state was loaded.</summary>
    internal void ValueAll()
    {
        for (var i = 0; i < _exposures.Length; i++)
            Value(i);
    }

    /// <summary>Takes from the rates what one order or amendment costs.</summary>
    internal void Take(FeedVenue venue, StrategyId strategy, Timestamp now)
    {
        _venueRates[(int)venue].Take(now, _limits[RiskLimitKind.VenueRate, (int)venue]);
        _strategyRates[strategy.Value].Take(now, _limits[RiskLimitKind.StrategyRate, strategy.Value]);
    }

    /// <summary>The most of a quantity that one order at a price may have by the limits of its quantity and its notional, in the listing's units.</summary>
    internal long FitOf(int index, long price, long quantity)
    {
        var holding = _portfolio.HoldingAt(index);
        var listing = holding.Listing.Id.Value;
        var (least, most) = (0L, Math.Min(quantity, _limits[RiskLimitKind.OrderQuantity, listing]));
        var notional = Amounts.Worth(_limits[RiskLimitKind.OrderNotional, listing]);
        if (Exposure.Worth(holding, most, price * 2) <= notional)
            return most;

        // Worths round: the largest is looked for by the check's own sum.
        while (most - least > 1)
        {
            var middle = least + ((most - least) / 2);
            if (Exposure.Worth(holding, middle, price * 2) <= notional)
                least = middle;
            else
                most = middle;
        }

        return least;
    }

    /// <summary>The worst price that a market order may get, in the listing's units; zero without a reference.</summary>
    internal long CollarPriceOf(int index, Side side)
    {
        var (reference, scaleUp) = ReferenceOf(index, side);
        if (reference == 0)
            return 0;
        var collar = Math.Min(_limits[RiskLimitKind.Collar, _portfolio.TradedAt(index).Listing.Value], side == Side.Buy ? 100_000_000 : 1_000_000);
        var price = (Int128)reference * (side == Side.Buy ? 1_000_000 + collar : 1_000_000 - collar);
        var unit = (Int128)1_000_000 * scaleUp;
        return (long)Int128.Max(1, side == Side.Buy ? (price + unit - 1) / unit : price / unit);
    }

    // The best opposite price of all venues; of one's own side where nothing is opposite; of the listing itself where its symbol is not consolidated. With what makes the listing's units of it.
    private (long Reference, long ScaleUp) ReferenceOf(int index, Side side)
    {
        var holding = _portfolio.HoldingAt(index);
        var best = _bests[holding.Traded.Symbol];
        var (bid, ask, scaleUp) = (best.BidUnits, best.AskUnits, 1L);
        if ((bid | ask) == 0 || best.PriceScale < holding.Listing.PriceScale)
            (bid, ask) = (_markets[index].BidUnits, _markets[index].AskUnits);
        else
            scaleUp = Amounts.Ten(best.PriceScale - holding.Listing.PriceScale);
        var (opposite, own) = side == Side.Buy ? (ask, bid) : (bid, ask);
        return (opposite != 0 ? opposite : own, scaleUp);
    }

    /// <summary>What the market shows of a listing.</summary>
    internal struct MarketView
    {
        public long BidUnits;
        public long AskUnits;
        public bool IsTrusted;
        public bool IsOpen;
    }

    /// <summary>Best prices of a symbol over venues.</summary>
    internal struct SymbolBest
    {
        public long BidUnits;
        public long AskUnits;
        public int PriceScale;
    }
}
