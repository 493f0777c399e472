using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>One trade as the public sees it.</summary>
internal readonly record struct PublicTrade(TradeId TradeId, Price Price, Quantity Quantity, Side Side, bool InAuction, long Sequence, Timestamp Time);

/// <summary>The last trades of one instrument, at most <c>limit</c> of them. Owned by the fan-out thread.</summary>
internal sealed class TradeTape(int limit)
{
    private PublicTrade[] _trades = [];
    private int _next;

    public int Count { get; private set; }

    /// <summary>True where older trades may have been forgotten.</summary>
    public bool IsCut => Count == limit;

    /// <summary>The newest trade; default where there was none.</summary>
    public PublicTrade Last => Count == 0 ? default : this[0];

    /// <summary>A trade by age, 0 is the newest.</summary>
    public PublicTrade this[int age] => _trades[(_next - 1 - age + 2 * _trades.Length) % _trades.Length];

    public void Add(in PublicTrade trade)
    {
        if (Count == _trades.Length && _trades.Length < limit)
        {
            // Not yet at the limit the array has never wrapped, so growing keeps the order.
            Array.Resize(ref _trades, Math.Min(limit, Math.Max(64, _trades.Length * 2)));
            _next = Count;
        }

        _trades[_next] = trade;
        _next = (_next + 1) % _trades.Length;
        if (Count < _trades.Length)
            Count++;
    }

    /// <summary>A trade by its id; null where it is not kept.</summary>
    public PublicTrade? Find(TradeId id)
    {
        var age = AgeBelow(id) - 1;
        return age >= 0 && this[age].TradeId == id ? this[age] : null;
    }

    /// <summary>How many trades are not older than an id: the age at which those older begin.</summary>
    public int AgeBelow(TradeId id)
    {
        // Trade ids ascend with age descending, so the place is found by bisection.
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].TradeId.Value >= id.Value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Newest first, only trades older than <paramref name="before"/> (zero: all).</summary>
    public void CopyTo(List<PublicTrade> into, TradeId before, int count)
    {
        for (var i = before.Value == 0 ? 0 : AgeBelow(before); i < Count && count > 0; i++, count--)
            into.Add(this[i]);
    }
}
