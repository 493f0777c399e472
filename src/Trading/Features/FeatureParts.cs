using Rialto.Model.Feeds;

namespace Rialto.Trading.Features;

/// <summary>What features of one set are made from, and what several of them share.</summary>
internal sealed class FeatureParts(Listing listing)
{
    private readonly Dictionary<(long, long, long), LeadLagEstimator> _leadLags = [];

    public Listing Listing { get; } = listing;

    /// <summary>Looked at before the features, in this order.</summary>
    public List<LeadLagEstimator> Estimators { get; } = [];

    /// <summary>The estimator of these arguments: one, however many features tell of it.</summary>
    public LeadLagEstimator LeadLag(IReadOnlyList<long> arguments)
    {
        var key = (arguments[0], arguments[1], arguments[2]);
        if (_leadLags.TryGetValue(key, out var found))
            return found;
        var made = _leadLags[key] = new LeadLagEstimator(key.Item1, key.Item2, (int)key.Item3);
        Estimators.Add(made);
        return made;
    }
}
