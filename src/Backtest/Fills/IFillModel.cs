using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Backtest.Fills;

/// <summary>
/// Decides what a trade between others would have given to an order of ours that rested. Sees all events of one listing; for each of them the venue asks first <see cref="GivenBy"/> for trades and
/// <see cref="Moved"/> for every order, then calls <see cref="Apply"/>. A function of its calls. Single-threaded.
/// </summary>
public interface IFillModel
{
    /// <summary>An order enters behind all that rests at its price.</summary>
    PlaceInQueue Enter(Side side, Price price);

    /// <summary>Where an order stands after an event of the listing that has not been applied yet.</summary>
    PlaceInQueue Moved(in FeedEvent told, Side side, Price price, PlaceInQueue place);

    /// <summary>How much of a trade at the order's price goes to the order at most.</summary>
    /// <param name="side">Of the order.</param>
    /// <param name="price">Of the order and of the trade.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="left">What is left of the trade: orders of ours that stand before it have had theirs.</param>
    long GivenBy(Side side, Price price, PlaceInQueue place, long left);

    /// <summary>Takes an event of the listing.</summary>
    void Apply(in FeedEvent told);
}
