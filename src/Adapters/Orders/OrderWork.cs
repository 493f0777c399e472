using Rialto.Model.Feeds;

namespace Rialto.Adapters.Orders;

/// <summary>What one request needs while it is under way, used again for the next.</summary>
internal sealed class OrderWork(FeedVenue venue)
{
    public OrderCall Call { get; } = new();

    public OrderReports Reports { get; } = new(venue);

    public void Clear()
    {
        Call.Clear();
        Reports.Clear();
    }
}
