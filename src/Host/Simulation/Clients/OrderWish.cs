using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Simulation.Clients;

/// <summary>What a client may want: every kind of order, most of them near the middle so that they meet.</summary>
internal static class OrderWish
{
    private const long MiddleTicks = 1_000;

    /// <summary>A new order; owner, session and group are the session's to fill in.</summary>
    public static Command New(Dice dice, Instrument instrument, Text36 id, long nowNs)
    {
        var side = (Side)dice.Below(2);
        var type = (OrderType)dice.Weighted(80, 8, 5, 7);
        var isPriced = type is OrderType.Limit or OrderType.StopLimit;
        var tif = !isPriced ? (TimeInForce)dice.Of<int>(1, 1, 2) : (TimeInForce)dice.Weighted(55, 8, 5, 20, 12);
        if (type == OrderType.StopLoss)
            tif = (TimeInForce)dice.Of<int>(0, 1, 2);
        var isBudget = type == OrderType.Market && tif == TimeInForce.Ioc && dice.Percent(25);
        var canRest = isPriced && tif is not (TimeInForce.Ioc or TimeInForce.Fok);
        var lots = dice.Percent(10) ? dice.Between(20, 60) : dice.Between(1, 12);
        var c = new Command
        {
            Kind = CommandKind.NewOrder,
            Side = side,
            Instrument = instrument.Id,
            Text = id,
            Quantity = isBudget ? new Quantity(dice.Between(1, 50_000)) : new Quantity(instrument.Lot.Units * lots),
            Price = isPriced ? Near(dice, instrument) : dice.Percent(20) ? Near(dice, instrument) : Price.None,
            TriggerPrice = type >= OrderType.StopLoss ? Near(dice, instrument) : Price.None,
            ExpireTime = tif == TimeInForce.Gtd ? new Timestamp(nowNs + dice.Between(1, 20_000_000_000)) : Timestamp.None,
            Terms = OrderTerms.Of(
                type, tif,
                dice.Percent(60) ? SelfTradePrevention.None : (SelfTradePrevention)dice.Between(1, 5),
                canRest && dice.Percent(15) ? (PostOnly)dice.Between(1, 2) : PostOnly.Off,
                rejectIfShort: type == OrderType.Market && dice.Percent(10),
                quoteQuantity: isBudget,
                idempotent: true),
        };
        if (canRest && lots > 3 && dice.Percent(30))
            c.DisplayQuantity = new Quantity(instrument.Lot.Units * dice.Between(1, 3));
        return c;
    }

    /// <summary>A price near the middle.</summary>
    public static Price Near(Dice dice, Instrument instrument) => new(instrument.Tick.Units * (MiddleTicks + dice.Between(-6, 6)));
}
