using Rialto.Model.Execution;
using Rialto.Trading.Portfolio;

namespace Rialto.Trading.Orders;

/// <summary>Funding of perpetual contracts, as the venue says it: money that moves without a trade. docs/reference/paper-trading.md, Funding.</summary>
public sealed partial class DeskOrders<TSink>
{
    /// <summary>
    /// Each strategy gets or pays what its own position does at the venue's mark and rate, also where together they hold nothing; the last of them what is left of the venue's amount, so that the shares
    /// are the whole to the last digit.
    /// </summary>
    private void OnFunded(in OrderReport report)
    {
        if (Portfolio.IndexOf(report.Listing) is not (var index and >= 0) || Portfolio.HoldingAt(index) is not { IsPaidInFull: false, IsInverse: false } holding || report.AmountScale > Amounts.Scale)
            return;
        var (paid, last) = (Amounts.Of(report.Amount, report.AmountScale), LastHolderOf(index));
        if (last < 0 && paid == 0)
            return;
        if (last < 0)
            last = Portfolio.CellOf(StrategyId.None, index);
        var left = paid;
        for (var cell = Portfolio.FirstCellOf(index); cell >= 0;)
        {
            var (strategy, _, next) = Portfolio.CellKeyAt(cell);
            var held = Portfolio.CellAt(cell).Quantity;
            if (cell == last || !held.IsZero)
            {
                var share = cell == last ? left : ShareOf(holding, report.FillPrice.Units, held.Units, report.Available);
                left -= share;
                Portfolio.FundShare(cell, share);
                var told = new FundedShare(_input.Sequence, _input.Now, holding.Listing.Id, new StrategyId(strategy), held, report.FillPrice, report.Available, share);
                _sink.OnFunded(in told);
            }

            cell = next;
        }

        Portfolio.Fund(index, paid, _input.Now);
        Risk.Value(index);
    }

    private int LastHolderOf(int index)
    {
        var last = -1;
        for (var cell = Portfolio.FirstCellOf(index); cell >= 0; cell = Portfolio.CellKeyAt(cell).NextOfListing)
            last = Portfolio.CellAt(cell).Quantity.IsZero ? last : cell;
        return last;
    }

    private static Int128 ShareOf(Holding holding, long mark, long held, long rate)
    {
        var (whole, rest) = Int128.DivRem(holding.AmountOf(mark, held, up: false), FundingRates.One);
        return -(whole * rate + rest * rate / FundingRates.One);
    }
}
