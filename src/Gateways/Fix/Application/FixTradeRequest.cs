using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Fix.Application;

/// <summary>A TradeCaptureReportRequest.</summary>
/// <param name="Id">TradeRequestID.</param>
/// <param name="Type">SubscriptionRequestType: 0 those so far, 1 those so far and what comes, 2 no more.</param>
/// <param name="Symbol">Of this instrument only; empty: of all.</param>
/// <param name="OrderId">Of this order only; none: of all.</param>
/// <param name="ClOrdId">Of the order that has, or had, this ClOrdID only; empty: of all.</param>
internal sealed record FixTradeRequest(byte[] Id, char Type, Text36 Symbol, OrderId OrderId, Text36 ClOrdId);
