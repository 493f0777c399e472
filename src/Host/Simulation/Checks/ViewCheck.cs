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
}
