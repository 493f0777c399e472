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
        text.Append(state.Bank.LastMovement);
        foreach (var asset in state.Bank.Assets.OrderBy(a => a.Asset.Id.Value))
            text.Append(asset);
        foreach (var account in state.Bank.Accounts.OrderBy(a => a.Id.Value))
            text.Append(account);
        foreach (var (account, asset) in state.Bank.Pairs())
            text.Append(state.Bank.Total(account, asset)).Append(',');
        foreach (var movement in state.Bank.Movements)
            text.Append(movement);

        var hash = 14_695_981_039_346_656_037UL;
        foreach (var chunk in text.GetChunks())
            foreach (var c in chunk.Span)
                hash = (hash ^ c) * 1_099_511_628_211UL;
        return hash;
    }
}
