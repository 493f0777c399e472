using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Trading.Queues;

/// <summary>
/// One listing's book order by order, as it plausibly is, rebuilt from a feed that shows only levels and trades. A trade must be told before, or with, the level that it changes; one that is
/// told later is taken back after a while. A function of its events. Single-threaded; allocates when there are more levels, or longer queues, than before.
/// </summary>
public sealed class QueueBook
{
    private readonly Dictionary<long, LevelQueue> _bids = [];
    private readonly Dictionary<long, LevelQueue> _asks = [];
    private readonly Stack<LevelQueue> _spare = [];
    private readonly Queue<(long Time, Side Side, long Price)> _waiting = [];
    private readonly CancelLaw _law;
    private readonly long _pendingNs;

    /// <summary>Makes an empty book.</summary>
    /// <param name="law">How cancelled quantities are laid on orders.</param>
    /// <param name="pendingNs">A trade that its level did not show after so long is taken back.</param>
    public QueueBook(CancelLaw law = CancelLaw.NewestOfSize, long pendingNs = 1_000_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pendingNs);
        _law = law;
        _pendingNs = pendingNs;
    }

    /// <summary>Trades that no level ever showed, and that were taken back.</summary>
    public long TakenBack { get; private set; }

    /// <summary>The queue at a price; none where nothing rests.</summary>
    public LevelQueue? At(Side side, Price price) => Levels(side).GetValueOrDefault(price.Units);

    /// <summary>True where a level is shown that is worse than a price: what a feed cuts off from its depth is beyond the worst one. Looks at levels until it finds one.</summary>
    public bool ShowsBeyond(Side side, Price price)
    {
        foreach (var (level, _) in Levels(side))
        {
            if (side == Side.Buy ? level < price.Units : level > price.Units)
                return true;
        }

        return false;
    }

    /// <summary>Applies one event of the listing: Level, Trade and BookCleared count.</summary>
    public void Apply(in FeedEvent told)
    {
        Expire(told.ReceiveTime.Nanoseconds);
        switch (told.Kind)
        {
            case FeedEventKind.Level:
                Show(told.Side, told.Price.Units, told.Quantity.Units);
                break;
            case FeedEventKind.Trade:
                // Who came to buy took from the asks.
                Trade(told.Side == Side.Buy ? Side.Sell : Side.Buy, told.Price.Units, told.Quantity.Units, told.ReceiveTime.Nanoseconds);
                break;
            case FeedEventKind.BookCleared:
                Clear(_bids);
                Clear(_asks);
                _waiting.Clear();
                break;
        }
    }

    private Dictionary<long, LevelQueue> Levels(Side side) => side == Side.Buy ? _bids : _asks;

    private void Show(Side side, long price, long quantity)
    {
        var levels = Levels(side);
        if (!levels.TryGetValue(price, out var queue))
        {
            if (quantity <= 0)
                return;
            if (!_spare.TryPop(out queue))
                queue = new LevelQueue();
            levels.Add(price, queue);
        }

        queue.Show(Math.Max(0, quantity), _law);
        if (quantity > 0)
            return;
        levels.Remove(price);
        _spare.Push(queue);
    }

    private void Trade(Side resting, long price, long quantity, long time)
    {
        if (!Levels(resting).TryGetValue(price, out var queue))
            return;
        var before = queue.Pending;
        queue.Trade(quantity, time);
        if (before == 0 && queue.Pending > 0)
            _waiting.Enqueue((time, resting, price));
    }

    private void Expire(long now)
    {
        while (_waiting.TryPeek(out var first) && now - first.Time > _pendingNs)
        {
            _waiting.Dequeue();
            if (Levels(first.Side).TryGetValue(first.Price, out var queue) && queue.Pending > 0 && queue.PendingSince == first.Time)
            {
                TakenBack++;
                queue.Settle();
            }
        }
    }

    private void Clear(Dictionary<long, LevelQueue> levels)
    {
        foreach (var queue in levels.Values)
        {
            queue.Show(0, _law);
            _spare.Push(queue);
        }

        levels.Clear();
    }
}
