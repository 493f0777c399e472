using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading;

namespace Rialto.Host.Desk.Status;

/// <summary>The newest value of one signal of a strategy.</summary>
/// <param name="Strategy">Whose.</param>
/// <param name="Listing">About what.</param>
/// <param name="Kind">Which of the strategy's own.</param>
/// <param name="Value">Its value.</param>
/// <param name="Time">When it was told, in the desk's time.</param>
/// <param name="Count">How often it was told.</param>
internal readonly record struct SignalCell(StrategyId Strategy, ListingId Listing, int Kind, double Value, Timestamp Time, long Count);

/// <summary>The newest value of each signal; of those beyond its room only the number is known. Allocates nothing once made. One thread.</summary>
internal sealed class SignalTable
{
    /// <summary>Signals that are told apart.</summary>
    public const int Room = 256;

    // Twice the room: a search ends soon.
    private readonly int[] _places = new int[Room * 2];
    private readonly SignalCell[] _cells = new SignalCell[Room];

    /// <summary>Signals told apart so far, in the order in which they were first told.</summary>
    public int Count { get; private set; }

    /// <summary>Told and not kept, because there was no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>One by place.</summary>
    public ref readonly SignalCell this[int place] => ref _cells[place];

    /// <summary>Writes all of them.</summary>
    public void Save(FieldWriter writer)
    {
        writer.Add(Dropped);
        writer.Add(Count);
        foreach (ref readonly var cell in _cells.AsSpan(0, Count))
            writer.Add(cell);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote, into an empty one.</summary>
    public bool TryLoad(FieldReader reader)
    {
        Dropped = reader.Read<long>();
        var count = reader.Read<int>();
        if ((uint)count > Room)
            return false;
        for (var i = 0; i < count; i++)
        {
            _cells[i] = reader.Read<SignalCell>();
            var slot = SlotOf(_cells[i].Strategy, _cells[i].Listing, _cells[i].Kind);
            while (_places[slot] != 0)
                slot = (slot + 1) & (_places.Length - 1);
            _places[slot] = ++Count;
        }

        return !reader.IsShort;
    }

    private int SlotOf(StrategyId strategy, ListingId listing, int kind) => (int)((((((uint)strategy.Value * 31) + (uint)listing.Value) * 31) + (uint)kind) & (uint)(_places.Length - 1));

    /// <summary>Takes a signal's audit record.</summary>
    public void Take(in DeskAudit audit)
    {
        var value = BitConverter.Int64BitsToDouble(audit.Value);
        var slot = SlotOf(audit.Strategy, audit.Listing, audit.Number);
        while (_places[slot] != 0)
        {
            ref var cell = ref _cells[_places[slot] - 1];
            if (cell.Strategy == audit.Strategy && cell.Listing == audit.Listing && cell.Kind == audit.Number)
            {
                cell = new SignalCell(audit.Strategy, audit.Listing, audit.Number, value, audit.Time, cell.Count + 1);
                return;
            }

            slot = (slot + 1) & (_places.Length - 1);
        }

        if (Count == Room)
        {
            Dropped++;
            return;
        }

        _cells[Count] = new SignalCell(audit.Strategy, audit.Listing, audit.Number, value, audit.Time, 1);
        _places[slot] = ++Count;
    }
}
