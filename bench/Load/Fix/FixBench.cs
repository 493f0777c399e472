using System.Diagnostics;
using Rialto.Gateways.Auth;
using Rialto.Load.Measure;
using Rialto.Load.Serving;

namespace Rialto.Load.Fix;

/// <summary>
/// Order round trips and rates over FIX 4.4, beside a QuickFIX acceptor that does nothing but answer: its figures are what the protocol costs in a well-known engine, ours what an exchange with
/// a journal, accounts and a book costs through our own.
/// </summary>
internal sealed class FixBench(Options options, Report report)
{
    private const int Rounds = 20;
    private const int TripsPerRound = 500;
    private const int Sessions = 100;
    private const int Window = 64;
    private const int Orders = 64_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public void Run()
    {
        var latency = new Table(
            "FIX order round trip, microseconds",
            $"A NewOrderSingle, immediate or cancel, that meets nothing; until the second of its two ExecutionReports, {Rounds * TripsPerRound:N0} times on one session; closed loop, rounds of all acceptors in turn. "
            + "rialto: dictionary, accounts, book, journal (memory: no disk; fsync: the answer waits for it), messages stored. QuickFIX: a C++ acceptor that only writes the two reports back.",
            ["acceptor", "p50", "p99", "p99.9", "max"],
            []);
        var rate = new Table(
            "FIX orders a second",
            $"{Orders:N0} such orders, {Window} under way on one session, or one on each of {Sessions}; each is three messages. Processor time is the acceptor's own, so that the client beside it does not count.",
            ["acceptor", "sessions", "orders/s, client beside it", "messages/s", "processor us/order"],
            []);
        var program = EchoAcceptor.TryBuild(options.Repository, out var reason);
        if (program is null)
            report.Remarks.Add("fix: " + reason);
        var lanes = new List<FixLane>();
        try
        {
            foreach (var durability in new[] { "memory", "fsync" })
                lanes.Add(FixLane.Rialto(options.Repository, durability, Sessions));
            if (program is not null)
            {
                lanes.Add(FixLane.QuickFix(options.Repository, program, hasFiles: false, Sessions));
                lanes.Add(FixLane.QuickFix(options.Repository, program, hasFiles: true, Sessions));
            }

            MeasureLatency(lanes, latency);
            MeasureRate(lanes, rate);
        }
        finally
        {
            foreach (var lane in lanes)
                lane.Dispose();
        }

        report.Add(latency, options.Quiet);
        report.Add(rate, options.Quiet);
    }

    private static void MeasureLatency(List<FixLane> lanes, Table table)
    {
        var trips = lanes.Select(lane => lane.Connect(0)).ToArray();
        var samples = lanes.Select(_ => new long[Rounds * TripsPerRound]).ToArray();
        foreach (var trip in trips)
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUp;)
                Go(trip);
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var lane = 0; lane < trips.Length; lane++)
            {
                for (var i = 0; i < TripsPerRound; i++)
                {
                    var request = trips[lane].Prepare();
                    var start = Stopwatch.GetTimestamp();
                    trips[lane].Send(request);
                    trips[lane].Receive();
                    samples[lane][(round * TripsPerRound) + i] = (long)((Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick);
                }
            }
        }

        for (var lane = 0; lane < trips.Length; lane++)
        {
            var figures = Latency.Of(samples[lane], 0);
            table.Rows.Add([lanes[lane].Name, figures.P50 / 1000, figures.P99 / 1000, figures.P999 / 1000, figures.Max / 1000]);
            trips[lane].Dispose();
        }
    }

    private static void MeasureRate(List<FixLane> lanes, Table table)
    {
        foreach (var sessions in new[] { 1, Sessions })
        {
            foreach (var lane in lanes)
            {
                var trips = Enumerable.Range(0, sessions).Select(lane.Connect).ToArray();
                Go(trips, sessions == 1 ? Window : 1, Orders / 4);
                var (watch, before) = (Stopwatch.StartNew(), lane.ProcessorTime);
                Go(trips, sessions == 1 ? Window : 1, Orders);
                var (elapsed, used) = (watch.Elapsed, lane.ProcessorTime - before);
                foreach (var trip in trips)
                    trip.Dispose();
                var perSecond = Orders / elapsed.TotalSeconds;
                table.Rows.Add([lane.Name, sessions, perSecond, 3 * perSecond, used.TotalMicroseconds / Orders]);
            }
        }
    }

    private static void Go(FixTrips trip)
    {
        trip.Send(trip.Prepare());
        trip.Receive();
    }

    private static void Go(FixTrips[] trips, int window, int orders)
    {
        for (var sent = 0; sent < orders; sent += trips.Length * window)
        {
            foreach (var trip in trips)
            {
                for (var i = 0; i < window; i++)
                    trip.Send(trip.Prepare());
            }

            foreach (var trip in trips)
            {
                for (var i = 0; i < window; i++)
                    trip.Receive();
            }
        }
    }

    /// <summary>One acceptor of the comparison.</summary>
    private sealed class FixLane(string name, IDisposable acceptor, Func<TimeSpan> processorTime, Func<int, FixTrips> connect) : IDisposable
    {
        public string Name => name;

        public TimeSpan ProcessorTime => processorTime();

        public FixTrips Connect(int number) => connect(number);

        public void Dispose() => acceptor.Dispose();

        public static FixLane Rialto(string repository, string durability, int sessions)
        {
            var host = HostProcess.Start(repository, durability);
            List<CreatedKey> keys;
            using (var store = KeyStore.Open(host.KeysFolder))
                keys = [.. Enumerable.Range(0, sessions).Select(_ => store.Create("dev", Permissions.Read | Permissions.Trade))];
            var name = $"rialto, {durability}";
            var address = host.Fix ?? throw new InvalidOperationException("FIX is off.");
            return new FixLane(name, host, () => host.ProcessorTime, number => new FixTrips(name, address, keys[number].Key.Id, keys[number].Secret));
        }

        public static FixLane QuickFix(string repository, string program, bool hasFiles, int sessions)
        {
            var echo = EchoAcceptor.Start(program, Path.Combine(repository, "docs", "reference", "rialto-fix44.xml"), hasFiles, sessions);
            var name = hasFiles ? "QuickFIX echo, files" : "QuickFIX echo, memory";
            return new FixLane(name, echo, () => echo.ProcessorTime, number => new FixTrips(name, echo.Address, EchoAcceptor.SenderOf(number), "none"));
        }
    }
}
