namespace Rialto.Gateways.Orders;

/// <summary>Bytes that wait for a connection's <see cref="SocketSender"/>.</summary>
internal interface ISocketOutbox
{
    /// <summary>Takes everything that waits, as bytes valid until the next call; empty for nothing. The sender only.</summary>
    ReadOnlyMemory<byte> Take();
}
