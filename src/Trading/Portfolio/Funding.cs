using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Portfolio;

/// <summary>
/// Funding of perpetual contracts. It counts in results like a fee with the other sign (<see cref="Position.Fees"/> has both), and is kept by share beside, so that each can be told by itself.
/// </summary>
public sealed partial class DeskPortfolio
{
    // By share, in their order: in 10^-18 of the settlement asset, and as worth at the rate of each moment. Empty until there is any.
    private (Int128 Amount, Int128 Worth)[] _funded = [];

    /// <summary>Funding that was got less what was paid, as worth. Walks through the shares.</summary>
    public Int128 Funding => Funded(StrategyId.None, -1, isAll: true).Worth;

    /// <summary>The same of a strategy.</summary>
    public Int128 FundingOf(StrategyId strategy) => Funded(strategy, -1, isAll: false).Worth;

    /// <summary>The same of a listing.</summary>
    public Int128 FundingOf(ListingId listing) => IndexOf(listing) is var index and >= 0 ? Funded(StrategyId.None, index, isAll: true).Worth : 0;

    /// <summary>The same of a strategy in a listing, in 10^-18 of the settlement asset.</summary>
    public Int128 FundingOf(StrategyId strategy, ListingId listing) => IndexOf(listing) is var index and >= 0 ? Funded(strategy, index, isAll: false).Amount : 0;

    /// <summary>A share gets so much, or below zero pays it; money moves with the whole (<see cref="Fund"/>).</summary>
    internal void FundShare(int cell, Int128 amount)
    {
        if (_funded.Length < _cells.Length)
            Array.Resize(ref _funded, _cells.Length);
        var index = _cells[cell].Index;
        var worth = _rates.MultiplierOf(_accountRates[_holdings[index].SettleAccount]).Apply(amount);
        _funded[cell] = (_funded[cell].Amount + amount, _funded[cell].Worth + worth);
        _cells[cell].Position.Fees -= worth;
        _rows[index].Position.Fees -= worth;
    }

    /// <summary>The account gets it.</summary>
    internal void Fund(int index, Int128 amount, Timestamp now)
    {
        Move(_holdings[index].SettleAccount, amount, now);
        Value(index);
    }

    /// <summary>Writes it, where there is any: a desk without funding is the same bytes that it was before there was funding at all.</summary>
    internal void SaveFunding(FieldWriter writer)
    {
        if (Array.TrueForAll(_funded, static funded => funded == default))
            return;
        writer.Add(_cellCount);
        for (var cell = 0; cell < _cellCount; cell++)
        {
            writer.Add(cell < _funded.Length ? _funded[cell].Amount : 0);
            writer.Add(cell < _funded.Length ? _funded[cell].Worth : 0);
        }
    }

    /// <summary>Reads what <see cref="SaveFunding"/> wrote, where it wrote something.</summary>
    internal bool TryLoadFunding(FieldReader reader)
    {
        if (reader.LeftBytes == 0)
            return true;
        var count = reader.Read<int>();
        if (count < 1 || count > _cellCount)
            return false;
        _funded = new (Int128, Int128)[_cells.Length];
        for (var cell = 0; cell < count; cell++)
            _funded[cell] = (reader.Read<Int128>(), reader.Read<Int128>());
        return !reader.IsShort;
    }

    private (Int128 Amount, Int128 Worth) Funded(StrategyId strategy, int index, bool isAll)
    {
        (Int128 Amount, Int128 Worth) sum = default;
        for (var cell = 0; cell < Math.Min(_cellCount, _funded.Length); cell++)
        {
            if ((isAll || _cells[cell].Strategy == strategy.Value) && (index < 0 || _cells[cell].Index == index))
                sum = (sum.Amount + _funded[cell].Amount, sum.Worth + _funded[cell].Worth);
        }

        return sum;
    }
}
