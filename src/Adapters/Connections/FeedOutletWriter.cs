using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>The writer's side of a <see cref="FeedOutlet"/>.</summary>
public readonly struct FeedOutletWriter : IFeedSink
{
    private readonly FeedOutlet _outlet;

    internal FeedOutletWriter(FeedOutlet outlet) => _outlet = outlet;

    /// <inheritdoc/>
    public ref FeedEvent Claim() => ref _outlet.Claim();

    /// <inheritdoc/>
    public Span<FeedEvent> Claim(int most) => _outlet.Claim(most);

    /// <inheritdoc/>
    public void EndFrame() => _outlet.EndFrame();
}
