using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Streams.Dashboard;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams;

/// <summary>
/// Who has subscribed to what, and the hand-over of each event to those who care. Owned by the fan-out thread: subscriptions change through
/// <c>FanOut.AskAsync</c>. Writes only to connections' bounded memory.
/// </summary>
internal sealed class StreamHub(ExchangeViews views, DashboardHub? screens = null) : IEventListener
{
    private const int MaxSentHere = 2;
    private const int MaxCandles = 1_000;

    private readonly Dictionary<InstrumentId, InstrumentFeed> _feeds = [];
    private readonly Dictionary<OwnerId, List<Subscription>> _orderFeeds = [];
    private readonly List<Subscription> _halts = [];
    private readonly Dictionary<OwnerId, List<Subscription>> _balanceFeeds = [];
    private readonly MarginFeeds _margin = new(views);
    private readonly List<InstrumentFeed> _changed = [];
    private readonly List<InstrumentFeed> _stale = [];
    private readonly HashSet<StreamConnection> _toSignal = [];
    private Timestamp _time;
    private bool _isInCommand;

    public void OnCommandBegin(PendingCommand? waiter) => _isInCommand = true;

    public void On(in ExchangeEvent e)
    {
        _time = e.Time;
        if (e.IsAboutAccounts)
        {
            if (_balanceFeeds.Count > 0)
                ToAccounts(in e);
            return;
        }

        if (_feeds.TryGetValue(e.Instrument, out var feed))
        {
            if (!feed.IsChanged)
            {
                feed.IsChanged = true;
                _changed.Add(feed);
            }

            if (feed.ByOrder.Count > 0)
                ToBookReaders(feed, in e);
            if (e.Kind == EventKind.Trade)
            {
                foreach (var subscription in feed.Trades)
                    Queue(subscription, OutboxKind.Trade, in e, feed.View.Instrument, default);
            }
        }

        if (_orderFeeds.Count > 0)
            ToOwners(in e);
        if (_halts.Count > 0)
        {
            if (e.Kind >= EventKind.BreakerSet && GuardAnswer.IsPublic(in e))
                ToHaltReaders(in e);
            else if (views.Guards.TryEndedBy(in e, out var over))
                ToHaltReaders(in over);
        }

        if (e.Kind is >= EventKind.ContractSet and <= EventKind.RiskSet && !_margin.IsEmpty)
            _margin.On(in e, _toSignal);
    }

    public void OnCommandEnd(long sequence)
    {
        _isInCommand = false;
        foreach (var feed in _changed)
        {
            feed.IsChanged = false;
            if (!feed.IsStale)
            {
                feed.IsStale = true;
                _stale.Add(feed);
            }

            if (feed.Books.Count == 0)
                continue;
            var changes = feed.View.Book.Changes(sequence);
            if (changes.Count == 0)
                continue;
            foreach (var subscription in feed.Books)
            {
                subscription.Connection.Merge(subscription, changes, sequence, _time);
                _toSignal.Add(subscription.Connection);
            }
        }

        _changed.Clear();
        _margin.OnCommandEnd(_toSignal);
    }

    public void OnBatchEnd()
    {
        // Pictures are taken once a batch: under load a batch is many commands, and pictures between them would never be seen.
        var kept = 0;
        foreach (var feed in _stale)
        {
            if (feed.Depths.Count > 0)
                SendDepths(feed);
            if (feed.Tickers.Count > 0)
                SendTickers(feed);
            if (feed.Candles.Count > 0)
                SendCandles(feed);
            // A batch may end within a command, whose book is nobody's measure: the next batch has it whole.
            feed.IsStale = feed.Imbalances.Count > 0 && _isInCommand;
            if (feed.IsStale)
                _stale[kept++] = feed;
            else if (feed.Imbalances.Count > 0)
                SendImbalances(feed);
        }

        _stale.RemoveRange(kept, _stale.Count - kept);
        // One or two are written to here, which is the shortest way; where there are many, the pool writes.
        var here = _toSignal.Count <= MaxSentHere;
        foreach (var connection in _toSignal)
            connection.Signal(here);
        _toSignal.Clear();
    }

    /// <summary>An answer was queued for a connection. The fan-out, before the batch's end.</summary>
    public void SignalAtBatchEnd(StreamConnection connection) => _toSignal.Add(connection);

