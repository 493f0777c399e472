using System.Diagnostics;
using Rialto.Load.Measure;

namespace Rialto.Load.Serving;

/// <summary>Order round trips through the sockets of a real exchange process: one client, one order at a time, client and exchange on the same machine.</summary>
internal sealed class ServingBench(Options options, Report report)
{
    private const int WarmUp = 3_000;
    private const int Trips = 5_000;

    /// <summary>Every edge under the policies memory and fsync.</summary>
    public void Run()
    {
        var table = new Table(
            "Order round trip, microseconds",
            $"An immediate-or-cancel limit order that meets nothing, sent and answered, {Trips:N0} times on one connection; closed loop. Client and exchange share this machine's cores. "
            + "memory: no disk; fsync: the answer waits for the disk.",
            ["edge", "journal", "p50", "p99", "p99.9", "max"],
            []);
        foreach (var durability in new[] { "memory", "fsync" })
        {
            using var host = HostProcess.Start(options.Repository, durability);
            foreach (var make in new Func<ITrip>[] { () => new RestTrips(host), () => new WebSocketTrips(host), () => new NativeTrips(host) })
            {
                using var trip = make();
                var latency = Measure(trip);
                table.Rows.Add([trip.Name, durability, latency.P50 / 1000, latency.P99 / 1000, latency.P999 / 1000, latency.Max / 1000]);
            }
        }
        report.Add(table, options.Quiet);
    }

    private static Latency Measure(ITrip trip)
    {
        for (var i = 0; i < WarmUp; i++)
            trip.Go(trip.Prepare());
        var samples = new long[Trips];
        for (var i = 0; i < Trips; i++)
        {
            var request = trip.Prepare();
            var start = Stopwatch.GetTimestamp();
            trip.Go(request);
            samples[i] = (long)((Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick);
        }
        return Latency.Of(samples, Latency.TimerOverheadNs());
    }
}
