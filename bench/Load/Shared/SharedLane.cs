using System.Diagnostics;
using Rialto.Load.Measure;
using Rialto.Model.Feeds;
using Rialto.Runtime.Shared;

namespace Rialto.Load.Shared;

/// <summary>Both ends of what is measured through rings in shared memory.</summary>
internal static class SharedLane
{
    public const string Elements = "FEEDEVT1";
    public const int StreamMessages = 20_000_000;
    private const int TripCapacity = 1 << 10;
    private const int StreamCapacity = 1 << 14;
    private const int Share = 1 << 11;
    private const int PauseSpins = 256;
    public const int Batch = 64;

    /// <summary>An event there, an event back.</summary>
    public static Latency Trips(PeerProcess peer, int count)
    {
        var there = SharedRingFolder.PathOf("there", InMemory(peer.Folder));
        using var writer = new SharedRingWriter<FeedEvent>(there, TripCapacity, Elements, 1);
        peer.Tell($"echo {count * 2}");
        peer.Hear();
        using var reader = Open(SharedRingFolder.PathOf("back", InMemory(peer.Folder)));
        var samples = new long[count];
        var told = new FeedEvent { Kind = FeedEventKind.Level };
        for (var i = -count; i < count; i++) // the first half warms both sides up
        {
            told.Sequence = i;
            var start = Stopwatch.GetTimestamp();
            writer.Publish(in told);
            FeedEvent back;
            var spin = 0;
            while (reader.TryRead(out back) != SharedRead.Message)
                Spin(ref spin);
            if (i >= 0)
                samples[i] = (long)((Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick);
            if (back.Sequence != i)
                throw new InvalidDataException($"{back.Sequence} came back for {i}.");
        }

        peer.Hear();
        return Latency.Of(samples, 0);
    }

    /// <summary>The other end of <see cref="Trips"/>.</summary>
    public static void Echo(string folder, long count)
    {
        using var writer = new SharedRingWriter<FeedEvent>(SharedRingFolder.PathOf("back", InMemory(folder)), TripCapacity, Elements, 1);
        using var reader = Open(SharedRingFolder.PathOf("there", InMemory(folder)));
        Console.WriteLine("ready");
        for (var n = 0L; n < count; n++)
        {
            FeedEvent told;
            var spin = 0;
            while (reader.TryRead(out told) != SharedRead.Message)
                Spin(ref spin);
            writer.Publish(in told);
        }

        Console.WriteLine("done");
    }

    /// <summary>Nanoseconds a message, and how many the reader missed.</summary>
    /// <param name="peer">Who reads.</param>
    /// <param name="isBatched">So many messages in one call; otherwise each is written when it is made.</param>
    public static (double Nanoseconds, long Missed) Stream(PeerProcess peer, bool isBatched)
    {
        using var writer = new SharedRingWriter<FeedEvent>(SharedRingFolder.PathOf("stream", InMemory(peer.Folder)), StreamCapacity, Elements, 1);
        peer.Tell($"sum {StreamMessages}");
        peer.Hear();
        using var done = Open(SharedRingFolder.PathOf("done", InMemory(peer.Folder))); // how far the reader is, so that it is not lapped: a measurement loses nothing
        var told = new FeedEvent { Kind = FeedEventKind.Level };
        var batch = new FeedEvent[Batch];
        batch.AsSpan().Fill(told);
        var (passed, spin) = (0L, 0);
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; n < StreamMessages; n += Share)
        {
            while (n - passed > StreamCapacity / 2)
            {
                if (done.TryRead(out var far) == SharedRead.Message)
                    passed = far.Sequence;
                else
                    Spin(ref spin);
            }

            var end = Math.Min(n + Share, StreamMessages);
            for (var i = n; i < end; i++)
            {
                if (isBatched)
                {
                    batch[i % Batch].Sequence = i;
                    if (i % Batch == Batch - 1)
                        writer.Publish(batch);
                }
                else
                {
                    told.Sequence = i;
                    writer.Publish(in told);
                }
            }
        }

        while (passed < StreamMessages)
        {
            if (done.TryRead(out var far) == SharedRead.Message)
                passed = far.Sequence;
            else
                Spin(ref spin);
        }

        var nanoseconds = (Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick / StreamMessages;
        var words = peer.Hear().Split(' ');
        var expected = (long)StreamMessages * (StreamMessages - 1) / 2;
        var missed = long.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture);
        if (missed == 0 && long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture) != expected)
            throw new InvalidDataException("The sum of what was read is not that of what was written.");
        return (nanoseconds, missed);
    }

    /// <summary>The other end of <see cref="Stream"/>.</summary>
    public static void Sum(string folder, long count)
    {
        using var done = new SharedRingWriter<FeedEvent>(SharedRingFolder.PathOf("done", InMemory(folder)), TripCapacity, Elements, 1);
        using var reader = Open(SharedRingFolder.PathOf("stream", InMemory(folder)));
        Console.WriteLine("ready");
        var (sum, spin, next) = (0L, 0, (long)Share);
        while (reader.Position < count)
        {
            if (reader.TryRead(out var told) == SharedRead.Message)
                sum += told.Sequence + (long)told.Kind - (long)FeedEventKind.Level;
            else
                Thread.SpinWait(PauseSpins << ((++spin & 0x3FFF) == 0 ? 6 : 0)); // who chases the writer slot by slot takes the lines it is writing away from it
            if (reader.Position < next && reader.Position < count)
                continue;
            done.Publish(new FeedEvent { Sequence = reader.Position });
            next = reader.Position + Share;
        }

        Console.WriteLine($"sum {sum} {reader.Missed}");
    }

    /// <summary>Gives the core away only when nothing came for long, because another process may need it to bring what we wait for.</summary>
    private static void Spin(ref int idle)
    {
        if (++idle % 20_000 == 0)
            Thread.Yield();
    }

    /// <summary>Where the rings of a run stand.</summary>
    public static string InMemory(string folder) => Path.Combine(SharedRingFolder.Default, Path.GetFileName(folder));

    private static SharedRingReader<FeedEvent> Open(string path)
    {
        var fault = SharedRing.TryOpen<FeedEvent>(path, Elements, out var reader);
        return reader ?? throw new InvalidOperationException($"{path}: {fault}");
    }
}