    /// <summary>Begins a subscription; its first message is waiting when this returns. Between two commands.</summary>
    public void Add(Subscription subscription)
    {
        switch (subscription)
        {
            case DashboardSubscription screen:
                screens!.Add(screen);
                return;
            case BookSubscription book:
                var bookFeed = FeedOf(book.Instrument!);
                bookFeed.Books.Add(book);
                bookFeed.View.Book.Track(begins: true);
                Resync(book);
                break;
            case DepthSubscription depth:
                var depthFeed = FeedOf(depth.Instrument!);
                depthFeed.Depths.Add(depth);
                depth.Connection.Replace(depth, PictureOf(depthFeed.View, depth.Depth));
                break;
            case TickerSubscription ticker:
                var tickerFeed = FeedOf(ticker.Instrument!);
                tickerFeed.Tickers.Add(ticker);
                ticker.Connection.Replace(ticker, TickerPicture.Take(tickerFeed.View, views.Sequence, views.Time, views.Time));
                break;
            case ImbalanceSubscription imbalance:
                var imbalanceFeed = FeedOf(imbalance.Instrument!);
                imbalanceFeed.Imbalances.Add(imbalance);
                imbalance.Connection.Replace(imbalance, PictureOf(imbalanceFeed.View, imbalance.Question));
                break;
            case CandlesSubscription candles:
                var candlesFeed = FeedOf(candles.Instrument!);
                candlesFeed.Candles.Add(candles);
                candles.LastTrade = candlesFeed.View.Tape.Last.TradeId;
                candles.Connection.Replace(candles, CandlesPicture.Take(candlesFeed.View, candles.Interval, default, 1, views.Sequence, views.Time));
                break;
            case { Channel: StreamChannel.BookOrders }:
                FeedOf(subscription.Instrument!).ByOrder.Add(subscription);
                SendBookOrders(subscription);
                break;
            case { Channel: StreamChannel.Trades }:
                FeedOf(subscription.Instrument!).Trades.Add(subscription);
                break;
            case { Channel: StreamChannel.Halts }:
                _halts.Add(subscription);
                break;
            case { Channel: StreamChannel.Balances }:
                Join(_balanceFeeds, subscription);
                SendBalances(subscription);
                break;
            case { Channel: StreamChannel.Positions or StreamChannel.Mark }:
                _margin.Add(subscription);
                break;
            default:
                Join(_orderFeeds, subscription);
                break;
        }

        subscription.Connection.Signal(here: false);
    }

    /// <summary>Puts a fresh snapshot before whatever changes follow. Between two commands.</summary>
    public void Resync(BookSubscription subscription)
    {
        // Changes gathered for others until now are in the snapshot already.
        var view = FeedOf(subscription.Instrument!).View;
        subscription.Connection.Restart(subscription, PictureOf(view, int.MaxValue));
        subscription.Connection.Signal(here: false);
    }

    /// <summary>The same for a book by order.</summary>
    public void ResyncOrders(Subscription subscription)
    {
        SendBookOrders(subscription);
        subscription.Connection.Signal(here: false);
    }

    /// <summary>Ends a subscription.</summary>
    public void Remove(Subscription subscription)
    {
        if (subscription is DashboardSubscription screen)
        {
            screens!.Remove(screen);
            return;
        }

        if (subscription.Channel is StreamChannel.Orders or StreamChannel.Balances)
        {
            var feeds = subscription.Channel == StreamChannel.Orders ? _orderFeeds : _balanceFeeds;
            var owner = subscription.Connection.Key!.Owner;
            if (feeds.TryGetValue(owner, out var owned) && owned.Remove(subscription) && owned.Count == 0)
                feeds.Remove(owner);
            return;
        }

        if (subscription.Channel == StreamChannel.Halts)
        {
            _halts.Remove(subscription);
            return;
        }

        if (subscription.Channel is StreamChannel.Positions or StreamChannel.Mark)
        {
            _margin.Remove(subscription);
            return;
        }

        if (subscription.Instrument is null || !_feeds.TryGetValue(subscription.Instrument.Id, out var feed))
            return;
        feed.Remove(subscription);
        if (subscription is BookSubscription)
            feed.View.Book.Track(begins: false);
        if (feed.IsEmpty && !feed.IsStale)
            _feeds.Remove(subscription.Instrument.Id);
    }

    private void ToBookReaders(InstrumentFeed feed, in ExchangeEvent e)
    {
        Span<BookOrderChange> changes = stackalloc BookOrderChange[BookOrderChange.MaxPerEvent];
        var count = BookOrderChange.Of(in e, views.Orders, changes);
        for (var i = 0; i < count; i++)
        {
            foreach (var subscription in feed.ByOrder)
            {
                subscription.Connection.Queue(in changes[i], in e, feed.View.Instrument);
                _toSignal.Add(subscription.Connection);
            }
        }
    }

