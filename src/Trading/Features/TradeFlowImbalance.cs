using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>
/// What takers bought less what they sold over a window (the trade imbalance that Cont, Kukanov, Stoikov 2014 set against order flow, section 2.2); as a share: over all that was traded, -1 to 1,
/// zero where nothing was.
/// </summary>
internal sealed class TradeFlowImbalance(long windowNs, bool asShare) : Feature
{
    private readonly SlotSums _bought = new(windowNs);
    private readonly SlotSums _sold = new(windowNs);

    public override void Update(FeatureFrame frame)
    {
        _bought.Add(frame.Time, frame.Bought);
        _sold.Add(frame.Time, frame.Sold);
        var (net, all) = (_bought.Sum - _sold.Sum, _bought.Sum + _sold.Sum);
        Value = !asShare ? (double)net / frame.QuantityUnit : all == 0 ? 0 : (double)net / (double)all;
        IsReady = frame.Time - frame.Since >= windowNs;
    }

    public override void Break()
    {
        base.Break();
        _bought.Clear();
        _sold.Clear();
    }

    public override void Keep(FieldArchive state)
    {
        base.Keep(state);
        _bought.Keep(state);
        _sold.Keep(state);
    }
}
