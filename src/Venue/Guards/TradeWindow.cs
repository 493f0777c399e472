namespace Rialto.Venue.Guards;

/// <summary>One of the window's buckets: what traded in 1/64 of it.</summary>
internal struct TradeBucket
{
    public long Number;
    public long Low;
    public long High;
    public long Count;
    public Int128 Sum;
}

/// <summary>
/// The trades of a rolling window in 64 buckets (guards.md, section 3), whatever their number. Look at it after <see cref="MoveTo"/> only. What the completed
/// buckets come to is found once a bucket, so that a trade costs a few steps.
/// </summary>
internal sealed class TradeWindow(int lengthMs)
{
    public const int Buckets = 64;
    private const long BucketNsPerMs = 1_000_000 / Buckets;

    private readonly TradeBucket[] _buckets = new TradeBucket[Buckets];
    private readonly long _bucketNs = lengthMs * BucketNsPerMs;
    private long _now = -1;
    private long _completedLow;
    private long _completedHigh;

    /// <summary>Up to when the bucket is the same that <see cref="MoveTo"/> found, and with it the completed ones, in nanoseconds.</summary>
    public long NowEnds { get; private set; }

    /// <summary>Number of the newest bucket with a trade; -1 if there is none.</summary>
    public long Latest { get; private set; } = -1;

    /// <summary>Mean of the completed part, else of the latest bucket before it; zero if there is none.</summary>
    public long Mean { get; private set; }

    /// <summary>Buckets that hold a trade, in no order. Cold.</summary>
    public IEnumerable<TradeBucket> Held => _buckets.Where(bucket => bucket.Count != 0);

    /// <summary>Lowest and highest price of the window; zero where nothing traded.</summary>
    public (long Low, long High) Range
    {
        get
        {
            ref var now = ref _buckets[_now % Buckets];
            if (now.Count == 0 || now.Number != _now)
                return (_completedLow, _completedHigh);
            return _completedLow == 0 ? (now.Low, now.High) : (Math.Min(now.Low, _completedLow), Math.Max(now.High, _completedHigh));
        }
    }

    /// <summary>The time is this, not before what it was.</summary>
    public void MoveTo(long nowNs)
    {
        if (nowNs >= NowEnds || _now < 0)
            Complete(nowNs / _bucketNs);
    }

    public void Add(long price)
    {
        ref var bucket = ref _buckets[_now % Buckets];
        if (bucket.Count == 0 || bucket.Number != _now)
        {
            bucket = new TradeBucket { Number = _now, Low = price, High = price, Count = 1, Sum = price };
            Latest = _now;
            return;
        }

        bucket.Low = Math.Min(bucket.Low, price);
        bucket.High = Math.Max(bucket.High, price);
        bucket.Sum += price;
        bucket.Count++;
    }

    public void Clear()
    {
        Array.Clear(_buckets);
        Latest = -1;
        _now = -1;
    }

    /// <summary>Puts back a bucket of a saved state.</summary>
    public void Restore(in TradeBucket bucket)
    {
        _buckets[bucket.Number % Buckets] = bucket;
        Latest = Math.Max(Latest, bucket.Number);
    }

    /// <summary>The bucket the window stands in, and its mean: both are saved, since the mean may be that of a bucket whose place a later one took. -1 where it stands in none.</summary>
    public (long Now, long Mean) Standing => _now < 0 ? (-1, 0) : (_now, Mean);

    /// <summary>Stands where a saved window stood, its buckets being back.</summary>
    /// <returns>False where no window can stand there.</returns>
    public bool TryStand(long now, long mean)
    {
        if (now < -1 || now >= long.MaxValue / _bucketNs || now < Latest)
            return false;
        if (now < 0)
            return mean == 0;
        Complete(now);
        Mean = mean;
        return true;
    }

    private void Complete(long now)
    {
        var latestCompleted = Latest;
        (_now, NowEnds) = (now, (now + 1) * _bucketNs);
        (_completedLow, _completedHigh, Mean) = (0, 0, 0);
        Int128 sum = 0;
        var count = 0L;
        foreach (ref readonly var bucket in _buckets.AsSpan())
        {
            if (bucket.Count == 0 || bucket.Number <= now - Buckets || bucket.Number >= now)
                continue;
            _completedLow = count == 0 ? bucket.Low : Math.Min(_completedLow, bucket.Low);
            _completedHigh = Math.Max(_completedHigh, bucket.High);
            sum += bucket.Sum;
            count += bucket.Count;
        }

        // The latest bucket is still there: only a later one could have taken its place.
        if (count == 0 && latestCompleted >= 0 && latestCompleted < now)
            (sum, count) = (_buckets[latestCompleted % Buckets].Sum, _buckets[latestCompleted % Buckets].Count);
        if (count != 0)
            Mean = (long)(sum / count);
    }
}