    // In its turn among the changes: what is queued before it is in it already, what comes after is not.
    private void SendBookOrders(Subscription subscription)
    {
        var view = FeedOf(subscription.Instrument!).View;
        subscription.Connection.Queue(OutboxKind.BookOrders, new BookOrdersPicture(
            view.Instrument, views.Sequence, views.Time, view.Book.Bids.CopyOrders(int.MaxValue), view.Book.Asks.CopyOrders(int.MaxValue)));
    }

    private void SendDepths(InstrumentFeed feed)
    {
        foreach (var group in feed.Depths)
        {
            var picture = feed.DepthPicture is { } known && known.Depth == group.Depth && known.Sequence == views.Sequence
                ? known.Picture
                : PictureOf(feed.View, group.Depth);
            feed.DepthPicture = (group.Depth, views.Sequence, picture);
            if (group.Connection.ReplaceIfChanged(group, picture))
                _toSignal.Add(group.Connection);
        }
    }

    private void SendTickers(InstrumentFeed feed)
    {
        var bid = feed.View.Book.Bids.Best;
        var ask = feed.View.Book.Asks.Best;
        var face = (bid?.Price ?? default, bid?.Quantity ?? default, ask?.Price ?? default, ask?.Quantity ?? default, feed.View.Tape.Last.TradeId, feed.View.State);
        if (face == feed.TickerFace)
            return;
        feed.TickerFace = face;
        var picture = TickerPicture.Take(feed.View, views.Sequence, views.Time, views.Time);
        foreach (var subscription in feed.Tickers)
        {
            subscription.Connection.Replace(subscription, picture);
            _toSignal.Add(subscription.Connection);
        }
    }

    private void ToHaltReaders(in ExchangeEvent e)
    {
        var instrument = views.Find(e.Instrument)?.Instrument;
        foreach (var subscription in _halts)
        {
            // What is about the whole market is about each instrument.
            if (subscription.Instrument is not null && instrument is not null && subscription.Instrument.Id != instrument.Id)
                continue;
            subscription.Connection.Queue(OutboxKind.Halt, in e, instrument, default);
            _toSignal.Add(subscription.Connection);
        }
    }

    private void SendImbalances(InstrumentFeed feed)
    {
        foreach (var subscription in feed.Imbalances)
        {
            var picture = PictureOf(feed.View, subscription.Question);
            if (subscription.Latest is { } last && last.ShowsTheSameBook(picture))
                continue;
            subscription.Connection.Replace(subscription, picture);
            _toSignal.Add(subscription.Connection);
        }
    }

    private void SendCandles(InstrumentFeed feed)
    {
        var trade = feed.View.Tape.Last.TradeId;
        foreach (var subscription in feed.Candles)
        {
            if (subscription.LastTrade == trade)
                continue;
            subscription.LastTrade = trade;
            var from = subscription.Connection.SentFrom(subscription);
            // Before anything was sent the newest is enough; its elders are to be had over REST.
            var picture = CandlesPicture.Take(feed.View, subscription.Interval, from, from.IsNone ? 1 : MaxCandles, views.Sequence, views.Time);
            subscription.Connection.Replace(subscription, picture);
            _toSignal.Add(subscription.Connection);
        }
    }

