using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>One page of an owner's orders.</summary>
/// <param name="Orders">The orders.</param>
/// <param name="Next">Where the next page begins; none on the last.</param>
/// <param name="Sequence">The moment it was taken.</param>
internal sealed record OrderPage(List<OrderPicture> Orders, OrderId Next, long Sequence);

/// <summary>What GET /orders asks for; runs on the fan-out thread.</summary>
internal struct OrderFilter
{
    public OwnerId Owner;
    public bool IsOpen;
    public InstrumentId Instrument;
    public Side? Side;
    public OrderId After;
    public int Limit;

    public readonly OrderPage Run(ExchangeViews views)
    {
        var page = new List<OrderPicture>(Math.Min(Limit, 64));
        var next = OrderId.None;
        var list = IsOpen ? views.Orders.Live(Owner) : views.Orders.Finished(Owner);
        for (var order = Start(views, list); order is not null; order = order.OwnerNext)
        {
            if (!Matches(in order.Picture))
                continue;
            if (page.Count == Limit)
            {
                next = page[^1].OrderId;
                break;
            }

            page.Add(order.Picture);
        }

        return new OrderPage(page, next, views.Sequence);
    }

    private readonly OrderState? Start(ExchangeViews views, OwnerOrders? list)
    {
        if (list is null || After.Value == 0)
            return list?.First;
        if (views.Orders.Find(After) is { } last && last.Picture.Owner == Owner && last.Picture.IsLive == IsOpen)
            return last.OwnerNext;
        // The last order of the page before has ended since. Live orders lie in ascending id, so the place is found; ended ones begin anew.
        var order = list.First;
        while (IsOpen && order is not null && order.Picture.OrderId.Value <= After.Value)
            order = order.OwnerNext;
        return order;
    }

    private readonly bool Matches(in OrderPicture order) =>
        (Instrument.Value == 0 || order.Instrument.Id == Instrument) && (Side is null || order.Side == Side);
}
