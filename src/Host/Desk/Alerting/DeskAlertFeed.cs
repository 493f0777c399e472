using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Rings;
using Rialto.Trading;
using Rialto.Trading.Orders;

namespace Rialto.Host.Desk.Alerting;

/// <summary>What the desk's thread leaves for the rules of alerts, which run on another: records that somebody may care about, and sums. Never waits, allocates nothing.</summary>
internal sealed class DeskAlertFeed
{
    private const int Slots = 4_096;

    private readonly SpscRing<DeskAudit> _audits = new(Slots);
    private readonly byte[] _streams = new byte[256];
    private long _lost;
    private long _errors;
    private long _filled;

    /// <summary>Records that found no room, so far. Any thread.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Requests whose outcome was not known, and questions that failed. Any thread.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>Orders filled whole. Any thread.</summary>
    public long Filled => Volatile.Read(ref _filled);

    /// <summary>What the desk says. Its thread.</summary>
    public void Take(in DeskAudit audit)
    {
        if (audit.Kind == DeskAuditKind.OrderChanged)
        {
            _filled += audit.Code == (ushort)DeskOrderState.Filled ? 1 : 0;
            return;
        }

        var isWanted = audit.Kind is DeskAuditKind.EmergencyStop or DeskAuditKind.Resumed or DeskAuditKind.Problem or DeskAuditKind.OverFilled or DeskAuditKind.Mismatch or DeskAuditKind.BreakerChanged
            or DeskAuditKind.StrategyChanged or DeskAuditKind.ParameterChanged or DeskAuditKind.LimitChanged or DeskAuditKind.Swapped
            or DeskAuditKind.StopLossHit or DeskAuditKind.StopLossClosed
            || (audit.Kind == DeskAuditKind.ConditionsChanged && !audit.Listing.IsNone);
        if (isWanted && !_audits.TryPublish(in audit))
            Volatile.Write(ref _lost, _lost + 1);
    }

    /// <summary>What venues say. The desk's thread.</summary>
    public void Take(in OrderReport report)
    {
        switch (report.Kind)
        {
            case OrderReportKind.StreamUp:
                Volatile.Write(ref _streams[(int)report.Venue], 1);
                break;
            case OrderReportKind.StreamDown:
                Volatile.Write(ref _streams[(int)report.Venue], 0);
                break;
            case OrderReportKind.Unknown or OrderReportKind.QueryFailed:
                Volatile.Write(ref _errors, _errors + 1);
                break;
        }
    }

    /// <summary>The next record. The rules' thread.</summary>
    public bool TryTake(out DeskAudit audit) => _audits.TryTake(out audit);

    /// <summary>Whether a venue's private stream is up. Any thread.</summary>
    public bool IsUp(FeedVenue venue) => Volatile.Read(ref _streams[(int)venue]) == 1;
}
