using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>
/// What was added to bids and taken from asks, less the reverse, over a window: the sum of e_n of Cont, Kukanov, Stoikov (2014), "The price impact of order book events", J. Financial
/// Econometrics 12(1), section 2.1 (definition of e_n and OFI). Of a deeper level: the same of the m-th best prices, Xu, Gould, Howison (2018), "Multi-level order-flow imbalance in a limit order
/// book", Market Microstructure and Liquidity 4(3-4), section 3 (MLOFI); of several levels: the sum of its components. Exact.
/// </summary>
internal sealed class OrderFlowImbalance(int from, int to, long windowNs) : Feature
{
    private readonly SlotSums _sums = new(windowNs);

    public override void Update(FeatureFrame frame)
    {
        Int128 flow = 0;
        for (var level = from; level < to; level++)
            flow += frame.FlowOf(level);
        _sums.Add(frame.Time, flow);
        Value = (double)_sums.Sum / frame.QuantityUnit;
        IsReady = frame.Time - frame.Since >= windowNs;
    }

    public override void Break()
    {
        base.Break();
        _sums.Clear();
    }

    public override void Keep(FieldArchive state)
    {
        base.Keep(state);
        _sums.Keep(state);
    }
}
