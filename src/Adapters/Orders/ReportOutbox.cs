using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Runtime.Rings;

namespace Rialto.Adapters.Orders;

/// <summary>The one writer of a session's ring of reports: whoever tells something waits for its turn, and for room. Nothing is dropped; a desk that does not read stops its session. Any thread.</summary>
internal sealed class ReportOutbox(SpscRing<OrderReport> ring, TimeProvider time, CancellationToken stop)
{
    private readonly Lock _gate = new();

    public void Tell(OrderReports reports)
    {
        if (reports.Count == 0)
            return;
        var now = Now;
        lock (_gate)
        {
            for (var i = 0; i < reports.Count; i++)
            {
                reports[i].ReceiveTime = now;
                Publish(reports[i]);
            }
        }
    }

    public Timestamp Now => Timestamp.FromDateTimeUtc(time.GetUtcNow().UtcDateTime);

    private void Publish(in OrderReport report)
    {
        var spin = new SpinWait();
        while (!ring.TryPublish(report) && !stop.IsCancellationRequested)
            spin.SpinOnce();
    }
}
