using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Rialto.Gateways.Multicast;
using Rialto.Load.Measure;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Wire.Multicast;

namespace Rialto.Load.Multicast;

/// <summary>Market data over UDP multicast on the loopback interface: one way to a receiver that spins, and packets sent with and without segmentation offload.</summary>
internal sealed class MulticastBench(Options options, Report report)
{
    private const int Trips = 20_000;
    private const long PauseNs = 20_000;
    private const int Packets = 100_000;
    private const string Group = "239.255.90.91";

    /// <summary>Both tables.</summary>
    public void Run()
    {
        var (p50, p99, cut, single) = (new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = 0; round <= options.Rounds; round++) // the first is for the compiler
        {
            var ways = Ways();
            var (bySystem, byUs) = (Send(segmentationOffload: true), Send(segmentationOffload: false));
            if (round == 0)
                continue;
            p50.Add(ways[Trips / 2]);
            p99.Add(ways[Trips * 99 / 100]);
            cut.Add(bySystem);
            single.Add(byUs);
        }

        var latency = new Table(
            "Over multicast, one way, nanoseconds",
            $"A feed event published and flushed every {PauseNs / 1_000} us, from before it is encoded to the receiver's sink, which puts packets in order; loopback, both threads spinning; {Trips:N0} a round, {options.Rounds} rounds.",
            ["path", "p50 median", "p50 best round", "p99 median", "p99 best round"],
            []);
        latency.Rows.Add(["MulticastPublisher to MulticastListener", p50.Median, p50.Min, p99.Median, p99.Min]);
        report.Add(latency, options.Quiet);

        var rate = new Table(
            "Over multicast, sending",
            $"Full packets of {PacketHeader.MessagesMax} best prices, encoded, numbered and with checksums, {Packets:N0} a round; nobody listens. The twin sends the same packets one by one.",
            ["path", "median ns/packet", "min ns/packet", "M packets/s (best)", "M messages/s (best)"],
            []);
        rate.Rows.Add(["batches cut by the system", cut.Median, cut.Min, 1_000 / cut.Min, 1_000 * PacketHeader.MessagesMax / cut.Min]);
        rate.Rows.Add(["one by one", single.Median, single.Min, 1_000 / single.Min, 1_000 * PacketHeader.MessagesMax / single.Min]);
        report.Add(rate, options.Quiet);
    }

    private static MulticastPublisher Publisher(bool segmentationOffload, int cryptoPort) => new(
        new MulticastOptions { Group = Group, CryptoPort = cryptoPort, StockPort = FreePort(), SnapshotPort = 0, StatusMs = 0, HeartbeatMs = 60_000, SegmentationOffload = segmentationOffload },
        new ListingTable(8), Clock.System);

    /// <summary>How long each event took, ascending.</summary>
    private static long[] Ways()
    {
        var port = FreePort();
        var publisher = Publisher(segmentationOffload: true, port);
        var arrivals = new Arrivals();
        using var stop = new CancellationTokenSource();
        using var listener = new MulticastListener<Arrivals>(
            new MulticastOptions { Group = Group, CryptoPort = port, SnapshotPort = publisher.SnapshotEndPoint.Port }, MulticastChannel.Crypto, arrivals);
        var receiving = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                listener.Step(0);
        });
        receiving.Start();
        var told = new FeedEvent { Kind = FeedEventKind.Trade, Listing = new ListingId(1), Venue = FeedVenue.Kraken, Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame };
        for (var next = Clock.MonotonicNanoseconds; arrivals.Count < Trips;)
        {
            publisher.Poll(); // the snapshot with which the receiver begins
            while (Clock.MonotonicNanoseconds < next)
                Thread.SpinWait(1);
            next = Math.Max(next + PauseNs, Clock.MonotonicNanoseconds - PauseNs); // a machine that took the core away makes no queue of what it missed
            told.EventTime = new Timestamp(Clock.MonotonicNanoseconds);
            publisher.Publish(in told);
            publisher.Flush();
        }

        stop.Cancel();
        receiving.Join();
        publisher.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return arrivals.Sorted();
    }

    /// <summary>Nanoseconds a packet.</summary>
    private static double Send(bool segmentationOffload)
    {
        var publisher = Publisher(segmentationOffload, FreePort());
        var best = new MulticastBbo(new ListingId(1), FeedVenue.Kraken, new Price(1), new Quantity(1), new Price(2), new Quantity(1), default);
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; n < Packets * PacketHeader.MessagesMax; n++)
            publisher.Publish(in best);
        publisher.Flush();
        var nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Packets;
        if (publisher.SendErrors > 0 || publisher.OffloadRefusals > 0)
            throw new InvalidOperationException($"{publisher.SendErrors} packets were not sent, {publisher.OffloadRefusals} batches not cut.");
        publisher.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return nanoseconds;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Where the receiver writes: the way of each event.</summary>
    private readonly struct Arrivals() : IMulticastSink
    {
        private readonly long[] _ways = new long[Trips];
        private readonly int[] _count = new int[1];

        public int Count => Volatile.Read(ref _count[0]);

        public void On(in FeedEvent told)
        {
            if (told.Kind != FeedEventKind.Trade || _count[0] == Trips)
                return;
            _ways[_count[0]] = Clock.MonotonicNanoseconds - told.EventTime.Nanoseconds;
            Volatile.Write(ref _count[0], _count[0] + 1);
        }

        public void On(in MulticastBbo best)
        {
        }

        public void On(in MulticastNbbo best)
        {
        }

        public long[] Sorted()
        {
            Array.Sort(_ways);
            return _ways;
        }
    }
}
