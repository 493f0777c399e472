using Rialto.Model.Customers;

namespace Rialto.Venue.Customers;

/// <summary>What customers have moved and traded on the last day on which they did, asset by asset. Rows never go.</summary>
internal sealed class DayUses
{
    private struct Row
    {
        public long Key;
        public long Day;
        public long Deposited;
        public long Withdrawn;
        public long Traded;
        public bool IsTouched;
    }

    private readonly Dictionary<long, int> _index = [];
    private readonly List<long> _touched = [];
    private Row[] _rows = new Row[16];
    private int _count;

    /// <summary>The last day on which anything was used; below zero before the first.</summary>
    public long LastDay { get; private set; } = -1;

    /// <summary>True where the command has changed something.</summary>
    public bool HasTouched => _touched.Count != 0;

    /// <summary>What was used on a day; nothing where the last use was on another.</summary>
    public DailyUse Of(int customer, int asset, long day) =>
        _index.TryGetValue(KeyOf(customer, asset), out var row) && _rows[row].Day == day ? UseOf(_rows[row]) : default;

    public void AddDeposited(int customer, int asset, long day, long amount)
    {
        ref var row = ref RowOf(customer, asset, day);
        Add(ref row, ref row.Deposited, amount);
    }

    public void AddWithdrawn(int customer, int asset, long day, long amount)
    {
        ref var row = ref RowOf(customer, asset, day);
        Add(ref row, ref row.Withdrawn, amount);
    }

    public void AddTraded(int customer, int asset, long day, long amount)
    {
        ref var row = ref RowOf(customer, asset, day);
        Add(ref row, ref row.Traded, amount);
    }

    /// <summary>Puts back what was saved.</summary>
    public void Restore(int customer, int asset, long day, DailyUse use)
    {
        ref var row = ref RowOf(customer, asset, day);
        (row.Deposited, row.Withdrawn, row.Traded) = (use.Deposited, use.Withdrawn, use.Traded);
    }

    /// <summary>What the command has changed, ascending by customer, then asset. Good until <see cref="ForgetTouched"/>.</summary>
    public List<long> SortedTouched()
    {
        _touched.Sort();
        return _touched;
    }

    /// <summary>A touched use.</summary>
    public (int Customer, int Asset, DailyUse Use) this[long key] => ((int)(key >> 16), (int)(key & 0xFFFF), UseOf(_rows[_index[key]]));

    public void ForgetTouched()
    {
        foreach (var key in _touched)
            _rows[_index[key]].IsTouched = false;
        _touched.Clear();
    }

    /// <summary>All that was used on a day, ascending. Cold.</summary>
    public IEnumerable<(int Customer, int Asset, DailyUse Use)> InOrder(long day) =>
        Enumerable.Range(0, _count).Where(row => _rows[row].Day == day && UseOf(_rows[row]) != default).Select(row => _rows[row].Key).Order().Select(key => this[key]);

    private static DailyUse UseOf(in Row row) => new(row.Deposited, row.Withdrawn, row.Traded);

    private static long KeyOf(int customer, int asset) => (long)customer << 16 | (long)asset;

    private void Add(ref Row row, ref long sum, long amount)
    {
        var after = sum > long.MaxValue - amount ? long.MaxValue : sum + amount;
        if (after == sum)
            return;
        sum = after;
        if (row.IsTouched)
            return;
        row.IsTouched = true;
        _touched.Add(row.Key);
    }

    private ref Row RowOf(int customer, int asset, long day)
    {
        var key = KeyOf(customer, asset);
        if (!_index.TryGetValue(key, out var at))
        {
            at = _count++;
            if (at == _rows.Length)
                Array.Resize(ref _rows, at * 2);
            _rows[at] = new Row { Key = key, Day = day };
            _index.Add(key, at);
        }

        LastDay = day;
        ref var row = ref _rows[at];
        if (row.Day != day)
            (row.Day, row.Deposited, row.Withdrawn, row.Traded) = (day, 0, 0, 0);
        return ref row;
    }
}
