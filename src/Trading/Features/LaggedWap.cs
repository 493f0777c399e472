using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>The weighted average price of the touch as it was some time ago: what somebody so far away sees now. Not ready until there was a touch so long ago.</summary>
internal sealed class LaggedWap(long lagNs) : Feature
{
    private readonly LaggedValue _past = new(lagNs);

    public override void Update(FeatureFrame frame)
    {
        if (frame.HasTouch)
            _past.Put(frame.Time, PriceFeature.WapOf(frame));
        IsReady = _past.TryGet(frame.Time, out var value);
        if (IsReady)
            Value = value;
    }

    public override void Break()
    {
        base.Break();
        _past.Clear();
    }

    public override void Keep(FieldArchive state)
    {
        base.Keep(state);
        _past.Keep(state);
    }
}
