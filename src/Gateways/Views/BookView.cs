using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>
/// One instrument's book, by order and by price, built from events alone. While somebody tracks it, it also lists the prices that each
/// command changed. Owned by the fan-out thread.
/// </summary>
internal sealed class BookView
{
    private readonly List<(Side Side, Price Price)> _changed = [];
    private readonly List<LevelChange> _changes = [];
    private long _changesSequence;
    private int _trackers;

    public BookSide Bids { get; } = new(Side.Buy);

    public BookSide Asks { get; } = new(Side.Sell);

    public BookSide Of(Side side) => side == Side.Buy ? Bids : Asks;

    /// <summary>Puts an order at the end of its level.</summary>
    public void Add(OrderState order, Quantity shown)
    {
        var side = Of(order.Picture.Side);
        var level = side.FindOrAdd(order.Picture.Price);
        order.Shown = shown;
        level.Append(order);
        side.Tally(shown.Units, 1);
        Touch(level);
    }

    /// <summary>Takes an order out; nothing where it is in no book.</summary>
    public void Remove(OrderState order)
    {
        if (order.Level is not { } level)
            return;
        var side = Of(level.Side);
        level.Remove(order);
        side.Tally(-order.Shown.Units, -1);
        order.Shown = Quantity.Zero;
        Touch(level);
        if (level.Orders == 0)
            side.Drop(level);
    }

    /// <summary>The book shows another quantity of an order that keeps its place.</summary>
    public void Show(OrderState order, Quantity shown)
    {
        if (order.Level is not { } level)
            return;
        level.Quantity += shown - order.Shown;
        Of(level.Side).Tally(shown.Units - order.Shown.Units, 0);
        order.Shown = shown;
        Touch(level);
    }

    /// <summary>One more, or one less, wants to know which prices change. Between two commands.</summary>
    public void Track(bool begins)
    {
        _trackers += begins ? 1 : -1;
        if (_trackers == 0)
            Changes(0);
    }

    /// <summary>
    /// The prices that changed during the command that has just ended, each with what it shows now. Asked again for the same sequence it gives
    /// the same list.
    /// </summary>
    public List<LevelChange> Changes(long sequence)
    {
        if (sequence == _changesSequence && sequence != 0)
            return _changes;
        _changesSequence = sequence;
        _changes.Clear();
        foreach (var (side, price) in _changed)
        {
            // A level that came, went and came again is listed twice; the second mention says the same.
            var level = Of(side).Find(price);
            if (level is not null)
                level.IsChanged = false;
            _changes.Add(new LevelChange(side, price, level?.Quantity ?? Quantity.Zero, level?.Orders ?? 0));
        }

        _changed.Clear();
        return _changes;
    }

    private void Touch(Level level)
    {
        if (_trackers == 0 || level.IsChanged)
            return;
        level.IsChanged = true;
        _changed.Add((level.Side, level.Price));
    }
}
