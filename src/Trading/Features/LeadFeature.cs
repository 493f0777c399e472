namespace Rialto.Trading.Features;

/// <summary>What a <see cref="LeadLagEstimator"/> says: by how much the other listing leads, or how well the two go together then.</summary>
internal sealed class LeadFeature(LeadLagEstimator estimator, bool isCorrelation) : Feature
{
    public override void Update(FeatureFrame frame)
    {
        IsReady = estimator.IsReady;
        if (IsReady)
            Value = isCorrelation ? estimator.Correlation : estimator.LeadSeconds;
    }
}
