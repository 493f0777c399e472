using System.Numerics;

namespace Rialto.Runtime.Counters;

/// <summary>
/// Counts of values in log-linear buckets: exact below 64, above that 64 buckets to each doubling, so a percentile is at most 1.6 % too high. One thread records
/// without allocation or lock; any thread may read a moment's view or merge it elsewhere.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBucketBits = 6;
    private const int SubBucketCount = 1 << SubBucketBits;
    private const int BucketCount = (64 - SubBucketBits) * SubBucketCount;

    private readonly long[] _counts = new long[BucketCount];
    private long _count;
    private long _sum;
    private long _max;
    private long _min = long.MaxValue;

    /// <summary>Values recorded.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Sum of the values.</summary>
    public long Sum => Volatile.Read(ref _sum);

    /// <summary>Largest value, exact; zero where there is none.</summary>
    public long Max => Volatile.Read(ref _max);

    /// <summary>Smallest value, exact; zero where there is none.</summary>
    public long Min => Count == 0 ? 0 : Volatile.Read(ref _min);

    /// <summary>Mean of the values; zero where there is none.</summary>
    public double Mean => Count == 0 ? 0 : (double)Sum / Count;

    /// <summary>Counts a value; negative ones count as zero. The one recording thread.</summary>
    public void Record(long value) => Record(value, 1);

    /// <summary>Counts a value several times. The one recording thread.</summary>
    public void Record(long value, long times)
    {
        if (value < 0)
            value = 0;
        _counts[IndexOf(value)] += times;
        _sum += value * times;
        if (value > _max)
            _max = value;
        if (value < _min)
            _min = value;
        Volatile.Write(ref _count, _count + times);
    }

    /// <summary>The smallest recorded value (rounded up within its bucket) that this share of all values does not exceed. Zero where there is none.</summary>
    /// <param name="share">0 to 1: 0.5 for the median, 0.999 for p99.9.</param>
    public long Percentile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var total = 0L;
        foreach (var count in _counts)
            total += count;
        if (total == 0)
            return 0;
        var rank = Math.Max(1, (long)Math.Ceiling(share * total));
        for (var index = 0; index < BucketCount; index++)
        {
            rank -= _counts[index];
            if (rank <= 0)
                return Math.Min(HighestOf(index), Max);
        }
        return Max;
    }

    /// <summary>Values recorded that are at most this large, within the bucket's precision. For cumulative metrics.</summary>
    public long CountAtMost(long value)
    {
        var total = 0L;
        for (var index = 0; index < BucketCount && HighestOf(index) <= value; index++)
            total += _counts[index];
        return total;
    }

    /// <summary>Counts values by ranges, within the buckets' precision: those at most the first bound, those above it and at most the second, and so on.</summary>
    /// <param name="bounds">In ascending order.</param>
    /// <param name="counts">One for each bound, and a last one for what is above all of them.</param>
    public void CountBetween(ReadOnlySpan<long> bounds, Span<long> counts)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, bounds.Length + 1);
        counts.Clear();
        var at = 0;
        for (var index = 0; index < BucketCount; index++)
        {
            if (_counts[index] == 0)
                continue;
            while (at < bounds.Length && HighestOf(index) > bounds[at])
                at++;
            counts[at] += _counts[index];
        }
    }

    /// <summary>Adds all that another has counted. The recording thread of this one.</summary>
    public void Merge(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0)
            return;
        for (var index = 0; index < BucketCount; index++)
            _counts[index] += other._counts[index];
        _sum += other.Sum;
        _max = Math.Max(_max, other.Max);
        _min = Math.Min(_min, other.Min);
        Volatile.Write(ref _count, _count + other.Count);
    }

    /// <summary>Forgets everything. The recording thread.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        _sum = 0;
        _max = 0;
        _min = long.MaxValue;
        Volatile.Write(ref _count, 0);
    }

    /// <summary>Bucket of a value: below 64 its own, above by its highest bit and the six bits after it.</summary>
    internal static int IndexOf(long value)
    {
        if (value < SubBucketCount)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBucketBits;
        return (int)((shift + 1) * (long)SubBucketCount + ((value >> shift) - SubBucketCount));
    }

    /// <summary>Largest value that falls into a bucket.</summary>
    internal static long HighestOf(int index)
    {
        if (index < SubBucketCount)
            return index;
        var shift = index / SubBucketCount - 1;
        var lowest = (long)(index % SubBucketCount + SubBucketCount) << shift;
        return lowest + ((1L << shift) - 1);
    }
}
