using Rialto.Model.Feeds;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

internal enum NoticeKind : byte
{
    Order,
    Fill,
    Position,
}

/// <summary>Something to tell a strategy once the work at hand is done.</summary>
internal struct Notice
{
    public NoticeKind Kind;
    public StrategySlot Slot;
    public ListingId Listing;
    public StrategyOrder Order;
    public StrategyFill Fill;
}

/// <summary>Notices in the order in which they came. Grows while it warms up.</summary>
internal sealed class NoticeQueue
{
    private Notice[] _notices = new Notice[256];
    private int _first;
    private int _count;

    public int Count => _count;

    public ref Notice Add()
    {
        if (_count == _notices.Length)
            Grow();
        return ref _notices[(_first + _count++) & (_notices.Length - 1)];
    }

    public Notice Take()
    {
        var notice = _notices[_first];
        _first = (_first + 1) & (_notices.Length - 1);
        _count--;
        return notice;
    }

    private void Grow()
    {
        var wider = new Notice[_notices.Length * 2];
        for (var i = 0; i < _count; i++)
            wider[i] = _notices[(_first + i) & (_notices.Length - 1)];
        (_notices, _first) = (wider, 0);
    }
}
