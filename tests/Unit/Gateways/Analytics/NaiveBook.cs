using Rialto.Gateways.Analytics;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Unit.Gateways.Analytics;

/// <summary>One instrument's displayed orders, from its events alone, in one table without any order; whatever is asked is found by looking at all of them.</summary>
internal sealed class NaiveBook
{
    private readonly Dictionary<long, (Side Side, long Price, long Shown)> _orders = [];

    public void Apply(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.OrderAccepted when (e.Flags & EventFlags.Resting) != 0:
                _orders[e.OrderId.Value] = (e.Side, e.Price.Units, e.DisplayQuantity.IsZero ? e.Quantity.Units : e.DisplayQuantity.Units);
                break;
            case EventKind.OrderRested:
                _orders[e.OrderId.Value] = (e.Side, e.Price.Units, e.DisplayQuantity.Units);
                break;
            case EventKind.OrderReduced when _orders.ContainsKey(e.OrderId.Value):
                _orders[e.OrderId.Value] = _orders[e.OrderId.Value] with { Shown = e.DisplayQuantity.Units };
                break;
            case EventKind.OrderReplaced when (e.Flags & EventFlags.KeptPriority) != 0 && _orders.ContainsKey(e.OrderId.Value):
                _orders[e.OrderId.Value] = _orders[e.OrderId.Value] with { Shown = e.DisplayQuantity.Units };
                break;
            case EventKind.OrderReplaced or EventKind.OrderCanceled:
                _orders.Remove(e.OrderId.Value);
                break;
            case EventKind.Trade:
                Fill(e.MakerOrderId.Value, e.MakerDisplay.Units);
                if ((e.Flags & EventFlags.Auction) != 0 && _orders.TryGetValue(e.OrderId.Value, out var taker))
                    Fill(e.OrderId.Value, taker.Shown - e.Quantity.Units);
                break;
        }
    }

    public Touch Touch()
    {
        var (bid, ask) = (Levels(Side.Buy), Levels(Side.Sell));
        return new Touch(bid.Count == 0 ? 0 : bid[0].Price, bid.Count == 0 ? 0 : bid[0].Volume, ask.Count == 0 ? 0 : ask[0].Price, ask.Count == 0 ? 0 : ask[0].Volume);
    }

    /// <summary>Best price first.</summary>
    public List<(long Price, long Volume, int Orders)> Levels(Side side)
    {
        var levels = new Dictionary<long, (long Volume, int Orders)>();
        foreach (var order in _orders.Values)
        {
            if (order.Side != side || order.Shown == 0)
                continue;
            var (volume, orders) = levels.GetValueOrDefault(order.Price);
            levels[order.Price] = (volume + order.Shown, orders + 1);
        }

        var sorted = levels.Select(level => (level.Key, level.Value.Volume, level.Value.Orders)).ToList();
        sorted.Sort((a, b) => side == Side.Buy ? b.Key.CompareTo(a.Key) : a.Key.CompareTo(b.Key));
        return sorted;
    }

    private void Fill(long order, long shown)
    {
        if (!_orders.TryGetValue(order, out var resting))
            return;
        if (shown == 0)
            _orders.Remove(order);
        else
            _orders[order] = resting with { Shown = shown };
    }
}
