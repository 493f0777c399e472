namespace Rialto.Trading.Risk;

/// <summary>
/// The limits with which a desk starts: small on purpose, so that a desk without limits of its own cannot lose much. Money is in 10^-8 of the reporting currency (1 is
/// <see cref="One"/>). Those of single listings, symbols, venues and strategies are <see cref="Special"/>. Immutable.
/// </summary>
public sealed record RiskLimits
{
    /// <summary>One whole of the reporting currency.</summary>
    public const long One = 100_000_000;

    /// <summary>No limit.</summary>
    public const long Unlimited = long.MaxValue;

    /// <summary>See <see cref="RiskLimitKind.OrderQuantity"/>.</summary>
    public long OrderQuantity { get; init; } = Unlimited;

    /// <summary>See <see cref="RiskLimitKind.OrderNotional"/>.</summary>
    public long OrderNotional { get; init; } = 1_000 * One;

    /// <summary>See <see cref="RiskLimitKind.Collar"/>; 1 %.</summary>
    public long Collar { get; init; } = 10_000;

    /// <summary>See <see cref="RiskLimitKind.Position"/>.</summary>
    public long Position { get; init; } = Unlimited;

    /// <summary>See <see cref="RiskLimitKind.Notional"/>.</summary>
    public long Notional { get; init; } = 5_000 * One;

    /// <summary>See <see cref="RiskLimitKind.StopLoss"/>.</summary>
    public long StopLoss { get; init; } = 250 * One;

    /// <summary>See <see cref="RiskLimitKind.StopLossCloses"/>; 0: a position may be one leg of something, and closing it alone would leave the other leg open.</summary>
    public long StopLossCloses { get; init; }

    /// <summary>See <see cref="RiskLimitKind.SymbolNet"/>.</summary>
    public long SymbolNet { get; init; } = 5_000 * One;

    /// <summary>See <see cref="RiskLimitKind.SymbolGross"/>.</summary>
    public long SymbolGross { get; init; } = 10_000 * One;

    /// <summary>See <see cref="RiskLimitKind.VenueNet"/>.</summary>
    public long VenueNet { get; init; } = 10_000 * One;

    /// <summary>See <see cref="RiskLimitKind.VenueGross"/>.</summary>
    public long VenueGross { get; init; } = 10_000 * One;

    /// <summary>See <see cref="RiskLimitKind.VenueRate"/>; never above what the venue's capabilities allow.</summary>
    public long VenueRate { get; init; } = 10;

    /// <summary>See <see cref="RiskLimitKind.VenueBurst"/>.</summary>
    public long VenueBurst { get; init; } = 10;

    /// <summary>See <see cref="RiskLimitKind.StrategyNet"/>.</summary>
    public long StrategyNet { get; init; } = 10_000 * One;

    /// <summary>See <see cref="RiskLimitKind.StrategyGross"/>.</summary>
    public long StrategyGross { get; init; } = 10_000 * One;

    /// <summary>See <see cref="RiskLimitKind.StrategyRate"/>.</summary>
    public long StrategyRate { get; init; } = 10;

    /// <summary>See <see cref="RiskLimitKind.StrategyBurst"/>.</summary>
    public long StrategyBurst { get; init; } = 10;

    /// <summary>See <see cref="RiskLimitKind.StrategyDailyLoss"/>.</summary>
    public long StrategyDailyLoss { get; init; } = 250 * One;

    /// <summary>See <see cref="RiskLimitKind.StrategyDrawdown"/>.</summary>
    public long StrategyDrawdown { get; init; } = 250 * One;

    /// <summary>See <see cref="RiskLimitKind.TotalNet"/>.</summary>
    public long TotalNet { get; init; } = 10_000 * One;

    /// <summary>See <see cref="RiskLimitKind.TotalGross"/>.</summary>
    public long TotalGross { get; init; } = 10_000 * One;

    /// <summary>See <see cref="RiskLimitKind.DailyLoss"/>.</summary>
    public long DailyLoss { get; init; } = 500 * One;

    /// <summary>See <see cref="RiskLimitKind.Drawdown"/>.</summary>
    public long Drawdown { get; init; } = 500 * One;

    /// <summary>See <see cref="RiskLimitKind.PortfolioRisk"/>; without a correlation matrix nothing counts towards it.</summary>
    public long PortfolioRisk { get; init; } = 1_000 * One;

    /// <summary>See <see cref="RiskLimitKind.Leverage"/>; three times.</summary>
    public long Leverage { get; init; } = 3 * One;

    /// <summary>See <see cref="RiskLimitKind.MarginRatio"/>; 15 %.</summary>
    public long MarginRatio { get; init; } = 15_000_000;

    /// <summary>See <see cref="RiskLimitKind.RejectsPerMinute"/>; the mission's 10.</summary>
    public long RejectsPerMinute { get; init; } = 10;

    /// <summary>See <see cref="RiskLimitKind.OpenOrders"/>.</summary>
    public long OpenOrders { get; init; } = 100;

    /// <summary>Other limits for single listings, symbols, venues and strategies; the last one of a kind and scope counts.</summary>
    public IReadOnlyList<SpecialLimit> Special { get; init; } = [];
}

/// <summary>A limit of one listing, symbol, venue or strategy.</summary>
/// <param name="Kind">Which; its scope's number is what the kind says.</param>
/// <param name="Scope">Of what.</param>
/// <param name="Value">In the kind's unit.</param>
public readonly record struct SpecialLimit(RiskLimitKind Kind, int Scope, long Value);
