using Rialto.Model.Execution;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>Bounds of losses and margin: told when they are passed. The gate refuses what they forbid whether or not they were told.</summary>
public sealed partial class DeskOrders<TSink>
{
    private void Alarm()
    {
        foreach (var index in Portfolio.TouchedListings)
        {
            var listing = Portfolio.HoldingAt(index).Listing;
            if (Passes(ref _alarms.StopLoss[index], Risk.IsStopped(index)))
                Problem(DeskProblemKind.StopLoss, listing.Venue, listing.Id, value: Amounts.Cents(-Portfolio.UnrealisedOf(listing.Id)));
        }

        var desk = Terms.StrategiesMax + 1;
        foreach (var result in Portfolio.TouchedResults)
        {
            var isDesk = result == desk;
            var strategy = new StrategyId(isDesk ? 0 : result);
            var (loss, fall) = isDesk ? (-Portfolio.DailyResult, Portfolio.Drawdown) : (-Portfolio.DailyResultOf(strategy), Portfolio.DrawdownOf(strategy));
            var (lossMost, fallMost) = isDesk
                ? (Risk.Limits[RiskLimitKind.DailyLoss], Risk.Limits[RiskLimitKind.Drawdown])
                : (Risk.Limits[RiskLimitKind.StrategyDailyLoss, result], Risk.Limits[RiskLimitKind.StrategyDrawdown, result]);
            if (Passes(ref _alarms.DailyLoss[result], RiskGate.IsBeyond(loss, lossMost)))
                Problem(DeskProblemKind.DailyLoss, default, value: Amounts.Cents(loss), strategy: strategy);
            if (Passes(ref _alarms.Drawdown[result], RiskGate.IsBeyond(fall, fallMost)))
                Problem(DeskProblemKind.Drawdown, default, value: Amounts.Cents(fall), strategy: strategy);
        }

        var needed = Multiplier.Of(Risk.Limits[RiskLimitKind.MarginRatio], 1, -8).Apply(Risk.TotalGross);
        if (Passes(ref _alarms.MarginRatio[0], needed > 0 && Portfolio.Equity < needed))
            Problem(DeskProblemKind.MarginRatio, default, value: Amounts.Cents(Portfolio.Equity / Int128.Max(1, Risk.TotalGross / Amounts.Ten(Amounts.Scale))));
    }

    private static bool Passes(ref bool wasPassed, bool isPassed)
    {
        var isNew = isPassed && !wasPassed;
        wasPassed = isPassed;
        return isNew;
    }
}
