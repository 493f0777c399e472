using Rialto.Model.Orders;

namespace Rialto.Venue.Guards;

/// <summary>The kill switches of the exchange, of accounts and of sessions (guards.md, section 8); an instrument's stands in its <see cref="Guard"/>.</summary>
internal sealed class KillSwitches
{
    private readonly HashSet<int> _accounts = [];
    private readonly HashSet<int> _sessions = [];
    private bool _exchange;

    /// <summary>One of them is on.</summary>
    public bool AreAny { get; private set; }

    public bool Exchange => _exchange;

    /// <summary>Ascending. Cold.</summary>
    public IEnumerable<int> Accounts => _accounts.Order();

    /// <summary>Ascending. Cold.</summary>
    public IEnumerable<int> Sessions => _sessions.Order();

    public void Turn(KillScope scope, int which, bool isOn)
    {
        switch (scope)
        {
            case KillScope.Exchange:
                _exchange = isOn;
                break;
            case KillScope.Account or KillScope.Session:
                var set = scope == KillScope.Account ? _accounts : _sessions;
                _ = isOn ? set.Add(which) : set.Remove(which);
                break;
        }

        AreAny = _exchange || _accounts.Count != 0 || _sessions.Count != 0;
    }

    public RejectReason Check(int account, int session) =>
        _exchange ? RejectReason.ExchangeStopped
        : _accounts.Contains(account) ? RejectReason.AccountStopped
        : _sessions.Contains(session) ? RejectReason.SessionStopped
        : RejectReason.None;
}
