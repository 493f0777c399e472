using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Portfolio;

/// <summary>
/// Positions that a venue tells and that were open before this run. What they had gained or lost when an earlier run of the day ended is in that run's result, so it is none of this run's: the position
/// comes at the venue's entry price, from which a stop-loss is measured, and its result of before is taken off what is realised.
/// </summary>
public sealed partial class DeskPortfolio
{
    /// <summary>What a venue has told of a listing's position and what the next run may take over; null where it tells none, has not told it yet, or the market has not said what it is worth.</summary>
    public MarkedPosition? MarkedOf(ListingId listing)
    {
        if (IndexOf(listing) is not (var index and >= 0) || !_holdings[index].HasVenuePosition || !_rows[index].IsTold)
            return null;
        ref readonly var row = ref _rows[index];
        var mark = _ends[index].Kind == EndKind.Refund ? 0 : TwiceMarkOf(index);
        return mark <= 0 && !row.Position.Quantity.IsZero ? null : new MarkedPosition(row.Position.Quantity, mark, AveragePriceOf(listing, in row.Position));
    }

    /// <summary>What was open when an earlier run ended, for the venue's first word.</summary>
    /// <returns>False where no venue tells this position, or it has told it.</returns>
    internal bool TryCarry(int index, long quantity, long twiceMark, Price entry)
    {
        ref var row = ref _rows[index];
        if (!_holdings[index].HasVenuePosition || row.IsTold || twiceMark <= 0 || entry.Units <= 0 || quantity is 0 or long.MinValue)
            return false;
        (row.CarriedQuantity, row.CarriedTwiceMark, row.CarriedEntry) = (quantity, twiceMark, entry.Units);
        return true;
    }

    /// <summary>The venue says for the first time what is held.</summary>
    internal void Open(int index, long quantity, Price price, Timestamp now)
    {
        ref var row = ref _rows[index];
        var (held, mark, entry) = (row.CarriedQuantity, row.CarriedTwiceMark, row.CarriedEntry);
        (row.CarriedQuantity, row.CarriedTwiceMark, row.CarriedEntry) = (0, 0, 0);
        var more = quantity - row.Position.Quantity.Units;
        if (held == 0)
        {
            if (more != 0)
                Correct(index, quantity, price, now);
            return;
        }

        if (row.TwiceMark == 0)
            row.TwiceMark = mark;
        if (price.IsNone)
            price = new Price(entry);
        if (more != 0)
            Correct(index, quantity, price, now);
        var same = (more ^ held) < 0 ? 0 : Math.Min(Math.Abs(more), Math.Abs(held));
        var taken = held < 0 ? -same : same;

        // What is not there any more was closed by other hands: a gain that counts in the day is not known to be one, a loss stays.
        var off = TwiceGain(index, taken, price.Units, mark) + Int128.Max(0, TwiceGain(index, held - taken, entry, mark));

        // Half a unit goes against the desk.
        var before = (off + 1) >> 1;
        row.Position.Realised -= before;
        _cells[CellOf(StrategyId.None, index)].Position.Realised -= before;
        Value(index);
    }

    /// <summary>What a venue told without a price, before the market had one, came at the first price that there is: nothing is gained or lost by that.</summary>
    internal void PriceUntold(int index, long twicePrice)
    {
        ref var row = ref _rows[index];
        if (row.TwiceMark != 0 || row.Position.Quantity.IsZero || FindCell(StrategyId.None, index) is not (var cell and >= 0))
            return;
        ref var nobody = ref _cells[cell].Position;
        if (nobody.Quantity.IsZero || nobody.Cost != 0)
            return;
        nobody.Cost = _holdings[index].CostAtTwice(twicePrice, nobody.Quantity.Units);
        row.Position.Cost += nobody.Cost;
    }

    private Int128 TwiceGain(int index, long quantity, long entry, long twiceMark)
    {
        var holding = _holdings[index];
        var part = new Position { Quantity = new Quantity(quantity), Cost = holding.IsInverse ? holding.ValueAtTwice(entry * 2, quantity) : (Int128)quantity * entry };
        return part.TwiceUnrealised(holding, twiceMark);
    }
}
