using System.Diagnostics;
using Rialto.Load.Measure;

namespace Rialto.Load.Serving;

/// <summary>Order round trips through the sockets of a real exchange process: one client, one order at a time, client and exchange on the same machine.</summary>
internal sealed class ServingBench(Options options, Report report)
{
    private const int Requests = 64_000;
    private const int Rounds = 20;
    private const int TripsPerRound = 500;

    // The compiler's second look at the exchange's code needs calls and time.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Every edge under the policies memory and fsync, each beside a bare echo in the same rounds.</summary>
    public void Run()
    {
        var table = new Table(
            "Order round trip, microseconds",
            $"An immediate-or-cancel limit order that meets nothing, sent and answered, {Rounds * TripsPerRound:N0} times on one connection; closed loop. Client and exchange share this machine's cores. "
            + "memory: no disk; fsync: the answer waits for the disk. Echo: 128 bytes there and back over TCP between two threads that do nothing else, in the same rounds; over echo: p50 less the echo's.",
            ["edge", "journal", "p50", "p99", "p99.9", "max", "echo p50", "echo p99", "over echo"],
            []);
        var throughput = new Table(
            "Many connections, memory",
            $"As many connections as said, each with one order under way; {Requests:N0} orders. Processor time is the exchange's own, on all cores, so that the client beside it does not count.",
            ["edge", "connections", "orders/s, client beside it", "processor us/order", "k orders per core and second"],
            []);
        foreach (var durability in new[] { "memory", "fsync" })
        {
            (string Edge, Func<HostProcess, ITrip> Make)[] edges =
            [
                ("REST", host => new RestTrips(host)), ("WebSocket", host => new WebSocketTrips(host)), ("native", host => new NativeTrips(host)),
            ];
            var wanted = edges.Where(edge => $"{edge.Edge} {durability}".Contains(options.Edge, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (wanted.Length == 0)
                continue;
            using var host = HostProcess.Start(options.Repository, durability);
            foreach (var (_, make) in wanted)
                table.Rows.Add(Measure(make(host), durability));
            if (durability == "memory")
            {
                foreach (var (_, make) in wanted)
                {
                    foreach (var connections in new[] { 16, 64 })
                        throughput.Rows.Add(Measure(host, make, connections));
                }
            }
        }
        report.Add(table, options.Quiet);
        report.Add(throughput, options.Quiet);
    }

    private static object[] Measure(HostProcess host, Func<HostProcess, ITrip> make, int connections)
    {
        var trips = Enumerable.Range(0, connections).Select(_ => make(host)).ToArray();
        Go(trips, Requests / 4);
        var (watch, before) = (Stopwatch.StartNew(), host.ProcessorTime);
        Go(trips, Requests);
        var (elapsed, used) = (watch.Elapsed, host.ProcessorTime - before);
        foreach (var trip in trips)
            trip.Dispose();
        var microseconds = used.TotalMicroseconds / Requests;
        return [trips[0].Name, connections, Requests / elapsed.TotalSeconds, microseconds, 1000 / microseconds];
    }

    private static void Go(ITrip[] trips, int requests)
    {
        for (var sent = 0; sent < requests; sent += trips.Length)
        {
            foreach (var trip in trips)
                trip.Send(trip.Prepare());
            foreach (var trip in trips)
                trip.Receive();
        }
    }

    private static object[] Measure(ITrip trip, string durability)
    {
        using ITrip echo = new EchoTrips();
        using (trip)
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUp;)
                trip.Go(trip.Prepare());
            for (var i = 0; i < TripsPerRound; i++)
                echo.Go(echo.Prepare());
            var (ours, bare) = (new long[Rounds * TripsPerRound], new long[Rounds * TripsPerRound]);
            for (var round = 0; round < Rounds; round++)
            {
                Go(trip, ours.AsSpan(round * TripsPerRound, TripsPerRound));
                Go(echo, bare.AsSpan(round * TripsPerRound, TripsPerRound));
            }
            var (latency, floor) = (Latency.Of(ours, 0), Latency.Of(bare, 0));
            return [trip.Name, durability, latency.P50 / 1000, latency.P99 / 1000, latency.P999 / 1000, latency.Max / 1000, floor.P50 / 1000, floor.P99 / 1000, (latency.P50 - floor.P50) / 1000];
        }
    }

    private static void Go(ITrip trip, Span<long> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var request = trip.Prepare();
            var start = Stopwatch.GetTimestamp();
            trip.Go(request);
            samples[i] = (long)((Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick);
        }
    }
}
