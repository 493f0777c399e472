namespace Rialto.Trading.Risk;

/// <summary>What kinds of limits have in common. No state.</summary>
public static class RiskLimitKinds
{
    /// <summary>Of what a kind is.</summary>
    public static RiskScope ScopeOf(RiskLimitKind kind) => kind switch
    {
        RiskLimitKind.OrderQuantity or RiskLimitKind.OrderNotional or RiskLimitKind.Collar or RiskLimitKind.Position or RiskLimitKind.Notional or RiskLimitKind.StopLoss
            or RiskLimitKind.StopLossCloses => RiskScope.Listing,
        RiskLimitKind.SymbolNet or RiskLimitKind.SymbolGross => RiskScope.Symbol,
        RiskLimitKind.VenueNet or RiskLimitKind.VenueGross or RiskLimitKind.VenueRate or RiskLimitKind.VenueBurst or RiskLimitKind.VenueModeOf or RiskLimitKind.DifferenceAccepted => RiskScope.Venue,
        RiskLimitKind.StrategyNet or RiskLimitKind.StrategyGross or RiskLimitKind.StrategyRate or RiskLimitKind.StrategyBurst or RiskLimitKind.StrategyDailyLoss or RiskLimitKind.StrategyDrawdown
            or RiskLimitKind.StrategyModeOf => RiskScope.Strategy,
        _ => RiskScope.Desk,
    };
}
