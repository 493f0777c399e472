using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// What a session at Polymarket remembers: the word that its next heartbeat must say, and which trades are matched and not yet on the chain (over connections: their end may be told by the next), and
/// what look-ups found of orders that are not open. While trades are on their way, the venue's balances are those of before them.
/// Any thread.
/// </summary>
internal sealed class PolymarketMemory : OrderMemory
{
    private const int TradesMax = 4_096;

    // What nothing was heard of for so long counts as settled: the word of it was lost, and balances must not stay untold for ever.
    private const long ForgottenNs = 300_000_000_000;

    private const long SettledNs = 10_000_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Text36, long> _unsettled = [];
    private readonly Dictionary<VenueOrderId, (long Seen, long Since)> _found = [];
    private string _heartbeat = "";
    private long _now;

    /// <summary>What the last heartbeat's answer wants said by the next; empty at first.</summary>
    public string Heartbeat
    {
        get
        {
            lock (_gate)
                return _heartbeat;
        }
        set
        {
            lock (_gate)
                _heartbeat = value;
        }
    }

    /// <summary>Trades are on their way to the chain.</summary>
    public bool IsSettling
    {
        get
        {
            lock (_gate)
                return _unsettled.Count > 0;
        }
    }

    /// <summary>A frame came at that time, of whatever kind: the venue's heartbeats keep it near now.</summary>
    public void Heard(Timestamp time)
    {
        lock (_gate)
        {
            _now = Math.Max(_now, time.Nanoseconds);
            foreach (var (trade, since) in _unsettled)
            {
                if (_now - since > ForgottenNs)
                    _unsettled.Remove(trade);
            }
        }
    }

    /// <summary>
    /// Whether what was found of an order that is not open has stayed the same for as long as an order that is not found must stay so: trades are listed late, one after another. Remembers what was found.
    /// </summary>
    /// <param name="order">The venue's name for it.</param>
    /// <param name="seen">Its trades so far, in units of the listing.</param>
    /// <param name="now">When it was asked.</param>
    public bool IsSettledAt(VenueOrderId order, long seen, Timestamp now)
    {
        lock (_gate)
        {
            if (!_found.TryGetValue(order, out var found) || found.Seen != seen)
            {
                if (_found.Count >= TradesMax)
                    _found.Clear();
                _found[order] = (seen, now.Nanoseconds);
                return false;
            }

            return now.Nanoseconds - found.Since >= SettledNs && _found.Remove(order);
        }
    }

    /// <summary>How far a trade of ours has come.</summary>
    public void Note(Text36 trade, bool isSettled)
    {
        lock (_gate)
        {
            if (isSettled)
                _unsettled.Remove(trade);
            else if (_unsettled.Count < TradesMax)
                _unsettled.TryAdd(trade, _now);
        }
    }
}
