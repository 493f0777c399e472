using System.Buffers;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>The views of baskets that are worked over time as a section of saved views: each with its events, what its legs traded and its last orders; then which ended, in the order in which they did. Cold.</summary>
internal static class WorkedBasketsSection
{
    private const string Impossible = "the baskets over time of the views are impossible";

    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var baskets = views.Baskets.Worked;
        if (baskets.All.Count == 0)
            return;
        var to = new FieldWriter(target);
        to.Add(baskets.All.Count);
        foreach (var basket in baskets.All)
        {
            var work = basket.Work!;
            foreach (var one in (ReadOnlySpan<ExchangeEvent>)[basket.Started, basket.Ended, work.Scheduled, work.Changed, work.Sliced, work.Refused])
                to.Add(one);
            to.Add(work.ExecutedSlices);
            to.Add(work.RefusedSlices);
            to.Add(basket.Legs.Count);
            foreach (var leg in basket.Legs)
            {
                to.Add(leg.Entered);
                to.Add(leg.Progressed);
                to.Add(leg.Filled);
                to.Add(leg.PriceSum);
                to.Add(leg.Fees);
                to.Add(leg.Multiplier);
                to.Add(leg.MoneyAsset);
            }

            var orders = baskets.OrdersOf(basket.Id);
            to.Add(orders.Count);
            foreach (var order in orders)
                to.Add(order);
        }

        foreach (var id in baskets.EndedInOrder)
            to.Add(id);
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        var baskets = views.Baskets.Worked;
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            if (ReadOne(views, from) is not { } basket || baskets.Find(basket.Id) is not null)
                return Impossible;
            var orders = new List<OrderId>();
            for (var count = from.Read<int>(); count > 0 && orders.Count < WorkedBasketsView.MaxOrders && !from.IsShort; count--)
                orders.Add(from.Read<OrderId>());
            baskets.Restore(basket, orders);
        }

        while (from.HasMore)
        {
            var id = new BasketId(from.Read<long>());
            if (baskets.Find(id) is not { IsLive: false } || baskets.EndedInOrder.Contains(id.Value) || baskets.EndedInOrder.Count == WorkedBasketsView.MaxEnded)
                return Impossible;
            baskets.Ended(id.Value);
        }

        return from.IsWhole && baskets.All.Count(basket => !basket.IsLive) == baskets.EndedInOrder.Count ? null : Impossible;
    }

    private static BasketPicture? ReadOne(ExchangeViews views, FieldReader from)
    {
        var (started, ended) = (from.Read<ExchangeEvent>(), from.Read<ExchangeEvent>());
        var work = new BasketWork(from.Read<ExchangeEvent>(), from.Read<ExchangeEvent>(), from.Read<ExchangeEvent>(), from.Read<ExchangeEvent>(), from.Read<long>(), from.Read<long>());
        var count = from.Read<int>();
        var legs = new List<BasketLegPicture>();
        while (legs.Count < count && count is >= 1 and <= BasketTerms.MaxLegs && !from.IsShort)
        {
            var (entered, progressed) = (from.Read<ExchangeEvent>(), from.Read<ExchangeEvent>());
            legs.Add(new BasketLegPicture(entered, from.Read<long>(), from.Read<Int128>(), from.Read<long>(), from.Read<int>(), from.Read<AssetId>()) { Progressed = progressed });
        }

        var isPossible = started.Kind == EventKind.BasketStarted && started.BasketId != BasketId.None && IsOf(work.Scheduled, EventKind.BasketScheduled, started) && IsOf(ended, EventKind.BasketEnded, started, mayBeNone: true)
            && IsOf(work.Changed, EventKind.BasketStateChanged, started, mayBeNone: true) && IsOf(work.Sliced, EventKind.BasketSliced, started, mayBeNone: true) && IsOf(work.Refused, EventKind.BasketSliced, started, mayBeNone: true)
            && ArePossible(work.Scheduled) && legs.Count == count && count == started.LegCount && legs.TrueForAll(leg => IsPossible(views, leg, started));
        return isPossible && !from.IsShort ? new BasketPicture(started, ended, legs) { Work = work } : null;
    }

    /// <summary>Its slices can be counted.</summary>
    private static bool ArePossible(in ExchangeEvent scheduled) => scheduled.Pace.IntervalMs >= AlgoPace.MinIntervalMs && scheduled.ExpireTime > scheduled.StartTime;

    private static bool IsOf(in ExchangeEvent e, EventKind kind, in ExchangeEvent started, bool mayBeNone = false) =>
        e.Kind == kind ? e.BasketId == started.BasketId : mayBeNone && e.Kind == default;

    private static bool IsPossible(ExchangeViews views, BasketLegPicture leg, in ExchangeEvent started) =>
        IsOf(leg.Entered, EventKind.BasketLegPlanned, started) && IsOf(leg.Progressed, EventKind.BasketLegProgressed, started, mayBeNone: true) && views.Find(leg.Entered.Instrument) is not null
        && leg.Entered.Quantity.Units >= 1 && leg.Filled >= 0 && leg.Filled <= leg.Entered.Quantity.Units && leg.PriceSum >= 0 && leg.Multiplier >= 1;
}
