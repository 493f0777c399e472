using Rialto.Model.Execution;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Orders;

/// <summary>
/// Numbers that the desk has passed over when it started again. It has given none of them as far as it knows: an order that bears one is of inputs that were lost. Keeps the last 16 starts.
/// A run that begins passes over all numbers of the runs before it, from 1 on: those are kept too, and are not lost.
/// </summary>
internal sealed class LostNumbers
{
    private const int Most = 16;

    private readonly (long First, long Last)[] _ranges = new (long, long)[Most];
    private int _next;

    /// <summary>Passed over, first and last included.</summary>
    public void Add(long first, long last)
    {
        _ranges[_next] = (first, last);
        _next = (_next + 1) % Most;
    }

    /// <summary>True where a desk that had given numbers passed some over: it started again, and its last inputs may be lost.</summary>
    public bool IsAny
    {
        get
        {
            foreach (var (first, _) in _ranges)
            {
                if (first > 1)
                    return true;
            }

            return false;
        }
    }

    /// <summary>True for a number that was passed over by a desk that had given some before.</summary>
    public bool Has(DeskOrderId order)
    {
        foreach (var (first, last) in _ranges)
        {
            if (first > 1 && order.Value >= first && order.Value <= last)
                return true;
        }

        return false;
    }

    public void Save(FieldWriter writer)
    {
        for (var i = 0; i < Most; i++)
        {
            var (first, last) = _ranges[(_next + i) % Most];
            writer.Add(first);
            writer.Add(last);
        }
    }

    public void Load(FieldReader reader)
    {
        for (var i = 0; i < Most; i++)
            _ranges[i] = (reader.Read<long>(), reader.Read<long>());
        _next = 0;
    }
}
