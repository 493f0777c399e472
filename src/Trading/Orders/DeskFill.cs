using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>One fill of an order of the desk, told once, after position and balances have it.</summary>
/// <param name="Input">Sequence of the input that told it.</param>
/// <param name="Time">When the desk learned of it.</param>
/// <param name="EventTime">The venue's time; none where it sends none.</param>
/// <param name="Order">Which order.</param>
/// <param name="Strategy">Whose.</param>
/// <param name="Listing">Where.</param>
/// <param name="Side">Which way the order went.</param>
/// <param name="Price">At what price, in the listing's units.</param>
/// <param name="Quantity">How much, in the listing's units; negative where a fill is taken back.</param>
/// <param name="Fee">What it cost, in 10^-<paramref name="FeeScale"/> of <paramref name="FeeAsset"/>; negative for a rebate.</param>
/// <param name="FeeScale">0 to 18.</param>
/// <param name="FeeAsset">None where the venue did not say: the fee is then the one of the listing's terms.</param>
/// <param name="Liquidity">Who made the market.</param>
/// <param name="IsDerived">Computed from sums that the venue told; the price is an average.</param>
/// <param name="TradeId">The venue's id; empty where it has none.</param>
public readonly record struct DeskFill(
    long Input, Timestamp Time, Timestamp EventTime, DeskOrderId Order, StrategyId Strategy, ListingId Listing, Side Side, Price Price, Quantity Quantity, long Fee, byte FeeScale,
    AssetCode FeeAsset, Liquidity Liquidity, bool IsDerived, Text36 TradeId);
