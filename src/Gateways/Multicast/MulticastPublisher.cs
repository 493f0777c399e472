using System.Net;
using Rialto.Model.Feeds;
using Rialto.Runtime.Clocks;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>
/// Sends market data to whoever listens: feed events and best prices as packets, text lines for people, snapshots for those who missed something. The owner's one thread calls
/// <see cref="Publish(in FeedEvent)"/>, <see cref="Flush"/> when nothing more is at hand, and <see cref="Poll()"/> some times a second; snapshots are made at the end of a frame only.
/// Publishing allocates nothing once the books stand; it never throws for what the network does.
/// </summary>
public sealed class MulticastPublisher : IAsyncDisposable
{
    private readonly ListingTable _listings;
    private readonly SnapshotDesk _desk;
    private readonly SnapshotMaker _snapshots;
    private readonly StatusCounts _counts = new();
    private readonly ChannelSender _crypto;
    private readonly ChannelSender _stock;
    private readonly PublishedBooks _cryptoBooks = new();
    private readonly PublishedBooks _stockBooks = new();
    private readonly OpenFrames _cryptoFrames = new();
    private readonly OpenFrames _stockFrames = new();
    private readonly Dictionary<int, int> _symbolOf = [];
    private readonly Clock _clock;
    private readonly long _heartbeatNs;
    private readonly long _statusNs;
    private long _statusAtNs;

    /// <summary>Opens its sockets.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="listings">What the numbers of listings mean.</param>
    /// <param name="clock">Wall time: names the run and stamps packets.</param>
    /// <exception cref="System.Net.Sockets.SocketException">A socket cannot be opened.</exception>
    public MulticastPublisher(MulticastOptions options, ListingTable listings, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(clock);
        _listings = listings;
        _clock = clock;
        _heartbeatNs = options.HeartbeatMs * 1_000_000L;
        _statusNs = options.StatusMs * 1_000_000L;
        var epoch = Math.Max(1, clock.UtcNanoseconds);
        _crypto = new ChannelSender(MulticastChannel.Crypto, options, epoch, clock);
        try
        {
            _stock = new ChannelSender(MulticastChannel.Stock, options, epoch, clock);
            _desk = new SnapshotDesk(options.Snapshots, options.SnapshotConnections, epoch);
        }
        catch
        {
            _crypto.Dispose();
            _stock?.Dispose();
            throw;
        }

        _snapshots = new SnapshotMaker(_desk, options, listings, _symbolOf);
    }

    /// <summary>Where snapshots are answered.</summary>
    public IPEndPoint SnapshotEndPoint => _desk.EndPoint;

    /// <summary>Packets sent on both channels.</summary>
    public long PacketsSent => _crypto.PacketsSent + _stock.PacketsSent;

    /// <summary>Messages published on both channels.</summary>
    public long MessagesPublished => _crypto.Sequence + _stock.Sequence - 2;

    /// <summary>Times the system did not take what was sent.</summary>
    public long SendErrors => _crypto.SendErrors + _stock.SendErrors;

    /// <summary>Batches that the system would not cut into packets itself; they went out one by one.</summary>
    public long OffloadRefusals => _crypto.OffloadRefusals + _stock.OffloadRefusals;

    /// <summary>Snapshots made so far; each may have answered many.</summary>
    public long SnapshotsMade => _snapshots.Made;

    /// <summary>Requests that wait for their turn.</summary>
    public int SnapshotsWaiting => _snapshots.Waiting;

    /// <summary>Requests that were told to come again later, or that the snapshot is too large.</summary>
    public long SnapshotsRefused => _snapshots.Refused + _desk.Refused;

    /// <summary>Which channel a venue's listings go to.</summary>
    public static MulticastChannel ChannelOf(FeedVenue venue) => venue == FeedVenue.LsSecurities ? MulticastChannel.Stock : MulticastChannel.Crypto;

    /// <summary>Publishes an event.</summary>
    public void Publish(in FeedEvent told)
    {
        if (told.Kind == FeedEventKind.None)
            return;
        var isStock = ChannelOf(told.Venue) == MulticastChannel.Stock;
        MulticastMessage.Encode(in told, (isStock ? _stock : _crypto).Next(told.ReceiveTime.Nanoseconds));
        (isStock ? _stockBooks : _cryptoBooks).Apply(in told);
        _counts.Count(in told);
        (isStock ? _stockFrames : _cryptoFrames).Note(in told);
    }

    /// <summary>Publishes a listing's best prices.</summary>
    public void Publish(in MulticastBbo best) =>
        MulticastMessage.Encode(in best, (ChannelOf(best.Venue) == MulticastChannel.Stock ? _stock : _crypto).Next(best.ReceiveTime.Nanoseconds));

    /// <summary>Publishes a symbol's best prices.</summary>
    /// <param name="best">They.</param>
    /// <param name="channel">The channel of its listings.</param>
    public void Publish(in MulticastNbbo best, MulticastChannel channel)
    {
        var isStock = channel == MulticastChannel.Stock;
        MulticastMessage.Encode(in best, (isStock ? _stock : _crypto).Next(best.ReceiveTime.Nanoseconds));
        (isStock ? _stockBooks : _cryptoBooks).Apply(in best);
    }

    /// <summary>Says which symbol of <see cref="MulticastNbbo"/> a listing belongs to; told to those who ask for listings.</summary>
    public void Place(ListingId listing, int symbol) => _symbolOf[listing.Value] = symbol;

    /// <summary>Sends what is waiting: when nothing more is at hand.</summary>
    public void Flush()
    {
        _crypto.Flush();
        _stock.Flush();
    }

    /// <summary>Heartbeats, lines of text, and answers to those who ask; these wait for the end of all frames of their channel, a quarter of a second at most.</summary>
    public void Poll() => Poll(Clock.MonotonicNanoseconds);

    internal void Poll(long now)
    {
        _crypto.Listings = _stock.Listings = _listings.Count;
        if (now - _crypto.LastSentNs >= _heartbeatNs)
            _crypto.Say(PacketKind.Heartbeat);
        if (now - _stock.LastSentNs >= _heartbeatNs)
            _stock.Say(PacketKind.Heartbeat);
        if (_statusNs > 0 && now - _statusAtNs >= _statusNs)
        {
            _statusAtNs = now;
            _counts.Write(_crypto, MulticastChannel.Crypto, _clock.UtcNanoseconds);
            _counts.Write(_stock, MulticastChannel.Stock, _clock.UtcNanoseconds);
        }

        if (_snapshots.HasWaiting)
        {
            _snapshots.Answer(_crypto, _cryptoBooks, _cryptoFrames.Any, now);
            _snapshots.Answer(_stock, _stockBooks, _stockFrames.Any, now);
        }
    }

    /// <summary>Sends what is waiting, says that this run has ended, and closes the sockets.</summary>
    public async ValueTask DisposeAsync()
    {
        _crypto.Say(PacketKind.End);
        _stock.Say(PacketKind.End);
        await _desk.DisposeAsync();
        _crypto.Dispose();
        _stock.Dispose();
    }
}
