using System.Net;
using System.Net.Sockets;
using Rialto.Gateways.Multicast;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Trading.Books;
using Rialto.Wire.Multicast;
using Xunit;

namespace Rialto.Unit.Gateways.Multicast;

/// <summary>Sender and receiver over real multicast on the loopback interface, with a relay between them that loses, repeats and swaps packets.</summary>
public sealed class MulticastLoopbackTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Books_are_rebuilt_equal_to_the_senders_through_a_network_that_loses_repeats_and_swaps(bool segmentationOffload)
    {
        var random = new Random(20_263);
        var listings = Listings();
        var options = new MulticastOptions { Group = "239.255.90.77", CryptoPort = FreePort(), StockPort = FreePort(), SnapshotPort = 0, HeartbeatMs = 5, StatusMs = 1, SegmentationOffload = segmentationOffload };
        await using var publisher = new MulticastPublisher(options, listings, Clock.System);
        var heard = new MulticastOptions { Group = options.Group, CryptoPort = FreePort(), StockPort = options.StockPort, SnapshotPort = publisher.SnapshotEndPoint.Port };
        using var relay = new Relay(options, heard, random);
        var sent = new Books(listings);
        var lines = 0;
        using var listener = new MulticastListener<Books>(heard, MulticastChannel.Crypto, new Books(listings), line =>
        {
            Assert.True(StatusLine.TryDecodeExchange(line, out _, out _, out _, out _) || StatusLine.TryDecodeConnections(line, out _, out _, out _));
            lines++;
        });
        for (var id = 1; id <= listings.Count; id++)
            Publish(publisher, sent, new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = new ListingId(id), State = BookTrust.Trusted, Flags = FeedEventFlags.LastOfFrame, Venue = FeedVenue.Kraken });
        var receiver = listener.Receiver;
        var frame = 0;
        await Until(
            () => frame >= 3_000 && receiver.Counts.Gaps > 2 && receiver.Counts.Snapshots > 2, // however long the machine takes for that
            () =>
            {
                Frame(publisher, sent, random, listings.Count);
                if (frame++ % 10 == 0)
                    publisher.Flush();
                publisher.Poll();
                relay.Pump(isFaithful: false);
                listener.Step(0);
            });
        publisher.Flush();
        await Until(
            () => receiver.IsLive && receiver.Next == publisher.MessagesPublished + 1 && lines > 0,
            () =>
            {
                publisher.Poll();
                relay.Pump(isFaithful: true);
                listener.Step();
            });
        Assert.Equal(sent.Picture(), receiver.Sink.Picture());
        Assert.Contains("Trusted", receiver.Sink.Picture(), StringComparison.Ordinal);
        Assert.True(relay.Lost > 0, "nothing was lost");
        Assert.Equal((0, 0), (receiver.Counts.Faults, publisher.SendErrors));
    }

    [Fact]
    public async Task Who_asks_for_listings_gets_those_of_the_channel_and_who_asks_for_nonsense_is_disconnected()
    {
        var listings = Listings();
        listings.Add(new Listing(listings.NextId, FeedVenue.LsSecurities, "005930", "005930", ListingKind.Equity, 0, 0, default, default, "KRW", ListingStatus.Open));
        await using var publisher = new MulticastPublisher(
            new MulticastOptions { Group = "239.255.90.78", CryptoPort = FreePort(), StockPort = FreePort(), SnapshotPort = 0 }, listings, Clock.System);
        publisher.Place(new ListingId(2), 7);
        using var stop = new CancellationTokenSource(Patience);
        var asking = SnapshotClient.AskAsync(publisher.SnapshotEndPoint, new SnapshotRequest(SnapshotKind.Listings, MulticastChannel.Crypto), cancellationToken: stop.Token);
        await Until(() => asking.IsCompleted, publisher.Poll);
        var reply = await asking;
        Assert.Equal((SnapshotOutcome.Ok, 5, SnapshotStatus.Ok), (reply.Outcome, reply.Answer.Listings, reply.Answer.Status));
        Assert.Equal(["K1:-1", "K2:7", "K3:-1", "K4:-1"], Records(reply.Body));

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(publisher.SnapshotEndPoint, stop.Token);
        await socket.SendAsync(new byte[16], SocketFlags.None, stop.Token);
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], SocketFlags.None, stop.Token));
    }

    [Fact]
    public async Task A_snapshot_has_no_book_of_a_listing_that_has_ended()
    {
        await using var publisher = new MulticastPublisher(
            new MulticastOptions { Group = "239.255.90.86", CryptoPort = FreePort(), StockPort = FreePort(), SnapshotPort = 0 }, Listings(), Clock.System);
        foreach (var listing in new[] { 1, 2 })
        {
            publisher.Publish(new FeedEvent { Kind = FeedEventKind.Level, Listing = new ListingId(listing), Price = new Price(5), Quantity = new Quantity(1), Venue = FeedVenue.Kraken });
            publisher.Publish(new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = new ListingId(listing), State = BookTrust.Trusted, Venue = FeedVenue.Kraken, Flags = FeedEventFlags.LastOfFrame });
        }

        var ended = new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = new ListingId(1), State = BookTrust.Disconnected, Reason = BookReason.Ended, Venue = FeedVenue.Kraken, Flags = FeedEventFlags.LastOfFrame };
        publisher.Publish(in ended);
        publisher.Publish(in ended);
        using var stop = new CancellationTokenSource(Patience);
        var asking = SnapshotClient.AskAsync(publisher.SnapshotEndPoint, new SnapshotRequest(SnapshotKind.Books, MulticastChannel.Crypto), cancellationToken: stop.Token);
        await Until(() => asking.IsCompleted, publisher.Poll);
        var reply = await asking;

        // BookCleared, the level and the state of the other one.
        Assert.Equal((SnapshotOutcome.Ok, 3 * PacketHeader.MessageBytes, 7L), (reply.Outcome, reply.Body.Length, reply.Answer.Sequence));
    }

    [Fact]
    public async Task Where_the_senders_address_is_set_datagrams_of_others_are_dropped()
    {
        var options = new MulticastOptions { Group = "239.255.90.82", CryptoPort = FreePort(), StockPort = FreePort(), SnapshotPort = 0, HeartbeatMs = 1, StatusMs = 0 };
        await using var publisher = new MulticastPublisher(options, Listings(), Clock.System);
        options.SnapshotPort = publisher.SnapshotEndPoint.Port;
        options.Source = "127.0.0.1";
        using var listener = new MulticastListener<Books>(options, MulticastChannel.Crypto, new Books(Listings()));
        options.Source = "127.0.0.9";
        using var other = new MulticastListener<Books>(options, MulticastChannel.Crypto, new Books(Listings()));
        await Until(
            () => listener.Receiver.Counts.Packets > 0 && other.FromElsewhere > 0,
            () =>
            {
                publisher.Poll();
                listener.Step(0);
                other.Step(0);
            });
        Assert.Equal((0, 0), (listener.FromElsewhere, other.Receiver.Counts.Packets));
    }

    [Fact]
    public async Task Publishing_takes_no_memory_once_the_books_stand()
    {
        var listings = Listings();
        await using var publisher = new MulticastPublisher(
            new MulticastOptions { Group = "239.255.90.79", CryptoPort = FreePort(), StockPort = FreePort(), SnapshotPort = 0, StatusMs = 0, HeartbeatMs = 60_000 }, listings, Clock.System);
        Round(2_000);
        Assert.Equal(0, Allocations.Of(() => Round(1_000)));

        void Round(int count)
        {
            for (var i = 0; i < count; i++)
            {
                publisher.Publish(new FeedEvent { Kind = FeedEventKind.Level, Listing = new ListingId(1), Price = new Price(i % 50), Quantity = new Quantity(i % 3), Flags = FeedEventFlags.LastOfFrame, Venue = FeedVenue.Kraken });
                publisher.Publish(new MulticastBbo(new ListingId(1), FeedVenue.Kraken, new Price(i), default, default, default, default));
                if (i % 100 == 0)
                    publisher.Flush();
                publisher.Poll();
            }
        }
    }

    [Fact]
    public void What_is_not_set_stays_on_this_machine()
    {
        var options = new MulticastOptions();
        Assert.Equal((0, IPAddress.Loopback, IPAddress.Loopback), (options.TimeToLive, options.InterfaceAddress, options.Snapshots.Address));
        Assert.Equal((9001, 9002), (options.EndPointOf(MulticastChannel.Crypto).Port, options.EndPointOf(MulticastChannel.Stock).Port));
        options.Group = "10.0.0.1";
        Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(() => options.EndPointOf(MulticastChannel.Crypto));
    }

    private static ListingTable Listings()
    {
        var listings = new ListingTable(8);
        for (var n = 1; n <= 4; n++)
            listings.Add(new Listing(listings.NextId, FeedVenue.Kraken, $"K{n}", $"K{n}", ListingKind.Spot, 2, 4, default, default, "USD", ListingStatus.Open));
        return listings;
    }

    private static void Frame(MulticastPublisher publisher, Books sent, Random random, int listings)
    {
        var listing = new ListingId(random.Next(1, listings + 1));
        var count = random.Next(1, 12);
        for (var n = 0; n < count; n++)
        {
            var kind = random.Next(400) == 0 ? FeedEventKind.BookCleared : random.Next(20) == 0 ? FeedEventKind.Trade : FeedEventKind.Level;
            Publish(publisher, sent, new FeedEvent
            {
                Kind = kind,
                Listing = listing,
                Venue = FeedVenue.Kraken,
                Side = (Side)random.Next(2),
                Price = new Price(random.Next(1, 60)),
                Quantity = new Quantity(random.Next(4)),
                Flags = n == count - 1 ? FeedEventFlags.LastOfFrame : FeedEventFlags.None,
            });
        }
    }

    private static void Publish(MulticastPublisher publisher, Books sent, FeedEvent told)
    {
        publisher.Publish(in told);
        sent.On(in told);
    }

    private static List<string> Records(ReadOnlySpan<byte> body)
    {
        var records = new List<string>();
        while (ListingRecord.TryDecode(ref body, out var listing, out var symbol))
            records.Add($"{listing.Symbol}:{symbol}");
        return records;
    }

    private static async Task Until(Func<bool> isSo, Action step)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(watch.Elapsed < Patience, "it did not come to that");
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

    /// <summary>The books of all listings by what was told.</summary>
    private readonly struct Books(ListingTable listings) : IMulticastSink
    {
        private readonly DepthBook[] _books = [.. Enumerable.Range(1, listings.Count).Select(id => new DepthBook(listings[new ListingId(id)], 6))];

        public void On(in FeedEvent told)
        {
            if (!told.Listing.IsNone)
                _books[told.Listing.Value - 1].Apply(in told);
        }

        public void On(in MulticastBbo best)
        {
        }

        public void On(in MulticastNbbo best)
        {
        }

        public string Picture()
        {
            var levels = new DepthLevel[128];
            return string.Join('\n', _books.Select(book =>
                $"{book.Listing.Symbol} {book.State}: {string.Join(' ', levels[..book.Bids.CopyBest(levels)])} / {string.Join(' ', levels[..book.Asks.CopyBest(levels)])}"));
        }
    }

    /// <summary>Listens to one port and says it again on another, not always and not always in order.</summary>
    private sealed class Relay : IDisposable
    {
        private readonly Socket _in = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly Socket _out = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly byte[] _datagram = new byte[1 << 16];
        private readonly Random _random;
        private byte[]? _late;

        public Relay(MulticastOptions from, MulticastOptions to, Random random)
        {
            _random = random;
            var group = from.EndPointOf(MulticastChannel.Crypto);
            _in.ReceiveBufferSize = 1 << 20;
            _in.Bind(group);
            _in.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group.Address, IPAddress.Loopback));
            _out.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.Loopback.GetAddressBytes());
            _out.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 0);
            _out.Connect(to.EndPointOf(MulticastChannel.Crypto));
        }

        public int Lost { get; private set; }

        public void Pump(bool isFaithful)
        {
            while (_in.Poll(0, SelectMode.SelectRead))
            {
                var datagram = _datagram.AsSpan(0, _in.Receive(_datagram));
                var chance = isFaithful ? 99 : _random.Next(100);
                if (chance < 3)
                {
                    Lost++;
                    continue;
                }

                if (chance < 8 && _late is null)
                {
                    _late = datagram.ToArray();
                    continue;
                }

                _out.Send(datagram);
                if (chance < 12)
                    _out.Send(datagram);
                if (_late is not null)
                    _out.Send(_late);
                _late = null;
            }
        }

        public void Dispose()
        {
            _in.Dispose();
            _out.Dispose();
        }
    }
}
