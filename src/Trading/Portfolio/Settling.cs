using Rialto.Model.Units;

namespace Rialto.Trading.Portfolio;

/// <summary>Positions of listings that have ended. A settlement is the fill of the whole position at what a unit is paid, without a fee; a refund is one at what was paid for it.</summary>
public sealed partial class DeskPortfolio
{
    /// <summary>What the account would get for the whole position, in 10^-18 of the settlement asset; below zero where it pays.</summary>
    internal Int128 PayOf(int index, long price, bool isRefund)
    {
        var (holding, position) = (_holdings[index], _rows[index].Position);
        var held = position.Quantity.Units;
        if (held == 0)
            return 0;
        if (!holding.IsPaidInFull)
        {
            var realised = position.Realised;
            if (isRefund)
                return 0;
            position.Fill(holding, -held, price);
            return holding.AmountOf(position.Realised - realised);
        }

        var cash = isRefund ? holding.AmountOf(position.Cost) : -holding.AmountOf(price, -held, up: held < 0);
        return holding.IsUncoveredOutcome ? cash + holding.AmountOf(Amounts.Ten(holding.Listing.PriceScale), Math.Max(0, -held), up: true) : cash;
    }

    /// <summary>A strategy's share is closed; money moves with the whole (<see cref="Settle"/>).</summary>
    /// <returns>What was paid for it, in price units times quantity units, and what it gained, as <see cref="Position.Realised"/> counts.</returns>
    internal (Int128 Value, Int128 Realised) SettleShare(int cell, long price, bool isRefund)
    {
        ref var share = ref _cells[cell].Position;
        var (held, realised) = (share.Quantity.Units, share.Realised);
        var value = isRefund ? share.Cost : (Int128)price * held;
        Close(_holdings[_cells[cell].Index], ref share, price, isRefund);
        _cells[cell].Trips.Take(_holdings[_cells[cell].Index], in share, held, isTakenBack: false);
        return (value, share.Realised - realised);
    }

    /// <summary>The whole position is closed and paid.</summary>
    internal void Settle(int index, long price, bool isRefund, Timestamp now)
    {
        var holding = _holdings[index];
        ref var whole = ref _rows[index].Position;
        var (held, paid) = (whole.Quantity.Units, PayOf(index, price, isRefund));
        Close(holding, ref whole, price, isRefund);
        Move(holding.SettleAccount, paid, now);
        if (holding.BaseAccount >= 0 && holding.IsPaidInFull)
            Move(holding.BaseAccount, holding.BaseAmountOf(-held), now);
        _rows[index].ChangedTime = now;
        Value(index);
    }

    /// <summary>What has ended is worth what it is paid, which may be nothing; of a refund, what was paid for it. The market's mark is kept beside.</summary>
    internal void End(int index, long price, bool isRefund)
    {
        _ends[index] = new EndMark(isRefund ? EndKind.Refund : EndKind.Price, price * 2);
        Value(index);
    }

    /// <summary>It has not ended: it is worth what its market said last.</summary>
    internal void TakeEndBack(int index)
    {
        _ends[index] = default;
        Value(index);
    }

    private static void Close(Holding holding, ref Position position, long price, bool isRefund)
    {
        var held = position.Quantity.Units;
        if (isRefund)
            (position.Quantity, position.Cost) = (default, 0);
        else
            position.Fill(holding, -held, price);
        position.Corrected -= held;
    }

    private enum EndKind : byte
    {
        None,
        Price,
        Refund,
    }

    // Not saved: it follows from what was told of the end.
    private readonly record struct EndMark(EndKind Kind, long TwicePrice);
}
