using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Backtest.Latencies;

/// <summary>
/// Drawn from a measured distribution, by a seed: the same seed, the same draws, on every machine. The distribution is its quantiles, between which it is straight; no curve is fitted, so that a
/// long tail is as long as it was measured, and nothing hangs on a platform's logarithms.
/// </summary>
public sealed class SampledLatency : ILatencyModel
{
    private readonly long[] _quantilesNs;
    private ulong _state;

    /// <summary>Makes one.</summary>
    /// <param name="quantilesNs">At even distances, the smallest first and the largest last, in ns, ascending, two at least (eleven are the deciles).</param>
    /// <param name="seed">Chooses the draws.</param>
    /// <exception cref="ArgumentException">Fewer than two, below zero, or not ascending.</exception>
    public SampledLatency(ReadOnlySpan<long> quantilesNs, ulong seed)
    {
        if (quantilesNs.Length < 2 || quantilesNs[0] < 0)
            throw new ArgumentException("At least two quantiles, none below zero.", nameof(quantilesNs));
        for (var i = 1; i < quantilesNs.Length; i++)
        {
            if (quantilesNs[i] < quantilesNs[i - 1])
                throw new ArgumentException("Quantiles ascend.", nameof(quantilesNs));
        }

        (_quantilesNs, _state) = (quantilesNs.ToArray(), seed);
    }

    /// <inheritdoc/>
    public void Apply(in FeedEvent told)
    {
    }

    /// <inheritdoc/>
    public long RoundTripNs(in OrderRequest request, Timestamp now)
    {
        // 32 bits of a draw choose the place: whole quantiles above, the part between two below.
        var place = (Next() >> 32) * (ulong)(_quantilesNs.Length - 1);
        var (from, part) = ((int)(place >> 32), (long)(uint)place);
        return _quantilesNs[from] + (long)((Int128)(_quantilesNs[from + 1] - _quantilesNs[from]) * part >> 32);
    }

    // SplitMix64 (G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014, figure 17).
    private ulong Next()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
