using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Shared;

namespace Rialto.Peers;

/// <summary>One side of a ring of feed events whose fields say what the others are, so that a torn one shows.</summary>
internal static class RingPeer
{
    public const string Elements = "FEEDEVT1";
    private const long SilentAfterNs = 10_000_000_000;

    /// <summary>The event of a position.</summary>
    public static FeedEvent EventOf(long n) => new()
    {
        EventTime = new Timestamp(n),
        ReceiveTime = new Timestamp(~n),
        Sequence = n * 3,
        Price = new Price(n ^ 0x5555),
        Quantity = new Quantity(n << 7),
        TradeId = -n,
        Listing = new ListingId((int)n),
        Connection = ~(int)n,
        Kind = (FeedEventKind)(byte)n,
        Flags = (FeedEventFlags)(byte)~n,
        Venue = (FeedVenue)(byte)(n >> 8),
    };

    /// <summary>Whether it is whole.</summary>
    public static bool IsWhole(in FeedEvent told)
    {
        var expected = EventOf(told.EventTime.Nanoseconds);
        return Runtime.Memory.Blittable.ReadOnlyBytes(in told).SequenceEqual(Runtime.Memory.Blittable.ReadOnlyBytes(in expected));
    }

    public static int Write(string path, int capacity, long count)
    {
        using var writer = new SharedRingWriter<FeedEvent>(path, capacity, Elements, Clock.System.UtcNanoseconds);
        Console.WriteLine("ready");
        for (var n = 0L; n < count; n++)
        {
            writer.Publish(EventOf(n));
            if (n % 1_000 != 0)
                continue;
            writer.Beat();
            Thread.Yield();
        }

        Console.WriteLine("written");
        while (true)
        {
            writer.Beat();
            Thread.Sleep(5); // until it is killed
        }
    }

    public static int Read(string path, long count)
    {
        using var subscription = new SharedRingSubscription<FeedEvent>(path, Elements, SilentAfterNs);
        Console.WriteLine("ready");
        long read = 0;
        var isOpen = false;
        while (read + subscription.Missed < count)
        {
            switch (subscription.TryRead(out var told))
            {
                case SharedRead.Message when !IsWhole(in told) || told.EventTime.Nanoseconds != subscription.Position - 1:
                    Console.WriteLine($"torn at {subscription.Position}");
                    return 1;
                case SharedRead.Message:
                    read++;
                    break;
                case SharedRead.Broken:
                    Console.WriteLine($"broken at {subscription.Position}");
                    return 1;
                case SharedRead.None:
                    subscription.Look(Clock.MonotonicNanoseconds);
                    if (subscription.IsOpen && !isOpen)
                        Console.WriteLine("open");
                    isOpen = subscription.IsOpen;
                    Thread.Yield();
                    break;
            }
        }

        Console.WriteLine($"read {read} missed {subscription.Missed}");
        return 0;
    }
}
