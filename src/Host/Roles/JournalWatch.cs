using System.Globalization;
using Rialto.Gateways;
using Rialto.Gateways.Orders;
using Rialto.Journal;

namespace Rialto.Host.Roles;

/// <summary>
/// Looks at the journal every few milliseconds and draws the consequences: a failed one ends the acceptance of commands for good, one without room suspends it until there is space again,
/// a slow one is told of. On the timer's thread.
/// </summary>
/// <param name="journal">What is watched.</param>
/// <param name="readiness">Moved to failed, to no space and back.</param>
/// <param name="alerts">Told.</param>
/// <param name="reserveBytes">With less room than this nothing more is accepted: what is on its way must still fit.</param>
/// <param name="slowMs">A write that takes longer is slow, in milliseconds.</param>
/// <param name="monotonicNs">Time for intervals, in nanoseconds.</param>
internal sealed class JournalWatch(JournalWriter journal, Readiness readiness, Alerts alerts, long reserveBytes, int slowMs, Func<long> monotonicNs)
{
    public const string FailedAlert = "journal_failed";
    public const string FullAlert = "disk_full";
    public const string SlowAlert = "disk_slow";

    private const long RetryNs = 200_000_000;

    // An alert that comes and goes ten times a second tells nothing; it stays for so long after the last slow write.
    private const long SlowStaysNs = 10_000_000_000;

    private long _retriedAt = long.MinValue;
    private long _slowAt;
    private bool _isSlow;

    /// <summary>True where the exchange may go on by itself: bring time, follow calendars.</summary>
    public bool Look()
    {
        if (journal.State == JournalState.Failed)
        {
            if (journal.Failure is { } failure && readiness.Phase != ExchangePhase.Failed)
            {
                alerts.Raise(FailedAlert, AlertSeverity.Critical, $"The journal failed; no orders are accepted until a restart: {failure.Message}");
                readiness.Move(ExchangePhase.Failed, $"the journal failed: {failure.Message}");
            }
            return false;
        }

        var now = monotonicNs();
        LookAtSpeed(now);
        return HasRoom(now);
    }

    private bool HasRoom(long now)
    {
        if (journal.Shortage is not { } shortage)
        {
            if (alerts.IsRaised(FullAlert))
            {
                alerts.Clear(FullAlert);
                readiness.MoveFrom(ExchangePhase.NoSpace, ExchangePhase.Ready);
            }
            return readiness.Phase != ExchangePhase.NoSpace;
        }

        if (now - _retriedAt >= RetryNs || _retriedAt == long.MinValue)
        {
            _retriedAt = now;
            journal.RetrySpace();
        }

        var isOut = journal.RoomBytes < reserveBytes;
        alerts.Raise(FullAlert, isOut ? AlertSeverity.Critical : AlertSeverity.Warning, isOut
            ? $"The disk has no space for the next journal segment, and the present one is full: no orders are accepted until there is. {shortage.Message}"
            : $"The disk has no space for the next journal segment; orders are accepted until the present one is full. {shortage.Message}");
        if (isOut)
            readiness.MoveFrom(ExchangePhase.Ready, ExchangePhase.NoSpace, "the disk has no space for the journal to grow");
        return readiness.Phase != ExchangePhase.NoSpace;
    }

    private void LookAtSpeed(long now)
    {
        var since = journal.WritingSinceNs;
        if (since != 0 && now - since > slowMs * 1_000_000L)
        {
            _isSlow = true;
            _slowAt = now;
            alerts.Raise(SlowAlert, AlertSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"The disk takes longer than {slowMs} ms for a write of the journal; answers wait for it."));
        }
        else if (_isSlow && now - _slowAt > SlowStaysNs)
        {
            _isSlow = false;
            alerts.Clear(SlowAlert);
        }
    }
}
