using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Books;

namespace Rialto.Trading.Features;

/// <summary>What all features of a set read at the end of a frame, taken from the book once.</summary>
internal sealed class FeatureFrame
{
    private readonly Int128[] _flows;
    private readonly double _priceUnit;
    private readonly double _halfPriceUnit;
    private DepthLevel[] _bids;
    private DepthLevel[] _asks;
    private DepthLevel[] _bidsBefore;
    private DepthLevel[] _asksBefore;

    public FeatureFrame(Listing listing, int levels)
    {
        Levels = Math.Max(1, levels);
        Tick = Math.Max(1, listing.Tick.Units);
        _priceUnit = DecimalText.PowerOfTen(listing.PriceScale);
        _halfPriceUnit = 2 * _priceUnit;
        QuantityUnit = DecimalText.PowerOfTen(listing.QuantityScale);
        _flows = new Int128[Levels];
        (_bids, _asks, _bidsBefore, _asksBefore) = (new DepthLevel[Levels], new DepthLevel[Levels], new DepthLevel[Levels], new DepthLevel[Levels]);
    }

    /// <summary>How many levels are read.</summary>
    public int Levels { get; }

    /// <summary>Price units of a tick; one where the venue names none.</summary>
    public long Tick { get; }

    /// <summary>Quantity units in one.</summary>
    public double QuantityUnit { get; }

    /// <summary>When the frame came in, nanoseconds; never goes back.</summary>
    public long Time { get; set; }

    /// <summary>Since when the book has been believed without a break.</summary>
    public long Since { get; set; }

    /// <summary>The first frame after a break: nothing before it to compare with.</summary>
    public bool IsFirst { get; private set; }

    /// <summary>Both sides have a price, and they neither lock nor cross. The figures of the touch are those of the last frame that had one.</summary>
    public bool HasTouch { get; private set; }

    /// <summary>There has been a touch since the last break.</summary>
    public bool HadTouch { get; private set; }

    /// <summary>The best prices or what rests there changed.</summary>
    public bool TouchChanged { get; private set; }

    /// <summary>Twice the middle, in price units: whole.</summary>
    public long MidTwice { get; private set; }

    /// <summary>Ask less bid, in price units.</summary>
    public long Spread { get; private set; }

    /// <summary>Middle.</summary>
    public double Mid { get; private set; }

    /// <summary>Best bids, the best first; quantity zero where there are fewer.</summary>
    public ReadOnlySpan<DepthLevel> Bids => _bids;

    /// <summary>Best asks.</summary>
    public ReadOnlySpan<DepthLevel> Asks => _asks;

    /// <summary>What takers bought in this frame, quantity units.</summary>
    public Int128 Bought { get; private set; }

    /// <summary>What takers sold.</summary>
    public Int128 Sold { get; private set; }

    /// <summary>Trades in which the taker bought.</summary>
    public int Buys { get; private set; }

    /// <summary>Trades in which the taker sold.</summary>
    public int Sells { get; private set; }

    /// <summary>The other listing's middle can be believed.</summary>
    public bool HasLeader { get; private set; }

    /// <summary>The other listing's middle.</summary>
    public double LeaderMid { get; private set; }

    /// <summary>The best prices over all venues: bid below ask.</summary>
    public bool HasNbbo { get; set; }

    /// <summary>Best bid over all venues.</summary>
    public double NbboBid { get; set; }

    /// <summary>Best ask over all venues.</summary>
    public double NbboAsk { get; set; }

    /// <summary>Contribution e of this frame to the order flow imbalance of one level, from 0 (Cont, Kukanov, Stoikov 2014).</summary>
    public Int128 FlowOf(int level) => _flows[level];

    /// <summary>A price from twice its units.</summary>
    public double PriceOfTwice(double twice) => twice / _halfPriceUnit;

    /// <summary>A difference of prices.</summary>
    public double Price(long units) => units / _priceUnit;

    public void Add(in FeedEvent trade)
    {
        if (trade.Side == Side.Buy)
        {
            Bought += trade.Quantity.Units;
            Buys++;
        }
        else
        {
            Sold += trade.Quantity.Units;
            Sells++;
        }
    }

