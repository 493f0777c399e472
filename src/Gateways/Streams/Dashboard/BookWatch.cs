using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams.Dashboard;

/// <summary>One instrument's book and trades as one connection sees them: which levels it has not been told of. Owned by the fan-out thread.</summary>
internal sealed class BookWatch(InstrumentView view)
{
    private readonly HashSet<(Side Side, Price Price)> _changed = [];
    private LevelShown[] _levels = [];

    public InstrumentView View => view;

    /// <summary>The whole book is to be sent next.</summary>
    public bool NeedsSnapshot { get; set; } = true;

    /// <summary>Sequence of the last frame.</summary>
    public long SentSequence { get; set; }

    /// <summary>The last trade it was told of; null where it was told of none yet, zero where there was none to tell.</summary>
    public TradeId? LastTrade { get; set; }

    public bool HasChanges => _changed.Count > 0;

    public void OnChanged(HashSet<(Side Side, Price Price)> changed)
    {
        if (!NeedsSnapshot)
            _changed.UnionWith(changed);
    }

    /// <summary>Every level, each side from the best on. Valid until the next call.</summary>
    public ReadOnlySpan<LevelShown> Whole(out int bids)
    {
        _changed.Clear();
        bids = view.Book.Bids.Count;
        var levels = Room(bids + view.Book.Asks.Count);
        var next = 0;
        foreach (var side in (ReadOnlySpan<BookSide>)[view.Book.Bids, view.Book.Asks])
        {
            for (var rank = 0; rank < side.Count; rank++)
                levels[next++] = Shown(side[rank]);
        }

        return levels;
    }

    /// <summary>What the changed levels show now; bids falling, asks rising. Valid until the next call.</summary>
    public ReadOnlySpan<LevelShown> TakeChanges(out int bids)
    {
        var levels = Room(_changed.Count);
        var next = 0;
        foreach (var (side, price) in _changed)
            levels[next++] = view.Book.Of(side).Find(price) is { } level ? Shown(level) : new LevelShown(side, price, Quantity.Zero, 0);
        _changed.Clear();
        levels.Sort(static (one, other) => one.Side != other.Side
            ? one.Side.CompareTo(other.Side)
            : one.Side == Side.Buy ? other.Price.CompareTo(one.Price) : one.Price.CompareTo(other.Price));
        bids = 0;
        while (bids < levels.Length && levels[bids].Side == Side.Buy)
            bids++;
        return levels;
    }

    private static LevelShown Shown(Level level) => new(level.Side, level.Price, level.Quantity, level.Orders);

    private Span<LevelShown> Room(int count)
    {
        if (_levels.Length < count)
            _levels = new LevelShown[count * 2];
        return _levels.AsSpan(0, count);
    }
}
