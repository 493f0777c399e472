using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Model.Orders;

/// <content>Commands about baskets; docs/reference/baskets.md.</content>
public partial struct Command
{
    /// <summary>A leg of a basket that is being put together.</summary>
    /// <param name="owner">Whose basket.</param>
    /// <param name="basket">Its number: the sequence of its OpenBasket.</param>
    /// <param name="number">The leg's number, from 0.</param>
    /// <param name="instrument">What is traded.</param>
    /// <param name="side">Its side.</param>
    /// <param name="quantity">How much, or the weight in millionths (<see cref="Quantity"/>).</param>
    /// <param name="limit">The worst price; zero is none.</param>
    public static Command AddBasketLeg(OwnerId owner, BasketId basket, int number, InstrumentId instrument, Side side, Quantity quantity, Price limit = default) => new()
    {
        Kind = CommandKind.AddBasketLeg,
        Owner = owner,
        BasketId = basket,
        Terms = new OrderTerms((ushort)number),
        Instrument = instrument,
        Side = side,
        Quantity = quantity,
        Price = limit,
    };

    /// <summary>Has a basket that is being put together worked over time.</summary>
    /// <param name="owner">Whose basket.</param>
    /// <param name="basket">Its number.</param>
    /// <param name="type">What it follows: Twap or Vwap.</param>
    /// <param name="start">When it begins; none is when it is submitted.</param>
    /// <param name="end">When it is over.</param>
    /// <param name="pace">Its slices; participation is zero.</param>
    public static Command ScheduleBasket(OwnerId owner, BasketId basket, AlgoType type, Timestamp start, Timestamp end, AlgoPace pace) => new()
    {
        Kind = CommandKind.ScheduleBasket,
        Owner = owner,
        BasketId = basket,
        Terms = new OrderTerms((ushort)type),
        StartTime = start,
        ExpireTime = end,
        Pace = pace,
    };

    /// <summary>Executes a basket that has been put together, or begins it where it has a schedule.</summary>
    public static Command SubmitBasket(OwnerId owner, BasketId basket) => new() { Kind = CommandKind.SubmitBasket, Owner = owner, BasketId = basket };

    /// <summary>Pauses a basket that is worked over time. Owner zero is the exchange.</summary>
    public static Command PauseBasket(OwnerId owner, BasketId basket) => new() { Kind = CommandKind.PauseBasket, Owner = owner, BasketId = basket };

    /// <summary>Lets a paused basket go on. Owner zero is the exchange.</summary>
    public static Command ResumeBasket(OwnerId owner, BasketId basket) => new() { Kind = CommandKind.ResumeBasket, Owner = owner, BasketId = basket };

    /// <summary>Throws away a basket that is being put together, or ends one that is worked over time. Owner zero is the exchange.</summary>
    public static Command DropBasket(OwnerId owner, BasketId basket) => new() { Kind = CommandKind.DropBasket, Owner = owner, BasketId = basket };
}
