using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Analytics;

/// <summary>
/// Trades that wait for the middle some time after them. They are gathered by tenths of a second: a tenth's trades are measured against the middle in force one horizon after its end,
/// so that what waits is bounded by time, not by how much is traded. Owned by one thread.
/// </summary>
internal sealed class RealisedSpread
{
    /// <summary>How many horizons there are.</summary>
    public const int Horizons = 3;

    /// <summary>Trades within one cell are measured together.</summary>
    public const long CellNs = 100_000_000;

    private const long LongestNs = 60_000_000_000;
    private const int MaxCells = (int)(LongestNs / CellNs) + 2;

    private readonly RollingItems<Cell> _cells = new(MaxCells);

    // How many of the newest cells each horizon has not measured yet.
    private readonly int[] _waiting = new int[Horizons];

    /// <summary>When the next cell is due; the far future where none waits.</summary>
    public long DueNs { get; private set; } = long.MaxValue;

    /// <summary>Time from the end of a cell to its measuring.</summary>
    public static long HorizonNs(int horizon) => horizon switch { 0 => 1_000_000_000, 1 => 10_000_000_000, _ => LongestNs };

    /// <summary>A trade that had a middle before it. Everything due by <paramref name="timeNs"/> has been measured.</summary>
    public void Add(long timeNs, Side taker, long price, long quantity, Int128 effective)
    {
        var end = timeNs - timeNs % CellNs + CellNs;
        if (_cells.Count == 0 || _cells[0].EndNs != end)
        {
            _cells.Add() = new Cell { EndNs = end };
            for (var i = 0; i < Horizons; i++)
                _waiting[i]++;
            DueNs = Math.Min(DueNs, end + HorizonNs(0));
        }

        ref var cell = ref _cells[0];
        var signed = taker == Side.Buy ? quantity : -quantity;
        cell.Volume += quantity;
        cell.SignedVolume += signed;
        cell.SignedTurnover += (Int128)price * signed;
        cell.Effective += effective;
    }

    /// <summary>Measures all cells due by a time, all of which fell due while the touch was this one. Without a middle they are never measured.</summary>
    public void Measure(long timeNs, in Touch touch, ref FlowSums sums)
    {
        DueNs = long.MaxValue;
        for (var horizon = 0; horizon < Horizons; horizon++)
        {
            for (; _waiting[horizon] > 0; _waiting[horizon]--)
            {
                ref readonly var cell = ref _cells[_waiting[horizon] - 1];
                var due = cell.EndNs + HorizonNs(horizon);
                if (due > timeNs)
                {
                    DueNs = Math.Min(DueNs, due);
                    break;
                }

                if (!touch.IsTwoSided)
                    continue;
                ref var sum = ref sums.Horizons[horizon];
                sum.Volume += cell.Volume;
                sum.Realised += 2 * cell.SignedTurnover - touch.MidTwice * cell.SignedVolume;
                sum.Effective += cell.Effective;
            }
        }
    }

    public void Save(FieldWriter to)
    {
        var cells = _waiting[Horizons - 1];
        to.Add(cells);
        for (var age = cells - 1; age >= 0; age--)
        {
            ref readonly var cell = ref _cells[age];
            to.Add(cell.EndNs);
            to.Add(cell.Volume);
            to.Add(cell.SignedVolume);
            to.Add(cell.SignedTurnover);
            to.Add(cell.Effective);
        }

        foreach (var waiting in _waiting)
            to.Add(waiting);
    }

    /// <returns>False where they are impossible.</returns>
    public bool Load(FieldReader from)
    {
        var cells = from.Read<int>();
        if (cells is < 0 or > MaxCells)
            return false;
        for (var i = 0; i < cells; i++)
        {
            _cells.Add() = new Cell
            {
                EndNs = from.Read<long>(),
                Volume = from.Read<Int128>(),
                SignedVolume = from.Read<Int128>(),
                SignedTurnover = from.Read<Int128>(),
                Effective = from.Read<Int128>(),
            };
        }

        for (var i = 0; i < Horizons; i++)
        {
            _waiting[i] = from.Read<int>();
            if (_waiting[i] < 0 || _waiting[i] > cells || from.IsShort)
                return false;
            if (_waiting[i] > 0)
                DueNs = Math.Min(DueNs, _cells[_waiting[i] - 1].EndNs + HorizonNs(i));
        }

        return true;
    }

    private struct Cell
    {
        public Int128 Volume;
        public Int128 SignedVolume;
        public Int128 SignedTurnover;
        public Int128 Effective;
        public long EndNs;
    }
}
