using System.Diagnostics;
using Rialto.Gateways.Orders;
using Rialto.Model.Orders;
using Rialto.Runtime.Counters;

namespace Rialto.Gateways;

/// <summary>What the gateways count. Any thread adds; the metrics page reads.</summary>
internal sealed class GatewayMetrics
{
    private readonly Lock _gate = new();
    private readonly LatencyHistogram _submissions = new();
    private readonly LatencyHistogram _cancellations = new();
    private readonly LatencyHistogram _requests = new();
    private readonly long[] _refusals = new long[512];
    private long _bytesSent;
    private long _bytesReceived;
    private long _apiRequests;
    private long _serverErrors;

    public long ApiRequests => Volatile.Read(ref _apiRequests);

    public long ServerErrors => Volatile.Read(ref _serverErrors);

    public long SentBytes => Volatile.Read(ref _bytesSent);

    public long ReceivedBytes => Volatile.Read(ref _bytesReceived);

    public void BytesSent(long count) => Interlocked.Add(ref _bytesSent, count);

    public void BytesReceived(long count) => Interlocked.Add(ref _bytesReceived, count);

    public void Refused(RejectReason reason) => Interlocked.Increment(ref _refusals[(int)reason & 511]);

    public void Failed() => Interlocked.Increment(ref _serverErrors);

    /// <summary>A command's answer is about to be written: from its submission until now is what its sender waited for us.</summary>
    public void Answered(PendingCommand command)
    {
        var histogram = command.Kind switch
        {
            CommandKind.NewOrder => _submissions,
            CommandKind.CancelOrder or CommandKind.MassCancel => _cancellations,
            _ => null,
        };
        if (histogram is not null)
            Record(histogram, command.SubmittedTimestamp);
    }

    /// <summary>A REST request that began at this reading of the monotonic clock is done.</summary>
    public void RequestDone(long started)
    {
        Interlocked.Increment(ref _apiRequests);
        Record(_requests, started);
    }

    /// <summary>Reads the histograms: submissions, cancellations, requests.</summary>
    public void Read(Action<LatencyHistogram, LatencyHistogram, LatencyHistogram> read)
    {
        lock (_gate)
            read(_submissions, _cancellations, _requests);
    }

    public long RefusalsOf(RejectReason reason) => Volatile.Read(ref _refusals[(int)reason & 511]);

    private void Record(LatencyHistogram histogram, long started)
    {
        var nanoseconds = (long)(Stopwatch.GetElapsedTime(started).Ticks * 100L);
        lock (_gate)
            histogram.Record(nanoseconds);
    }
}
