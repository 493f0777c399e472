using Rialto.Backtest.Accounts;
using Rialto.Backtest.Fills;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Backtest.Venues;

/// <summary>
/// One listing of a venue that pretends: the book as its feed tells it, our orders beside it, and what we have taken out of it. Our orders are never part of the book. Single-threaded.
/// </summary>
internal sealed class SimulatedMarket
{
    private readonly Dictionary<(Side Side, long Price), (long Quantity, long UntilNs)> _taken = [];
    private readonly List<SimulatedOrder> _orders = [];
    private readonly IFillModel _fills;
    private readonly long _impactNs;
    private readonly TradingTerms _agreed;
    private Listing _listing;
    private DepthLevel[] _levels = new DepthLevel[64];

    public SimulatedMarket(Listing listing, TradingTerms terms, IFillModel fills, long impactNs)
    {
        (_listing, _agreed, Terms, _fills, _impactNs) = (listing, terms, terms.Within(listing), fills, impactNs);
        Book = new DepthBook(listing);
        Position = new SimulatedPosition(listing);
        IsContract = listing.Kind is ListingKind.Perpetual or ListingKind.Future or ListingKind.Option;
        IsOutcome = listing.Kind == ListingKind.Outcome;
        Quote = AssetCode.Of(listing.Quote);
        var dash = listing.Symbol.IndexOf('-', StringComparison.Ordinal);
        Base = IsContract || IsOutcome ? AssetCode.None : AssetCode.Of(dash > 0 ? listing.Symbol[..dash] : listing.Symbol);
    }

    /// <summary>What its numbers mean, as last told.</summary>
    public Listing Listing
    {
        get => _listing;
        set
        {
            _listing = value;
            Terms = _agreed.Within(value);
        }
    }

    /// <summary>As agreed, within what the venue's list says now.</summary>
    public TradingTerms Terms { get; private set; }

    public DepthBook Book { get; }

    public SimulatedPosition Position { get; }

    /// <summary>Held against a margin.</summary>
    public bool IsContract { get; }

    /// <summary>Held against its full price.</summary>
    public bool IsOutcome { get; }

    /// <summary>What is traded, where that is an asset.</summary>
    public AssetCode Base { get; }

    /// <summary>What prices are in.</summary>
    public AssetCode Quote { get; }

    /// <summary>An event has come since the last end of a frame.</summary>
    public bool IsTouched { get; set; }

    /// <summary>It has ended and was paid: nothing trades any more.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Price of the last trade.</summary>
    public long LastPrice { get; private set; }

    /// <summary>Live orders: best price first, of one price the earliest first, bids and asks among each other.</summary>
    public List<SimulatedOrder> Orders => _orders;

    /// <summary>What a position is worth: the last trade, or the middle of the book where there was none, rounded down; the average entry where there is neither.</summary>
    public long MarkPrice
    {
        get
        {
            var best = Book.Best;
            return LastPrice != 0 ? LastPrice : best.IsTwoSided ? (best.BidPrice.Units + best.AskPrice.Units) / 2 : Position.AveragePrice;
        }
    }

    /// <summary>What the position could become if all orders of one way filled, at the larger of mark and limits.</summary>
    public Int128 Exposure
    {
        get
        {
            long bought = 0, sold = 0;
            Int128 buys = 0, sells = 0;
            foreach (var order in _orders)
            {
                var notional = Amounts.Notional(Listing, order.Price, order.Leaves, isUp: true);
                if (order.Side == Side.Buy)
                    (bought, buys) = (bought + order.Leaves, buys + notional);
                else
                    (sold, sells) = (sold + order.Leaves, sells + notional);
            }

            var held = Amounts.Notional(Listing, MarkPrice, Position.Quantity, isUp: true);
            return Int128.Max(bought == 0 && sold == 0 ? Int128.Abs(held) : 0, Int128.Max(Int128.Abs(held + buys), Int128.Abs(held - sells)));
        }
    }

    /// <summary>An order of this way takes its cover from this asset.</summary>
    public bool Takes(Side side, AssetCode asset) => !IsContract && (side == Side.Buy || IsOutcome ? Quote == asset : !Base.IsNone && Base == asset);

    /// <summary>What an order takes out of what is free while it lives. An outcome that is sold without being held is the other outcome bought: it costs one less the price.</summary>
    public Int128 CoverOf(Side side, long price, long quantity) =>
        side == Side.Buy ? Amounts.Notional(Listing, price, quantity, isUp: true) + TradeFee.Bound(Terms, Listing, price, quantity)
        : IsOutcome ? Amounts.Notional(Listing, One - price, quantity, isUp: true) + TradeFee.Bound(Terms, Listing, price, quantity)
        : Amounts.OfQuantity(Listing, quantity);

    /// <summary>What an outcome pays, as a price.</summary>
    public long One => (long)Amounts.PowerOfTen(Listing.PriceScale);

