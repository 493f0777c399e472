using System.Net;
using System.Net.Sockets;
using Rialto.Gateways.Multicast;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Wire.Multicast;
using Xunit;

namespace Rialto.Unit.Gateways.Multicast;

/// <summary>Snapshots over TCP: senders that stop, receivers that are slow, and many who ask.</summary>
public sealed class SnapshotDeskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly SnapshotRequest Books = new(SnapshotKind.Books, MulticastChannel.Crypto);

    [Theory]
    [InlineData(0)] // takes the connection and says nothing
    [InlineData(20)] // stops in the header
    [InlineData(48)] // after the header
    [InlineData(48 + 700)] // in the body
    public async Task A_sender_that_stops_half_way_is_given_up_in_time(int bytes)
    {
        using var stop = new CancellationTokenSource(Patience);
        using var listener = Listen();
        var body = new byte[1_280];
        var answer = new byte[48 + body.Length];
        new SnapshotAnswer(SnapshotKind.Books, MulticastChannel.Crypto, SnapshotStatus.Ok, 5, 1, body.Length, SnapshotAnswer.ChecksumOf(body), 1).Encode(answer);
        var time = new ManualTime();
        var asking = SnapshotClient.AskAsync(listener.LocalEndPoint!, Books, SnapshotPatience.Default, time, stop.Token);
        using var taken = await listener.AcceptAsync(stop.Token);
        await taken.SendAsync(answer.AsMemory(0, bytes), SocketFlags.None, stop.Token);
        while (!asking.IsCompleted)
        {
            time.Step(TimeSpan.FromSeconds(1)); // also where a step of it took longer than it may: late is late
            await Task.Yield();
            stop.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal(SnapshotOutcome.Late, (await asking).Outcome);
    }

    [Fact]
    public async Task A_sender_that_cannot_be_reached_or_says_something_else_is_told_apart()
    {
        using var stop = new CancellationTokenSource(Patience);
        EndPoint nobody;
        using (var closed = Listen())
            nobody = closed.LocalEndPoint!;
        Assert.Equal(SnapshotOutcome.Unreachable, (await SnapshotClient.AskAsync(nobody, Books, cancellationToken: stop.Token)).Outcome);
        using var listener = Listen();
        var asking = SnapshotClient.AskAsync(listener.LocalEndPoint!, Books, cancellationToken: stop.Token);
        using (var taken = await listener.AcceptAsync(stop.Token))
        {
            await taken.SendAsync(new byte[48], SocketFlags.None, stop.Token);
            Assert.Equal(SnapshotOutcome.Broken, (await asking).Outcome);
        }
    }

    [Fact]
    public async Task A_slow_receiver_gets_a_large_body_as_long_as_it_goes_on()
    {
        const int Bytes = 48 << 20, Piece = 8 << 20;
        using var stop = new CancellationTokenSource(Patience);
        var time = new ManualTime();
        await using var desk = new SnapshotDesk(new IPEndPoint(IPAddress.Loopback, 0), 4, epoch: 5, time);
        using var socket = await AskAsync(desk.EndPoint, stop.Token);
        SnapshotDesk.Asked asked;
        while (!desk.TryTake(out asked))
            await Task.Yield();
        var bytes = new SnapshotBytes(Bytes);
        bytes.HoldFor(desk, 1);
        asked.Answer.SetResult(bytes);
        var buffer = new byte[1 << 16];
        for (var have = 0; have < Bytes;)
        {
            for (var piece = 0; piece < Piece && have < Bytes;)
            {
                var received = await socket.ReceiveAsync(buffer, SocketFlags.None, stop.Token);
                Assert.True(received > 0, $"cut off after {have:N0} bytes");
                (piece, have) = (piece + received, have + received);
            }

            while (desk.SentBytes < have) // what was read was sent in slices of which the last may be on its way
            {
                stop.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            time.Step(TimeSpan.FromSeconds(20)); // six of these are two minutes
        }

        while (desk.HeldBytes > 0)
        {
            stop.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Many_who_ask_are_answered_by_one_snapshot_and_the_next_is_not_made_before_its_time()
    {
        await using var publisher = Publisher(new MulticastOptions { SnapshotIntervalMs = 100 });
        using var stop = new CancellationTokenSource(Patience);
        var now = 1_000_000_000L;
        var first = Ask(publisher, stop.Token);
        await Until(() => first.IsCompleted, () => publisher.Poll(now), stop.Token);
        var many = Enumerable.Range(0, 10).Select(_ => Ask(publisher, stop.Token)).ToArray();
        await Until(() => publisher.SnapshotsWaiting == 10, () => publisher.Poll(now), stop.Token);
        publisher.Poll(now + 100_000_000);
        Assert.All(await Task.WhenAll(many), one => Assert.Equal(SnapshotOutcome.Ok, one.Outcome));
        Assert.Equal(2, publisher.SnapshotsMade);
    }

    [Fact]
    public async Task Who_asks_again_waits_for_the_next_turn_and_gets_what_is_true_then()
    {
        await using var publisher = Publisher(new MulticastOptions { SnapshotIntervalMs = 100 });
        using var stop = new CancellationTokenSource(Patience);
        var now = 1_000_000_000L;
        var first = Ask(publisher, stop.Token);
        await Until(() => first.IsCompleted, () => publisher.Poll(now), stop.Token);
        publisher.Publish(new FeedEvent { Kind = FeedEventKind.Level, Listing = new ListingId(1), Price = new Price(7), Quantity = new Quantity(1), Venue = FeedVenue.Kraken, Flags = FeedEventFlags.LastOfFrame });
        var second = Ask(publisher, stop.Token);
        await Until(() => publisher.SnapshotsWaiting > 0, () => publisher.Poll(now), stop.Token);
        publisher.Poll(now + 99_999_999);
        Assert.Equal((1, false), (publisher.SnapshotsMade, second.IsCompleted));
        publisher.Poll(now + 100_000_000);
        Assert.Equal(2, publisher.SnapshotsMade);
        Assert.Equal((await first).Answer.Sequence + 1, (await second).Answer.Sequence);
    }

    [Fact]
    public async Task A_snapshot_that_is_too_large_is_refused_as_such_and_one_that_finds_no_room_as_busy()
    {
        using var stop = new CancellationTokenSource(Patience);
        await using var small = Publisher(new MulticastOptions { SnapshotBytesMax = 4_096 }, levels: 100);
        var asking = Ask(small, stop.Token);
        await Until(() => asking.IsCompleted, small.Poll, stop.Token);
        Assert.Equal((SnapshotOutcome.TooLarge, 1, 0), ((await asking).Outcome, small.SnapshotsRefused, small.SnapshotsMade));

        await using var full = Publisher(new MulticastOptions { SnapshotMemoryBytesMax = 40 << 20, SnapshotIntervalMs = 0 }, levels: 400_000);
        using var holder = await AskAsync(full.SnapshotEndPoint, stop.Token); // and takes nothing of its 25 MB
        await Until(() => full.SnapshotsMade == 1, full.Poll, stop.Token);
        asking = Ask(full, stop.Token);
        await Until(() => asking.IsCompleted, full.Poll, stop.Token);
        var reply = await asking;
        Assert.Equal((SnapshotOutcome.Busy, SnapshotStatus.Busy, 1), (reply.Outcome, reply.Answer.Status, full.SnapshotsMade));
    }

    [Fact]
    public async Task Who_comes_when_all_places_are_taken_is_told_that_the_sender_is_busy()
    {
        using var stop = new CancellationTokenSource(Patience);
        await using var desk = new SnapshotDesk(new IPEndPoint(IPAddress.Loopback, 0), connectionsMax: 1, epoch: 5);
        using var first = await AskAsync(desk.EndPoint, stop.Token);
        while (!desk.HasWaiting)
            await Task.Yield();
        Assert.Equal(SnapshotOutcome.Busy, (await SnapshotClient.AskAsync(desk.EndPoint, Books, cancellationToken: stop.Token)).Outcome);
        Assert.Equal(1, desk.Refused);
    }

    [Fact]
    public async Task A_snapshot_waits_for_the_end_of_every_frame_of_its_channel_but_not_for_one_that_never_ends()
    {
        await using var publisher = Publisher(new MulticastOptions { SnapshotIntervalMs = 0 });
        using var stop = new CancellationTokenSource(Patience);
        var now = 1_000_000_000L;
        Level(connection: 1, FeedEventFlags.FirstOfFrame);
        Level(connection: 2, FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame); // another's whole frame in between
        var asking = Ask(publisher, stop.Token);
        await Until(() => publisher.SnapshotsWaiting > 0, () => publisher.Poll(now), stop.Token);
        Assert.Equal(0, publisher.SnapshotsMade);
        Level(connection: 1, FeedEventFlags.LastOfFrame);
        publisher.Poll(now);
        Assert.Equal((SnapshotOutcome.Ok, 1), ((await asking).Outcome, publisher.SnapshotsMade));

        Level(connection: 1, FeedEventFlags.FirstOfFrame);
        asking = Ask(publisher, stop.Token);
        await Until(() => publisher.SnapshotsWaiting > 0, () => publisher.Poll(now), stop.Token);
        publisher.Poll(now + 250_000_000);
        Assert.Equal(SnapshotOutcome.Ok, (await asking).Outcome);

        void Level(int connection, FeedEventFlags flags) => publisher.Publish(
            new FeedEvent { Kind = FeedEventKind.Level, Listing = new ListingId(1), Price = new Price(7), Quantity = new Quantity(1), Venue = FeedVenue.Kraken, Connection = connection, Flags = flags });
    }

    private static MulticastPublisher Publisher(MulticastOptions options, int levels = 3)
    {
        (options.Group, options.CryptoPort, options.StockPort, options.SnapshotPort, options.StatusMs) = ("239.255.90.80", FreePort(), FreePort(), 0, 0);
        var listings = new ListingTable(8);
        listings.Add(new Listing(listings.NextId, FeedVenue.Kraken, "K1", "K1", ListingKind.Spot, 2, 4, default, default, "USD", ListingStatus.Open));
        var publisher = new MulticastPublisher(options, listings, Clock.System);
        for (var n = 1; n <= levels; n++)
            publisher.Publish(new FeedEvent { Kind = FeedEventKind.Level, Listing = new ListingId(1), Price = new Price(n), Quantity = new Quantity(1), Venue = FeedVenue.Kraken, Flags = FeedEventFlags.LastOfFrame });
        return publisher;
    }

    private static Task<SnapshotReply> Ask(MulticastPublisher publisher, CancellationToken stop) => SnapshotClient.AskAsync(publisher.SnapshotEndPoint, Books, cancellationToken: stop);

    /// <summary>Asks, and takes nothing yet.</summary>
    private static async Task<Socket> AskAsync(IPEndPoint desk, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1 << 16 };
        await socket.ConnectAsync(desk, stop);
        var frame = new byte[SnapshotRequest.FrameBytes];
        Books.Encode(frame);
        await socket.SendAsync(frame, SocketFlags.None, stop);
        return socket;
    }

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    private static async Task Until(Func<bool> isSo, Action step, CancellationToken stop)
    {
        while (!isSo())
        {
            stop.ThrowIfCancellationRequested();
            step();
            await Task.Yield();
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
