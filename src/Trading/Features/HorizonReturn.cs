using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>Middle now over the middle a horizon ago, less one; of the listing, or of the other one. Between touches the last middle stands.</summary>
internal sealed class HorizonReturn(long horizonNs, bool ofLeader) : Feature
{
    private readonly LaggedValue _past = new(horizonNs);
    private double _now;

    public override void Update(FeatureFrame frame)
    {
        if (ofLeader ? frame.HasLeader : frame.HasTouch)
        {
            _now = ofLeader ? frame.LeaderMid : frame.Mid;
            _past.Put(frame.Time, _now);
        }

        IsReady = _past.TryGet(frame.Time, out var before) && before > 0;
        if (IsReady)
            Value = _now / before - 1;
    }

    public override void Break()
    {
        base.Break();
        _past.Clear();
    }

    public override void Keep(FieldArchive state)
    {
        base.Keep(state);
        _now = state.Keep(_now);
        _past.Keep(state);
    }
}
