using Rialto.Model.Feeds;

namespace Rialto.Backtest.Accounts;

/// <summary>What is held of one listing that is no asset: contracts, and outcomes of questions. Single-threaded.</summary>
internal sealed class SimulatedPosition(Listing listing)
{
    /// <summary>Held, in the listing's units; negative where sold.</summary>
    public long Quantity { get; private set; }

    /// <summary>What it was bought for, as price times quantity in the listing's units, with the sign of <see cref="Quantity"/>.</summary>
    public Int128 Value { get; private set; }

    /// <summary>Average entry in the listing's units, rounded towards zero; zero where nothing is held.</summary>
    public long AveragePrice => Quantity == 0 ? 0 : (long)(Value / Quantity);

    /// <summary>What it would bring beyond its cost at a price, rounded down.</summary>
    public Int128 UnrealisedAt(long price) => Amounts.OfValue(listing, (Int128)price * Quantity - Value, isUp: false);

    /// <summary>Nothing is held any more, and nothing was won by it.</summary>
    /// <returns>What it was bought for.</returns>
    public Int128 Clear()
    {
        var value = Value;
        (Quantity, Value) = (0, 0);
        return value;
    }

    /// <summary>Takes a fill.</summary>
    /// <param name="change">Positive bought, negative sold.</param>
    /// <param name="price">At which price.</param>
    /// <returns>
    /// What was won by the part that was closed. Its share of the cost is rounded towards zero in the listing's own units, as the desk has it, so that both are equal to the last digit; what is left
    /// stays with the rest, and what is closed whole has none.
    /// </returns>
    public Int128 Take(long change, long price)
    {
        var closed = Quantity == 0 || Math.Sign(Quantity) == Math.Sign(change) ? 0 : Math.Min(Math.Abs(change), Math.Abs(Quantity)) * Math.Sign(Quantity);
        Int128 won = 0;
        if (closed != 0)
        {
            var share = closed == Quantity ? Value : checked(Value * Math.Abs(closed)) / Math.Abs(Quantity);
            won = Amounts.OfValue(listing, (Int128)price * closed - share, isUp: false);
            Value -= share;
            Quantity -= closed;
        }

        var opened = change + closed;
        Value += (Int128)price * opened;
        Quantity += opened;
        return won;
    }
}
