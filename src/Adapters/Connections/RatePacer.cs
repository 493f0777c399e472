namespace Rialto.Adapters.Connections;

/// <summary>
/// Says when something may be done so that no window of any limit holds more than it allows. Whoever asks has the place it is given. Times are since any fixed moment. Any thread.
/// </summary>
internal sealed class RatePacer
{
    private readonly Lock _gate = new();
    private readonly (RateLimit Limit, Queue<TimeSpan> Taken)[] _limits;
    private TimeSpan _notBefore;

    /// <summary>Makes a pacer of limits that all hold at once.</summary>
    public RatePacer(params IReadOnlyList<RateLimit> limits) =>
        _limits = [.. limits.Where(limit => !limit.IsNone).Select(limit => (limit, new Queue<TimeSpan>(limit.Count)))];

    /// <summary>Lets nothing pass for a while.</summary>
    public void PauseUntil(TimeSpan time)
    {
        lock (_gate)
            _notBefore = time > _notBefore ? time : _notBefore;
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
