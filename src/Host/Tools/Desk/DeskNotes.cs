using System.Globalization;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Tools.Desk;

/// <summary>What a desk tells while it runs, as a line for a person.</summary>
internal static class DeskNotes
{
    /// <summary>One line of an audit record.</summary>
    /// <param name="audit">What.</param>
    /// <param name="listings">The desk's.</param>
    /// <param name="strategy">Name of the strategy that it is about; empty for none.</param>
    /// <param name="limit">The limit that an order was refused for; empty for none.</param>
    public static string Of(in DeskAudit audit, ListingTable listings, string strategy, string limit = "")
    {
        var place = !audit.Listing.IsNone && audit.Listing.Value <= listings.Count ? $" {VenueDialects.NameOf(listings[audit.Listing].Venue)} {listings[audit.Listing].Symbol}"
            : audit.Venue != FeedVenue.None ? $" {VenueDialects.NameOf(audit.Venue)}"
            : "";
        var what = audit.Kind switch
        {
            DeskAuditKind.Problem or DeskAuditKind.OverFilled => ((DeskProblemKind)audit.Code).ToString(),
            DeskAuditKind.BreakerChanged => $"orders {(BreakerState)audit.Code}",
            DeskAuditKind.EmergencyStop => $"EMERGENCY STOP by {(StopTrigger)audit.Code}",
            DeskAuditKind.StopLossHit => string.Create(CultureInfo.InvariantCulture, $"STOP-LOSS hit, {audit.Quantity.Units} being closed,"),
            DeskAuditKind.StopLossClosed => string.Create(CultureInfo.InvariantCulture, $"stop-loss done, {audit.Quantity.Units} left,"),
            DeskAuditKind.Flatten when audit.Code != 0 => $"closing order refused: {(DeskRefusal)audit.Code}{(limit.Length == 0 ? "" : $" ({limit})")}",
            DeskAuditKind.ConditionsChanged => ((DeskConditions)audit.Code).ToString(),
            DeskAuditKind.OrderChanged => $"order is {(DeskOrderState)audit.Code} by {(OrderEvent)audit.Number}",
            DeskAuditKind.StrategyChanged => $"{(strategy.Length > 0 ? strategy : "strategy")} is {audit.State}{((StrategyFault)audit.Code == StrategyFault.None ? "" : $": {(StrategyFault)audit.Code}")}",
            DeskAuditKind.Restarted => string.Create(CultureInfo.InvariantCulture, $"started again: {audit.Other} orders live, {audit.Number} of them unknown"),
            DeskAuditKind.SettlementTold when audit.Code == (ushort)SettlementState.Open => "has not ended: what was told is taken back",
            DeskAuditKind.SettlementTold => $"has ended, and pays {PaidOf(in audit, listings)}",
            DeskAuditKind.Settled => $"settled at {PaidOf(in audit, listings)}: held {DecimalText.Format(audit.Quantity.Units, listings[audit.Listing].QuantityScale)}, gained {DecimalText.Format(audit.Value, 8)}",
            DeskAuditKind.Funded => $"funding at {DecimalText.Format(audit.Other, FundingRates.Scale)} of {DecimalText.Format(audit.Price.Units, listings[audit.Listing].PriceScale)}: held {DecimalText.Format(audit.Quantity.Units, listings[audit.Listing].QuantityScale)}, got {DecimalText.Format(audit.Value, 8)}",
            _ => audit.Kind.ToString(),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{audit.Time} {audit.Severity}: {what}{place}{(audit.Order.IsNone || audit.Kind == DeskAuditKind.Restarted ? "" : $" order {audit.Order}")}{(strategy.Length == 0 || audit.Kind == DeskAuditKind.StrategyChanged ? "" : $" of {strategy}")}{(audit.Text.IsEmpty ? "" : $" ({audit.Text})")}");
    }

    private static string PaidOf(in DeskAudit audit, ListingTable listings) => audit.Other == 1 ? "what was paid for it" : DecimalText.Format(audit.Price.Units, listings[audit.Listing].PriceScale);
}
