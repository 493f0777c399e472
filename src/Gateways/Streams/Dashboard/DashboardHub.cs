using System.Diagnostics;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams.Dashboard;

/// <summary>
/// Feeds the binary frames of screens. Marks what has changed, once for all of them, and now and then writes to each what it has not been told: books and tickers four times a second,
/// trades, own orders and changes of state at once, which is at most twenty times a second. One that has not taken its last message yet is passed over and is
/// told more at once later, so that it costs neither memory nor anybody's time. Owned by the fan-out thread, <see cref="IsWaiting"/> apart.
/// </summary>
internal sealed class DashboardHub(ExchangeViews views) : IEventListener
{
    private const int EventsEveryMs = 50;
    private const int PicturesEveryMs = 250;
    private const int MaxFills = 256;

    private readonly Dictionary<StreamConnection, DashboardTab> _tabs = [];
    private readonly Dictionary<InstrumentId, BookFeed> _books = [];
    private readonly Dictionary<OwnerId, OwnFeed> _owners = [];
    private readonly List<BookFeed> _touched = [];
    private readonly HashSet<InstrumentId> _stale = [];
    private readonly HashSet<InstrumentId> _defined = [];
    private readonly Dictionary<InstrumentId, MarketPicture> _pictures = [];
    private readonly FrameWriter _frames = new();
    private int _marketTabs;
    private long _toldAt;
    private long _pictured;
    private bool _isInCommand;
    private bool _isUrgent;
    private bool _picturesAreUrgent;
    private volatile bool _isWaiting;

    /// <summary>Something has not been told yet, or not to all; any thread. Whoever sees it asks the fan-out to call <see cref="OnPulse"/>.</summary>
    public bool IsWaiting => _isWaiting;

    public void OnCommandBegin(PendingCommand? waiter) => _isInCommand = true;

    public void On(in ExchangeEvent e)
    {
        if (_tabs.Count == 0)
            return;
        // Refusals name what there may not be, and events of accounts name an asset there.
        if (e.Instrument.Value != 0 && !e.IsAboutAccounts && views.Find(e.Instrument) is not null)
            OnInstrument(in e);
        if (_owners.Count > 0)
            OnOwners(in e);
    }

    public void OnCommandEnd(long sequence)
    {
        _isInCommand = false;
        foreach (var feed in _touched)
        {
            feed.IsTouched = false;
            foreach (var change in feed.View.Book.Changes(sequence))
                feed.Changed.Add((change.Side, change.Price));
        }

        _touched.Clear();
    }

    public void OnBatchEnd()
    {
        if (_isWaiting)
            Tell(Stopwatch.GetTimestamp());
    }

    /// <summary>Some time has passed. Between two commands.</summary>
    public void OnPulse() => Tell(Stopwatch.GetTimestamp());

    /// <summary>Begins a subscription; its first frames are waiting when this returns. Between two commands.</summary>
    public void Add(DashboardSubscription subscription)
    {
        Spread();
        // What others were shown is of another moment.
        _pictures.Clear();
        var connection = subscription.Connection;
        if (!_tabs.TryGetValue(connection, out var tab))
            _tabs.Add(connection, tab = new DashboardTab(connection));
        if (subscription.Channel == StreamChannel.DashboardOwn)
            AddOwner(tab, connection.Key!.Owner);
        else if (subscription.Instrument is { } instrument)
            AddBook(tab, instrument.Id);
        else
            AddMarket(tab);
        WriteTo(tab, withPictures: true);
        connection.Signal(here: false);
    }

    /// <summary>Ends a subscription.</summary>
    public void Remove(DashboardSubscription subscription)
    {
        if (!_tabs.TryGetValue(subscription.Connection, out var tab))
            return;
        if (subscription.Channel == StreamChannel.DashboardOwn)
            RemoveOwner(tab);
        else if (subscription.Instrument is { } instrument)
            RemoveBook(tab, instrument.Id);
        else
            RemoveMarket(tab);
        if (tab.IsEmpty)
            _tabs.Remove(subscription.Connection);
    }

    private void OnInstrument(in ExchangeEvent e)
    {
        if (_marketTabs > 0)
        {
            _stale.Add(e.Instrument);
            if (e.Kind == EventKind.InstrumentDefined)
                _defined.Add(e.Instrument);
            if (e.Kind is EventKind.InstrumentDefined or EventKind.InstrumentStateChanged)
                _picturesAreUrgent = true;
            _isWaiting = true;
        }

        if (_books.Count == 0 || !_books.TryGetValue(e.Instrument, out var feed))
            return;
        _isWaiting = true;
        _isUrgent |= e.Kind == EventKind.Trade;
        if (feed.IsTouched)
            return;
        feed.IsTouched = true;
        _touched.Add(feed);
    }

