using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>Money that came, went, or changed hands. Never changes.</summary>
/// <param name="Number">1 and up, over all accounts.</param>
/// <param name="Kind">Deposit, withdraw or transfer.</param>
/// <param name="Account">Whose money moved; of a transfer, who paid.</param>
/// <param name="To">Of a transfer, who got it.</param>
/// <param name="Asset">Of what.</param>
/// <param name="Amount">How much.</param>
/// <param name="Reference">The account's own name for it.</param>
/// <param name="Sequence">The command.</param>
/// <param name="Time">Its time.</param>
internal sealed record Movement(
    long Number, CommandKind Kind, OwnerId Account, OwnerId To, AssetId Asset, Money Amount, Text36 Reference, long Sequence, Timestamp Time);

/// <summary>Movements of one account, the oldest first; grows at one end and is cut at the other. Owned by the fan-out thread.</summary>
internal sealed class MovementList
{
    private Movement?[] _ring = [];
    private int _first;

    public int Count { get; private set; }

    /// <summary>A movement by age, 0 is the newest.</summary>
    public Movement this[int age] => _ring[(_first + Count - 1 - age) & (_ring.Length - 1)]!;

    public void Add(Movement movement)
    {
        if (Count == _ring.Length)
            Grow();
        _ring[(_first + Count++) & (_ring.Length - 1)] = movement;
    }

    public void RemoveOldest()
    {
        _ring[_first] = null;
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
    }

    /// <summary>How many are not older than a number, counted from the newest: the age at which those below it begin.</summary>
    public int AgeBelow(long number)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].Number >= number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Grow()
    {
        var larger = new Movement?[Math.Max(4, _ring.Length * 2)];
        for (var i = 0; i < Count; i++)
            larger[i] = _ring[(_first + i) & (_ring.Length - 1)];
        (_ring, _first) = (larger, 0);
    }
}
