using System.Text;

namespace Rialto.Twins;

/// <summary>FNV-1a over a full textual description of the state: slow, and nothing is forgotten, since records print all they have.</summary>
internal static class StateHashing
{
    public static ulong Of(NaiveState state)
    {
        var text = new StringBuilder();
        text.Append(state.LastSession).Append('|').Append(state.LastOrderId).Append('|').Append(state.LastTradeId).Append('|').Append(state.Placements);
        foreach (var instrument in state.Instruments.OrderBy(i => i.Id.Value))
            text.Append(instrument).AppendJoin(',', instrument.TradesSinceCheck).AppendJoin(',', instrument.ReachedBefore).AppendJoin(',', instrument.Window);
        foreach (var order in state.Orders.OrderBy(o => o.Id.Value))
            text.Append(order);
        foreach (var session in state.Sessions.OrderBy(s => s.Id.Value))
            text.Append(session);
        foreach (var remembered in state.Remembered)
            text.Append(remembered);

        var guards = state.Guards;
        text.Append(guards.Market).Append(guards.LevelReached).Append(guards.IsExchangeStopped)
            .AppendJoin(',', guards.StoppedAccounts.Select(a => a.Value).Order()).Append('|').AppendJoin(',', guards.StoppedSessions.Select(x => x.Value).Order());
        var fees = state.Fees;
        text.Append(fees.IsOn).Append(fees.Day).AppendJoin(',', fees.Tiers.OrderBy(t => t.Number)).AppendJoin(',', fees.Weights.OrderBy(w => w.Asset.Value))
            .AppendJoin(',', fees.Promotions.OrderBy(p => p.Instrument.Value)).AppendJoin(',', fees.Makers.Select(m => m with { OpenNs = Since(m.OpenNs, m.IsOpen), QuotedNs = Since(m.QuotedNs, m.IsQuoting) })).AppendJoin(',', fees.Days).AppendJoin(',', fees.Today)
            .AppendJoin(',', fees.Removed).AppendJoin(',', fees.Fixed.OrderBy(f => f.Key.Value)).AppendJoin(',', fees.Told.OrderBy(t => t.Key.Value));
        text.Append(state.Bank.LastMovement);
        foreach (var asset in state.Bank.Assets.OrderBy(a => a.Asset.Id.Value))
            text.Append(asset);
        foreach (var account in state.Bank.Accounts.OrderBy(a => a.Id.Value))
            text.Append(account);
        foreach (var (account, asset) in state.Bank.Pairs())
            text.Append(state.Bank.Total(account, asset)).Append(',');
        foreach (var movement in state.Bank.Movements)
            text.Append(movement);

        // A time that runs is told by when it began: that time passes changes nothing.
        System.Numerics.BigInteger Since(System.Numerics.BigInteger ns, bool isRunning) => isRunning ? ns - state.Time.Nanoseconds : ns;
        text.Append(state.Algos.LastId);
        foreach (var algo in state.Algos.Live)
            text.Append(algo).AppendJoin(',', algo.Curve).Append(state.Orders.Exists(o => o.Id == algo.Child));
        foreach (var tape in state.Algos.Tapes.OrderBy(t => t.Instrument.Value))
            text.Append(tape).AppendJoin(',', tape.Trades).AppendJoin(',', tape.Supplied);
        text.AppendJoin(',', state.BasketNames);
        foreach (var basket in state.WorkedBaskets.OrderBy(b => b.Id.Value))
            text.Append(basket.Id).Append(basket.Draft.Asked).Append(basket.Schedule).Append(basket.State).Append(basket.NextSlice).AppendJoin(',', basket.Legs).AppendJoin(',', basket.Legs.SelectMany(leg => leg.Curve));
        foreach (var basket in state.Baskets)
            text.Append(basket).AppendJoin(',', basket.Legs.Select(leg => (leg.Instrument, leg.Side, leg.Quantity, leg.Price)));
        foreach (var position in state.Margin.Positions.OrderBy(p => p.Account.Value).ThenBy(p => p.Instrument.Value))
            text.Append(position);
        text.AppendJoin(',', state.Margin.Called.Order()).Append('|').AppendJoin(',', state.Margin.Liquidating.Order());
        text.AppendJoin(',', state.Margin.Limits.OrderBy(l => l.Key.Contract.Value).ThenBy(l => l.Key.Account.Value).ThenBy(l => l.Key.Tier)).AppendJoin(',', state.Margin.Tiers.OrderBy(t => t.Key.Value));
        var customers = state.Customers;
        text.Append(customers.IsRequired).Append(customers.ListedOnly).AppendJoin(',', customers.Known.OrderBy(k => k.Customer.Value))
            .AppendJoin(',', customers.Limits.OrderBy(l => l.Tier).ThenBy(l => l.Asset.Value)).AppendJoin(',', customers.Countries.OrderBy(l => l.Country, StringComparer.Ordinal)).AppendJoin(',', customers.Uses);

        var hash = 14_695_981_039_346_656_037UL;
        foreach (var chunk in text.GetChunks())
            foreach (var c in chunk.Span)
                hash = (hash ^ c) * 1_099_511_628_211UL;
        return hash;
    }
}
