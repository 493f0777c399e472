using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Status;

/// <summary>What an audit record's numbers mean, in the words of the enumerations they come from.</summary>
internal static class EventWords
{
    /// <summary>What stopped everything, when, and who where somebody did.</summary>
    public static string StopOf(DeskAudit stop) => $"{(StopTrigger)stop.Code} at {stop.Time}{(stop.Text.IsEmpty ? "" : $" ({stop.Text})")}";

    /// <summary>What precisely; empty where the kind says all.</summary>
    public static string WhatOf(in DeskAudit told) => told.Kind switch
    {
        DeskAuditKind.Problem or DeskAuditKind.OverFilled => ((DeskProblemKind)told.Code).ToString(),
        DeskAuditKind.StrategyChanged when (StrategyFault)told.Code != StrategyFault.None => $"{told.State}: {(StrategyFault)told.Code}",
        DeskAuditKind.StrategyChanged => told.State.ToString(),
        DeskAuditKind.CommandRefused => $"{(DeskCommandKind)told.Number}: {(CommandRefusal)told.Code}",
        DeskAuditKind.EmergencyStop => ((StopTrigger)told.Code).ToString(),
        DeskAuditKind.Flatten when told.Code != 0 => ((DeskRefusal)told.Code).ToString(),
        DeskAuditKind.SettlementTold when told.Code == (ushort)SettlementState.Open => "taken back",
        DeskAuditKind.StopLossClosed when !told.Quantity.IsZero => "left",
        DeskAuditKind.ConditionsChanged => ((DeskConditions)told.Code).ToString(),
        DeskAuditKind.BreakerChanged => ((BreakerState)told.Code).ToString(),
        DeskAuditKind.LimitChanged => ((RiskLimitKind)told.Number).ToString(),
        DeskAuditKind.OrderChanged => ((DeskOrderState)told.Code).ToString(),
        DeskAuditKind.IntentRefused => told.Refusal == IntentRefusal.Desk ? ((DeskRefusal)told.Code).ToString() : told.Refusal.ToString(),
        _ => "",
    };
}
