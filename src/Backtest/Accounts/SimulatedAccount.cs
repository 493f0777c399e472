using Rialto.Backtest.Venues;
using Rialto.Model.Execution;
using Rialto.Model.Orders;

namespace Rialto.Backtest.Accounts;

/// <summary>
/// Money and positions at a venue that pretends. Spot and shares move two assets; outcomes are held against their full price, and sold without being held against what the other outcome costs; contracts that are not inverse are held against
/// equity times leverage. Nothing is lent, there is no interest and no liquidation, and funding only where it is told. Single-threaded.
/// </summary>
internal sealed class SimulatedAccount
{
    // 10^-10 in 10^-18.
    private static readonly Int128 _cent = 100_000_000;

    private readonly Dictionary<AssetCode, Int128> _totals = [];
    private readonly List<AssetCode> _assets = [];

    /// <summary>Assets, in the order in which they came.</summary>
    public List<AssetCode> Assets => _assets;

    /// <summary>All there is of an asset.</summary>
    public Int128 TotalOf(AssetCode asset) => _totals.GetValueOrDefault(asset);

    /// <summary>Adds to an asset.</summary>
    public void Add(AssetCode asset, Int128 amount)
    {
        if (!_totals.TryGetValue(asset, out var total))
            _assets.Add(asset);
        _totals[asset] = checked(total + amount);
    }

    /// <summary>What of an asset no live order has taken: of a currency that contracts are settled in, what their margin leaves too.</summary>
    public Int128 FreeOf(AssetCode asset, List<SimulatedMarket> markets, int leverage)
    {
        var free = TotalOf(asset);
        Int128 margin = 0;
        foreach (var market in markets)
        {
            foreach (var order in market.Orders)
                free -= market.Takes(order.Side, asset) ? market.CoverOf(order.Side, order.Price, order.Leaves) : 0;
            if (market.IsContract && market.Quote == asset)
            {
                free += market.Position.UnrealisedAt(market.MarkPrice);
                margin += market.Exposure;
            }
        }

        return margin == 0 ? free : free - Amounts.Divide(margin, leverage, isUp: true);
    }

    /// <summary>Pays a position of a listing that has ended: the fill of all of it at what a unit is paid, or, where it is given back, at what was paid for it; without a fee.</summary>
    public void PayOut(SimulatedMarket market, long price, bool isRefund)
    {
        var held = market.Position.Quantity;
        if (held == 0)
            return;
        if (!isRefund)
        {
            Settle(market, held > 0 ? Side.Sell : Side.Buy, price, Math.Abs(held), default);
            return;
        }

        var cost = market.Position.Clear();
        if (market.IsContract)
            return;
        Add(market.Quote, Amounts.OfValue(market.Listing, cost, isUp: false) + Amounts.Notional(market.Listing, market.One, Math.Max(0, -held), isUp: true));
    }

    /// <summary>Pays or takes the funding of a position, to eight digits, rounded against us.</summary>
    /// <returns>What was got; below zero what was paid.</returns>
    public Int128 Fund(SimulatedMarket market, long mark, long rate)
    {
        // To 10^-10 first: value times rate must fit.
        var value = Amounts.Divide(Amounts.Notional(market.Listing, mark, market.Position.Quantity, isUp: rate > 0), _cent, isUp: rate > 0);
        var paid = Amounts.Divide(checked(-value * rate), (Int128)FundingRates.One * 100, isUp: false) * _cent * 100;
        Add(market.Quote, paid);
        return paid;
    }

    /// <summary>Settles a fill.</summary>
    public void Settle(SimulatedMarket market, Side side, long price, long quantity, TradeFee fee)
    {
        var signed = side == Side.Buy ? quantity : -quantity;
        if (market.IsContract)
            Add(market.Quote, market.Position.Take(signed, price) - fee.Amount);
        else
        {
            // What we pay is rounded up, what we get is rounded down: both against us.
            Add(market.Quote, -Amounts.Notional(market.Listing, price, signed, isUp: true) - fee.Amount);
            if (market.IsOutcome)
            {
                // Each outcome sold without being held binds what it may have to pay: with what it brought, the price of the other outcome.
                var before = Math.Max(0, -market.Position.Quantity);
                market.Position.Take(signed, price);
                Add(market.Quote, -Amounts.Notional(market.Listing, market.One, Math.Max(0, -market.Position.Quantity) - before, isUp: true));
            }
            else
                Add(market.Base, Amounts.OfQuantity(market.Listing, signed));
        }
    }
}
