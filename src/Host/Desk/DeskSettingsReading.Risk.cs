using System.Collections.Immutable;
using Rialto.Host.Config;
using Rialto.Host.Desk.Status;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Units;
using Rialto.Trading.Risk;

namespace Rialto.Host.Desk;

internal static partial class DeskSettingsReading
{
    private const string Unlimited = "unlimited";

    private static readonly RiskLimitKind[] _limits = [.. Enum.GetValues<RiskLimitKind>().Where(kind => kind is > RiskLimitKind.None and < RiskLimitKind.DeskModeOf or RiskLimitKind.StopLossCloses)];

    private static RiskLimits Limits(SettingsReader reader)
    {
        var least = new RiskLimits();
        return least with
        {
            OrderNotional = Money(reader, nameof(RiskLimits.OrderNotional), least.OrderNotional),
            Collar = Count(reader, nameof(RiskLimits.Collar), least.Collar),
            Notional = Money(reader, nameof(RiskLimits.Notional), least.Notional),
            StopLoss = Money(reader, nameof(RiskLimits.StopLoss), least.StopLoss),
            StopLossCloses = Switch(reader, $"Limits:{nameof(RiskLimits.StopLossCloses)}"),
            SymbolNet = Money(reader, nameof(RiskLimits.SymbolNet), least.SymbolNet),
            SymbolGross = Money(reader, nameof(RiskLimits.SymbolGross), least.SymbolGross),
            VenueNet = Money(reader, nameof(RiskLimits.VenueNet), least.VenueNet),
            VenueGross = Money(reader, nameof(RiskLimits.VenueGross), least.VenueGross),
            VenueRate = Count(reader, nameof(RiskLimits.VenueRate), least.VenueRate),
            VenueBurst = Count(reader, nameof(RiskLimits.VenueBurst), least.VenueBurst),
            StrategyNet = Money(reader, nameof(RiskLimits.StrategyNet), least.StrategyNet),
            StrategyGross = Money(reader, nameof(RiskLimits.StrategyGross), least.StrategyGross),
            StrategyRate = Count(reader, nameof(RiskLimits.StrategyRate), least.StrategyRate),
            StrategyBurst = Count(reader, nameof(RiskLimits.StrategyBurst), least.StrategyBurst),
            StrategyDailyLoss = Money(reader, nameof(RiskLimits.StrategyDailyLoss), least.StrategyDailyLoss),
            StrategyDrawdown = Money(reader, nameof(RiskLimits.StrategyDrawdown), least.StrategyDrawdown),
            TotalNet = Money(reader, nameof(RiskLimits.TotalNet), least.TotalNet),
            TotalGross = Money(reader, nameof(RiskLimits.TotalGross), least.TotalGross),
            DailyLoss = Money(reader, nameof(RiskLimits.DailyLoss), least.DailyLoss),
            Drawdown = Money(reader, nameof(RiskLimits.Drawdown), least.Drawdown),
            PortfolioRisk = Money(reader, nameof(RiskLimits.PortfolioRisk), least.PortfolioRisk),
            Leverage = Money(reader, nameof(RiskLimits.Leverage), least.Leverage),
            MarginRatio = MarginRatio(reader, least.MarginRatio),
            RejectsPerMinute = Count(reader, nameof(RiskLimits.RejectsPerMinute), least.RejectsPerMinute),
            OpenOrders = Count(reader, nameof(RiskLimits.OpenOrders), least.OpenOrders),
        };
    }

    /// <summary>Limits of single markets, venues and strategies: <c>Limits:Markets:binance:BTC-USDT:Position</c>, <c>Limits:Venues:binance:VenueGross</c>, <c>Limits:Strategies:maker:StrategyDailyLoss</c>.</summary>
    private static ImmutableArray<ScopedLimit> ScopedLimits(SettingsReader reader, ImmutableArray<DeskMarket> markets, ImmutableArray<DeskStrategy> strategies)
    {
        var limits = ImmutableArray.CreateBuilder<ScopedLimit>();
        foreach (var venue in reader.Children("Limits:Markets"))
        {
            foreach (var symbol in reader.Children($"Limits:Markets:{venue}"))
                Add($"Limits:Markets:{venue}:{symbol}", MarketOf(markets, $"{venue}:{symbol}"), "must name one of Markets as VENUE:SYMBOL", RiskScope.Listing, RiskScope.Symbol);
        }

        foreach (var venue in reader.Children("Limits:Venues"))
            Add($"Limits:Venues:{venue}", VenueDialects.TryFind(venue, out var dialect) && markets.Any(market => market.Venue == dialect.Venue) ? (int)dialect.Venue : null, "must name a venue of Markets", RiskScope.Venue);
        foreach (var name in reader.Children("Limits:Strategies"))
        {
            var place = strategies.Select(strategy => strategy.Name).ToList().IndexOf(name);
            Add($"Limits:Strategies:{name}", place < 0 ? null : place, "must name one of Strategies", RiskScope.Strategy);
        }

        return limits.ToImmutable();

        void Add(string key, int? scope, string else_, params ReadOnlySpan<RiskScope> scopes)
        {
            var kinds = new List<RiskLimitKind>();
            foreach (var kind in _limits)
            {
                if (scopes.Contains(RiskLimitKinds.ScopeOf(kind)))
                    kinds.Add(kind);
            }

            foreach (var name in reader.Children(key))
            {
                var at = $"{key}:{name}";
                reader.Text(at, "");
                if (scope is not { } place)
                    reader.Refuse(at, else_);
                else if (kinds.Find(kind => kind.ToString() == name) is var kind && kind == RiskLimitKind.None)
                    reader.Refuse(at, $"must be one of {string.Join(", ", kinds)}");
                else
                    limits.Add(LimitAt(reader, at, kind, place));
            }
        }
    }

