using Rialto.Gateways.Orders;

namespace Rialto.Gateways.Streams;

/// <summary>A command that came over a WebSocket; its answer goes into the connection's queue. Returned to the session after it was written.</summary>
internal sealed class SocketCommand(StreamConnection connection, SocketOrders orders, StreamHub hub) : PendingCommand
{
    /// <summary>The request's id as it stood in its JSON; empty where it had none.</summary>
    public byte[] RequestId { get; set; } = [];

    protected override void OnCompleted()
    {
        orders.OnCompleted();
        connection.Queue(OutboxKind.Response, this);
        // Answers of one batch go out together; where the exchange has stopped there are no batches any more.
        if (Outcome == CommandOutcome.Done)
            hub.SignalAtBatchEnd(connection);
        else
            connection.Signal(here: false);
    }
}
