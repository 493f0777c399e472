namespace Rialto.Adapters.Connections;

/// <summary>
/// Says when something may be done so that no window of any limit holds more than it allows. Whoever asks has the place it is given. Times are since any fixed moment. Any thread.
/// </summary>
internal sealed class RatePacer
{
    private readonly Lock _gate = new();
    private readonly (RateLimit Limit, Queue<TimeSpan> Taken)[] _limits;
    private TimeSpan _notBefore;
    private TimeSpan _pausedUntil;
    private int _pauses;

    /// <summary>Makes a pacer of limits that all hold at once.</summary>
    public RatePacer(params IReadOnlyList<RateLimit> limits) =>
        _limits = [.. limits.Where(limit => !limit.IsNone).Select(limit => (limit, new Queue<TimeSpan>(limit.Count)))];

    /// <summary>How many pauses were asked for: a place that was taken before another was asked for may lie in it, and is worth nothing.</summary>
    public int Pauses => Volatile.Read(ref _pauses);

    /// <summary>Lets nothing pass for a while. One that ends sooner than another changes nothing.</summary>
    public void PauseUntil(TimeSpan time)
    {
        lock (_gate)
        {
            if (time <= _pausedUntil)
                return;
            _pausedUntil = time;
            _notBefore = time > _notBefore ? time : _notBefore;
            Volatile.Write(ref _pauses, _pauses + 1);
        }
    }

    /// <summary>Takes the next place.</summary>
    /// <returns>How long to wait for it; zero for at once.</returns>
    public TimeSpan Take(TimeSpan now)
    {
        lock (_gate)
        {
            var at = now > _notBefore ? now : _notBefore;
            foreach (var (limit, taken) in _limits)
            {
                if (taken.Count == limit.Count && taken.Peek() + limit.Period > at)
                    at = taken.Peek() + limit.Period;
            }

            foreach (var (limit, taken) in _limits)
            {
                if (taken.Count == limit.Count)
                    taken.Dequeue();
                taken.Enqueue(at);
            }

            // Places are given in the order of asking.
            _notBefore = at;
            return at - now;
        }
    }
}
