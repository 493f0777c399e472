using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Surveillance;

/// <summary>
/// Many owners that were not there before begin to trade within minutes, from one address (one person with many accounts). An owner is new with its first order or its first session; its address is that
/// of the session it came over, without the port. Those whose address is not known (REST) are counted together.
/// </summary>
internal sealed class NewAccountsPattern(NewAccountRules rules) : IPattern
{
    private readonly HashSet<OwnerId> _known = [];
    private readonly Dictionary<OwnerId, Newcomer> _newcomers = [];
    private readonly Queue<Newcomer> _arrivals = [];
    private readonly Dictionary<SessionId, string> _addresses = [];
    private readonly Dictionary<string, long> _quietUntil = [];
    private readonly long _windowNs = rules.Minutes * 60_000_000_000L;

    public void Take(in Command command, in ExchangeEvent one, LiveOrders orders, AlertList alerts)
    {
        switch (one.Kind)
        {
            case EventKind.SessionOpened:
                _addresses[one.Session] = HostOf(one.ClientOrderId.ToString());
                Arrive(one.Owner, one.Session, in one);
                break;
            case EventKind.SessionClosed:
                _addresses.Remove(one.Session);
                break;
            case EventKind.OrderAccepted:
                Arrive(one.Owner, one.Session, in one);
                break;
            case EventKind.Trade:
                Trade(one.Owner, in one, alerts);
                if (one.MakerOwner != one.Owner)
                    Trade(one.MakerOwner, in one, alerts);
                break;
            default:
                break;
        }
    }

    /// <summary><c>192.0.2.7:51234</c> is 192.0.2.7, <c>[2001:db8::1]:51234</c> is 2001:db8::1.</summary>
    private static string HostOf(string address)
    {
        var colon = address.LastIndexOf(':');
        return (colon < 0 ? address : address[..colon]).Trim('[', ']');
    }

    private void Arrive(OwnerId owner, SessionId session, in ExchangeEvent one)
    {
        if (owner.Value < 1 || !_known.Add(owner))
            return;
        Forget(one.Time);
        var newcomer = new Newcomer(owner, one.Time.Nanoseconds, one.Sequence, _addresses.GetValueOrDefault(session, ""));
        _newcomers[owner] = newcomer;
        _arrivals.Enqueue(newcomer);
    }

    private void Trade(OwnerId owner, in ExchangeEvent one, AlertList alerts)
    {
        Forget(one.Time);
        if (!_newcomers.TryGetValue(owner, out var newcomer) || newcomer.FirstTrade != 0)
            return;
        newcomer.FirstTrade = one.Sequence;
        var together = _arrivals.Where(other => other.FirstTrade != 0 && other.Address == newcomer.Address).ToList();
        if (together.Count < rules.Accounts || (_quietUntil.TryGetValue(newcomer.Address, out var until) && one.Time.Nanoseconds < until))
            return;
        _quietUntil[newcomer.Address] = one.Time.Nanoseconds + _windowNs;
        alerts.Add(
            SuspicionKind.NewAccounts, one.Sequence, one.Time, together.ConvertAll(other => other.Owner), default,
            $"{together.Count} owners that were not there before came and traded within {rules.Minutes} minutes, "
            + (newcomer.Address.Length == 0 ? "from where is not known" : $"all from {newcomer.Address}"),
            together.SelectMany(other => new[] { other.Arrival, other.FirstTrade }));
    }

    private void Forget(Timestamp now)
    {
        while (_arrivals.TryPeek(out var old) && now.Nanoseconds - old.TimeNs > _windowNs)
            _newcomers.Remove(_arrivals.Dequeue().Owner);
    }

    private sealed class Newcomer(OwnerId owner, long timeNs, long arrival, string address)
    {
        public OwnerId Owner { get; } = owner;

        public long TimeNs { get; } = timeNs;

        public long Arrival { get; } = arrival;

        public string Address { get; } = address;

        public long FirstTrade { get; set; }
    }
}
