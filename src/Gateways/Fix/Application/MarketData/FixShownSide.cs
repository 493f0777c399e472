using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Fix.Application.MarketData;

/// <summary>
/// What a subscriber has been told of one side of a book, so that an update can say whether a level is new, changed or gone: of a whole book its prices, of the best levels these levels themselves,
/// since one that falls out of the window is gone for him, too. The fan-out thread.
/// </summary>
internal sealed class FixShownSide(Side side, int depth)
{
    private readonly HashSet<long> _prices = [];
    private List<LevelChange> _shown = [];
    private List<LevelChange> _now = [];

    /// <summary>Begins anew: the book as it stands, as entries.</summary>
    public void Begin(BookSide book, List<FixMarketEntry> entries)
    {
        _prices.Clear();
        Take(book, _shown);
        foreach (var level in _shown)
        {
            entries.Add(FixMarketEntry.Level(FixMarketEntry.New, side, level.Price, level.Quantity, level.Orders));
            _prices.Add(level.Price.Units);
        }

        if (depth == 0)
            _shown.Clear();
    }

    /// <summary>What a command changed of it.</summary>
    public void Update(BookSide book, List<LevelChange> changes, List<FixMarketEntry> entries)
    {
        if (depth == 0)
            UpdateWhole(changes, entries);
        else
            UpdateBest(book, entries);
    }

    private void UpdateWhole(List<LevelChange> changes, List<FixMarketEntry> entries)
    {
        foreach (var change in changes)
        {
            if (change.Side != side)
                continue;
            if (!change.Quantity.IsZero)
                entries.Add(FixMarketEntry.Level(_prices.Add(change.Price.Units) ? FixMarketEntry.New : FixMarketEntry.Change, side, change.Price, change.Quantity, change.Orders));
            else if (_prices.Remove(change.Price.Units))
                entries.Add(FixMarketEntry.Level(FixMarketEntry.Delete, side, change.Price, Quantity.Zero, 0));
        }
    }

    private void UpdateBest(BookSide book, List<FixMarketEntry> entries)
    {
        Take(book, _now);
        var (old, now) = (0, 0);
        while (old < _shown.Count || now < _now.Count)
        {
            var isGone = now == _now.Count || (old < _shown.Count && IsBetter(_shown[old].Price, _now[now].Price));
            if (isGone)
            {
                entries.Add(FixMarketEntry.Level(FixMarketEntry.Delete, side, _shown[old++].Price, Quantity.Zero, 0));
                continue;
            }

            var level = _now[now++];
            var isNew = old == _shown.Count || _shown[old].Price != level.Price;
            if (isNew || _shown[old] != level)
                entries.Add(FixMarketEntry.Level(isNew ? FixMarketEntry.New : FixMarketEntry.Change, side, level.Price, level.Quantity, level.Orders));
            if (!isNew)
                old++;
        }

        (_shown, _now) = (_now, _shown);
    }

    private void Take(BookSide book, List<LevelChange> into)
    {
        into.Clear();
        var count = depth == 0 ? book.Count : Math.Min(depth, book.Count);
        for (var rank = 0; rank < count; rank++)
        {
            var level = book[rank];
            into.Add(new LevelChange(side, level.Price, level.Quantity, level.Orders));
        }
    }

    private bool IsBetter(Price one, Price other) => side == Side.Buy ? one > other : one < other;
}
