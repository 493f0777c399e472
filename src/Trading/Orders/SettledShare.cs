using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>What became of a strategy's share of a listing that has ended.</summary>
/// <param name="Input">Sequence of the input that told it.</param>
/// <param name="Time">Its time.</param>
/// <param name="Listing">Which.</param>
/// <param name="Strategy">Whose; none for what belonged to nobody.</param>
/// <param name="Held">What it held, in the listing's units; negative where sold.</param>
/// <param name="Terms">What each unit was paid.</param>
/// <param name="Value">What was paid for it, in price units times quantity units; of inverse contracts not used.</param>
/// <param name="Realised">What it gained, in 10^-18 of the settlement asset, fees not counted.</param>
public readonly record struct SettledShare(long Input, Timestamp Time, ListingId Listing, StrategyId Strategy, Quantity Held, SettlementTerms Terms, Int128 Value, Int128 Realised);
