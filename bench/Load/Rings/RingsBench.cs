using System.Diagnostics;
using Rialto.Load.Measure;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Rings;

namespace Rialto.Load.Rings;

/// <summary>What the hops between the exchange's threads cost: messages of the real size through the real rings, both sides spinning on a core each.</summary>
internal sealed class RingsBench(Options options, Report report)
{
    private const int Capacity = 1 << 14;
    private const int Messages = 4_000_000;
    private const int Trips = 200_000;

    /// <summary>Streams and round trips.</summary>
    public void Run()
    {
        var streams = new Table(
            "Rings, streaming",
            $"128-byte messages from one thread to another, {Messages:N0} a round, {options.Rounds} rounds; every message is written and read whole.",
            ["ring", "median ns/message", "min ns/message", "M messages/s (median)"],
            []);
        var (mpsc, broadcast) = (new Samples(), new Samples());
        StreamCommands();
        StreamEvents();
        for (var round = 0; round < options.Rounds; round++)
        {
            mpsc.Add(StreamCommands());
            broadcast.Add(StreamEvents());
        }
        streams.Rows.Add(["MpscRing<Command> (intake)", mpsc.Median, mpsc.Min, 1000 / mpsc.Median]);
        streams.Rows.Add(["BroadcastRing<ExchangeEvent> (one gating reader)", broadcast.Median, broadcast.Min, 1000 / broadcast.Median]);
        report.Add(streams, options.Quiet);

        var trips = new Table(
            "Rings, there and back, nanoseconds",
            $"A command through the intake ring, an event back through the broadcast ring, one at a time, {Trips:N0} times: two hops.",
            ["trip", "p50", "p99", "p99.9", "max", "timer"],
            []);
        RoundTrips();
        var latency = RoundTrips();
        trips.Rows.Add(["MpscRing<Command> there, BroadcastRing<ExchangeEvent> back", latency.P50, latency.P99, latency.P999, latency.Max, latency.Timer]);
        report.Add(trips, options.Quiet);
    }

    private static double StreamCommands()
    {
        var ring = new MpscRing<Command>(Capacity);
        var consumer = new Thread(() =>
        {
            var handler = new Summing();
            var spin = new Spin();
            for (var taken = 0; taken < Messages;)
            {
                var now = ring.Poll(ref handler, 256);
                taken += now;
                spin.After(now > 0);
            }
        });
        var watch = Stopwatch.StartNew();
        consumer.Start();
        var waiting = new Spin();
        for (var i = 0; i < Messages; i++)
        {
            long position;
            while (!ring.TryClaim(out position))
                waiting.After(false);
            waiting.After(true);
            ring.Slot(position) = new Command { Sequence = i, Kind = CommandKind.NewOrder };
            ring.Publish(position);
        }
        consumer.Join();
        return watch.Elapsed.TotalNanoseconds / Messages;
    }

    private static double StreamEvents()
    {
        var ring = new BroadcastRing<ExchangeEvent>(Capacity);
        var reader = ring.AddReader(gating: true);
        var consumer = new Thread(() =>
        {
            var sum = 0L;
            var spin = new Spin();
            for (var taken = 0L; taken < Messages;)
            {
                var available = Math.Min(reader.Available, 256);
                for (var i = 0L; i < available; i++)
                    sum += reader.Peek(i).Sequence;
                if (available > 0)
                    reader.Advance(available);
                taken += available;
                spin.After(available > 0);
            }
            GC.KeepAlive(sum);
        });
        var watch = Stopwatch.StartNew();
        consumer.Start();
        for (var i = 0; i < Messages; i++)
        {
            ring.Claim() = new ExchangeEvent { Sequence = i, Kind = EventKind.OrderAccepted };
            ring.Publish();
        }
        consumer.Join();
        return watch.Elapsed.TotalNanoseconds / Messages;
    }

    private static Latency RoundTrips()
    {
        var there = new MpscRing<Command>(Capacity);
        var back = new BroadcastRing<ExchangeEvent>(Capacity);
        var reader = back.AddReader(gating: true);
        var echo = new Thread(() =>
        {
            var spin = new Spin();
            for (var n = 0; n < Trips;)
            {
                if (there.Ready(1) == 0)
                {
                    spin.After(false);
                    continue;
                }
                spin.After(true);
                back.Claim() = new ExchangeEvent { Sequence = there.Peek(0).Sequence };
                there.Advance(1);
                back.Publish();
                n++;
            }
        });
        echo.Start();
        var samples = new long[Trips];
        var waiting = new Spin();
        for (var i = 0; i < Trips; i++)
        {
            var start = Stopwatch.GetTimestamp();
            there.TryClaim(out var position);
            there.Slot(position) = new Command { Sequence = i };
            there.Publish(position);
            while (reader.Available == 0)
                waiting.After(false);
            waiting.After(true);
            reader.Advance(1);
            samples[i] = (long)((Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick);
        }
        echo.Join();
        return Latency.Of(samples, Latency.TimerOverheadNs());
    }

    private struct Summing : IRingHandler<Command>
    {
        public long Sum;

        public void On(ref Command item, long position) => Sum += item.Sequence;
    }

    /// <summary>Spins; gives the core away only when nothing came for long, because another process may need it to bring what we wait for.</summary>
    private struct Spin
    {
        private int _idle;

        public void After(bool busy)
        {
            if (busy)
                _idle = 0;
            else if (++_idle % 20_000 == 0)
                Thread.Yield();
        }
    }
}
