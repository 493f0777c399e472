using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Orders;

namespace Rialto.Host.Simulation.Checks;

/// <summary>What clients are told of the books is what the books are.</summary>
internal static class ViewCheck
{
    public static void Compare(ExchangeViews views, UncrashedExchange exchange)
    {
        var accounts = exchange.AuditAccounts();
        if (!accounts.Accounts.SequenceEqual(views.Accounts.All.Select(view => view.Account)))
            throw new Violation("clients are told of other accounts than there are");
        var shown = views.Accounts.All.SelectMany(view => view.Balances.Select(balance => new AccountBalance(view.Account.Id, balance.Asset, balance.Total, balance.Reserved)));
        if (!accounts.Balances.Where(balance => balance.Total.Units != 0).SequenceEqual(shown.Where(balance => balance.Total.Units != 0)))
            throw new Violation("clients are told of other balances than there are");
        CompareMargin(views, exchange.AuditMargin());
        foreach (var instrument in exchange.Instruments)
        {
            var view = views.Find(instrument.Id) ?? throw new Violation($"the views do not know {instrument.Symbol}");
            var book = exchange.Audit(instrument.Id);
            if (view.State != book.State)
                throw new Violation($"{instrument.Symbol} is {book.State}, clients are told {view.State}");
            foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
            {
                var rank = 0;
                var told = view.Book.Of(side);
                foreach (var level in book.Levels(side))
                {
                    if (rank >= told.Count || told[rank].Price != level.Price || told[rank].Quantity != level.Quantity || told[rank].Orders != level.Orders)
                        throw new Violation($"{instrument.Symbol}: level {rank} of {side} is {level}, clients are told {(rank < told.Count ? $"{told[rank].Quantity} @ {told[rank].Price}" : "nothing")}");
                    rank++;
                }
                if (rank != told.Count)
                    throw new Violation($"{instrument.Symbol}: {side} has {rank} levels, clients are told {told.Count}");
            }
        }
    }

    private static void CompareMargin(ExchangeViews views, MarginState margin)
    {
        foreach (var contract in margin.Contracts)
        {
            if (ContractPicture.Take(views, contract.Instrument) is not { } told || told.Terms != contract.Terms || told.Mark != contract.Mark || told.IsSettled != contract.IsSettled)
                throw new Violation($"clients are told otherwise of contract {contract.Instrument}");
        }

        foreach (var position in margin.Positions)
        {
            var told = PositionPicture.All(views, position.Account).Find(one => one.Instrument.Id == position.Instrument);
            if (told is null
                || (told.Quantity, told.Cost, told.Realised, told.Funding, told.Mode, told.IsolatedMargin) != (position.Quantity.Units, position.Cost, position.Realised, position.Funding, position.Mode, position.IsolatedMargin)
                || told.Open != new OpenOrders(position.OpenBuys.Units, position.OpenSells.Units, position.OpenLoss.Units))
                throw new Violation($"account {position.Account} has {position.Quantity} of contract {position.Instrument}, clients are told {told?.Quantity.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"}");
        }

        foreach (var pocket in margin.Pockets)
        {
            var told = MarginPicture.Take(views, pocket.Account)?.Pockets.FirstOrDefault(one => one.Asset == pocket.Asset && (one.Contract?.Id ?? default) == pocket.Instrument);
            if (told is null && pocket is { Initial: var initial, Money: var money } && initial == 0 && money == 0)
                continue;
            if (told is null || (told.Money, told.Unrealised, told.Initial, told.OpenLoss, told.Maintenance, told.IsLiquidating) != (pocket.Money, pocket.Unrealised, pocket.Initial, pocket.OpenLoss, pocket.Maintenance, pocket.IsLiquidating))
                throw new Violation($"the margin of account {pocket.Account} in asset {pocket.Asset} is {pocket}, clients are told {told}");
        }
    }
}
