using System.Diagnostics;
using System.Globalization;
using Rialto.Load.Measure;

namespace Rialto.Load.Shared;

/// <summary>Feed events from one process to another: through rings in shared memory and, in the same rounds, through a Unix socket.</summary>
internal sealed class SharedBench(Options options, Report report)
{
    private const int Trips = 100_000;

    /// <summary>One way as half of a round trip, and streams.</summary>
    public void Run()
    {
        var folder = Directory.CreateTempSubdirectory("rialto-shared-bench-").FullName;
        try
        {
            var (half99, socket50, socket99) = (new Samples(), new Samples(), new Samples());
            var (half50, stream, batched, socketStream, lost) = (new Samples(), new Samples(), new Samples(), new Samples(), 0L);
            var timer = Latency.TimerOverheadNs();
            for (var round = 0; round <= options.Rounds; round++) // the first is for the compiler
            {
                using var peer = PeerProcess.Start(folder);
                var ring = SharedLane.Trips(peer, Trips);
                var socket = SocketLane.Trips(peer, Trips / 10);
                var (messages, missed) = SharedLane.Stream(peer, isBatched: false);
                var (inBatches, missedInBatches) = SharedLane.Stream(peer, isBatched: true);
                var socketMessages = SocketLane.Stream(peer);
                if (round == 0)
                    continue;
                half50.Add((ring.P50 - timer) / 2);
                half99.Add((ring.P99 - timer) / 2);
                socket50.Add((socket.P50 - timer) / 2);
                socket99.Add((socket.P99 - timer) / 2);
                stream.Add(messages);
                batched.Add(inBatches);
                socketStream.Add(socketMessages);
                lost += missed + missedInBatches;
            }

            var trips = new Table(
                "Between two processes, one way, nanoseconds",
                $"A 64-byte event there and one back, both sides spinning, {Trips:N0} times a round, {options.Rounds} rounds; half of the round trip, the clock's {timer.ToString("0", CultureInfo.InvariantCulture)} ns taken off. The twin is a Unix stream socket, blocking, a send and a receive for each event.",
                ["path", "p50 median", "p50 best round", "p99 median", "p99 best round"],
                []);
            trips.Rows.Add(["SharedRing<FeedEvent>", half50.Median, half50.Min, half99.Median, half99.Min]);
            trips.Rows.Add(["Unix socket", socket50.Median, socket50.Min, socket99.Median, socket99.Min]);
            report.Add(trips, options.Quiet);

            var streams = new Table(
                "Between two processes, streaming",
                $"64-byte events, written, read and summed whole; {SharedLane.StreamMessages:N0} a round, at most half a ring on its way; {lost:N0} missed. The twin sends {SocketLane.Batch} events in one call.",
                ["path", "median ns/message", "min ns/message", "M messages/s (median)", "M messages/s (best)"],
                []);
            streams.Rows.Add(["SharedRing<FeedEvent>", stream.Median, stream.Min, 1000 / stream.Median, 1000 / stream.Min]);
            streams.Rows.Add([$"SharedRing<FeedEvent>, {SharedLane.Batch} in a call", batched.Median, batched.Min, 1000 / batched.Median, 1000 / batched.Min]);
            streams.Rows.Add(["Unix socket", socketStream.Median, socketStream.Min, 1000 / socketStream.Median, 1000 / socketStream.Min]);
            report.Add(streams, options.Quiet);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            if (Directory.Exists(SharedLane.InMemory(folder)))
                Directory.Delete(SharedLane.InMemory(folder), recursive: true);
        }
    }
}

/// <summary>The second process: this program again, with the section <c>shared-peer</c>.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process, string folder)
    {
        _process = process;
        Folder = folder;
    }

    /// <summary>Where its rings and its socket are.</summary>
    public string Folder { get; }

    /// <summary>Starts one.</summary>
    public static PeerProcess Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(PeerProcess).Assembly.Location, SharedPeer.Section, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new PeerProcess(Process.Start(start)!, folder);
    }

    /// <summary>Has it do one thing.</summary>
    public void Tell(string order) => _process.StandardInput.WriteLine(order);

    /// <summary>Waits for its next line.</summary>
    public string Hear() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The second process has ended.");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(10_000))
                _process.Kill();
        }

        _process.Dispose();
    }
}