    /// <summary>What live orders of one way would still trade.</summary>
    public long LeavesOf(Side side)
    {
        var sum = 0L;
        foreach (var order in _orders)
            sum += order.Side == side ? order.Leaves : 0;
        return sum;
    }

    /// <summary>Puts an order behind all others of its price.</summary>
    public void Rest(SimulatedOrder order)
    {
        order.Place = _fills.Enter(order.Side, new Price(order.Price));
        Insert(order);
    }

    /// <summary>Puts an order among the others of its side; its place in the queue stays.</summary>
    public void Insert(SimulatedOrder order)
    {
        var at = _orders.FindIndex(other => other.Side == order.Side && IsBetter(order.Side, order.Price, other.Price));
        _orders.Insert(at < 0 ? _orders.Count : at, order);
    }

    /// <summary>Takes an order off.</summary>
    public void Remove(SimulatedOrder order) => _orders.Remove(order);

    /// <summary>A price is better for its owner's chance to trade: higher for who buys.</summary>
    public static bool IsBetter(Side side, long price, long other) => side == Side.Buy ? price > other : price < other;

    /// <summary>True where an order of this way and price would trade with the book now.</summary>
    public bool Crosses(Side side, long price) => side == Side.Buy ? !Book.Asks.IsEmpty && Book.Asks.BestPrice <= price : !Book.Bids.IsEmpty && Book.Bids.BestPrice >= price;

    /// <summary>The best of our own orders that an order of this way and price would meet; none where it would not.</summary>
    public SimulatedOrder? OwnMet(Side side, long price) =>
        _orders.Find(order => order.Side != side && (price == 0 || (side == Side.Buy ? order.Price <= price : order.Price >= price)));

    /// <summary>What the book would give to an order now, the best first.</summary>
    /// <param name="side">Of the order.</param>
    /// <param name="price">Its limit; zero for none.</param>
    /// <param name="quantity">How much is wanted.</param>
    /// <param name="now">What we took before is missing until its time.</param>
    /// <param name="given">Gets it, level by level.</param>
    /// <returns>How much in all.</returns>
    public long Walk(Side side, long price, long quantity, Timestamp now, List<DepthLevel> given)
    {
        given.Clear();
        var levels = side == Side.Buy ? Book.Asks : Book.Bids;
        if (_levels.Length < levels.Count)
            _levels = new DepthLevel[levels.Count * 2];
        var count = levels.CopyBest(_levels.AsSpan(0, Math.Max(1, levels.Count)));
        var wanted = quantity;
        for (var i = 0; i < count && wanted > 0; i++)
        {
            var level = _levels[i];
            if (price != 0 && IsBetter(side, level.Price, price))
                break;
            var there = Math.Min(wanted, AvailableAt(side == Side.Buy ? Side.Sell : Side.Buy, level, now));
            if (there <= 0)
                continue;
            wanted -= there;
            given.Add(new DepthLevel(level.Price, there));
        }

        return quantity - wanted;
    }

    /// <summary>Remembers that we took something out of a level.</summary>
    /// <param name="side">Of the level.</param>
    /// <param name="level">Price, and how much.</param>
    /// <param name="now">When.</param>
    public void Take(Side side, DepthLevel level, Timestamp now)
    {
        _taken[(side, level.Price)] = (TakenAt(side, level.Price, now) + level.Quantity, now.Nanoseconds + _impactNs);
    }

    /// <summary>How much of a trade at an order's price the model gives to it.</summary>
    public long GivenBy(SimulatedOrder order, long left) => _fills.GivenBy(order.Side, new Price(order.Price), order.Place, left);

    /// <summary>Takes an event of the listing, after our orders had what it gives them.</summary>
    public void Apply(in FeedEvent told)
    {
        foreach (var order in _orders)
            order.Place = _fills.Moved(in told, order.Side, new Price(order.Price), order.Place);
        _fills.Apply(in told);
        Book.Apply(in told);
        IsTouched = true;
        switch (told.Kind)
        {
            case FeedEventKind.Trade:
                LastPrice = told.Price.Units;
                break;
            case FeedEventKind.Level when told.Quantity.Units == 0:
                _taken.Remove((told.Side, told.Price.Units));
                break;
        }
    }

    private long AvailableAt(Side side, DepthLevel level, Timestamp now) => level.Quantity - TakenAt(side, level.Price, now);

    /// <summary>
    /// What we took out of a level and that is still missing. As long as an order of ours rests across its price nobody can have come back there but by trading with it: only what the level grew by counts.
    /// </summary>
    private long TakenAt(Side side, long price, Timestamp now) =>
        _taken.TryGetValue((side, price), out var taken) && (taken.UntilNs > now.Nanoseconds || IsMetBy(side, price)) ? taken.Quantity : 0;

    private bool IsMetBy(Side side, long price)
    {
        foreach (var order in _orders)
        {
            if (order.Side != side && !IsBetter(order.Side, price, order.Price))
                return true;
        }

        return false;
    }
}
