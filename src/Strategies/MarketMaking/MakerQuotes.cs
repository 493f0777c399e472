using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.MarketMaking;

/// <summary>
/// What all makers do alike: look at the market, pull quotes when it runs, turn a centre and a half-spread in basis points into two prices on the tick that never cross, hold inventory within
/// its bounds, and not requote too often.
/// </summary>
internal sealed class MakerQuotes
{
    private const long WindowNs = 1_000_000_000;

    private readonly QuoteSide _bid = new(Side.Buy);
    private readonly QuoteSide _ask = new(Side.Sell);
    private readonly MidVolatility _volatility = new();
    private decimal _size;
    private decimal _inventoryMax;
    private double _halfLifeSeconds;
    private double _requoteBps;
    private long _requoteMs;
    private double _pullBps;
    private long _pullNs;
    private double _anchor;
    private long _anchorNs;
    private long _pausedUntilNs;

    /// <summary>Volatility of the mid, in basis points per square root of a second.</summary>
    public double Volatility => _volatility.BpsPerRootSecond;

    /// <summary>How often the market ran away.</summary>
    public long Pulls { get; private set; }

    /// <summary>Reads what may be set.</summary>
    public void Read(StrategyContext desk)
    {
        (_size, _inventoryMax) = (desk.Get(MakerParameters.Size), desk.Get(MakerParameters.InventoryMax));
        _halfLifeSeconds = desk.Get(MakerParameters.HalfLife) * 1e-3;
        (_requoteBps, _requoteMs) = (desk.Get(MakerParameters.RequoteBps), desk.Get(MakerParameters.RequoteMs));
        (_pullBps, _pullNs) = (desk.Get(MakerParameters.PullBps), desk.Get(MakerParameters.PullMs) * 1_000_000);
    }

    /// <summary>Takes over what stands and is not known.</summary>
    public void Adopt(StrategyContext desk)
    {
        _bid.Adopt(desk, desk.Listings[0]);
        _ask.Adopt(desk, desk.Listings[0]);
    }

    /// <summary>Looks at the market.</summary>
    /// <param name="desk">The desk.</param>
    /// <param name="mid">The mid in price units.</param>
    /// <returns>False where nothing is to be quoted now; what stood is being cancelled.</returns>
    public bool Look(StrategyContext desk, out double mid)
    {
        var (best, now) = (desk.Best(desk.Listings[0]), desk.Now.Nanoseconds);
        mid = (best.BidPrice.Units + best.AskPrice.Units) * 0.5;
        if (!best.IsTwoSided || best.BidPrice >= best.AskPrice || desk.ConditionsOf(desk.Listings[0]).HasFlag(DeskConditions.ExecutionFailing))
        {
            Pull(desk);
            return false;
        }

        if (desk.Book(desk.Listings[0]).IsTrusted)
            _volatility.Add(mid, now, _halfLifeSeconds);
        if (_anchorNs == 0 || now - _anchorNs > WindowNs)
            (_anchor, _anchorNs) = (mid, now);
        if (Math.Abs(mid - _anchor) / _anchor * 10_000 > _pullBps)
        {
            (_anchor, _anchorNs, _pausedUntilNs) = (mid, now, now + _pullNs);
            Pulls++;
        }

        if (now >= _pausedUntilNs && _volatility.IsWarm(_halfLifeSeconds))
            return true;
        Pull(desk);
        return false;
    }

    /// <summary>Quotes around a centre.</summary>
    /// <param name="desk">The desk.</param>
    /// <param name="mid">The mid in price units.</param>
    /// <param name="centreBps">How far the centre is from the mid.</param>
    /// <param name="halfBps">How far each quote is from the centre.</param>
    public void Quote(StrategyContext desk, double mid, double centreBps, double halfBps)
    {
        var id = desk.Listings[0];
        var (listing, best) = (desk.ListingOf(id), desk.Best(id));
        var tick = Math.Max(1, listing.Tick.Units);
        var bid = Rounding.ToPrice(listing, Side.Buy, mid * (1 + (centreBps - halfBps) * 1e-4));
        var ask = Rounding.ToPrice(listing, Side.Sell, mid * (1 + (centreBps + halfBps) * 1e-4));

        // A post-only order at or beyond the other side would be refused: one tick before it is the best there is.
        bid = new Price(Math.Min(bid.Units, best.AskPrice.Units - tick));
        ask = ask.IsNone ? ask : new Price(Math.Max(ask.Units, best.BidPrice.Units + tick));
        var (size, most, held) = (Rounding.ToQuantity(listing, _size), Rounding.ToQuantity(listing, _inventoryMax).Units, desk.Position(id));
        Show(desk, _bid, id, bid, Rounding.OnLot(listing, new Quantity(Math.Min(size.Units, most - held))));
        Show(desk, _ask, id, ask, Rounding.OnLot(listing, new Quantity(Math.Min(size.Units, most + held))));
    }

    /// <summary>The position as part of the largest one allowed, -1 to 1.</summary>
    public double InventoryShare(StrategyContext desk)
    {
        var most = Rounding.ToQuantity(desk.ListingOf(desk.Listings[0]), _inventoryMax).Units;
        return most == 0 ? 0 : Math.Clamp((double)desk.Position(desk.Listings[0]) / most, -1, 1);
    }

    /// <summary>The position in quotes of its size.</summary>
    public double InventoryInSizes(StrategyContext desk)
    {
        var size = Rounding.ToQuantity(desk.ListingOf(desk.Listings[0]), _size).Units;
        return size == 0 ? 0 : (double)desk.Position(desk.Listings[0]) / size;
    }

    /// <summary>An order of the strategy has changed.</summary>
    public void Hear(in StrategyOrder order)
    {
        _bid.Hear(in order);
        _ask.Hear(in order);
    }

    /// <summary>Nothing is to be quoted.</summary>
    public void Pull(StrategyContext desk)
    {
        _bid.Pull(desk);
        _ask.Pull(desk);
    }

    private void Show(StrategyContext desk, QuoteSide side, ListingId listing, Price price, Quantity quantity)
    {
        if (price.Units <= 0 || quantity.IsZero)
            side.Pull(desk);
        else
            side.Show(desk, listing, price, quantity, _requoteBps, _requoteMs);
    }

    /// <summary>Saves or loads what it remembers.</summary>
    public void Keep(StrategyContext desk, FieldArchive state)
    {
        if (state.IsLoading)
            Read(desk);
        _bid.Keep(state);
        _ask.Keep(state);
        _volatility.Keep(state);
        _anchor = state.Keep(_anchor);
        _anchorNs = state.Keep(_anchorNs);
        _pausedUntilNs = state.Keep(_pausedUntilNs);
        Pulls = state.Keep(Pulls);
    }
}
