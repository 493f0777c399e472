using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams.Dashboard;

/// <summary>
/// What one connection sees, and what it has not been sent yet: never more than one entry an instrument, a level or an own order, however far behind it is. Owned by the fan-out thread.
/// </summary>
internal sealed class DashboardTab(StreamConnection connection)
{
    private const int KnownTrades = 100;
    private const int MaxTrades = 200;
    private const int MaxChangedOrders = 1_000;
    private const int MaxLiveOrders = 1_000;
    private const int MaxEndedOrders = 200;
    private const int MaxFills = 200;

    private readonly HashSet<InstrumentId> _stale = [];
    private readonly HashSet<InstrumentId> _defined = [];
    private readonly HashSet<long> _changedOrders = [];
    private readonly Queue<OwnFill> _fills = new();
    private bool _needsOwn;
    private bool _lostFills;

    public StreamConnection Connection => connection;

    /// <summary>It sees all instruments.</summary>
    public bool SeesMarket { get; private set; }

    /// <summary>Whose own orders it sees; none where it sees nobody's.</summary>
    public OwnerId Owner { get; private set; }

    /// <summary>Instruments whose book and trades it sees.</summary>
    public Dictionary<InstrumentId, BookWatch> Books { get; } = [];

    public bool IsEmpty => !SeesMarket && Owner.Value == 0 && Books.Count == 0;

    public void ShowMarket(bool show, ExchangeViews views)
    {
        SeesMarket = show;
        _stale.Clear();
        _defined.Clear();
        if (!show)
            return;
        foreach (var view in views.Instruments)
        {
            _stale.Add(view.Instrument.Id);
            _defined.Add(view.Instrument.Id);
        }
    }

    public void ShowOwn(OwnerId owner)
    {
        Owner = owner;
        _changedOrders.Clear();
        _fills.Clear();
        _needsOwn = owner.Value != 0;
    }

    public void OnMarket(HashSet<InstrumentId> stale, HashSet<InstrumentId> defined)
    {
        _stale.UnionWith(stale);
        _defined.UnionWith(defined);
    }

    public void OnOwn(HashSet<long> changed, List<OwnFill> fills, bool lostFills)
    {
        if (_needsOwn)
            return;
        _changedOrders.UnionWith(changed);
        _lostFills |= lostFills;
        foreach (var fill in fills)
        {
            _fills.Enqueue(fill);
            if (_fills.Count <= MaxFills)
                continue;
            _fills.Dequeue();
            _lostFills = true;
        }

        // So many that their owner's whole picture is the shorter message.
        if (_changedOrders.Count <= MaxChangedOrders)
            return;
        _changedOrders.Clear();
        _fills.Clear();
        _needsOwn = true;
    }

    /// <summary>Writes all that is due and not yet sent.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="views">The exchange, between two commands.</param>
    /// <param name="withPictures">Books and tickers too, and whole pictures of own orders; else only what is told at once.</param>
    /// <param name="pictures">Pictures of the market that others have taken at this sequence already.</param>
    public void Write(FrameWriter to, ExchangeViews views, bool withPictures, Dictionary<InstrumentId, MarketPicture> pictures)
    {
        if (withPictures)
            WriteMarket(to, views, pictures);
        foreach (var watch in Books.Values)
        {
            if (withPictures)
                WriteBook(to, views, watch);
            WriteTrades(to, watch);
        }

        if (!_needsOwn)
            WriteOwn(to, views);
        if (_needsOwn && withPictures)
            WriteOwnSnapshot(to, views);
    }

    private void WriteMarket(FrameWriter to, ExchangeViews views, Dictionary<InstrumentId, MarketPicture> pictures)
    {
        if (_defined.Count > 0)
        {
            Frames.WriteInstruments(to, [.. _defined.Select(id => views.Find(id)!.Instrument)]);
            _defined.Clear();
        }

        if (_stale.Count == 0)
            return;
        var market = new List<MarketPicture>(_stale.Count);
        foreach (var id in _stale)
        {
            if (!pictures.TryGetValue(id, out var picture))
                pictures.Add(id, picture = MarketPicture.Take(views.Find(id)!, views.Sequence, views.Time));
            market.Add(picture);
        }

        _stale.Clear();
        Frames.WriteMarket(to, views.Sequence, views.Time, market);
    }

