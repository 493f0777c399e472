using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Export;

/// <summary>
/// What a connection has to say of one symbol while an earlier one still tells of it: the book as it stands, the trades of the last seconds, and whatever else was told. Single-threaded.
/// </summary>
internal sealed class HeldEvents
{
    /// <summary>How far two connections of one venue are apart at most: a trade comes over both within this.</summary>
    public const long OverlapNs = 10_000_000_000;

    private readonly Dictionary<(Side Side, long Price), FeedEvent> _levels = [];
    private readonly Queue<FeedEvent> _trades = [];
    private readonly List<FeedEvent> _others = [];
    private FeedEvent _cleared;
    private FeedEvent _newest;
    private FeedEvent _state;

    /// <summary>The book may be believed.</summary>
    public bool IsTrusted => _state.State == BookTrust.Trusted;

    /// <summary>
    /// Whether a trade was told by the connection before, or came before one that was: by its number; where the venue has none by its time, and where that is the same too, only if it is alike.
    /// </summary>
    /// <param name="trade">The trade.</param>
    /// <param name="last">The last that the connection before has told; no kind where it told none.</param>
    public static bool WasTold(in FeedEvent trade, in FeedEvent last)
    {
        if (last.Kind != FeedEventKind.Trade)
            return false;
        if (trade.TradeId != 0 && last.TradeId != 0)
            return trade.TradeId <= last.TradeId;
        if (trade.EventTime != last.EventTime)
            return trade.EventTime < last.EventTime;
        return trade.Price == last.Price && trade.Quantity == last.Quantity && trade.Side == last.Side;
    }

    /// <summary>Takes the events of one frame.</summary>
    public void Take(ReadOnlySpan<FeedEvent> frame)
    {
        foreach (ref readonly var one in frame)
        {
            switch (one.Kind)
            {
                case FeedEventKind.BookCleared:
                    _levels.Clear();
                    (_cleared, _newest) = (one, one);
                    break;
                case FeedEventKind.Level:
                    if (one.Quantity.Units == 0)
                        _levels.Remove((one.Side, one.Price.Units));
                    else
                        _levels[(one.Side, one.Price.Units)] = one;
                    _newest = one;
                    break;
                case FeedEventKind.Trade:
                    _trades.Enqueue(one);
                    break;
                case FeedEventKind.BookStateChanged:
                    _state = one;
                    break;
                default:
                    _others.Add(one);
                    break;
            }
        }

        while (_trades.TryPeek(out var oldest) && frame[^1].ReceiveTime.Nanoseconds - oldest.ReceiveTime.Nanoseconds > OverlapNs)
            _trades.Dequeue();
    }

    /// <summary>All of it as one frame: the book as a snapshot with time and number of its last update.</summary>
    /// <param name="now">When it begins to count: the receive time of all.</param>
    /// <param name="last">The last trade that the connection before has told, no kind where it told none; null tells no trade that came before now.</param>
    public FeedEvent[] Release(Timestamp now, FeedEvent? last)
    {
        var frame = new List<FeedEvent>(_others);
        if (last is { } told)
            frame.AddRange(_trades.Where(trade => !WasTold(trade, told)));
        if (_cleared.Kind == FeedEventKind.BookCleared)
        {
            var book = _levels.Values.OrderBy(level => level.Side).ThenBy(level => level.Side == Side.Buy ? -level.Price.Units : level.Price.Units);
            frame.AddRange(book.Prepend(_cleared).Select(one => one with { EventTime = _newest.EventTime, Sequence = _newest.Sequence, Flags = FeedEventFlags.Snapshot }));
        }

        if (_state.Kind == FeedEventKind.BookStateChanged)
            frame.Add(_state);
        var all = frame.ToArray();
        foreach (ref var one in all.AsSpan())
        {
            one.ReceiveTime = now;
            one.Flags &= ~(FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame);
        }

        return all;
    }
}
