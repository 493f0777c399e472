using Rialto.Model.Orders;

namespace Rialto.Trading.Queues;

/// <summary>What a recording that names every order is told to: a trial keeps the truth order by order, and shows its models no more than levels and trades. Single-threaded.</summary>
public interface IOrderTrial
{
    /// <summary>Orders entered so far are not sampled: they were there before the recording, and what is told of them is not one order at a time.</summary>
    void ForgetPlaces();

    /// <summary>What is left of an order; zero where it does not rest.</summary>
    long LeftOf(long id);

    /// <summary>Price and side of an order that rests.</summary>
    (Side Side, long Price) PlaceOf(long id);

    /// <summary>An order enters at the end of its queue.</summary>
    void Enter(long id, Side side, long price, long quantity);

    /// <summary>What an order is about to lose it loses by a trade.</summary>
    void Fill(long id, long quantity);

    /// <summary>An order loses a part and keeps its place; all of it, and it leaves.</summary>
    void Reduce(long id, long quantity);

    /// <summary>An order leaves.</summary>
    void Leave(long id);

    /// <summary>What the feed tells of a trade; what it does to resting orders is told apart from it.</summary>
    void Trade(Side resting, long price, long quantity);

    /// <summary>One event of the venue is over: models see its trades, then its levels.</summary>
    void EndEvent(long time);
}
