namespace Rialto.Host.Feeds.Live;

/// <summary>Turns running totals into rates over about the last second, however often it is asked. One thread at a time.</summary>
internal sealed class RateMeter
{
    // Shorter, and one frame more or less would be seen as a jump.
    private const long SpanNs = 900_000_000;

    private readonly Dictionary<string, (long Total, double Rate)> _rates = [];
    private long _sinceNs;
    private long _nowNs;
    private bool _isDue;

    /// <summary>A look begins.</summary>
    /// <param name="nowNs">By our clock.</param>
    public void Begin(long nowNs)
    {
        _nowNs = nowNs;
        _isDue = _sinceNs == 0 || nowNs - _sinceNs >= SpanNs || nowNs < _sinceNs;
    }

    /// <summary>How fast a total grows, per second; zero until it was looked at for a second.</summary>
    public double Of(string name, long total)
    {
        var (before, rate) = _rates.GetValueOrDefault(name, (total, 0));
        if (!_isDue)
        {
            _rates.TryAdd(name, (total, 0));
            return rate;
        }

        var seconds = (_nowNs - _sinceNs) / 1e9;
        rate = _sinceNs == 0 || seconds <= 0 ? 0 : Math.Max(0, total - before) / seconds;
        _rates[name] = (total, rate);
        return rate;
    }

    /// <summary>The look is over.</summary>
    public void End()
    {
        if (_isDue)
            _sinceNs = _nowNs;
    }
}
