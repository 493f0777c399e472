namespace Rialto.Model.Markets;

/// <summary>What an exchange is sized for; part of its identity, since a full table is a refusal and refusals are replayed.</summary>
/// <param name="MaxLiveOrders">Live orders, waiting stops included, over all instruments; one more is refused with TooManyOrders.</param>
/// <param name="RememberedOrders">How many ended idempotent orders are remembered for resends; the oldest is forgotten first.</param>
/// <param name="RememberedMovements">How many deposits, withdrawals and transfers are remembered by their reference; the oldest is forgotten first.</param>
public sealed record ExchangeLimits(int MaxLiveOrders = 1 << 20, int RememberedOrders = 1 << 16, int RememberedMovements = 1 << 20);
