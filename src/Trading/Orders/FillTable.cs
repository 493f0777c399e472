using System.Runtime.InteropServices;
using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>One fill that was counted, or taken back before it was told.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct KnownFill
{
    public DeskOrderId Order;
    public Text36 TradeId;
    public long Price;
    public long Quantity;
    public long Fee;
    public AssetCode FeeAsset;
    public byte FeeScale;

    /// <summary>Taken back; told again it does not count.</summary>
    public bool IsReversed;
}

/// <summary>
/// The fills that are known, by order and trade: what tells a fill from its repetition. Bounded; an order takes its fills with it when it is forgotten. Found by hash, walked by order only,
/// so that nothing depends on where an entry stands.
/// </summary>
internal sealed class FillTable
{
    private readonly KnownFill[] _fills;
    private readonly (int NextOfOrder, int NextInBucket)[] _links;
    private readonly int[] _buckets;
    private int _free;

    public FillTable(int capacity)
    {
        _fills = new KnownFill[capacity];
        _links = new (int, int)[capacity];
        _buckets = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
        Array.Fill(_buckets, -1);
        for (var i = 0; i < capacity; i++)
            _links[i].NextOfOrder = i + 1 < capacity ? i + 1 : -1;
    }

    public bool IsFull => _free < 0;

    public ref KnownFill this[int place] => ref _fills[place];

    /// <summary>The next fill of the same order; -1 for none.</summary>
    public int Next(int place) => _links[place].NextOfOrder;

    /// <summary>The place of a fill; -1 where it is not known.</summary>
    public int Find(DeskOrderId order, in Text36 tradeId)
    {
        for (var place = _buckets[BucketOf(order, in tradeId)]; place >= 0; place = _links[place].NextInBucket)
        {
            if (_fills[place].Order == order && _fills[place].TradeId == tradeId)
                return place;
        }

        return -1;
    }

    /// <summary>Adds a fill before the others of its order; the table must not be full.</summary>
    public void Add(in KnownFill fill, ref int firstOfOrder)
    {
        var place = _free;
        _free = _links[place].NextOfOrder;
        _fills[place] = fill;
        ref var bucket = ref _buckets[BucketOf(fill.Order, in fill.TradeId)];
        _links[place] = (firstOfOrder, bucket);
        bucket = firstOfOrder = place;
    }

    /// <summary>Forgets the oldest fill of an order that has some.</summary>
    public void ForgetLast(ref int firstOfOrder)
    {
        var (previous, place) = (-1, firstOfOrder);
        while (_links[place].NextOfOrder >= 0)
            (previous, place) = (place, _links[place].NextOfOrder);
        if (previous >= 0)
            _links[previous].NextOfOrder = -1;
        else
            firstOfOrder = -1;
        Release(place);
    }

    /// <summary>Forgets all fills of an order.</summary>
    public void Forget(int firstOfOrder)
    {
        for (var place = firstOfOrder; place >= 0;)
        {
            var next = _links[place].NextOfOrder;
            Release(place);
            place = next;
        }
    }

    private void Release(int place)
    {
        ref var link = ref _buckets[BucketOf(_fills[place].Order, in _fills[place].TradeId)];
        while (link != place)
            link = ref _links[link].NextInBucket;
        link = _links[place].NextInBucket;
        _fills[place] = default;
        _links[place] = (_free, -1);
        _free = place;
    }

    private int BucketOf(DeskOrderId order, in Text36 tradeId)
    {
        var hash = (14_695_981_039_346_656_037UL ^ (ulong)order.Value) * 1_099_511_628_211;
        hash = (hash ^ tradeId.Word0) * 1_099_511_628_211;
        hash = (hash ^ tradeId.Word1) * 1_099_511_628_211;
        hash = (hash ^ tradeId.Word2) * 1_099_511_628_211;
        hash = (hash ^ tradeId.Word3) * 1_099_511_628_211;
        hash = (hash ^ tradeId.Word4) * 1_099_511_628_211;
        return (int)(hash ^ (hash >> 32)) & (_buckets.Length - 1);
    }
}