    private static ScopedLimit LimitAt(SettingsReader reader, string key, RiskLimitKind kind, int place) => RiskReport.UnitOf(kind).Scale switch
    {
        // In the listing's units, which only a source knows.
        < 0 => new ScopedLimit(kind, place, 0, Step(reader, key)),
        _ when kind == RiskLimitKind.StopLossCloses => new ScopedLimit(kind, place, Switch(reader, key), null),
        0 => new ScopedLimit(kind, place, reader.Number(key, 0, 0, RiskLimits.Unlimited), null),
        _ => new ScopedLimit(kind, place, MoneyAt(reader, key, 0), null),
    };

    /// <summary>Volatilities of assets and correlations of every two of them: <c>Risk:Volatility:BTC</c>, <c>Risk:Correlation:BTC-ETH</c>. Null where there are none.</summary>
    private static DeskFactors? Factors(SettingsReader reader)
    {
        const int VolatilityScale = 6, CorrelationScale = 4, One = 10_000;
        string[] assets = [.. reader.Children("Risk:Volatility")];
        var pairs = reader.Children("Risk:Correlation").ToHashSet(StringComparer.Ordinal);
        if (assets.Length == 0)
        {
            foreach (var pair in pairs)
                reader.Refuse($"Risk:Correlation:{pair}", "needs Risk:Volatility of both");
            return null;
        }

        if (assets.Length > 256)
        {
            reader.Refuse("Risk:Volatility", "has at most 256 assets");
            return null;
        }

        var volatility = assets.Select(asset => (int)reader.Decimal($"Risk:Volatility:{asset}", "0", VolatilityScale, 0, 10_000_000)).ToArray();
        var correlation = new int[assets.Length * assets.Length];
        for (var i = 0; i < assets.Length; i++)
        {
            correlation[i * assets.Length + i] = One;
            for (var j = 0; j < i; j++)
            {
                var name = pairs.Contains($"{assets[i]}-{assets[j]}") ? $"{assets[i]}-{assets[j]}" : $"{assets[j]}-{assets[i]}";
                if (!pairs.Remove(name))
                    reader.Refuse($"Risk:Correlation:{name}", "is needed: of every two assets with a volatility");
                correlation[i * assets.Length + j] = correlation[j * assets.Length + i] = (int)reader.Decimal($"Risk:Correlation:{name}", "0", CorrelationScale, -One, One);
            }
        }

        foreach (var pair in pairs)
            reader.Refuse($"Risk:Correlation:{pair}", "must name two assets of Risk:Volatility as BTC-ETH, once");
        if (!IsPossible(correlation, assets.Length))
            reader.Refuse("Risk:Correlation", "contradict each other: no markets move together so (the matrix is not positive semidefinite)");
        return new DeskFactors([.. assets], new RiskFactors(assets.Length, volatility, correlation));
    }

    // Cholesky's decomposition: it exists for the correlations that can be, but for rounding of the last of four decimals.
    private static bool IsPossible(int[] correlation, int count)
    {
        const double Rounding = 1e-3;
        var lower = new double[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = correlation[i * count + j] / 10_000.0;
                for (var k = 0; k < j; k++)
                    rest -= lower[i, k] * lower[j, k];
                if (i == j && rest < -Rounding)
                    return false;
                if (i != j && lower[j, j] == 0 && Math.Abs(rest) > Rounding)
                    return false;
                lower[i, j] = i == j ? Math.Sqrt(Math.Max(0, rest)) : lower[j, j] == 0 ? 0 : rest / lower[j, j];
            }
        }

        return true;
    }

    // The only limit from below: without a bound it would be an emergency stop.
    private static long MarginRatio(SettingsReader reader, long least)
    {
        const string Key = $"Limits:{nameof(RiskLimits.MarginRatio)}";
        return reader.Decimal(Key, DecimalText.Format(least, MoneyScale), MoneyScale, 0, RiskLimits.One);
    }

    private static long Switch(SettingsReader reader, string key) => reader.Flag(key, false) ? 1 : 0;

    private static long Count(SettingsReader reader, string name, long least) => reader.Number($"Limits:{name}", least, 0, RiskLimits.Unlimited);

    private static long Money(SettingsReader reader, string name, long least) => MoneyAt(reader, $"Limits:{name}", least);

    private static long MoneyAt(SettingsReader reader, string key, long least)
    {
        var fallback = least == RiskLimits.Unlimited ? Unlimited : DecimalText.Format(least, MoneyScale);
        return reader.Text(key, fallback) == Unlimited ? RiskLimits.Unlimited : reader.Decimal(key, fallback, MoneyScale, 0, long.MaxValue);
    }
}
