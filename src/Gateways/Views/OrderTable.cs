using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>
/// All live orders and the last ended ones, by order id, by owner and client order id, and by owner. Owned by the fan-out thread.
/// </summary>
internal sealed class OrderTable(int finishedLimit)
{
    private readonly Dictionary<long, OrderState> _byId = [];
    private readonly Dictionary<(OwnerId Owner, Text36 ClientOrderId), OrderState> _byClientId = [];
    private readonly Dictionary<OwnerId, OwnerOrders> _live = [];
    private readonly Dictionary<OwnerId, OwnerOrders> _finished = [];
    private readonly Queue<OrderState> _endings = new();
    private readonly Stack<OrderState> _spare = new();

    /// <summary>Orders in a book or waiting.</summary>
    public int LiveCount { get; private set; }

    /// <summary>Owners with at least one live order.</summary>
    public int ActiveOwners { get; private set; }

    public OrderState? Find(OrderId id) => _byId.GetValueOrDefault(id.Value);

    /// <summary>The order that has, or last had, this client order id.</summary>
    public OrderState? Find(OwnerId owner, Text36 clientOrderId) => _byClientId.GetValueOrDefault((owner, clientOrderId));

    public OwnerOrders? Live(OwnerId owner) => _live.GetValueOrDefault(owner);

    public OwnerOrders? Finished(OwnerId owner) => _finished.GetValueOrDefault(owner);

    /// <summary>A live order; the caller has filled its picture.</summary>
    public OrderState Add(in OrderPicture picture)
    {
        var order = _spare.Count > 0 ? _spare.Pop() : new OrderState();
        order.Picture = picture;
        _byId.Add(picture.OrderId.Value, order);
        if (!picture.ClientOrderId.IsEmpty)
            _byClientId[(picture.Owner, picture.ClientOrderId)] = order;
        return AppendLive(order);
    }

    /// <summary>Puts an order of a saved state back: live ones by ascending order id, ended ones by their end.</summary>
    public OrderState Restore(in OrderPicture picture, bool holdsName)
    {
        var order = new OrderState { Picture = picture };
        _byId.Add(picture.OrderId.Value, order);
        if (holdsName && !picture.ClientOrderId.IsEmpty)
            _byClientId[(picture.Owner, picture.ClientOrderId)] = order;
        if (!picture.IsLive)
        {
            order.HasEnded = true;
            ListOf(_finished, picture.Owner).Append(order);
            _endings.Enqueue(order);
            return order;
        }

        return AppendLive(order);
    }

    /// <summary>All live orders by order id; a new list, cold.</summary>
    public List<OrderState> AllLive()
    {
        var all = new List<OrderState>(LiveCount);
        foreach (var owned in _live.Values)
        {
            for (var order = owned.First; order is not null; order = order.OwnerNext)
                all.Add(order);
        }

        all.Sort((one, other) => one.Picture.OrderId.Value.CompareTo(other.Picture.OrderId.Value));
        return all;
    }

    /// <summary>All ended orders still kept, by their end.</summary>
    public IReadOnlyCollection<OrderState> AllFinished() => _endings;

    /// <summary>The order goes by another client order id from now on.</summary>
    public void Rename(OrderState order, Text36 clientOrderId)
    {
        if (order.Picture.ClientOrderId == clientOrderId)
            return;
        ForgetName(order);
        order.Picture.ClientOrderId = clientOrderId;
        _byClientId[(order.Picture.Owner, clientOrderId)] = order;
    }

    /// <summary>The order has ended; it stays until enough others have ended after it.</summary>
    public void Finish(OrderState order)
    {
        var owned = _live[order.Picture.Owner];
        owned.Remove(order);
        if (owned.Count == 0)
            ActiveOwners--;
        LiveCount--;
        ListOf(_finished, order.Picture.Owner).Append(order);
        _endings.Enqueue(order);
    }

    /// <summary>Forgets ended orders beyond the limit; between commands, so that answers still find theirs.</summary>
    public void Trim()
    {
        while (_endings.Count > finishedLimit)
        {
            var order = _endings.Dequeue();
            _finished[order.Picture.Owner].Remove(order);
            _byId.Remove(order.Picture.OrderId.Value);
            ForgetName(order);
            order.Clear();
            _spare.Push(order);
        }
    }

    private OrderState AppendLive(OrderState order)
    {
        var owned = ListOf(_live, order.Picture.Owner);
        if (owned.Count == 0)
            ActiveOwners++;
        owned.Append(order);
        LiveCount++;
        return order;
    }

    private void ForgetName(OrderState order)
    {
        var name = (order.Picture.Owner, order.Picture.ClientOrderId);
        if (!order.Picture.ClientOrderId.IsEmpty && _byClientId.TryGetValue(name, out var holder) && ReferenceEquals(holder, order))
            _byClientId.Remove(name);
    }

    private static OwnerOrders ListOf(Dictionary<OwnerId, OwnerOrders> lists, OwnerId owner)
    {
        if (!lists.TryGetValue(owner, out var list))
            lists.Add(owner, list = new OwnerOrders());
        return list;
    }
}
