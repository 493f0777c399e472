using System.Buffers;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Multicast;
using Xunit;

namespace Rialto.Unit.Wire.Multicast;

public sealed class MulticastReceiverTests
{
    private const long Patience = 1_000;
    private readonly List<(FeedEventKind Kind, long Number, BookReason Reason)> _told = [];
    private long _now;
    private long _epoch = 5;

    [Fact]
    public void Nothing_is_told_before_a_snapshot_and_then_everything_from_its_number_on()
    {
        var receiver = Make();
        Assert.False(receiver.TryTakeRequest(_now)); // whom should it ask
        receiver.OnPacket(Packet(7, 3), _now); // before the request, and so in its answer
        Assert.True(receiver.TryTakeRequest(_now));
        Assert.False(receiver.TryTakeRequest(_now)); // asked already
        receiver.OnPacket(Packet(10, 3), _now);
        receiver.OnPacket(Packet(13, 2), _now);
        Assert.Empty(_told);
        Assert.True(Snapshot(receiver, 12));
        Assert.Equal([12, 0, 12, 13, 14], _told.Select(told => told.Number));
        Assert.True(receiver.IsLive);
        receiver.OnPacket(Packet(15, 1), _now);
        Assert.Equal((15, 16), (_told[^1].Number, receiver.Next));
    }

