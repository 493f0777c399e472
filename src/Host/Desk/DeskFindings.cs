using System.Globalization;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>What a run must not end with, in words. Reads the desk on its thread, or when it has ended.</summary>
internal static class DeskFindings
{
    /// <summary>
    /// Problems that say that desk and venue did not have the same books. A desk takes the venue's side in a difference, so that at the end both agree again: only the count shows that they did not.
    /// </summary>
    private static readonly DeskProblemKind[] _ofBooks =
        [DeskProblemKind.OverFilled, DeskProblemKind.FillsMissing, DeskProblemKind.FillForgotten, DeskProblemKind.PositionDiffers, DeskProblemKind.BalanceDiffers];

    /// <summary>What is wrong with the books, during the run or at its end; nothing where they agreed all the time.</summary>
    public static IEnumerable<string> OfBooks(RunningDesk run)
    {
        foreach (var kind in _ofBooks)
        {
            if (run.Counts.Problems.GetValueOrDefault(kind) is > 0 and var count)
                yield return string.Create(CultureInfo.InvariantCulture, $"{count:N0} {kind}");
        }

        foreach (var (what, _, _) in DeskReport.Differences(run))
            yield return $"{what} at the end";
    }

    /// <summary>What else went wrong: orders that live after the end, strategies that failed.</summary>
    public static IEnumerable<string> OfRun(RunningDesk run)
    {
        if (run.Trader.LiveOrders > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{run.Trader.LiveOrders:N0} orders live after the end");
        foreach (var id in run.Trader.Strategies.ToArray())
        {
            var view = run.Trader.ViewOf(id);
            if (view.Fault != StrategyFault.None)
                yield return $"strategy {view.Name} failed: {view.Fault}";
        }
    }
}
