using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Fix.Application;

/// <summary>An order as a replacement must know it.</summary>
internal readonly record struct FixOrderName(OrderId OrderId, InstrumentId Instrument, Side Side, OrderTerms Terms);

/// <summary>
/// The live orders of one session by their present ClOrdID: a replacement needs the order's number, because it gives the order a new name. The fan-out writes, the session's reader asks.
/// </summary>
internal sealed class FixOrderNames
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Text36, FixOrderName> _byName = [];
    private readonly Dictionary<long, Text36> _names = [];

    /// <summary>An order has this name from now on.</summary>
    public void Set(Text36 name, in FixOrderName order)
    {
        lock (_gate)
        {
            if (_names.Remove(order.OrderId.Value, out var former))
                _byName.Remove(former);
            if (name.IsEmpty)
                return;
            _names[order.OrderId.Value] = name;
            _byName[name] = order;
        }
    }

    /// <summary>An order has ended.</summary>
    public void Remove(OrderId order)
    {
        lock (_gate)
        {
            if (_names.Remove(order.Value, out var name) && _byName.TryGetValue(name, out var named) && named.OrderId == order)
                _byName.Remove(name);
        }
    }

    public bool TryFind(Text36 name, out FixOrderName order)
    {
        lock (_gate)
            return _byName.TryGetValue(name, out order);
    }
}
