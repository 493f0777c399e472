using System.Globalization;
using Rialto.Model.Feeds;
using Rialto.Peers;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Shared;
using Xunit;

namespace Rialto.Integration.Shared;

/// <summary>Rings between real processes, either of which is killed.</summary>
public sealed class SharedRingProcessTests : IDisposable
{
    private const long SilentAfterNs = 2_000_000_000;
    private static readonly string Peers = Path.Combine(AppContext.BaseDirectory, "Rialto.Peers.dll");

    private readonly TemporaryFolder _folder = new();

    private string Ring => SharedRingFolder.PathOf("test", _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reader_that_is_killed_is_nothing_to_the_writer_and_the_next_reader_gets_every_message()
    {
        const int Count = 300_000;
        await using var killed = Peer("read", Ring, "1000000000");
        Assert.Equal("ready", await killed.LineAsync()); // started before the writer: it waits
        using var writer = new SharedRingWriter<FeedEvent>(Ring, 1 << 20, RingPeer.Elements, Clock.System.UtcNanoseconds);
        Assert.Equal("open", await killed.LineAsync());
        for (var n = 0; n < 1_000; n++)
            writer.Publish(RingPeer.EventOf(n));
        await killed.KillAsync();

        await using var reader = Peer("read", Ring, Count.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("ready", await reader.LineAsync());
        Assert.Equal("open", await reader.LineAsync()); // at position 1,000
        for (var n = 1_000; n < Count + 1_000; n++)
            writer.Publish(RingPeer.EventOf(n));
        Assert.Equal($"read {Count} missed 0", await reader.LineAsync());
        Assert.Equal(0, (await reader.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_writer_that_is_killed_is_noticed_and_the_next_one_followed()
    {
        using var subscription = new SharedRingSubscription<FeedEvent>(Ring, RingPeer.Elements, SilentAfterNs);
        Assert.False(subscription.Look(Clock.MonotonicNanoseconds));
        await using var first = Peer("write", Ring, "1024", "1000000000000"); // writes without end
        Assert.Equal("ready", await first.LineAsync());
        Assert.True(subscription.Look(Clock.MonotonicNanoseconds));
        var epoch = subscription.Terms.Epoch;
        Assert.Equal(first.Id, subscription.Terms.ProcessId);
        ReadSome(subscription, 100_000);
        var problem = Assert.Throws<SharedRingException>(() => new SharedRingWriter<FeedEvent>(Ring, 4, RingPeer.Elements, 1));
        Assert.Contains("another process", problem.Message, StringComparison.Ordinal);
        await first.KillAsync(); // in the middle of a message, as likely as not

        var deadline = Clock.MonotonicNanoseconds + ((long)RialtoProcess.Patience.TotalSeconds * 1_000_000_000);
        do
        {
            while (subscription.TryRead(out var told) is SharedRead.Message or SharedRead.Lapped)
                Assert.True(told.Kind == FeedEventKind.None || RingPeer.IsWhole(in told));
            Assert.False(subscription.Look(Clock.MonotonicNanoseconds));
            Assert.True(Clock.MonotonicNanoseconds < deadline, "the dead writer was not noticed");
            Thread.Yield();
        }
        while (subscription.Health != SharedWriterHealth.Silent);

        await using var second = Peer("write", Ring, "1024", "100");
        Assert.Equal("ready", await second.LineAsync());
        Assert.Equal("written", await second.LineAsync());
        Assert.True(subscription.Look(Clock.MonotonicNanoseconds));
        Assert.True(subscription.Terms.Epoch > epoch);
        for (var n = 0; n < 100; n++)
        {
            Assert.Equal(SharedRead.Message, subscription.TryRead(out var told));
            Assert.True(RingPeer.IsWhole(in told));
            Assert.Equal(n, told.EventTime.Nanoseconds);
        }

        Assert.Equal((SharedRead.None, 2), (subscription.TryRead(out _), subscription.Runs));
    }

    [Fact]
    public async Task Between_two_other_processes_every_message_is_read_whole_or_told_as_missed()
    {
        await using var reader = Peer("read", Ring, "2000000");
        Assert.Equal("ready", await reader.LineAsync());
        // Small, so that the reader is lapped; and more than is read, however late the reader opens it: the writer is killed in the end.
        await using var writer = Peer("write", Ring, "256", "1000000000000");
        Assert.Equal("open", await reader.LineAsync());
        Assert.StartsWith("read ", await reader.LineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await reader.EndAsync()).ExitCode);
    }

    private static RialtoProcess Peer(params string[] arguments) => RialtoProcess.Start(arguments, binary: Peers);

    private static void ReadSome(SharedRingSubscription<FeedEvent> subscription, long count)
    {
        for (var read = 0L; read + subscription.Missed < count;)
        {
            switch (subscription.TryRead(out var told))
            {
                case SharedRead.Message:
                    Assert.True(RingPeer.IsWhole(in told));
                    read++;
                    break;
                case SharedRead.Broken:
                    Assert.Fail("no writer writes that");
                    break;
                default:
                    Thread.Yield();
                    break;
            }
        }
    }
}