    /// <summary>What follows has nothing to do with what was.</summary>
    public void Begin()
    {
        IsFirst = true;
        Since = Time;
        HadTouch = HasTouch = false;
    }

    /// <summary>Reads the book as it stands.</summary>
    public void ReadBook(DepthBook book)
    {
        (_bids, _bidsBefore) = (_bidsBefore, _bids);
        (_asks, _asksBefore) = (_asksBefore, _asks);
        _bids.AsSpan(book.Bids.CopyBest(_bids)).Clear();
        _asks.AsSpan(book.Asks.CopyBest(_asks)).Clear();
        var (bid, ask) = (_bids[0], _asks[0]);
        TouchChanged = IsFirst || bid != _bidsBefore[0] || ask != _asksBefore[0];
        HasTouch = bid.Quantity != 0 && ask.Quantity != 0 && bid.Price < ask.Price;
        if (HasTouch)
        {
            HadTouch = true;
            MidTwice = bid.Price + ask.Price;
            Spread = ask.Price - bid.Price;
            Mid = PriceOfTwice(MidTwice);
        }

        for (var level = 0; level < _flows.Length; level++)
            _flows[level] = IsFirst ? 0 : Flow(_bidsBefore[level], _bids[level], _asksBefore[level], _asks[level]);
    }

    /// <summary>The book is as it was.</summary>
    public void KeepBook()
    {
        TouchChanged = false;
        Array.Clear(_flows);
    }

    public void ReadLeader(DepthBook leader)
    {
        var best = leader.Best;
        HasLeader = leader.State == BookTrust.Trusted && best.IsTwoSided && best.BidPrice < best.AskPrice;
        if (HasLeader)
            LeaderMid = ((double)best.BidPrice.Units + best.AskPrice.Units) / (2.0 * DecimalText.PowerOfTen(leader.Listing.PriceScale));
    }

    /// <summary>The frame is done with.</summary>
    public void End()
    {
        IsFirst = false;
        (Bought, Sold, Buys, Sells) = (0, 0, 0, 0);
    }

    // e = 1{B >= B'} q - 1{B <= B'} q' - 1{A <= A'} r + 1{A >= A'} r'. An empty bid is below all prices with nothing there, an empty ask above all.
    private static Int128 Flow(DepthLevel bidBefore, DepthLevel bid, DepthLevel askBefore, DepthLevel ask)
    {
        Int128 flow = 0;
        var (bidPriceBefore, bidPrice) = (bidBefore.Quantity == 0 ? long.MinValue : bidBefore.Price, bid.Quantity == 0 ? long.MinValue : bid.Price);
        if (bidPrice >= bidPriceBefore)
            flow += bid.Quantity;
        if (bidPrice <= bidPriceBefore)
            flow -= bidBefore.Quantity;
        var (askPriceBefore, askPrice) = (askBefore.Quantity == 0 ? long.MaxValue : askBefore.Price, ask.Quantity == 0 ? long.MaxValue : ask.Price);
        if (askPrice <= askPriceBefore)
            flow -= ask.Quantity;
        if (askPrice >= askPriceBefore)
            flow += askBefore.Quantity;
        return flow;
    }

    /// <summary>Saves or loads it, between frames.</summary>
    public void Keep(FieldArchive state)
    {
        state.Keep(_bids.AsSpan());
        state.Keep(_asks.AsSpan());
        state.Keep(_flows.AsSpan());
        Time = state.Keep(Time);
        Since = state.Keep(Since);
        IsFirst = state.Keep(IsFirst);
        HasTouch = state.Keep(HasTouch);
        HadTouch = state.Keep(HadTouch);
        TouchChanged = state.Keep(TouchChanged);
        MidTwice = state.Keep(MidTwice);
        Spread = state.Keep(Spread);
        Mid = state.Keep(Mid);
        Bought = state.Keep(Bought);
        Sold = state.Keep(Sold);
        Buys = state.Keep(Buys);
        Sells = state.Keep(Sells);
        HasLeader = state.Keep(HasLeader);
        LeaderMid = state.Keep(LeaderMid);
        HasNbbo = state.Keep(HasNbbo);
        NbboBid = state.Keep(NbboBid);
        NbboAsk = state.Keep(NbboAsk);
    }
}
