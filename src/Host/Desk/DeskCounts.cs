using Rialto.Model.Execution;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>What a desk did, counted. One thread writes.</summary>
internal sealed class DeskCounts
{
    private readonly SortedDictionary<string, long> _refusals = new(StringComparer.Ordinal);

    /// <summary>Requests by kind.</summary>
    public SortedDictionary<OrderRequestKind, long> Requests { get; } = [];

    /// <summary>Audit records by kind.</summary>
    public SortedDictionary<DeskAuditKind, long> Audits { get; } = [];

    /// <summary>Problems of orders, fills and accounts by kind.</summary>
    public SortedDictionary<DeskProblemKind, long> Problems { get; } = [];

    /// <summary>What was refused, and why: by the desk itself, and by venues.</summary>
    public IReadOnlyDictionary<string, long> Refusals => _refusals;

    /// <summary>Fills.</summary>
    public long Fills { get; private set; }

    /// <summary>Of those, by orders that rested.</summary>
    public long MakerFills { get; private set; }

    /// <summary>Takes a request.</summary>
    public void Take(in OrderRequest request) => Requests[request.Kind] = Requests.GetValueOrDefault(request.Kind) + 1;

    /// <summary>Takes a report.</summary>
    public void Take(in OrderReport report)
    {
        switch (report.Kind)
        {
            case OrderReportKind.Filled when (report.Flags & OrderReportFlags.FromQuery) == 0:
                Fills++;
                MakerFills += report.Liquidity == Liquidity.Maker ? 1 : 0;
                break;
            case OrderReportKind.Rejected or OrderReportKind.CancelRejected or OrderReportKind.AmendRejected:
                Add($"venue:{report.Kind}:{report.Reason}");
                break;
        }
    }

    /// <summary>Takes an audit record.</summary>
    public void Take(in DeskAudit audit)
    {
        Audits[audit.Kind] = Audits.GetValueOrDefault(audit.Kind) + 1;
        if (audit.Kind is DeskAuditKind.Problem or DeskAuditKind.OverFilled)
            Problems[(DeskProblemKind)audit.Code] = Problems.GetValueOrDefault((DeskProblemKind)audit.Code) + 1;
        if (audit.Kind == DeskAuditKind.IntentRefused)
            Add(audit.Refusal == IntentRefusal.Desk ? $"desk:{(DeskRefusal)audit.Code}" : $"desk:{audit.Refusal}");
    }

    private void Add(string reason) => _refusals[reason] = _refusals.GetValueOrDefault(reason) + 1;
}
