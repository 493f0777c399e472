using Rialto.Model.Feeds;

namespace Rialto.Backtest.Accounts;

/// <summary>What is held of one listing that is no asset: contracts, and outcomes of questions. Single-threaded.</summary>
internal sealed class SimulatedPosition(Listing listing)
{
    /// <summary>Held, in the listing's units; negative where sold.</summary>
    public long Quantity { get; private set; }

    /// <summary>What it was bought for, with the sign of <see cref="Quantity"/>.</summary>
    public Int128 Cost { get; private set; }

    /// <summary>Average entry in the listing's units, rounded towards zero; zero where nothing is held.</summary>
    public long AveragePrice
    {
        get
        {
            var one = Quantity == 0 ? 0 : Amounts.Notional(listing, 1, Quantity, isUp: false);
            return one == 0 ? 0 : (long)(Cost / one);
        }
    }

    /// <summary>What it would bring beyond its cost at a price, rounded down.</summary>
    public Int128 UnrealisedAt(long price) => Quantity == 0 ? 0 : Amounts.Notional(listing, price, Quantity, isUp: false) - Cost;

    /// <summary>Takes a fill.</summary>
    /// <param name="change">Positive bought, negative sold.</param>
    /// <param name="price">At which price.</param>
    /// <returns>What was won by the part that was closed; the part of the cost that goes with it is rounded against us, and what is closed whole has no rest.</returns>
    public Int128 Take(long change, long price)
    {
        var closed = Quantity == 0 || Math.Sign(Quantity) == Math.Sign(change) ? 0 : Math.Min(Math.Abs(change), Math.Abs(Quantity)) * Math.Sign(Quantity);
        Int128 won = 0;
        if (closed != 0)
        {
            var cost = closed == Quantity ? Cost : Amounts.Divide(Cost * Math.Abs(closed), Math.Abs(Quantity), isUp: true);
            won = Amounts.Notional(listing, price, closed, isUp: false) - cost;
            Cost -= cost;
            Quantity -= closed;
        }

        var opened = change + closed;
        if (opened != 0)
        {
            Cost += Amounts.Notional(listing, price, opened, isUp: true);
            Quantity += opened;
        }

        return won;
    }
}
