using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;

namespace Rialto.Trading.Risk;

/// <summary>What is used of each limit: the same sums that orders are checked against.</summary>
public sealed partial class RiskGate
{
    /// <summary>Refusals by venues within the last minute.</summary>
    public int RejectsAt(Timestamp now) => _rejects.CountAt(now);

    /// <summary>A limit beside what is used of it. Reads only; a few additions.</summary>
    /// <param name="kind">Which; modes and operators' acts are no limits.</param>
    /// <param name="scope">Of what, by number, as the kind says.</param>
    /// <param name="now">The desk's time, for what is counted over time.</param>
    /// <param name="liveOrders">Live orders of the desk.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such limit, or it has no such scope.</exception>
    public LimitUse UseOf(RiskLimitKind kind, int scope, Timestamp now, int liveOrders) => kind switch
    {
        RiskLimitKind.OrderQuantity or RiskLimitKind.OrderNotional or RiskLimitKind.Collar => Use(kind, scope, 0, LimitSense.OneOrder),
        RiskLimitKind.Position => Use(kind, scope, LargestOf(IndexOf(scope))),
        RiskLimitKind.Notional => Use(kind, scope, Amounts.Cents(_exposures[IndexOf(scope)].Gross)),
        RiskLimitKind.StopLoss => Use(kind, scope, Loss(_portfolio.UnrealisedOf(new ListingId(scope)))),
        RiskLimitKind.SymbolNet => Use(kind, scope, Net(in _symbols[scope])),
        RiskLimitKind.SymbolGross => Use(kind, scope, Amounts.Cents(_symbols[scope].Gross)),
        RiskLimitKind.VenueNet => Use(kind, scope, Net(in _venues[scope])),
        RiskLimitKind.VenueGross => Use(kind, scope, Amounts.Cents(_venues[scope].Gross)),
        RiskLimitKind.VenueRate or RiskLimitKind.VenueBurst => Use(kind, scope, Taken(in _venueRates[scope], now, _limits[RiskLimitKind.VenueRate, scope])),
        RiskLimitKind.StrategyNet => Use(kind, scope, Net(in _strategies[scope])),
        RiskLimitKind.StrategyGross => Use(kind, scope, Amounts.Cents(_strategies[scope].Gross)),
        RiskLimitKind.StrategyRate or RiskLimitKind.StrategyBurst => Use(kind, scope, Taken(in _strategyRates[scope], now, _limits[RiskLimitKind.StrategyRate, scope])),
        RiskLimitKind.StrategyDailyLoss => Use(kind, scope, Loss(_portfolio.DailyResultOf(new StrategyId(scope)))),
        RiskLimitKind.StrategyDrawdown => Use(kind, scope, Amounts.Cents(_portfolio.DrawdownOf(new StrategyId(scope)))),
        RiskLimitKind.TotalNet => Use(kind, scope, Net(in _total)),
        RiskLimitKind.TotalGross => Use(kind, scope, Amounts.Cents(_total.Gross)),
        RiskLimitKind.DailyLoss => Use(kind, scope, Loss(_portfolio.DailyResult)),
        RiskLimitKind.Drawdown => Use(kind, scope, Amounts.Cents(_portfolio.Drawdown)),
        RiskLimitKind.PortfolioRisk => Use(kind, scope, _correlated.Cents > long.MaxValue / 1_000_000 ? long.MaxValue : _correlated.Cents * 1_000_000),
        RiskLimitKind.Leverage => Use(kind, scope, Ratio(_total.Gross, _portfolio.Equity)),
        RiskLimitKind.MarginRatio => Use(kind, scope, Ratio(_portfolio.Equity, _total.Gross), LimitSense.Least),
        RiskLimitKind.RejectsPerMinute => Use(kind, scope, _rejects.CountAt(now)),
        RiskLimitKind.OpenOrders => Use(kind, scope, liveOrders),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It is no limit of which something can be used."),
    };

    private LimitUse Use(RiskLimitKind kind, int scope, long used, LimitSense sense = LimitSense.Most) => new(kind, scope, used, _limits[kind, scope], sense);

    private int IndexOf(int listing) => _portfolio.IndexOf(new ListingId(listing)) is var index and >= 0 ? index : throw new ArgumentOutOfRangeException(nameof(listing), listing, "It is not traded.");

    // With all live orders of one side as if filled: what the next order would be added to.
    private long LargestOf(int index)
    {
        var held = _portfolio.PositionAt(index).Quantity.Units;
        return Math.Max(0, Math.Max(held + _open[index].Buy, _open[index].Sell - held));
    }

    private static long Net(in ExposureSum sum) => Amounts.Cents(Int128.Max(0, Int128.Max(sum.Long, -sum.Short)));

    private static long Loss(Int128 result) => Amounts.Cents(Int128.Max(0, -result));

    // In 10^-8. Nothing over nothing is nothing; something over nothing is as much as there is.
    private static long Ratio(Int128 of, Int128 over)
    {
        if (of <= 0)
            return 0;
        if (over <= 0)
            return long.MaxValue;
        var ratio = of / Int128.Max(1, over / Amounts.Ten(8));
        return ratio > long.MaxValue ? long.MaxValue : (long)ratio;
    }

    // How many orders the bucket is from full, at least one where it is not full.
    private static long Taken(in RateBucket bucket, Timestamp now, long rate)
    {
        var aheadNs = bucket.FullTime.Nanoseconds - now.Nanoseconds;
        if (aheadNs <= 0 || rate is <= 0 or RiskLimits.Unlimited)
            return 0;
        var eachNs = Math.Max(1, 1_000_000_000 / rate);
        return (aheadNs + eachNs - 1) / eachNs;
    }
}
