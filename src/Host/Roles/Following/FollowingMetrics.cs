using Rialto.Gateways;

namespace Rialto.Host.Roles.Following;

/// <summary>Stands for the follower on the metrics page, which is there before it.</summary>
internal sealed class FollowingMetrics : IMetricsSource, IDisposable
{
    private volatile JournalFollowing? _following;

    /// <summary>Starts it.</summary>
    public void Start(JournalFollowing following)
    {
        _following = following;
        following.Start();
    }

    /// <inheritdoc/>
    public void Write(PrometheusText text) => _following?.Write(text);

    /// <inheritdoc/>
    public void Dispose() => _following?.Dispose();
}
