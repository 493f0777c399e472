using System.Buffers;
using System.Net;
using Rialto.Model.Feeds;
using Rialto.Runtime.Clocks;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>
/// Sends market data to whoever listens: feed events and best prices as packets, text lines for people, snapshots for those who missed something. The owner's one thread calls
/// <see cref="Publish(in FeedEvent)"/>, <see cref="Flush"/> when nothing more is at hand, and <see cref="Poll"/> some times a second; snapshots are made at the end of a frame only.
/// Publishing allocates nothing once the books stand; it never throws for what the network does.
/// </summary>
public sealed class MulticastPublisher : IAsyncDisposable
{
    private readonly ListingTable _listings;
    private readonly SnapshotDesk _desk;
    private readonly StatusCounts _counts = new();
    private readonly ChannelSender _crypto;
    private readonly ChannelSender _stock;
    private readonly PublishedBooks _cryptoBooks = new();
    private readonly PublishedBooks _stockBooks = new();
    private readonly Dictionary<int, int> _symbolOf = [];
    private readonly Clock _clock;
    private readonly long _heartbeatNs;
    private readonly long _statusNs;
    private long _statusAtNs;
    private bool _isInFrame;

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
            _desk = new SnapshotDesk(options.Snapshots, options.SnapshotConnections);
        }
        catch
        {
            _crypto.Dispose();
            _stock?.Dispose();
            throw;
        }
    }

    /// <summary>Where snapshots are answered.</summary>
    public IPEndPoint SnapshotEndPoint => _desk.EndPoint;

    /// <summary>Packets sent on both channels.</summary>
    public long PacketsSent => _crypto.PacketsSent + _stock.PacketsSent;

    /// <summary>Messages published on both channels.</summary>
    public long MessagesPublished => _crypto.Sequence + _stock.Sequence - 2;

    /// <summary>Times the system did not take what was sent.</summary>
    public long SendErrors => _crypto.SendErrors + _stock.SendErrors;

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
        _isInFrame = (told.Flags & FeedEventFlags.LastOfFrame) == 0;
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

    /// <summary>Heartbeats, lines of text, and answers to those who ask; these wait for the end of a frame.</summary>
    public void Poll()
    {
        var now = Clock.MonotonicNanoseconds;
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

        if (!_isInFrame && _desk.HasWaiting)
            Answer();
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

    // Who asks at the same time for the same gets the same bytes.
    private void Answer()
    {
        var made = new Dictionary<SnapshotRequest, ReadOnlyMemory<byte>>();
        while (_desk.TryTake(out var asked))
        {
            if (!made.TryGetValue(asked.Request, out var answer))
                made[asked.Request] = answer = Make(asked.Request);
            asked.Answer.TrySetResult(answer);
        }
    }

    private ReadOnlyMemory<byte> Make(SnapshotRequest request)
    {
        var isStock = request.Channel == MulticastChannel.Stock;
        var sender = isStock ? _stock : _crypto;
        var bytes = new ArrayBufferWriter<byte>(1 << 16);
        bytes.GetSpan(SnapshotAnswer.HeaderBytes)[..SnapshotAnswer.HeaderBytes].Clear();
        bytes.Advance(SnapshotAnswer.HeaderBytes);
        if (request.Kind == SnapshotKind.Books)
            (isStock ? _stockBooks : _cryptoBooks).Write(bytes);
        else
            WriteListings(request.Channel, bytes);
        var whole = new byte[bytes.WrittenCount];
        bytes.WrittenSpan.CopyTo(whole);
        var body = whole.AsSpan(SnapshotAnswer.HeaderBytes);
        new SnapshotAnswer(request.Kind, request.Channel, SnapshotStatus.Ok, sender.Epoch, sender.Sequence, body.Length, SnapshotAnswer.ChecksumOf(body), _listings.Count).Encode(whole);
        return whole;
    }

    private void WriteListings(MulticastChannel channel, ArrayBufferWriter<byte> bytes)
    {
        for (var id = 1; id <= _listings.Count; id++)
        {
            var listing = _listings[new ListingId(id)];
            if (ChannelOf(listing.Venue) == channel)
                ListingRecord.Encode(listing, _symbolOf.GetValueOrDefault(id, -1), bytes);
        }
    }
}
