using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Counters;

namespace Rialto.Host.Desk.Status;

/// <summary>
/// How long venues take to answer: from the desk's request for an order to the venue's word that it has it, or has refused it, by the desk's time. The newest 4,096 requests are waited for.
/// Allocates only at the first order of a venue. The desk's thread records; others may read the histograms.
/// </summary>
internal sealed class AnswerTimes
{
    private const int Waiting = 4_096;

    private readonly (long Order, long TimeNs)[] _asked = new (long, long)[Waiting];
    private readonly LatencyHistogram?[] _venues = new LatencyHistogram?[256];

    /// <summary>Of a venue; null before its first order.</summary>
    public LatencyHistogram? Of(FeedVenue venue) => _venues[(int)venue];

    /// <summary>Takes a request.</summary>
    public void Take(in OrderRequest request)
    {
        if (request.Kind != OrderRequestKind.Place)
            return;
        _venues[(int)request.Venue] ??= new LatencyHistogram();
        _asked[request.Order.Value & (Waiting - 1)] = (request.Order.Value, request.Time.Nanoseconds);
    }

    /// <summary>Takes a report.</summary>
    public void Take(in OrderReport report)
    {
        if (report.Kind is not (OrderReportKind.Accepted or OrderReportKind.Rejected))
            return;
        ref var asked = ref _asked[report.Order.Value & (Waiting - 1)];
        if (asked.TimeNs == 0 || asked.Order != report.Order.Value || _venues[(int)report.Venue] is not { } times)
            return;
        times.Record(report.ReceiveTime.Nanoseconds - asked.TimeNs);
        asked = default;
    }
}
