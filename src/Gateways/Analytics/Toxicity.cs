using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Analytics;

/// <summary>Toxicity at one moment. Volumes in quantity units, over the complete buckets that count.</summary>
internal readonly record struct ToxicityPicture(
    double? Vpin, int Buckets, long AllBuckets, Int128 BucketVolume, Int128 Filled, Int128 BuyVolume, Int128 SellVolume, bool FollowsPreviousDay, Timestamp LastBucket);

/// <summary>
/// VPIN (Easley, Lopez de Prado, O'Hara 2012) with each trade's true taker: volume goes into buckets of equal size, and the imbalances of the last 50 are averaged. A bucket holds a
/// fiftieth of what was traded on the last UTC day that saw trades; on an instrument's first day it doubles as volume grows, so that 50 to 100 buckets hold the day so far.
/// Owned by one thread.
/// </summary>
internal sealed class Toxicity
{
    /// <summary>Buckets that are averaged, and that share a day.</summary>
    public const int Window = 50;

    private const int Capacity = 2 * Window;

    // Far above all that can be traded, far below where 128 bits end.
    private static readonly Int128 Most = Int128.One << 100;

    private readonly Bucket[] _buckets = new Bucket[Capacity];
    private int _count;
    private long _allBuckets;
    private Bucket _open;
    private Int128 _size;
    private Int128 _dayVolume;
    private long _day;
    private bool _followsPreviousDay;
    private Timestamp _lastBucket;

    /// <summary>A trade with a taker.</summary>
    public void Add(Timestamp time, Side taker, long quantity, long lot)
    {
        var day = time.Nanoseconds / Timestamp.NanosecondsPerDay;
        if (day != _day || _size == 0)
            BeginDay(day, lot, time);
        _dayVolume += quantity;
        if (!_followsPreviousDay)
        {
            while ((_count * _size + _open.Volume + quantity) / _size > Capacity)
                Merge();
        }

        var isBuy = taker == Side.Buy;
        var left = (Int128)quantity;
        var room = _size - _open.Volume;
        if (left >= room)
        {
            _open.Add(isBuy, room);
            left -= room;
            Close(time);
            // Of a trade of very many buckets only the last ones are ever seen.
            var whole = left / _size;
            var unseen = whole > Capacity ? whole - Capacity : 0;
            _allBuckets += (long)unseen;
            left -= unseen * _size;
            for (; left >= _size; left -= _size)
            {
                _open.Add(isBuy, _size);
                Close(time);
            }
        }

        _open.Add(isBuy, left);
    }

    /// <summary>The measure as it stands.</summary>
    public ToxicityPicture Take()
    {
        var counted = Math.Min(_count, Window);
        var (imbalance, buy, sell) = (Int128.Zero, Int128.Zero, Int128.Zero);
        for (var i = _count - counted; i < _count; i++)
        {
            imbalance += Int128.Abs(_buckets[i].Buy - _buckets[i].Sell);
            buy += _buckets[i].Buy;
            sell += _buckets[i].Sell;
        }

        return new ToxicityPicture(counted == 0 ? null : (double)imbalance / (double)(buy + sell), counted, _allBuckets, _size, _open.Volume, buy, sell, _followsPreviousDay, _lastBucket);
    }

    public void Save(FieldWriter to)
    {
        to.Add(_count);
        for (var i = 0; i < _count; i++)
        {
            to.Add(_buckets[i].Buy);
            to.Add(_buckets[i].Sell);
        }

        to.Add(_open.Buy);
        to.Add(_open.Sell);
        to.Add(_size);
        to.Add(_dayVolume);
        to.Add(_day);
        to.Add(_allBuckets);
        to.Add(_followsPreviousDay ? (byte)1 : (byte)0);
        to.Add(_lastBucket.Nanoseconds);
    }

    /// <returns>False where it is impossible.</returns>
    public bool Load(FieldReader from)
    {
        _count = from.Read<int>();
        if (_count is < 0 or > Capacity)
            return false;
        for (var i = 0; i < _count; i++)
        {
            _buckets[i] = new Bucket { Buy = from.Read<Int128>(), Sell = from.Read<Int128>() };
            if (!_buckets[i].IsPossible || _buckets[i].Volume == 0)
                return false;
        }

        _open = new Bucket { Buy = from.Read<Int128>(), Sell = from.Read<Int128>() };
        _size = from.Read<Int128>();
        _dayVolume = from.Read<Int128>();
        _day = from.Read<long>();
        _allBuckets = from.Read<long>();
        _followsPreviousDay = from.Read<byte>() != 0;
        _lastBucket = new Timestamp(from.Read<long>());
        return _open.IsPossible && _dayVolume >= 0 && _dayVolume < Most && (_size == 0 ? _count == 0 && _open.Volume == 0 : _size > _open.Volume && _size < Most);
    }

    private void BeginDay(long day, long lot, Timestamp time)
    {
        if (_size == 0)
        {
            _size = lot;
        }
        else
        {
            // Rounded up to whole lots, so that a bucket is never empty.
            var share = (_dayVolume + Window - 1) / Window;
            _size = (share + lot - 1) / lot * lot;
            _followsPreviousDay = true;
            if (_open.Volume >= _size)
                Close(time);
        }

        _day = day;
        _dayVolume = 0;
    }

    private void Close(Timestamp time)
    {
        if (_count == Capacity)
        {
            // Seldom: once in fifty buckets.
            Array.Copy(_buckets, Capacity - Window, _buckets, 0, Window);
            _count = Window;
        }

        _buckets[_count++] = _open;
        _open = default;
        _allBuckets++;
        _lastBucket = time;
    }

    private void Merge()
    {
        var pairs = _count / 2;
        for (var i = 0; i < pairs; i++)
        {
            var (first, second) = (_buckets[2 * i], _buckets[2 * i + 1]);
            _buckets[i] = new Bucket { Buy = first.Buy + second.Buy, Sell = first.Sell + second.Sell };
        }

        if (_count % 2 == 1)
        {
            _open.Buy += _buckets[_count - 1].Buy;
            _open.Sell += _buckets[_count - 1].Sell;
        }

        _count = pairs;
        _size *= 2;
        _allBuckets = pairs;
    }

    private struct Bucket
    {
        public Int128 Buy;
        public Int128 Sell;

        public readonly Int128 Volume => Buy + Sell;

        public readonly bool IsPossible => Buy >= 0 && Sell >= 0 && Buy < Most && Sell < Most;

        public void Add(bool isBuy, Int128 quantity)
        {
            if (isBuy)
                Buy += quantity;
            else
                Sell += quantity;
        }
    }
}
