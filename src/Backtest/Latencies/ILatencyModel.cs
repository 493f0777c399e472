using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Backtest.Latencies;

/// <summary>
/// How long a request takes until it meets the book, in our own time: there, and the market's news of that moment back to us. One number for both ways, because the book that is pretended is the one
/// that we see (docs/reference/paper-trading.md). A function of its calls. Single-threaded.
/// </summary>
public interface ILatencyModel
{
    /// <summary>Sees what the feed says.</summary>
    void Apply(in FeedEvent told);

    /// <summary>How long, in ns, not less than zero.</summary>
    long RoundTripNs(in OrderRequest request, Timestamp now);
}
