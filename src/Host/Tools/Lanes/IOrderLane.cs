using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Tools.Lanes;

/// <summary>What became of one command; exactly one for each sent.</summary>
/// <param name="Tag">The sender's number for the command.</param>
/// <param name="Reason">None where it was accepted.</param>
/// <param name="Sequence">The command's sequence; zero where it was refused before the journal.</param>
/// <param name="OrderId">The order concerned, if known.</param>
/// <param name="Filled">What the order has filled so far.</param>
/// <param name="HasEnded">True where the order is no longer live.</param>
internal readonly record struct LaneAnswer(long Tag, RejectReason Reason, long Sequence, OrderId OrderId, Quantity Filled, bool HasEnded);

/// <summary>One trade, heard by the owner of its resting order.</summary>
internal readonly record struct LaneTrade(long TradeId, OrderId MakerOrderId, Price Price, Quantity Quantity);

/// <summary>Hears what comes back on a lane; on the lane's reading thread.</summary>
internal interface ILaneListener
{
    /// <summary>A command was answered.</summary>
    void OnAnswer(in LaneAnswer answer);

    /// <summary>A resting order of ours traded.</summary>
    void OnTrade(in LaneTrade trade);
}

/// <summary>
/// One connection that enters commands in order without waiting for answers: one thread sends, one reads. Two exist, native and WebSocket, so that
/// the same flow goes through either door.
/// </summary>
internal interface IOrderLane : IDisposable
{
    /// <summary>Most commands the exchange lets one connection have unanswered.</summary>
    int MaxInFlight { get; }

    /// <summary>Takes a command for sending.</summary>
    /// <param name="tag">Comes back with the answer.</param>
    /// <param name="command">New, cancel, reduce or replace; orders are named by client order id.</param>
    void Send(long tag, in Command command);

    /// <summary>Puts all that was taken on the wire.</summary>
    void Flush();

    /// <summary>Reads until <see cref="Finish"/> or the exchange closes.</summary>
    /// <exception cref="ToolException">The connection broke.</exception>
    void Read(ILaneListener listener);

    /// <summary>Ends the reading; any thread.</summary>
    void Finish();
}
