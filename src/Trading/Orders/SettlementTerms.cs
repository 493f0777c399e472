using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>What each unit of a listing is paid at its end.</summary>
/// <param name="Price">In the listing's units; zero is a price here.</param>
/// <param name="IsRefund">There is no price: everybody gets back what he paid, fees not counted.</param>
public readonly record struct SettlementTerms(Price Price, bool IsRefund);