    [Fact]
    public void Packets_out_of_order_and_twice_are_told_in_order_and_once()
    {
        var receiver = Live();
        foreach (var (first, count) in new[] { (3, 2), (7, 1), (5, 2), (3, 2), (1, 2), (8, 3), (7, 1) })
            receiver.OnPacket(Packet(first, count), _now);
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), _told.Skip(2).Select(told => told.Number));
        Assert.Equal((3, 0, 10), (receiver.Counts.Reordered, receiver.Counts.Gaps, receiver.Counts.Messages));
    }

    [Fact]
    public void A_gap_that_does_not_close_in_time_doubts_the_books_and_asks_for_a_snapshot()
    {
        var receiver = Live();
        receiver.OnPacket(Packet(1, 1), _now);
        receiver.OnPacket(Packet(3, 1), _now += 10);
        receiver.OnClock(_now += Patience);
        Assert.True(receiver.IsLive);
        receiver.OnClock(++_now);
        Assert.False(receiver.IsLive);
        Assert.Equal((FeedEventKind.BookStateChanged, 0, BookReason.Gap), _told[^1]);
        Assert.True(receiver.TryTakeRequest(_now));
        receiver.OnPacket(Packet(4, 1), _now);
        Assert.False(Snapshot(receiver, 1)); // older than what was told: the books would go back
        Assert.True(Snapshot(receiver, 4)); // 3 came before the request, and so it is in the answer
        Assert.Equal([4L, 0L, 4L], _told.Skip(_told.Count - 3).Select(told => told.Number));
        Assert.Equal((1, 2, 1), (receiver.Counts.Gaps, receiver.Counts.Snapshots, receiver.Counts.SnapshotsRefused));
    }

    [Fact]
    public void A_lost_last_packet_is_noticed_by_the_heartbeat()
    {
        var receiver = Live();
        receiver.OnPacket(Packet(4, 0), _now);
        receiver.OnClock(_now += Patience + 1);
        Assert.False(receiver.IsLive);
    }

    [Fact]
    public void A_snapshot_that_leaves_a_gap_to_what_was_kept_is_followed_by_another()
    {
        var receiver = Make();
        receiver.OnPacket(Packet(7, 1), _now);
        Assert.True(receiver.TryTakeRequest(_now));
        receiver.OnPacket(Packet(10, 1), _now);
        Assert.True(Snapshot(receiver, 8)); // 8 and 9 were lost
        receiver.OnClock(_now += Patience + 1);
        Assert.True(receiver.TryTakeRequest(_now));
        Assert.True(Snapshot(receiver, 11));
        Assert.Equal(11, receiver.Next);
    }

    [Fact]
    public void Another_run_voids_what_was_known_and_packets_of_the_last_one_count_no_more()
    {
        var receiver = Live();
        receiver.OnPacket(Packet(1, 1), _now);
        var late = Packet(2, 1);
        _epoch = 6;
        receiver.OnPacket(Packet(1, 1), _now);
        Assert.Equal(5, receiver.Epoch); // anybody may have said that
        Assert.True(receiver.TryTakeRequest(_now));
        Assert.False(Snapshot(receiver, 2)); // who answers snapshots says it too
        Assert.Equal((FeedEventKind.BookStateChanged, 0, BookReason.VenueRestart), _told[^1]);
        receiver.OnPacket(late, _now);
        Assert.True(receiver.TryTakeRequest(_now));
        receiver.OnPacket(Packet(2, 1), _now);
        Assert.True(Snapshot(receiver, 2));
        Assert.Equal((3, 2, 6), (receiver.Next, receiver.Counts.Runs, receiver.Epoch));
    }

    [Fact]
    public void A_senders_clock_that_was_set_back_is_a_new_run_like_any_other()
    {
        var receiver = Live();
        _epoch = 3;
        receiver.OnPacket(Packet(1, 1), _now);
        Assert.True(receiver.TryTakeRequest(_now));
        Assert.False(Snapshot(receiver, 2));
        Assert.True(receiver.TryTakeRequest(_now));
        Assert.True(Snapshot(receiver, 2));
        Assert.Equal((true, 3), (receiver.IsLive, receiver.Epoch));
    }

    [Fact]
    public void A_forged_run_costs_a_question_now_and_then_and_nothing_else()
    {
        var receiver = Live();
        var asked = 0;
        for (var n = 1; n <= 200; n++)
        {
            _epoch = long.MaxValue;
            receiver.OnPacket(Packet(1, 1), _now);
            _epoch = 5;
            receiver.OnPacket(Packet(n, 1), _now);
            receiver.OnClock(_now += 1_000_000_000); // beside a stream that goes on, for 200 s
            if (receiver.TryTakeRequest(_now))
            {
                asked++;
                Snapshot(receiver, n + 1); // the sender says: the run that you have
            }
        }

        Assert.Equal((true, 5, 1, 201), (receiver.IsLive, receiver.Epoch, receiver.Counts.Runs, receiver.Next));
        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), _told.Skip(2).Select(told => told.Number));
        Assert.InRange(asked, 5, 12); // 1, 2, 4, 8, 16 and then every 30 s
        Assert.Equal(200, receiver.Counts.Strangers);
    }

    [Fact]
    public void A_forged_first_packet_is_forgotten_with_the_first_snapshot()
    {
        var receiver = Make();
        _epoch = long.MaxValue;
        receiver.OnPacket(Packet(1, 1), _now);
        _epoch = 5;
        Assert.True(receiver.TryTakeRequest(_now));
        Assert.False(Snapshot(receiver, 9));
        Assert.True(receiver.TryTakeRequest(_now));
        Assert.True(Snapshot(receiver, 9));
        Assert.Equal((5, 9), (receiver.Epoch, receiver.Next));
    }

    [Fact]
    public void A_forged_number_far_ahead_is_passed_over_where_the_sender_goes_on()
    {
        var receiver = Live();
        receiver.OnPacket(Packet(1, 1), _now);
        receiver.OnPacket(Packet(1L << 60, 1), _now);
        receiver.OnPacket(Packet(2, 1), _now += 10);
        receiver.OnClock(_now += Patience + 1);
        Assert.Equal((true, 3, 0, 1), (receiver.IsLive, receiver.Next, receiver.Counts.Gaps, receiver.Counts.FarAhead));
    }

    [Fact]
    public void After_numbers_far_ahead_and_forged_gaps_a_snapshot_brings_the_receiver_back()
    {
        var receiver = Live();
        receiver.OnPacket(Packet(1, 1), _now);
        foreach (var forged in new[] { 1L << 60, 1_000 }) // beyond the window; inside it
        {
            receiver.OnPacket(Packet(forged, 1), _now);
            receiver.OnClock(_now += Patience + 1);
            receiver.OnClock(_now += Patience + 1);
            Assert.False(receiver.IsLive); // nothing nearer came: it may be true
            receiver.OnPacket(Packet(forged, 1), _now);
            Assert.True(receiver.TryTakeRequest(_now));
            receiver.OnPacket(Packet(1L << 60, 1), _now);
            Assert.True(Snapshot(receiver, 2));
            receiver.OnPacket(Packet(2, 0), _now); // a heartbeat
            receiver.OnClock(_now += Patience + 1);
            Assert.Equal((true, 2), (receiver.IsLive, receiver.Next));
        }
    }

    [Fact]
    public void A_sender_that_is_behind_what_was_told_is_believed_at_the_third_time()
    {
        var receiver = Live();
        receiver.OnPacket(Packet(1, 20), _now); // forged: the sender has said three
        receiver.OnPacket(Packet(40, 1), _now);
        receiver.OnClock(_now += Patience + 1);
        Assert.False(receiver.IsLive);
        for (var n = 1; n <= 3; n++)
        {
            Assert.True(receiver.TryTakeRequest(_now += 30_000_000_000));
            Assert.Equal(n == 3, Snapshot(receiver, 4));
        }

        Assert.Equal((true, 4), (receiver.IsLive, receiver.Next));
    }

    [Fact]
    public void A_sender_that_says_nothing_is_not_believed_and_asked_for_ever_more_rarely()
    {
        var receiver = Live();
        receiver.OnClock(_now += 2_000_000_000);
        Assert.True(receiver.IsLive);
        receiver.OnClock(++_now);
        Assert.Equal((FeedEventKind.BookStateChanged, 0, BookReason.Silent), _told[^1]);
        var asked = new List<long>();
        var start = _now;
        for (; _now - start <= 130_000_000_000; _now += 1_000_000_000)
        {
            if (!receiver.TryTakeRequest(_now))
                continue;
            asked.Add((_now - start) / 1_000_000_000);
            receiver.OnNoSnapshot(_now);
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 61, 91, 121], asked);
        receiver.OnPacket(Packet(1, 0), _now); // it is back
        Assert.True(receiver.TryTakeRequest(_now));
        Assert.True(Snapshot(receiver, 1));
    }

    [Fact]
    public void Spoiled_snapshots_are_refused_whole()
    {
        var receiver = Make();
        receiver.OnPacket(Packet(1, 1), _now);
        var body = Body();
        var answer = Answer(1, body);
        foreach (var bad in new[] { answer with { Channel = MulticastChannel.Stock }, answer with { BodyChecksum = 1 }, answer with { Status = SnapshotStatus.Busy } })
            Assert.False(receiver.OnSnapshot(in bad, body, _now));
        body[64 + 56] = 99; // no kind of message
        Assert.False(receiver.OnSnapshot(Answer(1, body), body, _now));
        Assert.Empty(_told);
    }

    [Fact]
    public void Whatever_the_network_does_every_message_is_told_in_order_or_a_snapshot_covers_it()
    {
        var random = new Random(20_262);
        var (gaps, reordered, repeats) = (0L, 0L, 0L);
        for (var round = 0; round < 60; round++)
        {
            _told.Clear();
            var receiver = Make(windowPackets: 16);
            var onTheWay = new List<(int Due, byte[] Packet)>();
            var sent = 1L;
            for (var step = 0; step < 400; step++)
            {
                var count = random.Next(1, 6);
                var packet = Packet(sent, count);
                sent += count;
                if (random.Next(12) != 0)
                    onTheWay.Add((step + (random.Next(5) == 0 ? random.Next(6) : 0), packet));
                if (random.Next(20) == 0)
                    onTheWay.Add((step + random.Next(9), packet));
                foreach (var (_, due) in onTheWay.Where(one => one.Due <= step))
                    receiver.OnPacket(due, _now);
                onTheWay.RemoveAll(one => one.Due <= step);
                receiver.OnClock(_now += 300);
                if (receiver.TryTakeRequest(_now) && random.Next(3) != 0)
                    Snapshot(receiver, sent);
            }

            receiver.OnPacket(Packet(sent, 0), _now);
            receiver.OnClock(_now += Patience + 1);
            receiver.OnClock(_now += Patience + 1);
            if (receiver.TryTakeRequest(_now += 2_000_000_000))
                Assert.True(Snapshot(receiver, sent));
            Assert.Equal((true, sent), (receiver.IsLive, receiver.Next));
            var next = 0L;
            foreach (var (kind, number, _) in _told)
            {
                if (kind == FeedEventKind.BookCleared)
                {
                    Assert.True(number >= next, "a snapshot led back");
                    next = number;
                }
                else if (kind == FeedEventKind.Trade)
                {
                    Assert.Equal(next++, number);
                }
            }

            Assert.Equal(sent, next);
            (gaps, reordered, repeats) = (gaps + receiver.Counts.Gaps, reordered + receiver.Counts.Reordered, repeats + receiver.Counts.Repeats);
        }

        Assert.True(gaps > 60 && reordered > 60 && repeats > 60, $"{gaps} gaps, {reordered} reordered, {repeats} repeats");
    }

    [Fact]
    public void A_packet_in_order_takes_no_memory()
    {
        var receiver = new MulticastReceiver<Ignore>(MulticastChannel.Crypto, default);
        receiver.OnPacket(Packet(1, 1), _now);
        var body = Body();
        receiver.OnSnapshot(Answer(2, body), body, _now);
        var packets = Enumerable.Range(0, Allocations.Rounds * 400).Select(n => Packet(2 + (n * 3), 3)).ToArray();
        Assert.Equal(0, Allocations.Of(round =>
        {
            foreach (var packet in packets.AsSpan(round * 400, 400))
                receiver.OnPacket(packet, _now);
        }));
        Assert.Equal(packets.Length * 3, receiver.Counts.Messages);
    }

    private MulticastReceiver<Log> Make(int windowPackets = 64) => new(MulticastChannel.Crypto, new Log(_told), windowPackets, Patience);

    /// <summary>A receiver with an empty snapshot, whose next message is the first.</summary>
    private MulticastReceiver<Log> Live()
    {
        var receiver = Make();
        receiver.OnPacket(Packet(1, 0), _now);
        Assert.True(Snapshot(receiver, 1));
        return receiver;
    }

    private bool Snapshot(MulticastReceiver<Log> receiver, long sequence)
    {
        var body = Body(sequence);
        return receiver.OnSnapshot(Answer(sequence, body), body, _now);
    }

    private SnapshotAnswer Answer(long sequence, byte[] body) =>
        new(SnapshotKind.Books, MulticastChannel.Crypto, SnapshotStatus.Ok, _epoch, sequence, body.Length, SnapshotAnswer.ChecksumOf(body), 1);

    /// <summary>One trusted, empty book, which says the snapshot's number.</summary>
    private static byte[] Body(long sequence = 0)
    {
        var body = new byte[128];
        MulticastMessage.Encode(new FeedEvent { Kind = FeedEventKind.BookCleared, Listing = new ListingId(1), TradeId = sequence }, body);
        MulticastMessage.Encode(
            new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = new ListingId(1), State = BookTrust.Trusted, Flags = FeedEventFlags.LastOfFrame }, body.AsSpan(64));
        return body;
    }

    /// <summary>Trades whose ids are the numbers of their messages.</summary>
    private byte[] Packet(long first, int count)
    {
        var packet = new byte[PacketHeader.OffsetOf(count)];
        for (var n = 0; n < count; n++)
            MulticastMessage.Encode(new FeedEvent { Kind = FeedEventKind.Trade, Listing = new ListingId(1), TradeId = first + n, Quantity = new Quantity(1) }, packet.AsSpan(PacketHeader.OffsetOf(n)));
        new PacketHeader(count == 0 ? PacketKind.Heartbeat : PacketKind.Messages, MulticastChannel.Crypto, count, 1, _epoch, first, 1, 1, 0).Encode(packet);
        return packet;
    }

    private readonly struct Log(List<(FeedEventKind, long, BookReason)> told) : IMulticastSink
    {
        public void On(in FeedEvent one) => told.Add((one.Kind, one.TradeId, one.Reason));

        public void On(in MulticastBbo best)
        {
        }

        public void On(in MulticastNbbo best)
        {
        }
    }

    private readonly struct Ignore : IMulticastSink
    {
        public void On(in FeedEvent told)
        {
        }

        public void On(in MulticastBbo best)
        {
        }

        public void On(in MulticastNbbo best)
        {
        }
    }
}
