using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>A strategy's share of a payment of funding.</summary>
/// <param name="Input">Sequence of the input that told it.</param>
/// <param name="Time">Of that input.</param>
/// <param name="Listing">Which perpetual contract.</param>
/// <param name="Strategy">Whose share; none for what belongs to nobody.</param>
/// <param name="Held">What it held.</param>
/// <param name="Mark">The price that the position was valued at.</param>
/// <param name="Rate">In 10^-12 (<see cref="Model.Execution.FundingRates"/>).</param>
/// <param name="Paid">What it got, in 10^-18 of the settlement asset; below zero where it paid.</param>
public readonly record struct FundedShare(long Input, Timestamp Time, ListingId Listing, StrategyId Strategy, Quantity Held, Price Mark, long Rate, Int128 Paid);
