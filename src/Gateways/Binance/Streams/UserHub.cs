using System.Buffers;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>User data streams: gives each event of an owner's orders and balances to the connections that asked for them. Owned by the fan-out thread.</summary>
/// <param name="views">What is told of.</param>
/// <param name="symbolOf">The symbol of an instrument, null where it has none and its orders are not told of.</param>
/// <param name="toSignal">Gets connections that have something to send.</param>
internal sealed class UserHub(ExchangeViews views, Func<Instrument, string?> symbolOf, HashSet<BinanceSocket> toSignal)
{
    private readonly Dictionary<OwnerId, Feed> _feeds = [];
    private readonly List<Feed> _changed = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(2_048);
    private Timestamp _time;

    /// <summary>Nobody reads anything.</summary>
    public bool IsEmpty => _feeds.Count == 0;

    /// <summary>Begins a stream. Between two commands.</summary>
    public void Add(UserReader reader)
    {
        if (!_feeds.TryGetValue(reader.Owner, out var feed))
            _feeds.Add(reader.Owner, feed = new Feed());
        feed.Readers.Add(reader);
    }

    /// <summary>Ends a stream; nothing where it has ended already. Between two commands.</summary>
    public bool Remove(UserReader reader)
    {
        if (!_feeds.TryGetValue(reader.Owner, out var feed) || !feed.Readers.Remove(reader))
            return false;
        if (feed.Readers.Count == 0)
            _feeds.Remove(reader.Owner);
        return true;
    }

    /// <summary>Ends a stream and tells its reader so. Between two commands.</summary>
    public void Terminate(UserReader reader, Timestamp now)
    {
        if (!Remove(reader))
            return;
        var json = Begin();
        UserText.WriteTerminated(json, now, reader.Socket.IsMicroseconds);
        json.Flush();
        Put(reader);
    }

    /// <summary>The keys that streams were opened with. Between two commands.</summary>
    public IReadOnlyList<ApiKey> Keys() => [.. _feeds.Values.SelectMany(feed => feed.Readers).Select(reader => reader.Key).Distinct()];

    /// <summary>Keys are not valid any more: the streams opened with them end. Between two commands.</summary>
    public void Revoke(IReadOnlyCollection<ApiKey> keys, Timestamp now)
    {
        foreach (var reader in _feeds.Values.SelectMany(feed => feed.Readers).Where(reader => keys.Contains(reader.Key)).ToArray())
            Terminate(reader, now);
    }

    /// <summary>A listenKey is not valid any more: tells the streams opened with it, and ends them. Between two commands.</summary>
    public void ExpireListenKey(OwnerId owner, string listenKey, Timestamp now)
    {
        if (!_feeds.TryGetValue(owner, out var feed))
            return;
        foreach (var reader in feed.Readers.Where(reader => reader.ListenKey == listenKey).ToArray())
        {
            Remove(reader);
            var json = Begin();
            UserText.WriteListenKeyExpired(json, listenKey, now, reader.Socket.IsMicroseconds);
            json.Flush();
            Put(reader);
        }
    }

    /// <summary>One event, after the views have taken it in.</summary>
    public void On(in ExchangeEvent e)
    {
        _time = e.Time;
        switch (e.Kind)
        {
            case EventKind.Trade:
                TellOrder(in e, e.Owner, e.OrderId, isMaker: false);
                TellOrder(in e, e.MakerOwner, e.MakerOrderId, isMaker: true);
                break;
            case EventKind.OrderAccepted or EventKind.OrderReduced or EventKind.OrderReplaced or EventKind.OrderCanceled or EventKind.OrderTriggered:
                TellOrder(in e, e.Owner.Value != 0 ? e.Owner : views.Orders.Find(e.OrderId)?.Picture.Owner ?? default, e.OrderId, isMaker: false);
                break;
            case EventKind.BalanceChanged:
                Gather(in e);
                break;
            case EventKind.Deposited:
                TellMovement(in e, e.Owner, e.Amount.Units);
                break;
            case EventKind.Withdrawn:
                TellMovement(in e, e.Owner, -e.Amount.Units);
                break;
            case EventKind.Transferred:
                TellMovement(in e, e.Owner, -e.Amount.Units);
                TellMovement(in e, e.To, e.Amount.Units);
                break;
        }
    }

    /// <summary>The command whose events came is done: balances that it changed go out together.</summary>
    public void OnCommandEnd()
    {
        foreach (var feed in _changed)
        {
            foreach (var reader in feed.Readers)
            {
                var json = Begin();
                UserText.WritePosition(json, feed.Balances, views.Accounts, _time, reader.Socket.IsMicroseconds);
                json.Flush();
                Put(reader);
            }

            feed.Balances.Clear();
        }

        _changed.Clear();
    }

    private void TellOrder(in ExchangeEvent e, OwnerId owner, OrderId order, bool isMaker)
    {
        if (!_feeds.TryGetValue(owner, out var feed) || views.Orders.Find(order) is not { } state || symbolOf(state.Picture.Instrument) is not { } symbol)
            return;
        foreach (var reader in feed.Readers)
        {
            var json = Begin();
            ExecutionText.Write(json, in e, state, symbol, views.Accounts, isMaker, reader.Socket.IsMicroseconds);
            json.Flush();
            Put(reader);
        }
    }

    private void TellMovement(in ExchangeEvent e, OwnerId owner, long amount)
    {
        if (!_feeds.TryGetValue(owner, out var feed) || views.Accounts.Find(e.Asset) is not { } asset)
            return;
        foreach (var reader in feed.Readers)
        {
            var json = Begin();
            UserText.WriteMovement(json, asset, amount, e.Time, reader.Socket.IsMicroseconds);
            json.Flush();
            Put(reader);
        }
    }

    private void Gather(in ExchangeEvent e)
    {
        if (!_feeds.TryGetValue(e.Owner, out var feed))
            return;
        if (feed.Balances.Count == 0)
            _changed.Add(feed);
        feed.Balances.Add(new BalancePicture(e.Asset, e.Total, e.Reserved));
    }

    private void Put(UserReader reader)
    {
        reader.Put(_buffer.WrittenSpan);
        toSignal.Add(reader.Socket);
    }

    // What a fault left in the buffer goes into no other message.
    private Utf8JsonWriter Begin()
    {
        _buffer.ResetWrittenCount();
        return JsonText.On(_buffer);
    }

    private sealed class Feed
    {
        public List<UserReader> Readers { get; } = [];

        /// <summary>What the command that is on has changed.</summary>
        public List<BalancePicture> Balances { get; } = [];
    }
}
