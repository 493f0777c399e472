using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Trading.Queues;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Routing;

/// <summary>One order that the router has at a venue.</summary>
internal struct RoutedChild
{
    public DeskOrderId Order;
    public long PlacedNs;
    public bool IsAnswered;

    /// <summary>We have asked for its end.</summary>
    public bool IsCancelled;

    public readonly bool IsThere => !Order.IsNone;

    public void Save(ref StateWriter writer)
    {
        writer.Add(Order.Value);
        writer.Add(PlacedNs);
        writer.Add((IsAnswered ? 1L : 0) | (IsCancelled ? 2L : 0));
    }

    public void Load(ref StateReader reader)
    {
        (Order, PlacedNs) = (new DeskOrderId(reader.Long()), reader.Long());
        var marks = reader.Long();
        (IsAnswered, IsCancelled) = ((marks & 1) != 0, (marks & 2) != 0);
    }
}

/// <summary>What the router knows of one venue, and has there: at most one order that rests and one that takes.</summary>
internal sealed class RoutedVenue(RouteMarket market)
{
    /// <summary>How many numbers <see cref="Save"/> writes ahead of the latency.</summary>
    public const int NumbersBeforeLatency = 18;

    private const long WindowNs = 10_000_000_000;
    private const long FirstWaitNs = 100_000_000;
    private const int WaitDoublings = 7;

    private readonly LevelQueue _queue = new();
    private long _queueMark;
    private long _queuePrice;
    private long _windowNs;
    private long _tradedBefore;
    private long _tradedNow;
    private int _rejections;
    private long _clipUntilNs;

    public RoutedChild Rest;
    public RoutedChild Take;

    public RouteMarket Market { get; } = market;

    public ListingId Id => Market.Listing.Id;

    public VenueLatency Latency { get; } = new();

    /// <summary>What the strategy held there when its order began, in the listing's units.</summary>
    public long BasePosition { get; set; }

    /// <summary>When an order of ours last took there: until the book has moved, it may still show what we took.</summary>
    public long TakenNs { get; set; }

    /// <summary>Nothing is asked for there until then.</summary>
    public long BlockedUntilNs { get; private set; }

    /// <summary>Largest order that was not refused as too large, in the route's units; zero where none was.</summary>
    public long Clip { get; private set; }

    public bool IsBlocked(long nowNs) => nowNs < BlockedUntilNs;

    public void Block(long nowNs, long forNs) => BlockedUntilNs = Math.Max(BlockedUntilNs, nowNs + forNs);

    /// <summary>The venue or the desk refused an order: it gets a rest, twice as long each time in a row, 100 ms to 12.8 s.</summary>
    public void Refuse(long nowNs)
    {
        Block(nowNs, FirstWaitNs << Math.Min(_rejections, WaitDoublings));
        _rejections = Math.Min(_rejections + 1, WaitDoublings);
    }

    /// <summary>Refusals are no more in a row.</summary>
    public void Calm() => _rejections = 0;

    /// <summary>So much was more than one order may be: half of it, and never less than an order must be. Money and limits come back, and prices move what an order must be: it holds 12.8 s.</summary>
    public void Shrink(long asked, long least, long nowNs) => (Clip, _clipUntilNs) = (Math.Max(least, Market.OnLot(asked / 2)), nowNs + (FirstWaitNs << WaitDoublings));

    /// <summary>The most that one order may be there, as far as it is known.</summary>
    public long MostAt(long nowNs)
    {
        if (Clip > 0 && nowNs >= _clipUntilNs)
            Clip = 0;
        return Clip > 0 ? Clip : Market.MaxQuantity;
    }

    /// <summary>The venue took an order: what was thought too large is tried again, by doubling.</summary>
    public void Accept() => Clip = Clip == 0 || Clip >= Market.MaxQuantity / 2 ? 0 : Clip * 2;

