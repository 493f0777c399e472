using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Counters;

namespace Rialto.Host.Desk.Status;

/// <summary>
/// How long orders take to leave, and venues to answer: from the desk's request for an order until its bytes are given to the connection, and until the venue's word that it has it, or has refused it.
/// The newest 4,096 requests are waited for. Allocates only at the first order of a venue. The desk's thread records; others may read the histograms.
/// </summary>
internal sealed class AnswerTimes
{
    private const int Waiting = 4_096;

    private readonly (long Order, long AskedNs, long ArrivedNs, bool IsSent)[] _asked = new (long, long, long, bool)[Waiting];
    private readonly LatencyHistogram?[] _answers = new LatencyHistogram?[256];
    private readonly LatencyHistogram?[] _submissions = new LatencyHistogram?[256];

    /// <summary>From the request to the venue's answer; null before the first order of a venue.</summary>
    public LatencyHistogram? Of(FeedVenue venue) => _answers[(int)venue];

    /// <summary>From the request until its bytes are given to the connection; null before the first order of a venue.</summary>
    public LatencyHistogram? SubmissionOf(FeedVenue venue) => _submissions[(int)venue];

    /// <summary>From the moment the feed had a frame's bytes until those of an order because of it are given to the connection.</summary>
    public LatencyHistogram ArrivalToBytes { get; } = new();

    /// <summary>Takes a request.</summary>
    /// <param name="request">It.</param>
    /// <param name="askedNs">When it was made, by the clock of the connections.</param>
    /// <param name="arrivedNs">When the frame that led to it arrived at the feed, by the same; zero for none.</param>
    public void Take(in OrderRequest request, long askedNs, long arrivedNs)
    {
        if (request.Kind != OrderRequestKind.Place)
            return;
        _answers[(int)request.Venue] ??= new LatencyHistogram();
        _submissions[(int)request.Venue] ??= new LatencyHistogram();
        _asked[request.Order.Value & (Waiting - 1)] = (request.Order.Value, askedNs, arrivedNs, false);
    }

    /// <summary>Takes a report.</summary>
    public void Take(in OrderReport report)
    {
        if (report.Kind is not (OrderReportKind.Sent or OrderReportKind.Accepted or OrderReportKind.Rejected))
            return;
        ref var asked = ref _asked[report.Order.Value & (Waiting - 1)];
        if (asked.AskedNs == 0 || asked.Order != report.Order.Value || _answers[(int)report.Venue] is not { } answers)
            return;
        var at = report.ReceiveTime.Nanoseconds;
        if (report.Kind != OrderReportKind.Sent)
        {
            answers.Record(at - asked.AskedNs);
            asked = default;
        }
        else if (!asked.IsSent)
        {
            asked.IsSent = true;
            _submissions[(int)report.Venue]!.Record(at - asked.AskedNs);
            if (asked.ArrivedNs != 0)
                ArrivalToBytes.Record(at - asked.ArrivedNs);
        }
    }
}
