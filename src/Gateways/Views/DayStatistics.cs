using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views;

/// <summary>The last 24 hours of one instrument in units of its scales; prices are none where nothing traded.</summary>
internal readonly record struct DayFigures(Price Open, Price High, Price Low, Int128 Volume, Int128 Turnover, long Trades);

/// <summary>Rolling 24-hour figures in 1,440 buckets of one minute of exchange time. Owned by the fan-out thread.</summary>
internal sealed class DayStatistics
{
    private const int Minutes = 24 * 60;
    private const long NanosecondsPerMinute = 60_000_000_000;

    private Bucket[] _buckets = [];

    public void Add(Timestamp time, Price price, Quantity quantity)
    {
        // 1,440 buckets are 100 KB; instruments that never trade go without.
        if (_buckets.Length == 0)
            _buckets = new Bucket[Minutes];
        var minute = time.Nanoseconds / NanosecondsPerMinute;
        ref var bucket = ref _buckets[minute % Minutes];
        if (bucket.Minute != minute)
            bucket = new Bucket { Minute = minute, Open = price, High = price, Low = price };
        if (price > bucket.High)
            bucket.High = price;
        if (price < bucket.Low)
            bucket.Low = price;
        bucket.Volume += quantity.Units;
        bucket.Turnover += (Int128)price.Units * quantity.Units;
        bucket.Trades++;
    }

    /// <summary>The 24 hours that end at <paramref name="now"/>, the minute of it included.</summary>
    public DayFigures At(Timestamp now)
    {
        var last = now.Nanoseconds / NanosecondsPerMinute;
        var figures = default(DayFigures);
        if (_buckets.Length == 0)
            return figures;
        for (var minute = last - Minutes + 1; minute <= last; minute++)
        {
            ref readonly var bucket = ref _buckets[(minute % Minutes + Minutes) % Minutes];
            if (bucket.Trades == 0 || bucket.Minute != minute)
                continue;
            figures = figures.Trades == 0
                ? new DayFigures(bucket.Open, bucket.High, bucket.Low, bucket.Volume, bucket.Turnover, bucket.Trades)
                : new DayFigures(
                    figures.Open,
                    bucket.High > figures.High ? bucket.High : figures.High,
                    bucket.Low < figures.Low ? bucket.Low : figures.Low,
                    figures.Volume + bucket.Volume,
                    figures.Turnover + bucket.Turnover,
                    figures.Trades + bucket.Trades);
        }

        return figures;
    }

    /// <summary>Writes the minutes in which there was a trade, by their place.</summary>
    public void Save(FieldWriter to)
    {
        to.Add(_buckets.Count(bucket => bucket.Trades != 0));
        foreach (ref readonly var bucket in _buckets.AsSpan())
        {
            if (bucket.Trades == 0)
                continue;
            to.Add(bucket.Minute);
            to.Add(bucket.Open.Units);
            to.Add(bucket.High.Units);
            to.Add(bucket.Low.Units);
            to.Add(bucket.Volume);
            to.Add(bucket.Turnover);
            to.Add(bucket.Trades);
        }
    }

    /// <summary>Reads them.</summary>
    /// <returns>False where they are impossible.</returns>
    public bool Load(FieldReader from)
    {
        var count = from.Read<int>();
        if (count is < 0 or > Minutes)
            return false;
        if (count != 0)
            _buckets = new Bucket[Minutes];
        for (var i = 0; i < count; i++)
        {
            var bucket = new Bucket
            {
                Minute = from.Read<long>(),
                Open = new Price(from.Read<long>()),
                High = new Price(from.Read<long>()),
                Low = new Price(from.Read<long>()),
                Volume = from.Read<Int128>(),
                Turnover = from.Read<Int128>(),
                Trades = from.Read<long>(),
            };
            if (bucket.Minute < 0 || bucket.Trades < 1)
                return false;
            _buckets[bucket.Minute % Minutes] = bucket;
        }

        return true;
    }

    private struct Bucket
    {
        public long Minute;
        public Price Open;
        public Price High;
        public Price Low;
        public Int128 Volume;
        public Int128 Turnover;
        public long Trades;
    }
}
