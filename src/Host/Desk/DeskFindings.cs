using System.Globalization;
using Rialto.Host.Desk.Status;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>What a run must not end with, in words. Reads the desk on its thread, or when it has ended.</summary>
internal static class DeskFindings
{
    // Amounts of accounts count 10^-18.
    private const int Amounts = 18;

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

    /// <summary>Balances that were set to what their venue said without a word, because the difference was within <c>Reconcile:BalanceTolerancePpm</c>.</summary>
    public static IEnumerable<Account> Corrected(RunningDesk run)
    {
        var portfolio = run.Trader.Portfolio;
        for (var place = 0; place < portfolio.AccountCount; place++)
        {
            if (portfolio.AccountAt(place) is { SilentCount: > 0 } account)
                yield return account;
        }
    }

    /// <summary>How a run's books stood beside the venues', in a sentence.</summary>
    public static string Sentence(RunningDesk run, IReadOnlyList<string> ofBooks)
    {
        if (ofBooks.Count > 0)
            return $"BOOKS DIFFERED from the venues: {string.Join(", ", ofBooks)}";
        string[] corrected = [.. Corrected(run).Select(account => string.Create(CultureInfo.InvariantCulture, $"{ReportText.VenueOf(account.Venue)}:{account.Asset} {account.SilentCount:N0} times, by {DeskReport.Text(account.SilentSum, Amounts)} in all"))];
        return corrected.Length == 0 ? "Books agreed with the venues at every look, to the last digit." : $"Books agreed with the venues within {run.Settings.Live.BalanceTolerancePpm:N0} ppm at every look. The venue's word was taken where they did not agree to the last digit: {string.Join("; ", corrected)}.";
    }

    /// <summary>Strategies that traded, or should have, and asked for nothing all the time.</summary>
    public static IEnumerable<string> OfIdle(RunningDesk run)
    {
        foreach (var id in run.Trader.Strategies.ToArray())
        {
            var view = run.Trader.ViewOf(id);
            if (view is { Settings.Mode: not StrategyMode.Observation, Counts: { Taken: 0, Refused: 0 } })
                yield return $"strategy {view.Name} never asked for an order";
        }
    }

    /// <summary>What funding has brought, by listing.</summary>
    public static IEnumerable<string> OfFunding(RunningDesk run)
    {
        var portfolio = run.Trader.Portfolio;
        for (var place = 0; place < portfolio.TradedCount; place++)
        {
            var listing = run.Listings[portfolio.TradedAt(place).Listing];
            if (portfolio.FundingOf(listing.Id) is var funding && funding != 0)
                yield return $"funding: {VenueDialects.NameOf(listing.Venue)} {listing.Symbol} brought {DeskReport.Text(funding, Amounts)} {run.Settings.Reporting}";
        }
    }

    /// <summary>Listings that have ended, and those that have an end, are held, and nobody has told what they pay.</summary>
    public static IEnumerable<string> OfEnds(RunningDesk run)
    {
        var portfolio = run.Trader.Portfolio;
        for (var place = 0; place < portfolio.TradedCount; place++)
        {
            var listing = run.Listings[portfolio.TradedAt(place).Listing];
            var (settlement, held) = (run.Trader.SettlementOf(listing.Id), portfolio.PositionOf(listing.Id).Quantity);
            var name = $"{VenueDialects.NameOf(listing.Venue)} {listing.Symbol}";
            var paid = settlement.Terms.IsRefund ? "refund" : DecimalText.Format(settlement.Terms.Price.Units, listing.PriceScale);
            if (settlement.State == SettlementState.Paid)
                yield return $"settled: {name} at {paid}";
            else if (!held.IsZero && (listing.HasEnd || settlement.State is SettlementState.Told or SettlementState.Announced))
                yield return $"OPEN: {name}: {DecimalText.Format(held.Units, listing.QuantityScale)} held, {(settlement.State == SettlementState.Told ? $"to be paid {paid}" : settlement.State == SettlementState.Announced ? $"announced to be paid {paid}, not finally" : "no resolution was told: valued at its last prices")}";
        }
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
