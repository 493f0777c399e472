using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>What was traded over a window, both sides.</summary>
internal sealed class TradedVolume(long windowNs) : Feature
{
    private readonly SlotSums _volume = new(windowNs);

    public override void Update(FeatureFrame frame)
    {
        _volume.Add(frame.Time, frame.Bought + frame.Sold);
        Value = (double)_volume.Sum / frame.QuantityUnit;
        IsReady = frame.Time - frame.Since >= windowNs;
    }

    public override void Break()
    {
        base.Break();
        _volume.Clear();
    }

    public override void Keep(FieldArchive state)
    {
        base.Keep(state);
        _volume.Keep(state);
    }
}
