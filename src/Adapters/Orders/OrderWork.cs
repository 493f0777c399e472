using Rialto.Model.Feeds;

namespace Rialto.Adapters.Orders;

/// <summary>What one request needs while it is under way, used again for the next.</summary>
internal sealed class OrderWork(FeedVenue venue)
{
    public OrderCall Call { get; } = new();

    public OrderReports Reports { get; } = new(venue);

    /// <summary>It holds <see cref="SessionCore.Alone"/>.</summary>
    public bool IsAlone { get; set; }

    public void Clear()
    {
        Call.Clear();
        Reports.Clear();
    }
}