    private void OnOwners(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Trade:
                OnOwnTrade(in e, e.Owner, e.OrderId, isMaker: false);
                OnOwnTrade(in e, e.MakerOwner, e.MakerOrderId, isMaker: true);
                break;
            case EventKind.OrderAccepted or EventKind.OrderRested or EventKind.OrderReduced or EventKind.OrderReplaced or EventKind.OrderCanceled or EventKind.OrderTriggered
                or EventKind.SelfTradePrevented:
                var owner = e.Owner.Value != 0 ? e.Owner : views.Orders.Find(e.OrderId)?.Picture.Owner ?? default;
                if (!_owners.TryGetValue(owner, out var feed))
                    break;
                feed.Changed.Add(e.OrderId.Value);
                _isUrgent = _isWaiting = true;
                break;
        }
    }

    private void OnOwnTrade(in ExchangeEvent e, OwnerId owner, OrderId order, bool isMaker)
    {
        if (!_owners.TryGetValue(owner, out var feed))
            return;
        _isUrgent = _isWaiting = true;
        feed.Changed.Add(order.Value);
        if (feed.Fills.Count == MaxFills)
        {
            feed.Fills.Clear();
            feed.LostFills = true;
        }

        var side = isMaker == (e.Side == Side.Buy) ? Side.Sell : Side.Buy;
        feed.Fills.Add(new OwnFill(order, e.Instrument, side, new Fill(e.TradeId, e.Price, e.Quantity, isMaker ? e.MakerFee : e.TakerFee, isMaker, e.Time), e.Time));
    }

    private void Tell(long now)
    {
        if (_isInCommand || !_isWaiting || Stopwatch.GetElapsedTime(_toldAt, now).TotalMilliseconds < EventsEveryMs)
            return;
        var withPictures = _picturesAreUrgent || Stopwatch.GetElapsedTime(_pictured, now).TotalMilliseconds >= PicturesEveryMs;
        if (!withPictures && !_isUrgent)
            return;
        _toldAt = now;
        Spread();
        _isUrgent = false;
        var allTold = true;
        if (withPictures)
        {
            _pictured = now;
            _picturesAreUrgent = false;
            _pictures.Clear();
        }

        foreach (var tab in _tabs.Values)
            allTold &= WriteTo(tab, withPictures);
        _isUrgent |= !allTold;
        _isWaiting = !allTold || !withPictures;
    }

    /// <summary>Hands what was marked for all to each.</summary>
    private void Spread()
    {
        foreach (var tab in _tabs.Values)
        {
            if (tab.SeesMarket)
                tab.OnMarket(_stale, _defined);
        }

        _stale.Clear();
        _defined.Clear();
        foreach (var (id, feed) in _books)
        {
            if (feed.Changed.Count == 0)
                continue;
            foreach (var tab in feed.Tabs)
                tab.Books[id].OnChanged(feed.Changed);
            feed.Changed.Clear();
        }

        foreach (var feed in _owners.Values)
        {
            if (feed.Changed.Count == 0)
                continue;
            foreach (var tab in feed.Tabs)
                tab.OnOwn(feed.Changed, feed.Fills, feed.LostFills);
            feed.Changed.Clear();
            feed.Fills.Clear();
            feed.LostFills = false;
        }
    }

    /// <summary>False where it has not taken its last message yet.</summary>
    private bool WriteTo(DashboardTab tab, bool withPictures)
    {
        if (tab.Connection.IsBinaryWaiting)
        {
            _isWaiting = true;
            return false;
        }

        tab.Write(_frames, views, withPictures, _pictures);
        if (_frames.IsEmpty)
            return true;
        tab.Connection.QueueBinary(_frames.Take());
        tab.Connection.Signal(here: false);
        return true;
    }

    private void AddMarket(DashboardTab tab)
    {
        if (!tab.SeesMarket)
            _marketTabs++;
        tab.ShowMarket(show: true, views);
    }

    private void RemoveMarket(DashboardTab tab)
    {
        if (tab.SeesMarket)
            _marketTabs--;
        tab.ShowMarket(show: false, views);
    }

    private void AddBook(DashboardTab tab, InstrumentId id)
    {
        RemoveBook(tab, id);
        if (!_books.TryGetValue(id, out var feed))
        {
            _books.Add(id, feed = new BookFeed(views.Find(id)!));
            feed.View.Book.Track(begins: true);
        }

        feed.Tabs.Add(tab);
        tab.Books.Add(id, new BookWatch(feed.View));
    }

    private void RemoveBook(DashboardTab tab, InstrumentId id)
    {
        if (!tab.Books.Remove(id) || !_books.TryGetValue(id, out var feed))
            return;
        feed.Tabs.Remove(tab);
        if (feed.Tabs.Count > 0)
            return;
        feed.View.Book.Track(begins: false);
        _books.Remove(id);
    }

    private void AddOwner(DashboardTab tab, OwnerId owner)
    {
        RemoveOwner(tab);
        if (!_owners.TryGetValue(owner, out var feed))
            _owners.Add(owner, feed = new OwnFeed());
        feed.Tabs.Add(tab);
        tab.ShowOwn(owner);
    }

    private void RemoveOwner(DashboardTab tab)
    {
        if (_owners.TryGetValue(tab.Owner, out var feed))
        {
            feed.Tabs.Remove(tab);
            if (feed.Tabs.Count == 0)
                _owners.Remove(tab.Owner);
        }

        tab.ShowOwn(default);
    }

    private sealed class BookFeed(InstrumentView view)
    {
        public InstrumentView View => view;

        public List<DashboardTab> Tabs { get; } = [];

        public HashSet<(Side Side, Price Price)> Changed { get; } = [];

        public bool IsTouched { get; set; }
    }

    private sealed class OwnFeed
    {
        public List<DashboardTab> Tabs { get; } = [];

        public HashSet<long> Changed { get; } = [];

        public List<OwnFill> Fills { get; } = [];

        public bool LostFills { get; set; }
    }
}
