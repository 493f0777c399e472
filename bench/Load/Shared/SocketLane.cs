using System.Diagnostics;
using System.Net.Sockets;
using Rialto.Load.Measure;
using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;

namespace Rialto.Load.Shared;

/// <summary>The naive twin: the same bytes through a Unix stream socket.</summary>
internal static class SocketLane
{
    public const int Batch = 20;
    private const int StreamMessages = 1_000_000;

    /// <summary>An event there, an event back.</summary>
    public static Latency Trips(PeerProcess peer, int count)
    {
        using var listener = Listen(peer.Folder);
        peer.Tell($"socket-echo {count * 2}");
        using var socket = listener.Accept();
        var samples = new long[count];
        var told = new FeedEvent { Kind = FeedEventKind.Level };
        var back = default(FeedEvent);
        for (var i = -count; i < count; i++)
        {
            told.Sequence = i;
            var start = Stopwatch.GetTimestamp();
            socket.Send(Blittable.ReadOnlyBytes(in told));
            Fill(socket, Blittable.Bytes(ref back));
            if (i >= 0)
                samples[i] = (long)((Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick);
        }

        peer.Hear();
        return Latency.Of(samples, 0);
    }

    /// <summary>Nanoseconds a message.</summary>
    public static double Stream(PeerProcess peer)
    {
        using var listener = Listen(peer.Folder);
        peer.Tell($"socket-sum {StreamMessages}");
        using var socket = listener.Accept();
        var batch = new byte[Batch * FeedEvent.SizeBytes];
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; n < StreamMessages; n += Batch)
        {
            for (var i = 0; i < Batch; i++)
            {
                var told = new FeedEvent { Sequence = n + i, Kind = FeedEventKind.Level };
                Blittable.ReadOnlyBytes(in told).CopyTo(batch.AsSpan(i * FeedEvent.SizeBytes));
            }

            socket.Send(batch);
        }

        Fill(socket, batch.AsSpan(0, 1)); // it has read all of it
        var nanoseconds = (Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick / StreamMessages;
        peer.Hear();
        return nanoseconds;
    }

    /// <summary>The other end of <see cref="Trips"/>.</summary>
    public static void Echo(string folder, long count)
    {
        using var socket = Connect(folder);
        var told = default(FeedEvent);
        for (var n = 0L; n < count; n++)
        {
            Fill(socket, Blittable.Bytes(ref told));
            socket.Send(Blittable.ReadOnlyBytes(in told));
        }

        Console.WriteLine("done");
    }

    /// <summary>The other end of <see cref="Stream"/>.</summary>
    public static void Sum(string folder, long count)
    {
        using var socket = Connect(folder);
        var batch = new byte[Batch * FeedEvent.SizeBytes];
        var sum = 0L;
        for (var n = 0L; n < count; n += Batch)
        {
            Fill(socket, batch);
            for (var i = 0; i < Batch; i++)
            {
                var told = default(FeedEvent);
                batch.AsSpan(i * FeedEvent.SizeBytes, FeedEvent.SizeBytes).CopyTo(Blittable.Bytes(ref told));
                sum += told.Sequence;
            }
        }

        socket.Send(batch.AsSpan(0, 1));
        Console.WriteLine($"sum {sum}");
    }

    private static UnixDomainSocketEndPoint At(string folder) => new(Path.Combine(folder, "twin.sock"));

    private static Socket Listen(string folder)
    {
        File.Delete(Path.Combine(folder, "twin.sock"));
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(At(folder));
        listener.Listen(1);
        return listener;
    }

    private static Socket Connect(string folder)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(At(folder));
        return socket;
    }

    private static void Fill(Socket socket, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var received = socket.Receive(target);
            if (received == 0)
                throw new EndOfStreamException("The other process has gone.");
            target = target[received..];
        }
    }
}
