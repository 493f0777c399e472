namespace Rialto.Gateways.Views;

/// <summary>Orders of one owner in the order they joined: live ones by order id, ended ones by their end. Owned by the fan-out thread.</summary>
internal sealed class OwnerOrders
{
    public OrderState? First { get; private set; }

    private OrderState? _last;

    public int Count { get; private set; }

    public void Append(OrderState order)
    {
        order.OwnerNext = null;
        order.OwnerPrevious = _last;
        if (_last is null)
            First = order;
        else
            _last.OwnerNext = order;
        _last = order;
        Count++;
    }

    public void Remove(OrderState order)
    {
        if (order.OwnerPrevious is null)
            First = order.OwnerNext;
        else
            order.OwnerPrevious.OwnerNext = order.OwnerNext;
        if (order.OwnerNext is null)
            _last = order.OwnerPrevious;
        else
            order.OwnerNext.OwnerPrevious = order.OwnerPrevious;
        order.OwnerNext = order.OwnerPrevious = null;
        Count--;
    }
}