    private void ToOwners(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.OrderAccepted or EventKind.OrderRejected or EventKind.OrderRested or EventKind.OrderReduced or EventKind.OrderReplaced
                or EventKind.OrderCanceled or EventKind.OrderTriggered or EventKind.SelfTradePrevented:
                ToOwner(in e, OwnerOf(in e), OutboxKind.Order, e.OrderId);
                break;
            case EventKind.Trade:
                ToOwner(in e, e.Owner, OutboxKind.Order, e.OrderId);
                ToOwner(in e, e.MakerOwner, OutboxKind.MakerFill, e.MakerOrderId);
                break;
            case >= EventKind.AlgoAccepted and <= EventKind.AlgoProgressed:
                ToOwner(in e, e.Owner, OutboxKind.Algo, OrderId.None);
                break;
            case EventKind.BasketLegEntered:
                ToOwner(in e, e.Owner, OutboxKind.Basket, OrderId.None);
                break;
            case EventKind.BasketStateChanged or EventKind.BasketSliced or EventKind.BasketEnded:
                ToBasketOwner(in e);
                break;
        }
    }

    private static void Join(Dictionary<OwnerId, List<Subscription>> feeds, Subscription subscription)
    {
        var owner = subscription.Connection.Key!.Owner;
        if (!feeds.TryGetValue(owner, out var feed))
            feeds.Add(owner, feed = []);
        feed.Add(subscription);
    }

    // In its turn among the changes, as a book by order.
    private void SendBalances(Subscription subscription)
    {
        var account = views.Accounts.Find(subscription.Connection.Key!.Owner);
        var balances = account?.Balances.Select(balance => new BalancePicture(balance.Asset, balance.Total, balance.Reserved)).ToArray();
        subscription.Connection.Queue(OutboxKind.Balances, new BalancesPicture(balances ?? [], views.Sequence, views.Time));
    }

    private void ToAccounts(in ExchangeEvent e)
    {
        if (e.Kind is not (EventKind.BalanceChanged or EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred))
            return;
        ToAccount(in e, e.Owner);
        if (e.Kind == EventKind.Transferred)
            ToAccount(in e, e.To);
    }

    private void ToAccount(in ExchangeEvent e, OwnerId owner)
    {
        if (!_balanceFeeds.TryGetValue(owner, out var feed))
            return;
        foreach (var subscription in feed)
        {
            subscription.Connection.Queue(in e);
            _toSignal.Add(subscription.Connection);
        }
    }

    private OwnerId OwnerOf(in ExchangeEvent e) =>
        e.Owner.Value != 0 ? e.Owner : views.Orders.Find(e.OrderId)?.Picture.Owner ?? default;

    private void ToOwner(in ExchangeEvent e, OwnerId owner, OutboxKind kind, OrderId order)
    {
        if (!_orderFeeds.TryGetValue(owner, out var feed) || views.Find(e.Instrument) is not { } view)
            return;
        var name = e.Kind == EventKind.OrderRejected ? e.ClientOrderId : views.Orders.Find(order)?.Picture.ClientOrderId ?? default;
        foreach (var subscription in feed)
        {
            if (subscription.Instrument is null || subscription.Instrument.Id == e.Instrument)
                Queue(subscription, kind, in e, view.Instrument, name);
        }
    }

    /// <summary>Of a basket as a whole, to those who asked for no instrument.</summary>
    private void ToBasketOwner(in ExchangeEvent e)
    {
        // Drafts that are dropped concern nobody; who dropped one has been answered.
        if (!_orderFeeds.TryGetValue(e.Owner, out var feed) || views.Baskets.Find(e.BasketId) is null)
            return;
        foreach (var subscription in feed)
        {
            if (subscription.Instrument is null)
                Queue(subscription, OutboxKind.Basket, in e, null, default);
        }
    }

    private void Queue(Subscription subscription, OutboxKind kind, in ExchangeEvent e, Instrument? instrument, Text36 name)
    {
        subscription.Connection.Queue(kind, in e, instrument, name);
        _toSignal.Add(subscription.Connection);
    }

    private BookPicture PictureOf(InstrumentView view, int depth) => BookPicture.Take(view, depth, views.Sequence, views.Time);

    private ImbalancePicture PictureOf(InstrumentView view, in DepthQuestion question) =>
        ImbalancePicture.Take(view, in question, ImbalancePicture.StandardWindowSeconds, views.Sequence, views.Time);

    private InstrumentFeed FeedOf(Instrument instrument)
    {
        if (!_feeds.TryGetValue(instrument.Id, out var feed))
            _feeds.Add(instrument.Id, feed = new InstrumentFeed(views.Find(instrument.Id)!));
        return feed;
    }

    private sealed class InstrumentFeed(InstrumentView view)
    {
        public InstrumentView View => view;

        public List<BookSubscription> Books { get; } = [];

        public List<DepthSubscription> Depths { get; } = [];

        public List<TickerSubscription> Tickers { get; } = [];

        public List<ImbalanceSubscription> Imbalances { get; } = [];

        public List<CandlesSubscription> Candles { get; } = [];

        public List<Subscription> Trades { get; } = [];

        public List<Subscription> ByOrder { get; } = [];

        public bool IsChanged { get; set; }

        public bool IsStale { get; set; }

        public (int Depth, long Sequence, BookPicture Picture)? DepthPicture { get; set; }

        public (Price, Quantity, Price, Quantity, TradeId, InstrumentState) TickerFace { get; set; }

        public bool IsEmpty => Books.Count + Depths.Count + Tickers.Count + Imbalances.Count + Candles.Count + Trades.Count + ByOrder.Count == 0;

        public void Remove(Subscription subscription)
        {
            switch (subscription)
            {
                case BookSubscription book:
                    Books.Remove(book);
                    break;
                case DepthSubscription depth:
                    Depths.Remove(depth);
                    break;
                case TickerSubscription ticker:
                    Tickers.Remove(ticker);
                    break;
                case ImbalanceSubscription imbalance:
                    Imbalances.Remove(imbalance);
                    break;
                case CandlesSubscription candles:
                    Candles.Remove(candles);
                    break;
                case { Channel: StreamChannel.BookOrders }:
                    ByOrder.Remove(subscription);
                    break;
                default:
                    Trades.Remove(subscription);
                    break;
            }
        }
    }
}
