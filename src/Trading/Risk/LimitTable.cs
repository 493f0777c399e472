using Rialto.Model.Execution;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Risk;

/// <summary>All limits by kind and scope, as numbers that change while the desk runs.</summary>
internal sealed class LimitTable
{
    private const int Kinds = (int)RiskLimitKind.StopLossCloses + 1;
    private const int VenueScopes = 256;

    private readonly long[][] _values = new long[Kinds][];
    private readonly long[] _ruleOf = new long[VenueScopes];

    public LimitTable(RiskLimits limits, int listings, int symbols, int strategies, IReadOnlyList<VenueCapabilities> venues)
    {
        Fill(listings, (RiskLimitKind.OrderQuantity, limits.OrderQuantity), (RiskLimitKind.OrderNotional, limits.OrderNotional), (RiskLimitKind.Collar, limits.Collar), (RiskLimitKind.Position, limits.Position), (RiskLimitKind.Notional, limits.Notional), (RiskLimitKind.StopLoss, limits.StopLoss), (RiskLimitKind.StopLossCloses, limits.StopLossCloses));
        Fill(symbols, (RiskLimitKind.SymbolNet, limits.SymbolNet), (RiskLimitKind.SymbolGross, limits.SymbolGross));
        Fill(VenueScopes, (RiskLimitKind.VenueNet, limits.VenueNet), (RiskLimitKind.VenueGross, limits.VenueGross), (RiskLimitKind.VenueRate, limits.VenueRate), (RiskLimitKind.VenueBurst, limits.VenueBurst), (RiskLimitKind.VenueModeOf, 0));
        Fill(strategies, (RiskLimitKind.StrategyNet, limits.StrategyNet), (RiskLimitKind.StrategyGross, limits.StrategyGross), (RiskLimitKind.StrategyRate, limits.StrategyRate), (RiskLimitKind.StrategyBurst, limits.StrategyBurst), (RiskLimitKind.StrategyDailyLoss, limits.StrategyDailyLoss), (RiskLimitKind.StrategyDrawdown, limits.StrategyDrawdown), (RiskLimitKind.StrategyModeOf, 0));
        Fill(1, (RiskLimitKind.TotalNet, limits.TotalNet), (RiskLimitKind.TotalGross, limits.TotalGross), (RiskLimitKind.DailyLoss, limits.DailyLoss), (RiskLimitKind.Drawdown, limits.Drawdown), (RiskLimitKind.PortfolioRisk, limits.PortfolioRisk), (RiskLimitKind.Leverage, limits.Leverage), (RiskLimitKind.MarginRatio, limits.MarginRatio), (RiskLimitKind.RejectsPerMinute, limits.RejectsPerMinute), (RiskLimitKind.OpenOrders, limits.OpenOrders), (RiskLimitKind.DeskModeOf, 0));
        Array.Fill(_ruleOf, long.MaxValue);
        foreach (var venue in venues)
        {
            _ruleOf[(int)venue.Venue] = venue.OrdersPerSecond;
            TrySet(RiskLimitKind.VenueRate, (int)venue.Venue, limits.VenueRate, out _);
            TrySet(RiskLimitKind.VenueBurst, (int)venue.Venue, limits.VenueBurst, out _);
        }
    }

    /// <summary>A limit; the scope must exist.</summary>
    public long this[RiskLimitKind kind, int scope = 0] => _values[(int)kind][scope];

    /// <summary>Sets one; a venue's rate and burst never above its own rule.</summary>
    /// <returns>False, and nothing changes, for a kind without a value, a scope that is none, or a value that is negative or no mode.</returns>
    public bool TrySet(RiskLimitKind kind, int scope, long value, out long old)
    {
        old = 0;
        if ((int)kind >= Kinds || _values[(int)kind] is not { } values || (uint)scope >= (uint)values.Length || value < 0)
            return false;
        if (kind is RiskLimitKind.DeskModeOf or RiskLimitKind.VenueModeOf or RiskLimitKind.StrategyModeOf && value > (long)DeskMode.CancelsOnly)
            return false;
        if (kind == RiskLimitKind.StopLossCloses && value > 1)
            return false;
        old = values[scope];
        values[scope] = kind is RiskLimitKind.VenueRate or RiskLimitKind.VenueBurst ? Math.Min(value, _ruleOf[scope]) : value;
        return true;
    }

    public void Save(FieldWriter writer)
    {
        foreach (var values in _values)
        {
            foreach (var value in values ?? [])
                writer.Add(value);
        }
    }

    /// <returns>False where a value is none that could have been set.</returns>
    public bool TryLoad(FieldReader reader)
    {
        for (var kind = 0; kind < Kinds; kind++)
        {
            for (var i = 0; i < (_values[kind]?.Length ?? 0); i++)
            {
                var value = reader.Read<long>();
                if (!TrySet((RiskLimitKind)kind, i, value, out _) || _values[kind][i] != value)
                    return false;
            }
        }

        return true;
    }

    private void Fill(int scopes, params ReadOnlySpan<(RiskLimitKind Kind, long Value)> kinds)
    {
        foreach (var (kind, value) in kinds)
        {
            _values[(int)kind] = new long[scopes];
            Array.Fill(_values[(int)kind], value);
        }
    }
}