    /// <summary>Others traded there with who rests on our side.</summary>
    public void Trade(long price, long quantity, long nowNs)
    {
        Turn(nowNs);
        _tradedNow = Math.Min(RouteScales.QuantityMax, _tradedNow + Math.Min(quantity, RouteScales.QuantityMax));
        if (Rest.IsThere && price == _queuePrice)
            _queue.Trade(quantity, nowNs);
    }

    /// <summary>What was traded with who rests on our side in the last ten to twenty seconds, and over how long, in the listing's units and ns.</summary>
    public (long Quantity, long Ns) Traded(long nowNs)
    {
        Turn(nowNs);
        return (_tradedBefore + _tradedNow, WindowNs + nowNs - _windowNs);
    }

    /// <summary>An order of ours joins the queue at a price.</summary>
    public void Join(long price, long shown)
    {
        _queue.Show(0, CancelLaw.NewestOfSize);
        _queue.Show(shown, CancelLaw.NewestOfSize);
        (_queuePrice, _queueMark) = (price, _queue.NextNumber);
    }

    /// <summary>The level that our order rests at shows so much.</summary>
    public void Show(long shown, long nowNs)
    {
        if (_queue.Pending > 0 && nowNs - _queue.PendingSince > 1_000_000_000)
            _queue.Settle();
        if (shown != _queue.Shown)
            _queue.Show(shown, CancelLaw.NewestOfSize);
    }

    public long QueuePrice => _queuePrice;

    /// <summary>What is estimated to stand ahead of our order, in the listing's units.</summary>
    public long Ahead => _queue.QuantityAhead(_queueMark);

    public void Save(ref StateWriter writer)
    {
        writer.Add(Id.Value);
        writer.Add(BasePosition);
        Rest.Save(ref writer);
        Take.Save(ref writer);
        writer.Add(TakenNs);
        writer.Add(BlockedUntilNs);
        writer.Add(Clip);
        writer.Add(_clipUntilNs);
        writer.Add(_rejections);
        writer.Add(_windowNs);
        writer.Add(_tradedBefore);
        writer.Add(_tradedNow);
        writer.Add(_queuePrice);
        writer.Add(Rest.IsThere ? Ahead : 0);
        Latency.Save(ref writer);
    }

    /// <summary>Reads all but the number of the listing.</summary>
    public void Load(ref StateReader reader)
    {
        BasePosition = reader.Long();
        Rest.Load(ref reader);
        Take.Load(ref reader);
        (TakenNs, BlockedUntilNs, Clip, _clipUntilNs, _rejections) = (reader.Long(), reader.Long(), reader.Long(), reader.Long(), (int)Math.Clamp(reader.Long(), 0, WaitDoublings));
        (_windowNs, _tradedBefore, _tradedNow) = (reader.Long(), reader.Long(), reader.Long());

        // Who stood where is not handed over: what was ahead is one order from now on.
        var price = reader.Long();
        Join(price, Math.Max(0, reader.Long()));
        Latency.Load(ref reader);
    }

    private void Turn(long nowNs)
    {
        if (nowNs - _windowNs < WindowNs)
            return;
        _tradedBefore = nowNs - _windowNs < 2 * WindowNs ? _tradedNow : 0;
        (_tradedNow, _windowNs) = (0, nowNs - nowNs % WindowNs);
    }

    /// <summary>Saves or loads everything.</summary>
    public void Keep(FieldArchive state)
    {
        BasePosition = state.Keep(BasePosition);
        Rest = state.Keep(Rest);
        Take = state.Keep(Take);
        TakenNs = state.Keep(TakenNs);
        BlockedUntilNs = state.Keep(BlockedUntilNs);
        Clip = state.Keep(Clip);
        _clipUntilNs = state.Keep(_clipUntilNs);
        _rejections = state.Keep(_rejections, 0, WaitDoublings);
        _windowNs = state.Keep(_windowNs);
        _tradedBefore = state.Keep(_tradedBefore);
        _tradedNow = state.Keep(_tradedNow);
        _queuePrice = state.Keep(_queuePrice);
        _queueMark = state.Keep(_queueMark);
        _queue.Keep(state);
        Latency.Keep(state);
    }
}
