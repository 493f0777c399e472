using Rialto.Runtime.Memory;

namespace Rialto.Trading.Queues;

/// <summary>An order as the model thinks it is: its number within the level, rising with the time of entry, and what is left of it.</summary>
public readonly record struct QueuedOrder(long Number, long Quantity);

/// <summary>
/// The orders of one price level as they plausibly stand, the first at the head: rebuilt from what the level holds in all and from trades. docs/reference/queues.md is the model.
/// <code>
///   trades take here -> [ 3 ][ 10 ][ 1 ][ 5 ] &lt;- what is added comes here;  cancels: by the law
/// </code>
/// Single-threaded; allocates only when a queue is longer than any before.
/// </summary>
public sealed class LevelQueue
{
    /// <summary>Most orders; what is added beyond goes to the last one.</summary>
    public const int OrdersMax = 65_536;

    private long[] _numbers = new long[8];
    private long[] _quantities = new long[8];
    private int _head;
    private int _tail;
    private long _nextNumber = 1;

    /// <summary>What the level holds, as last told.</summary>
    public long Shown { get; private set; }

    /// <summary>Traded, and not yet gone from what is shown.</summary>
    public long Pending { get; private set; }

    /// <summary>When what is pending began to be; of no meaning where nothing is.</summary>
    public long PendingSince { get; private set; }

    /// <summary>Number of orders.</summary>
    public int Count => _tail - _head;

    /// <summary>The number that the next order gets: orders with lower ones are ahead of whoever enters now.</summary>
    public long NextNumber => _nextNumber;

    /// <summary>The order at a place, 0 at the head.</summary>
    public QueuedOrder this[int place]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)Count, nameof(place));
            return new QueuedOrder(_numbers[_head + place], _quantities[_head + place]);
        }
    }

    /// <summary>What stands ahead of an order that entered when <see cref="NextNumber"/> was this.</summary>
    public long QuantityAhead(long number)
    {
        var ahead = 0L;
        for (var i = _head; i < _tail && _numbers[i] < number; i++)
            ahead += _quantities[i];
        return ahead;
    }

    /// <summary>How many orders stand ahead of it.</summary>
    public int OrdersAhead(long number)
    {
        var i = _head;
        while (i < _tail && _numbers[i] < number)
            i++;
        return i - _head;
    }

    /// <summary>A trade took so much from the resting orders of this level: from the head, at once.</summary>
    /// <param name="quantity">How much.</param>
    /// <param name="time">When, in ns.</param>
    public void Trade(long quantity, long time)
    {
        // What trades beyond what is shown was hidden, or is of orders not yet told: nobody in the queue loses it.
        var taken = Math.Min(quantity, Shown - Pending);
        if (taken <= 0)
            return;
        if (Pending == 0)
            PendingSince = time;
        Pending += taken;
        TakeFromHead(taken);
    }

    /// <summary>The level now holds so much in all; zero empties it.</summary>
    public void Show(long quantity, CancelLaw law)
    {
        var change = quantity - Shown;
        Shown = quantity;
        if (quantity == 0)
        {
            Pending = 0;
            (_head, _tail) = (0, 0);
            return;
        }

        if (change > 0)
            Add(change);
        else if (change < 0)
        {
            // First what trades have taken already, then what must have been cancelled.
            var traded = Math.Min(-change, Pending);
            Pending -= traded;
            Cancel(-change - traded, law);
        }
    }

    /// <summary>Trades that the level never showed are taken back: what they took comes back at the end of the queue.</summary>
    public void Settle()
    {
        var back = Pending;
        Pending = 0;
        Add(back);
    }

    private void Add(long quantity)
    {
        if (quantity <= 0)
            return;
        if (Count == OrdersMax)
        {
            _quantities[_tail - 1] += quantity;
            return;
        }

        if (_tail == _numbers.Length)
            MakeRoom();
        (_numbers[_tail], _quantities[_tail]) = (_nextNumber++, quantity);
        _tail++;
    }

    private void MakeRoom()
    {
        if (_head >= _numbers.Length / 2)
        {
            Array.Copy(_numbers, _head, _numbers, 0, Count);
            Array.Copy(_quantities, _head, _quantities, 0, Count);
            (_head, _tail) = (0, Count);
            return;
        }

        Array.Resize(ref _numbers, _numbers.Length * 2);
        Array.Resize(ref _quantities, _quantities.Length * 2);
    }

    private void TakeFromHead(long quantity)
    {
        while (quantity > 0 && _head < _tail)
        {
            var taken = Math.Min(quantity, _quantities[_head]);
            quantity -= taken;
            _quantities[_head] -= taken;
            if (_quantities[_head] == 0)
                _head++;
        }
    }

    private void TakeFromTail(long quantity)
    {
        while (quantity > 0 && _head < _tail)
        {
            var taken = Math.Min(quantity, _quantities[_tail - 1]);
            quantity -= taken;
            _quantities[_tail - 1] -= taken;
            if (_quantities[_tail - 1] == 0)
                _tail--;
        }
    }

    private void Cancel(long quantity, CancelLaw law)
    {
        if (quantity <= 0)
            return;
        switch (law)
        {
            case CancelLaw.ProRata:
                CancelProRata(quantity);
                break;
            case CancelLaw.NewestOfSize or CancelLaw.MiddleOfSize when FindOfSize(quantity, law) is var found and >= 0:
                Remove(found);
                break;
            default:
                TakeFromTail(quantity);
                break;
        }
    }

    private int FindOfSize(long quantity, CancelLaw law)
    {
        var newest = -1;
        var same = 0;
        for (var i = _tail - 1; i >= _head; i--)
        {
            if (_quantities[i] != quantity)
                continue;
            if (newest < 0)
                newest = i;
            same++;
        }

        if (law == CancelLaw.NewestOfSize || same < 2)
            return newest;
        var skip = same / 2;
        for (var i = newest; ; i--)
        {
            if (_quantities[i] == quantity && skip-- == 0)
                return i;
        }
    }

    private void Remove(int index)
    {
        Array.Copy(_numbers, index + 1, _numbers, index, _tail - index - 1);
        Array.Copy(_quantities, index + 1, _quantities, index, _tail - index - 1);
        _tail--;
    }

    private void CancelProRata(long quantity)
    {
        var all = 0L;
        for (var i = _head; i < _tail; i++)
            all += _quantities[i];
        if (quantity >= all)
        {
            (_head, _tail) = (0, 0);
            return;
        }

        var left = quantity;
        var kept = _head;
        for (var i = _head; i < _tail; i++)
        {
            var share = (long)((Int128)_quantities[i] * quantity / all);
            left -= share;
            if (_quantities[i] == share)
                continue;
            (_numbers[kept], _quantities[kept]) = (_numbers[i], _quantities[i] - share);
            kept++;
        }

        _tail = kept;
        TakeFromTail(left);
    }

    /// <summary>Saves or loads the orders in their places.</summary>
    public void Keep(FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var count = state.Keep(Count, 0, OrdersMax);
        if (state.IsLoading)
        {
            while (_numbers.Length < count)
            {
                Array.Resize(ref _numbers, _numbers.Length * 2);
                Array.Resize(ref _quantities, _quantities.Length * 2);
            }

            (_head, _tail) = (0, count);
        }

        state.Keep(_numbers.AsSpan(_head, count));
        state.Keep(_quantities.AsSpan(_head, count));
        _nextNumber = state.Keep(_nextNumber);
        Shown = state.Keep(Shown);
        Pending = state.Keep(Pending);
        PendingSince = state.Keep(PendingSince);
    }
}
