using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Surveillance;

/// <summary>
/// Orders, changes and cancels by the thousand within a second, with hardly a trade (quote stuffing). Counted by owner and UTC second; told with the first command after the second, at most once a minute and owner.
/// </summary>
internal sealed class MessageFloodPattern(MessageRules rules) : IPattern
{
    private const long SecondNs = 1_000_000_000;

    private readonly Dictionary<OwnerId, Count> _counts = [];
    private readonly Dictionary<OwnerId, long> _quietUntil = [];
    private long _second = -1;
    private long _lastCommand;

    public void Take(in Command command, in ExchangeEvent one, LiveOrders orders, AlertList alerts)
    {
        var second = one.Time.Nanoseconds / SecondNs;
        if (second != _second)
        {
            Tell(in one, alerts);
            _counts.Clear();
            _second = second;
        }

        if (one.Sequence != _lastCommand && command.Kind is CommandKind.NewOrder or CommandKind.CancelOrder or CommandKind.ReplaceOrder or CommandKind.ReduceOrder or CommandKind.MassCancel)
        {
            var count = Of(command.Owner);
            count.Messages++;
            if (count.First == 0)
                count.First = one.Sequence;
            count.Last = one.Sequence;
        }

        _lastCommand = one.Sequence;
        if (one.Kind != EventKind.Trade)
            return;
        Of(one.Owner).Trades++;
        if (one.MakerOwner != one.Owner)
            Of(one.MakerOwner).Trades++;
    }

    private Count Of(OwnerId owner)
    {
        if (!_counts.TryGetValue(owner, out var count))
            _counts[owner] = count = new Count();
        return count;
    }

    private void Tell(in ExchangeEvent one, AlertList alerts)
    {
        foreach (var (owner, count) in _counts.OrderBy(pair => pair.Key.Value))
        {
            if (count.Messages < rules.PerSecond || count.Messages < (long)rules.PerTrade * Math.Max(1, count.Trades))
                continue;
            if (_quietUntil.TryGetValue(owner, out var until) && _second < until)
                continue;
            _quietUntil[owner] = _second + 60;
            alerts.Add(
                SuspicionKind.MessageFlood, one.Sequence, one.Time, [owner], default,
                $"owner {owner} sent {count.Messages} orders, changes and cancels within one second and traded {count.Trades} times", [count.First, count.Last]);
        }
    }

    private sealed class Count
    {
        public int Messages { get; set; }

        public int Trades { get; set; }

        public long First { get; set; }

        public long Last { get; set; }
    }
}