    private static void WriteBook(FrameWriter to, ExchangeViews views, BookWatch watch)
    {
        var id = watch.View.Instrument.Id;
        if (watch.NeedsSnapshot)
        {
            watch.NeedsSnapshot = false;
            var levels = watch.Whole(out var bids);
            Frames.WriteBook(to, FrameFlags.Snapshot, id, views.Sequence, 0, views.Time, levels, bids);
            watch.SentSequence = views.Sequence;
        }
        else if (watch.HasChanges)
        {
            var levels = watch.TakeChanges(out var bids);
            Frames.WriteBook(to, FrameFlags.None, id, views.Sequence, watch.SentSequence, views.Time, levels, bids);
            watch.SentSequence = views.Sequence;
        }
    }

    private static void WriteTrades(FrameWriter to, BookWatch watch)
    {
        var tape = watch.View.Tape;
        var isFirst = watch.LastTrade is null;
        var last = watch.LastTrade ?? default;
        if (!isFirst && tape.Last.TradeId == last)
            return;
        var most = Math.Min(isFirst ? KnownTrades : MaxTrades, tape.Count);
        var trades = new List<PublicTrade>();
        while (trades.Count < most && tape[trades.Count].TradeId.Value > last.Value)
            trades.Add(tape[trades.Count]);
        // Nothing is missing where the one before the oldest is the last one told, or where there is none before it.
        var isWhole = trades.Count < tape.Count ? tape[trades.Count].TradeId.Value <= last.Value : last.Value == 0;
        watch.LastTrade = tape.Last.TradeId;
        Frames.WriteTrades(to, isFirst ? FrameFlags.Snapshot : isWhole ? FrameFlags.None : FrameFlags.Gap, watch.View.Instrument.Id, trades);
    }

    private void WriteOwn(FrameWriter to, ExchangeViews views)
    {
        if (_changedOrders.Count > 0)
        {
            var orders = new List<OrderState>(_changedOrders.Count);
            foreach (var id in _changedOrders)
            {
                // One that has ended and is forgotten already has to be seen to go all the same.
                if (views.Orders.Find(new OrderId(id)) is not { } order || order.Picture.Owner != Owner)
                {
                    _needsOwn = true;
                    return;
                }

                orders.Add(order);
            }

            orders.Sort(static (one, other) => one.Picture.OrderId.Value.CompareTo(other.Picture.OrderId.Value));
            _changedOrders.Clear();
            Frames.WriteOrders(to, FrameFlags.None, views.Sequence, views.Orders.Live(Owner)?.Count ?? 0, orders);
        }

        if (_fills.Count == 0)
            return;
        Frames.WriteFills(to, _lostFills ? FrameFlags.Gap : FrameFlags.None, _fills);
        _fills.Clear();
        _lostFills = false;
    }

    private void WriteOwnSnapshot(FrameWriter to, ExchangeViews views)
    {
        _needsOwn = false;
        _lostFills = false;
        _changedOrders.Clear();
        _fills.Clear();
        var (live, ended) = (views.Orders.Live(Owner), views.Orders.Finished(Owner));
        var orders = new List<OrderState>();
        Newest(ended, MaxEndedOrders, orders);
        Newest(live, MaxLiveOrders, orders);
        var isCut = live?.Count > MaxLiveOrders;
        Frames.WriteOrders(to, FrameFlags.Snapshot | (isCut ? FrameFlags.Gap : 0), views.Sequence, live?.Count ?? 0, orders);
        Frames.WriteFills(to, FrameFlags.Snapshot, FillsOf(orders));
    }

    private static void Newest(OwnerOrders? of, int most, List<OrderState> into)
    {
        var begin = into.Count;
        for (var order = of?.Last; order is not null && into.Count - begin < most; order = order.OwnerPrevious)
            into.Add(order);
        into.Reverse(begin, into.Count - begin);
    }

    // Orders keep their fills without a time.
    private static List<OwnFill> FillsOf(List<OrderState> orders)
    {
        var fills = new List<OwnFill>();
        var kept = new List<Fill>();
        foreach (var order in orders)
        {
            kept.Clear();
            order.CopyFills(kept);
            foreach (var fill in kept.Count > MaxFills ? kept[^MaxFills..] : kept)
                fills.Add(new OwnFill(order.Picture.OrderId, order.Picture.Instrument.Id, order.Picture.Side, fill, Timestamp.None));
        }

        fills.Sort(static (one, other) => one.Fill.TradeId.Value.CompareTo(other.Fill.TradeId.Value));
        return fills.Count > MaxFills ? fills[^MaxFills..] : fills;
    }
}
