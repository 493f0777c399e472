using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Surveillance;

/// <summary>
/// Spoofing and layering (US Commodity Exchange Act section 4c(a)(5)(C), "bidding or offering with the intent to cancel the bid or offer before execution"; EU delegated regulation 2016/522,
/// annex II, section 1(4)(e): orders on one side to trade on the other). An episode: when an owner trades on one side, its own fresh orders in the book on the other, near the trade's price, are at least <c>Ratio</c> times what it
/// traded, and within <c>WithdrawSeconds</c> it takes <c>WithdrawnPercent</c> of them away. Enough episodes within the window are an alert; the next one begins to count anew.
/// </summary>
internal sealed class SpoofingPattern(SpoofingRules rules) : IPattern
{
    private readonly Dictionary<(OwnerId Owner, InstrumentId Instrument, Side Side), Episode> _open = [];
    private readonly Dictionary<(OwnerId Owner, InstrumentId Instrument), Queue<Finished>> _finished = [];
    private readonly long _freshNs = rules.FreshSeconds * 1_000_000_000L;
    private readonly long _withdrawNs = rules.WithdrawSeconds * 1_000_000_000L;
    private readonly long _windowNs = rules.PerMinutes * 60_000_000_000L;

    public void Take(in Command command, in ExchangeEvent one, LiveOrders orders, AlertList alerts)
    {
        switch (one.Kind)
        {
            case EventKind.Trade:
                Traded(one.Owner, one.Side, in one, orders);
                Traded(one.MakerOwner, Opposite(one.Side), in one, orders);
                Shrunk(one.MakerOrderId, one.MakerLeaves.Units, isWithdrawn: false, in one, orders, alerts);
                Shrunk(one.OrderId, one.TakerLeaves.Units, isWithdrawn: false, in one, orders, alerts);
                break;
            case EventKind.OrderCanceled:
                Shrunk(one.OrderId, 0, IsOwn(in command, in one), in one, orders, alerts);
                break;
            case EventKind.OrderReduced:
                Shrunk(one.OrderId, one.Quantity.Units, IsOwn(in command, in one), in one, orders, alerts);
                break;
            case EventKind.OrderReplaced:
                // A new price is a withdrawal from the old one: its place in the queue, and what others saw there, are gone.
                var stays = (one.Flags & EventFlags.KeptPriority) != 0 && orders.Find(one.OrderId) is { } order ? Math.Max(0, order.Leaves + one.Quantity.Units - order.Total) : 0;
                Shrunk(one.OrderId, stays, IsOwn(in command, in one), in one, orders, alerts);
                break;
            default:
                break;
        }
    }

    private static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    private static bool IsOwn(in Command command, in ExchangeEvent one) => command.Owner == one.Owner && one.CancelReason is CancelReason.Requested or CancelReason.MassCancel or CancelReason.Reduced
        or CancelReason.ReplacedBelowFilled or CancelReason.None;

    private void Traded(OwnerId owner, Side side, in ExchangeEvent one, LiveOrders orders)
    {
        var key = (owner, one.Instrument, Opposite(side));
        if (_open.TryGetValue(key, out var episode))
        {
            if (one.Time.Nanoseconds <= episode.UntilNs)
            {
                episode.Traded += one.Quantity.Units;
                episode.Commands.Add(one.Sequence);
                return;
            }

            _open.Remove(key);
        }

        var (pressure, prices) = (0L, new HashSet<long>());
        foreach (var order in orders.Of(owner, one.Instrument, key.Item3))
        {
            if (!IsPressure(order, in one))
                continue;
            pressure += order.Leaves;
            prices.Add(order.Price);
        }

        if (pressure == 0 || pressure / rules.Ratio < one.Quantity.Units)
            return;
        episode = new Episode(one.Time.Nanoseconds + _withdrawNs, pressure, prices.Count) { Traded = one.Quantity.Units };
        episode.Commands.Add(one.Sequence);
        foreach (var order in orders.Of(owner, one.Instrument, key.Item3))
        {
            if (IsPressure(order, in one) && episode.Orders.Add(order.Id))
                episode.Commands.Add(order.Sequence);
        }

        _open[key] = episode;
    }

    /// <summary>Fresh, in the book, near the trade, and no side of it: an owner may meet itself.</summary>
    private bool IsPressure(WatchedOrder order, in ExchangeEvent trade) =>
        order.IsResting && trade.Time.Nanoseconds - order.PlacedNs <= _freshNs && order.Id != trade.OrderId && order.Id != trade.MakerOrderId
        && (Int128)Math.Abs(order.Price - trade.Price.Units) * 100 <= (Int128)trade.Price.Units * rules.WithinPercent;

    private void Shrunk(OrderId id, long leaves, bool isWithdrawn, in ExchangeEvent one, LiveOrders orders, AlertList alerts)
    {
        if (orders.Find(id) is not { } order)
            return;
        var key = (order.Owner, order.Instrument, order.Side);
        if (!_open.TryGetValue(key, out var episode) || !episode.Orders.Contains(id))
            return;
        if (one.Time.Nanoseconds > episode.UntilNs)
        {
            _open.Remove(key);
            return;
        }

        var less = order.Leaves - leaves;
        if (!isWithdrawn)
        {
            // What traded was meant to trade.
            episode.Pressure -= less;
            if (episode.Pressure / rules.Ratio < episode.Traded)
                _open.Remove(key);
            return;
        }

        episode.Withdrawn += less;
        episode.Commands.Add(one.Sequence);
        if ((Int128)episode.Withdrawn * 100 < (Int128)episode.Pressure * rules.WithdrawnPercent)
            return;
        _open.Remove(key);
        Finish(order, episode, in one, alerts);
    }

    private void Finish(WatchedOrder order, Episode episode, in ExchangeEvent one, AlertList alerts)
    {
        var key = (order.Owner, order.Instrument);
        if (!_finished.TryGetValue(key, out var finished))
            _finished[key] = finished = [];
        while (finished.TryPeek(out var old) && one.Time.Nanoseconds - old.TimeNs > _windowNs)
            finished.Dequeue();
        finished.Enqueue(new Finished(one.Time.Nanoseconds, episode));
        if (finished.Count < rules.Episodes)
            return;
        var isLayered = finished.Count(past => past.Episode.Prices >= rules.Layers) * 2 > finished.Count;
        var last = finished.Last().Episode;
        alerts.Add(
            isLayered ? SuspicionKind.Layering : SuspicionKind.Spoofing, one.Sequence, one.Time, [order.Owner], order.Instrument,
            $"{finished.Count} times within {rules.PerMinutes} minutes owner {order.Owner} traded on one side and withdrew fresh orders on the other at once; the last time it traded {last.Traded} "
            + $"and withdrew {last.Withdrawn} of {last.Pressure} on {last.Prices} price{(last.Prices == 1 ? "" : "s")} ({(order.Side == Side.Buy ? "bids" : "asks")}), in quantity units",
            finished.SelectMany(past => past.Episode.Commands));
        finished.Clear();
    }

    private sealed class Episode(long untilNs, long pressure, int prices)
    {
        public long UntilNs { get; } = untilNs;

        public long Pressure { get; set; } = pressure;

        public int Prices { get; } = prices;

        public long Traded { get; set; }

        public long Withdrawn { get; set; }

        public HashSet<OrderId> Orders { get; } = [];

        public List<long> Commands { get; } = [];
    }

    private readonly record struct Finished(long TimeNs, Episode Episode);
}
