using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Statistics;

namespace Rialto.Host.Arbitrage;

/// <summary>Looks at the middle prices of all sources again and again, and tells which move together. What stood before a hole of the recording is not compared with what stands behind it.</summary>
/// <param name="sources">How many.</param>
/// <param name="everyNs">Time between two looks.</param>
internal sealed class CorrelationReader(int sources, long everyNs) : IArbReader
{
    /// <summary>Looks that two sources must have had together, and how often each must have moved.</summary>
    public const int SamplesMin = 60, MovesMin = 20;

    // A source not heard of for so many looks is not known.
    private const int AgeLooks = 3;

    private readonly double[] _middles = Enumerable.Repeat(double.NaN, sources).ToArray();
    private readonly Timestamp[] _heard = new Timestamp[sources];
    private readonly List<double[]> _looks = [];
    private Timestamp _next;

    /// <summary>Looks taken.</summary>
    public int Looks { get; private set; }

    /// <summary>Sources that were known often enough.</summary>
    public int Compared { get; private set; }

    /// <inheritdoc/>
    public void OnBest(int source, in Bbo best, Timestamp now)
    {
        _middles[source] = best.IsTwoSided ? ((double)best.BidPrice.Units + best.AskPrice.Units) / 2 : double.NaN;
        OnHeard(source, now);
    }

    /// <inheritdoc/>
    public void OnHeard(int source, Timestamp now) => _heard[source] = now;

    /// <inheritdoc/>
    public void EndFrame(Timestamp now)
    {
        if (now < _next)
            return;
        if (!_next.IsNone && now.Nanoseconds - _next.Nanoseconds > everyNs * AgeLooks)
            _looks.Add(Enumerable.Repeat(double.NaN, sources).ToArray());
        _next = new Timestamp(now.Nanoseconds + everyNs - (everyNs / 10));
        _looks.Add([.. _middles.Select((middle, source) => now.Nanoseconds - _heard[source].Nanoseconds <= everyNs * AgeLooks ? middle : double.NaN)]);
        Looks++;
    }

    /// <inheritdoc/>
    public void Finish(Timestamp now)
    {
        // Looks are whole.
    }

    /// <summary>Pairs from a correlation on, the strongest first.</summary>
    public IReadOnlyList<MarketPair> Find(double least)
    {
        int[] known = [.. Enumerable.Range(0, sources).Where(source => _looks.Count(look => double.IsFinite(look[source])) > SamplesMin)];
        Compared = known.Length;
        if (known.Length is < 2 or > MarketCorrelations.MarketsMax)
            return [];
        var correlations = new MarketCorrelations(known.Length);
        foreach (var look in _looks)
            correlations.Add([.. known.Select(source => look[source])]);
        return [.. correlations.Find(least, SamplesMin, MovesMin).Select(pair => pair with { First = known[pair.First], Second = known[pair.Second] })];
    }
}
