using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams;

/// <summary>
/// What one connection has waiting: a queue of messages and the subscriptions in which something gathered. The fan-out thread puts in, the
/// connection's sender takes out; both hold the gate only for moments. Whoever puts in sees to the sender afterwards. Bounded: beyond its limit the connection is condemned, not the exchange slowed.
/// </summary>
internal sealed class StreamConnection(StreamOptions options)
{
    private readonly Lock _gate = new();
    private readonly Outbox _outbox = new();
    private readonly Queue<Subscription> _dirty = new();
    private int _queuedTrades;
    private int _queuedOrders;
    private int _queuedBookOrders;
    private int _queuedBalances;
    private int _queuedMargin;
    private volatile string? _condemned;
    private volatile bool _isClosed;
    private volatile bool _isBinaryWaiting;

    /// <summary>Who it is; null before authentication. Set once, before the first private subscription.</summary>
    public ApiKey? Key { get; set; }

    /// <summary>Why it must be closed; null while it may live. Any thread.</summary>
    public string? Condemned => _condemned;

    /// <summary>Who sends; set before anything is put in.</summary>
    public StreamSender? Sender { get; set; }

    /// <summary>True once <see cref="Close"/> was called: what is there by then is still sent.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>A binary message is waiting, or on its way; the next one is made when it is not.</summary>
    public bool IsBinaryWaiting => _isBinaryWaiting;

    /// <summary>There may be something to send. Any thread; never waits.</summary>
    /// <param name="here">True: it is written on this thread as far as the socket takes it. False: on the pool.</param>
    public void Signal(bool here) => Sender?.Send(here);

    /// <summary>The sender shall end.</summary>
    public void Close()
    {
        _isClosed = true;
        Signal(here: false);
    }

    /// <summary>The connection must go; the first reason counts.</summary>
    public void Condemn(string reason)
    {
        Interlocked.CompareExchange(ref _condemned, reason, null);
        Signal(here: false);
    }

    /// <summary>Queues an event's message.</summary>
    public void Queue(OutboxKind kind, in ExchangeEvent e, Instrument? instrument, Text36 clientOrderId)
    {
        lock (_gate)
        {
            if (!TryCount(ref (kind == OutboxKind.Trade ? ref _queuedTrades : ref _queuedOrders), kind == OutboxKind.Trade ? "slow consumer: trades" : "slow consumer: orders"))
                return;
            ref var item = ref _outbox.Add();
            item.Kind = kind;
            item.Instrument = instrument;
            item.Payload = null;
            item.ClientOrderId = clientOrderId;
            item.Event = e;
        }
    }

    /// <summary>Queues a change of the book by order.</summary>
    public void Queue(in BookOrderChange change, in ExchangeEvent e, Instrument instrument)
    {
        lock (_gate)
        {
            if (!TryCount(ref _queuedBookOrders, "slow consumer: book_orders"))
                return;
            ref var item = ref _outbox.Add();
            item.Kind = OutboxKind.BookOrder;
            item.Instrument = instrument;
            item.Payload = null;
            item.Event = e;
            item.Change = change;
        }
    }

    /// <summary>Queues an event of the owner's account.</summary>
    public void Queue(in ExchangeEvent e)
    {
        lock (_gate)
        {
            if (!TryCount(ref _queuedBalances, "slow consumer: balances"))
                return;
            ref var item = ref _outbox.Add();
            item.Kind = OutboxKind.Balance;
            item.Instrument = null;
            item.Payload = null;
            item.Event = e;
        }
    }

    /// <summary>Queues an event of contracts with a picture of what it is about.</summary>
    public void Queue(OutboxKind kind, in ExchangeEvent e, object? picture)
    {
        lock (_gate)
        {
            if (!TryCount(ref _queuedMargin, kind == OutboxKind.Mark ? "slow consumer: mark" : "slow consumer: positions"))
                return;
            ref var item = ref _outbox.Add();
            item.Kind = kind;
            item.Instrument = null;
            item.Payload = picture;
            item.Event = e;
        }
    }

    /// <summary>Queues an answer or a ready text. Bounded by the rate of requests and the time a send may take.</summary>
    public void Queue(OutboxKind kind, object payload)
    {
        lock (_gate)
        {
            ref var item = ref _outbox.Add();
            item.Kind = kind;
            item.Instrument = null;
            item.Payload = payload;
        }
    }

    /// <summary>Queues a binary message; only while <see cref="IsBinaryWaiting"/> is false, so that there is at most one.</summary>
    public void QueueBinary(byte[] frames)
    {
        _isBinaryWaiting = true;
        Queue(OutboxKind.Binary, frames);
    }

    /// <summary>The socket has taken the binary message. The sender only.</summary>
    public void OnBinarySent() => _isBinaryWaiting = false;

