using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Backtest.Latencies;

/// <summary>The same for every request.</summary>
public sealed class ConstantLatency : ILatencyModel
{
    private readonly long _roundTripNs;

    /// <summary>Makes one.</summary>
    /// <param name="roundTripNs">How long, in ns, not less than zero.</param>
    public ConstantLatency(long roundTripNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(roundTripNs);
        _roundTripNs = roundTripNs;
    }

    /// <inheritdoc/>
    public void Apply(in FeedEvent told)
    {
    }

    /// <inheritdoc/>
    public long RoundTripNs(in OrderRequest request, Timestamp now) => _roundTripNs;
}
