using Rialto.Model.Orders;
using Rialto.Venue.Orders;
using Rialto.Venue.Rules;

namespace Rialto.Venue;

/// <summary>An order on its way into the book: new, set off, or replaced. Lives on the stack for one command.</summary>
internal struct Incoming
{
    public long OrderId;

    /// <summary>Limit, or own protection of a market order (zero: none).</summary>
    public long Price;

    /// <summary>Worst price it may trade at, collar included.</summary>
    public long Worst;

    /// <summary>Of a settled instrument, where the price is none and cover needs a bound: that bound; otherwise zero.</summary>
    public long Bound;

    /// <summary>What is left; not used by budgets.</summary>
    public long Remaining;

    public long Traded;

    /// <summary>Of a budget order: what is left of it.</summary>
    public Budget Budget;

    /// <summary>Its slot among the live orders; zero for orders that cannot rest and are not remembered.</summary>
    public int Slot;

    public int Owner;

    /// <summary>The order's group, where it minds meeting its own.</summary>
    public int Group;

    public ushort Instrument;
    public Side Side;
    public OrderTerms Terms;

    /// <summary>A stop that acts is market or limit.</summary>
    public bool IsMarket;

    public TimeInForce TimeInForce;

    public readonly bool IsBudget => Terms.QuoteQuantity;
    public readonly bool IsDone => IsBudget ? Budget.IsSpent : Remaining == 0;
    public readonly bool CanRest => !IsMarket && TimeInForce is not (TimeInForce.Ioc or TimeInForce.Fok);

    /// <summary>What is left, for events: of a budget money, rounded down.</summary>
    public readonly long Left => IsBudget ? Budget.Money : Remaining;

    /// <summary>True where this price is at the order's own or better.</summary>
    public readonly bool Accepts(long price)
    {
        // Sides come in no order that a processor could foresee, so there is no branch on them: for a sell both numbers change their sign.
        var sign = 1 - 2 * (int)Side;
        return price * sign <= Worst * sign;
    }

    /// <summary>A new order. Not in the order table yet.</summary>
    public static Incoming Of(in Command command, long orderId, OrderTable orders)
    {
        var incoming = new Incoming
        {
            OrderId = orderId,
            Price = command.Price.Units,
            Worst = command.Price.Units,
            Remaining = command.Quantity.Units,
            Owner = command.Owner.Value,
            Group = command.Terms.SelfTradePrevention == SelfTradePrevention.None ? 0 : orders.GroupOf(command),
            Instrument = (ushort)command.Instrument.Value,
            Side = command.Side,
            Terms = command.Terms,
            IsMarket = command.Terms.Type == OrderType.Market,
            TimeInForce = command.Terms.TimeInForce,
        };
        if (command.Terms.QuoteQuantity)
        {
            incoming.Remaining = 0;
            incoming.Budget = new Budget(command.Quantity.Units);
        }

        return incoming;
    }

    /// <summary>A live order that left its place: a stop that acts, or an order replaced.</summary>
    public static Incoming Of(OrderTable orders, int slot)
    {
        ref var order = ref orders[slot];
        ref var identity = ref orders.Identity(slot);
        return new Incoming
        {
            OrderId = order.OrderId,
            Price = order.Price,
            Worst = order.Price,
            Remaining = order.Leaves,
            Traded = order.Traded,
            Slot = slot,
            Owner = order.Owner,
            Group = orders.GroupOf(slot),
            Instrument = order.Instrument,
            Side = order.Side,
            Terms = identity.Terms,
            TimeInForce = identity.Terms.TimeInForce,
        };
    }
}
