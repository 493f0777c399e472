using Rialto.Runtime.Agents;
using Rialto.Runtime.Shared;
using Xunit;

namespace Rialto.Unit.Runtime.Shared;

/// <summary>A sleeper between two processes: woken by what is published, and by those of its own process; never kept awake by what it cannot read.</summary>
public sealed class SharedArrivalsTests : IDisposable
{
    private const int Messages = 2_000;
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(60), _patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rialto-arrivals-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_sleeper_is_woken_by_each_message_though_it_can_only_read_the_ring()
    {
        using var writer = new SharedRingWriter<long>(PathOf(), 1_024, "longs", 1);
        using var reader = new SharedRingSubscription<long>(PathOf(), "longs", long.MaxValue);
        reader.Look(1);
        var wake = new WakeSignal { Beside = reader };
        Assert.SkipUnless(CanSleepOnBoth(wake, writer, reader), "This system cannot sleep on two words at once.");

        // One after the other: each message is published when the sleeper has read the one before, so that each finds it asleep or about to be.
        var read = 0L;
        var sleeper = new Thread(() =>
        {
            while (Volatile.Read(ref read) < Messages)
            {
                if (reader.TryRead(out var message) == SharedRead.Message)
                {
                    Volatile.Write(ref read, message);
                    continue;
                }

                wake.Announce();
                if (reader.Lag == 0)
                    wake.Wait(_long);
                wake.Withdraw();
            }
        })
        { IsBackground = true };
        sleeper.Start();
        for (var message = 1L; message <= Messages; message++)
        {
            writer.Publish(in message);
            writer.WakeReaders();
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref read) == message, _patience), $"message {message} was not read");
        }

        Assert.True(sleeper.Join(_patience));
    }

    [Fact]
    public void Its_own_process_wakes_it_too()
    {
        using var writer = new SharedRingWriter<long>(PathOf(), 16, "longs", 1);
        using var reader = new SharedRingSubscription<long>(PathOf(), "longs", long.MaxValue);
        reader.Look(1);
        var wake = new WakeSignal { Beside = reader };
        var isWoken = false;
        var sleeper = new Thread(() =>
        {
            wake.Announce();
            isWoken = wake.Wait(_long);
        })
        { IsBackground = true };
        sleeper.Start();
        Assert.True(SpinWait.SpinUntil(() => wake.IsParked, _patience));
        wake.WakeIfParked();
        Assert.True(sleeper.Join(_patience));
        Assert.True(isWoken);
    }

    [Fact]
    public void Without_a_ring_and_with_one_that_cannot_be_read_it_sleeps_its_time()
    {
        using var none = new SharedRingSubscription<long>(PathOf(), "longs", long.MaxValue);
        var wake = new WakeSignal { Beside = none };
        Assert.False(wake.Wait(TimeSpan.FromMilliseconds(1)));

        // More is published than was read, and nobody reads it: the first sleep ends at once, no other does.
        using var writer = new SharedRingWriter<long>(PathOf(), 16, "longs", 1);
        none.Look(1);
        writer.Publish(7);
        for (var sleep = 0; sleep < 3; sleep++)
            Assert.False(wake.Wait(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(SharedRead.Message, none.TryRead(out var message));
        Assert.Equal(7, message);
    }

    // The first wait of a system that cannot tells it, and comes back after its time.
    private static bool CanSleepOnBoth(WakeSignal wake, SharedRingWriter<long> writer, SharedRingSubscription<long> reader)
    {
        writer.Publish(0);
        wake.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal(SharedRead.Message, reader.TryRead(out _));
        return Futex.CanWaitOnTwo;
    }

    private string PathOf() => Path.Combine(_folder.FullName, "arrivals.ring");
}
