using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Adapters.Bybit;

/// <summary>What orders are being amended to: the stream tells an amended order as it tells any other, and only that it has become what was asked for says that it was amended. Any thread.</summary>
internal sealed class BybitMemory : OrderMemory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<DeskOrderId, (Price Price, Quantity Quantity)> _wanted = [];

    /// <summary>An order is about to be amended; what was wanted of it before is not expected any more.</summary>
    public void Expect(in OrderRequest request)
    {
        lock (_gate)
            _wanted[request.Order] = (request.Price, request.Quantity);
    }

    /// <summary>The amendment was refused, or the order has ended.</summary>
    public void Forget(DeskOrderId order)
    {
        lock (_gate)
            _wanted.Remove(order);
    }

    /// <summary>Whether an order has become what it is being amended to; true once.</summary>
    public bool Take(DeskOrderId order, Price price, Quantity quantity)
    {
        lock (_gate)
            return _wanted.TryGetValue(order, out var wanted) && wanted == (price, quantity) && _wanted.Remove(order);
    }
}
