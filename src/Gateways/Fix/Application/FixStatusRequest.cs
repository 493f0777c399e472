using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Fix.Application;

/// <summary>An OrderStatusRequest.</summary>
/// <param name="OrderId">OrderID; none where it is not there.</param>
/// <param name="ClOrdId">ClOrdID; empty where it cannot be one.</param>
/// <param name="SentClOrdId">The same as it was sent.</param>
/// <param name="Symbol">Symbol.</param>
/// <param name="Side">Side.</param>
/// <param name="Id">OrdStatusReqID; empty where it is not there.</param>
internal sealed record FixStatusRequest(OrderId OrderId, Text36 ClOrdId, byte[] SentClOrdId, Text36 Symbol, char Side, byte[] Id);