    /// <summary>Merges a command's changes into what the subscription has not sent yet.</summary>
    public void Merge(BookSubscription subscription, List<LevelChange> changes, long sequence, Timestamp time)
    {
        lock (_gate)
        {
            foreach (var change in changes)
                subscription.Changes[BookSubscription.Key(in change)] = change.Quantity.Units;
            subscription.Sequence = sequence;
            subscription.Time = time;
            MarkDirty(subscription);
        }
    }

    /// <summary>A snapshot replaces whatever the subscription had gathered.</summary>
    public void Restart(BookSubscription subscription, BookPicture snapshot)
    {
        lock (_gate)
        {
            subscription.Snapshot = snapshot;
            subscription.Changes.Clear();
            MarkDirty(subscription);
        }
    }

    public void Replace(DepthSubscription subscription, BookPicture picture)
    {
        lock (_gate)
        {
            subscription.Latest = picture;
            MarkDirty(subscription);
        }
    }

    public void Replace(TickerSubscription subscription, TickerPicture picture)
    {
        lock (_gate)
        {
            subscription.Latest = picture;
            MarkDirty(subscription);
        }
    }

    public void Replace(ImbalanceSubscription subscription, ImbalancePicture picture)
    {
        lock (_gate)
        {
            subscription.Latest = picture;
            MarkDirty(subscription);
        }
    }

    public void Replace(CandlesSubscription subscription, CandlesPicture picture)
    {
        lock (_gate)
        {
            subscription.Latest = picture;
            MarkDirty(subscription);
        }
    }

    /// <summary>Where the next picture of the candles must begin, so that none ends unseen.</summary>
    public Timestamp SentFrom(CandlesSubscription subscription)
    {
        lock (_gate)
            return subscription.SentFrom;
    }

    /// <summary>As Replace, where the levels differ from the last ones.</summary>
    public bool ReplaceIfChanged(DepthSubscription subscription, BookPicture picture)
    {
        if (subscription.Latest is { } last && last.Bids.AsSpan().SequenceEqual(picture.Bids) && last.Asks.AsSpan().SequenceEqual(picture.Asks))
            return false;
        Replace(subscription, picture);
        return true;
    }

    /// <summary>Takes the queue: how many messages <see cref="Taken"/> gives until the next call. The sender only.</summary>
    public int TakeQueue()
    {
        lock (_gate)
        {
            _queuedTrades = 0;
            _queuedOrders = 0;
            _queuedBookOrders = 0;
            _queuedBalances = 0;
            _queuedMargin = 0;
            return _outbox.TakeAll().Length;
        }
    }

    public ref OutboxItem Taken(int index) => ref _outbox.Taken(index);

    /// <summary>Takes the next subscription with something to send, and what that is. The sender only.</summary>
    public bool TryTakeDirty(out Subscription subscription, ref Gathered gathered)
    {
        lock (_gate)
        {
            if (!_dirty.TryDequeue(out subscription!))
                return false;
            subscription.IsDirty = false;
            gathered.Take(subscription);
            return true;
        }
    }

    private bool TryCount(ref int queued, string slowness)
    {
        if (_condemned is not null)
            return false;
        if (queued >= options.MaxQueued)
        {
            _condemned = slowness;
            return false;
        }

        queued++;
        return true;
    }

    private void MarkDirty(Subscription subscription)
    {
        if (subscription.IsDirty)
            return;
        subscription.IsDirty = true;
        _dirty.Enqueue(subscription);
    }

    /// <summary>What was taken out of a subscription under the gate, to be written outside it.</summary>
    public struct Gathered
    {
        private Dictionary<long, long>? _changes;

        public BookPicture? Snapshot { get; private set; }

        public BookPicture? Depth { get; private set; }

        public TickerPicture? Ticker { get; private set; }

        public ImbalancePicture? Imbalance { get; private set; }

        public CandlesPicture? Candles { get; private set; }

        public long Sequence { get; private set; }

        public Timestamp Time { get; private set; }

        public readonly Dictionary<long, long> Changes => _changes!;

        public void Take(Subscription subscription)
        {
            Snapshot = null;
            switch (subscription)
            {
                case BookSubscription book:
                    _changes ??= [];
                    _changes.Clear();
                    (_changes, book.Changes) = (book.Changes, _changes);
                    Snapshot = book.Snapshot;
                    book.Snapshot = null;
                    Sequence = book.Sequence;
                    Time = book.Time;
                    break;
                case DepthSubscription depth:
                    Depth = depth.Latest;
                    break;
                case TickerSubscription ticker:
                    Ticker = ticker.Latest;
                    break;
                case ImbalanceSubscription imbalance:
                    Imbalance = imbalance.Latest;
                    break;
                case CandlesSubscription candles:
                    Candles = candles.Latest;
                    if (candles.Latest is { Candles: [.., var newest] })
                        candles.SentFrom = newest.Start;
                    break;
            }
        }
    }
}
