namespace Rialto.Gateways.Views;

/// <summary>Orders of one owner in the order they joined: live ones by order id, ended ones by their end. Owned by the fan-out thread.</summary>
internal sealed class OwnerOrders
{
    public OrderState? First { get; private set; }

    public OrderState? Last { get; private set; }

    public int Count { get; private set; }

    public void Append(OrderState order)
    {
        order.OwnerNext = null;
        order.OwnerPrevious = Last;
        if (Last is null)
            First = order;
        else
            Last.OwnerNext = order;
        Last = order;
        Count++;
    }

    public void Remove(OrderState order)
    {
        if (order.OwnerPrevious is null)
            First = order.OwnerNext;
        else
            order.OwnerPrevious.OwnerNext = order.OwnerNext;
        if (order.OwnerNext is null)
            Last = order.OwnerPrevious;
        else
            order.OwnerNext.OwnerPrevious = order.OwnerPrevious;
        order.OwnerNext = order.OwnerPrevious = null;
        Count--;
    }
}
