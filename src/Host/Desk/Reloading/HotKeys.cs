using Rialto.Strategies;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Reloading;

/// <summary>Settings that a desk may be told while it runs: limits of risk, and the parameters that strategies declare as hot. Cold.</summary>
internal sealed class HotKeys
{
    private const string LimitPrefix = "Limits:";

    private static readonly Dictionary<string, (RiskLimitKind Kind, Func<RiskLimits, long> Of)> _limits = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(RiskLimits.OrderNotional)] = (RiskLimitKind.OrderNotional, limits => limits.OrderNotional),
        [nameof(RiskLimits.Collar)] = (RiskLimitKind.Collar, limits => limits.Collar),
        [nameof(RiskLimits.Notional)] = (RiskLimitKind.Notional, limits => limits.Notional),
        [nameof(RiskLimits.StopLoss)] = (RiskLimitKind.StopLoss, limits => limits.StopLoss),
        [nameof(RiskLimits.StopLossCloses)] = (RiskLimitKind.StopLossCloses, limits => limits.StopLossCloses),
        [nameof(RiskLimits.SymbolNet)] = (RiskLimitKind.SymbolNet, limits => limits.SymbolNet),
        [nameof(RiskLimits.SymbolGross)] = (RiskLimitKind.SymbolGross, limits => limits.SymbolGross),
        [nameof(RiskLimits.VenueNet)] = (RiskLimitKind.VenueNet, limits => limits.VenueNet),
        [nameof(RiskLimits.VenueGross)] = (RiskLimitKind.VenueGross, limits => limits.VenueGross),
        [nameof(RiskLimits.VenueRate)] = (RiskLimitKind.VenueRate, limits => limits.VenueRate),
        [nameof(RiskLimits.VenueBurst)] = (RiskLimitKind.VenueBurst, limits => limits.VenueBurst),
        [nameof(RiskLimits.StrategyNet)] = (RiskLimitKind.StrategyNet, limits => limits.StrategyNet),
        [nameof(RiskLimits.StrategyGross)] = (RiskLimitKind.StrategyGross, limits => limits.StrategyGross),
        [nameof(RiskLimits.StrategyRate)] = (RiskLimitKind.StrategyRate, limits => limits.StrategyRate),
        [nameof(RiskLimits.StrategyBurst)] = (RiskLimitKind.StrategyBurst, limits => limits.StrategyBurst),
        [nameof(RiskLimits.StrategyDailyLoss)] = (RiskLimitKind.StrategyDailyLoss, limits => limits.StrategyDailyLoss),
        [nameof(RiskLimits.StrategyDrawdown)] = (RiskLimitKind.StrategyDrawdown, limits => limits.StrategyDrawdown),
        [nameof(RiskLimits.TotalNet)] = (RiskLimitKind.TotalNet, limits => limits.TotalNet),
        [nameof(RiskLimits.TotalGross)] = (RiskLimitKind.TotalGross, limits => limits.TotalGross),
        [nameof(RiskLimits.DailyLoss)] = (RiskLimitKind.DailyLoss, limits => limits.DailyLoss),
        [nameof(RiskLimits.Drawdown)] = (RiskLimitKind.Drawdown, limits => limits.Drawdown),
        [nameof(RiskLimits.PortfolioRisk)] = (RiskLimitKind.PortfolioRisk, limits => limits.PortfolioRisk),
        [nameof(RiskLimits.Leverage)] = (RiskLimitKind.Leverage, limits => limits.Leverage),
        [nameof(RiskLimits.MarginRatio)] = (RiskLimitKind.MarginRatio, limits => limits.MarginRatio),
        [nameof(RiskLimits.RejectsPerMinute)] = (RiskLimitKind.RejectsPerMinute, limits => limits.RejectsPerMinute),
        [nameof(RiskLimits.OpenOrders)] = (RiskLimitKind.OpenOrders, limits => limits.OpenOrders),
    };

    private readonly IReadOnlyList<string> _places;
    private readonly DeskStrategy[] _strategies;
    private readonly Dictionary<string, StrategyDeclaration> _kinds;

    /// <summary>Of a configuration.</summary>
    public HotKeys(DeskConfiguration configuration)
    {
        _places = configuration.Reader.Children("Strategies");
        _strategies = [.. configuration.Settings.Strategies];
        var catalog = new StrategyCatalog();
        BuiltInStrategies.AddTo(catalog);
        configuration.Settings.Plugins.AddTo(catalog);
        _kinds = catalog.Kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
    }

    /// <summary>A limit by its key.</summary>
    /// <returns>False where the key is no limit's.</returns>
    public static bool TryLimit(string key, out RiskLimitKind kind, out Func<RiskLimits, long> of)
    {
        (kind, of) = key.StartsWith(LimitPrefix, StringComparison.OrdinalIgnoreCase) && _limits.TryGetValue(key[LimitPrefix.Length..], out var found) ? found : (RiskLimitKind.None, static _ => 0);
        return kind != RiskLimitKind.None;
    }

    /// <summary>A parameter of a strategy by its key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="place">The strategy's place in the list.</param>
    /// <param name="name">The parameter.</param>
    /// <returns>False where the key is no parameter's.</returns>
    public bool TryParameter(string key, out int place, out string name)
    {
        (place, name) = (-1, "");
        if (key.Split(':', 4) is not ["Strategies" or "strategies", var child, var section, var parameter] || !section.Equals("Parameters", StringComparison.OrdinalIgnoreCase))
            return false;
        for (var i = 0; i < _places.Count; i++)
            place = _places[i].Equals(child, StringComparison.OrdinalIgnoreCase) ? i : place;
        name = parameter;
        return place >= 0;
    }

    /// <summary>The declaration of a strategy of the list; null where nobody knows the kind.</summary>
    public StrategyDeclaration? DeclarationOf(int place) => (uint)place < (uint)_strategies.Length ? _kinds.GetValueOrDefault(_strategies[place].Kind) : null;

    /// <summary>Names of the strategies in the list.</summary>
    public IReadOnlyList<DeskStrategy> Strategies => _strategies;

    /// <summary>True for a limit, and for a parameter that may change while its strategy runs.</summary>
    public bool IsHot(string key) =>
        TryLimit(key, out _, out _) || (TryParameter(key, out var place, out var name) && DeclarationOf(place) is { } declaration && declaration.IndexOf(name) is >= 0 and var index && declaration.Parameters[index].IsHot);
}
