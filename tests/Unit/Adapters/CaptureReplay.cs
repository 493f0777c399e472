using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Files.Captures;

namespace Rialto.Unit.Adapters;

/// <summary>Runs a recording through sessions, one for each recorded connection, as a socket would.</summary>
internal sealed class CaptureReplay(IVenueProtocol protocol, ListingTable listings)
{
    private readonly Dictionary<int, (FeedSession<FeedLogSink> Session, FeedLog Log)> _connections = [];
    private readonly List<(Timestamp Time, ListingId Listing, byte[] Body)> _early = [];
    private readonly HashSet<int> _elsewhere = [];
    private Timestamp _now;

    /// <summary>The listing that REST answers without a listing's name in their address are about.</summary>
    public ListingId OnlyListing { get; set; }

    /// <summary>Only connections to this address are replayed; empty is all.</summary>
    public string OnlyAddress { get; set; } = "";

    /// <summary>Sees the events of every frame.</summary>
    public Action<ReadOnlyMemory<FeedEvent>>? OnEvents { get; set; }

    /// <summary>Sees every frame after its session did.</summary>
    public Action<int, byte[]>? After { get; set; }

    public IEnumerable<(FeedSession<FeedLogSink> Session, FeedLog Log)> Connections => _connections.Values;

    public FeedLog LogOf(int connection) => _connections[connection].Log;

    public FeedSession<FeedLogSink> SessionOf(int connection) => _connections[connection].Session;

    public CaptureReplay Run(params string[] paths)
    {
        foreach (var path in paths)
        {
            using var reader = CaptureReader.Open(path);
            while (reader.TryRead())
                Take(reader);
        }

        return this;
    }

    /// <summary>One counter summed over all connections.</summary>
    public long Sum(Func<FeedCounters, long> counter) => _connections.Values.Sum(connection => counter(connection.Session.Counters));

    /// <summary>Books that may be believed, over all connections.</summary>
    public int Trusted => _connections.Values.Sum(connection => connection.Log.States.Values.Count(state => state == BookTrust.Trusted));

    public string Describe() =>
        $"frames {Sum(c => c.Frames)} without {Sum(c => c.FramesWithoutParts)} updates {Sum(c => c.BookUpdates)} snapshots {Sum(c => c.Snapshots)} levels {Sum(c => c.Levels)} trades {Sum(c => c.Trades)} "
        + $"old {Sum(c => c.OldUpdates)} held {Sum(c => c.HeldUpdates)} unwanted {Sum(c => c.UnwantedUpdates)}+{Sum(c => c.UnwantedSnapshots)} seq {Sum(c => c.SequencesPassed)} crc {Sum(c => c.ChecksumsPassed)} "
        + $"repairs {Sum(c => c.Repairs)} drifts {string.Join(',', Enum.GetValues<DriftKind>().Select(kind => (kind, Sum(c => c.Drifts[(int)kind]))).Where(d => d.Item2 > 0))} "
        + $"crossed {_connections.Values.Sum(c => c.Log.CrossedFrames)} trusted {Trusted} "
        + string.Join(' ', _connections.Values.SelectMany(c => c.Log.Changes).Where(change => change.Reason is not (BookReason.Starting or BookReason.Synchronized)).Take(5));

    private void Take(CaptureReader reader)
    {
        _now = reader.ReceiveTime;
        switch (reader.Kind)
        {
            case CaptureKind.Connect when OnlyAddress.Length > 0 && Encoding.UTF8.GetString(reader.Payload) != OnlyAddress:
                _elsewhere.Add(reader.Connection);
                break;
            case CaptureKind.Receive when !_elsewhere.Contains(reader.Connection):
                var frame = reader.Payload.ToArray();
                var (session, _) = Connection(reader.Connection);
                TakeEarly();
                session.OnFrame(frame, _now);
                After?.Invoke(reader.Connection, frame);
                Drain(session);
                break;
            case CaptureKind.Rest:
                Rest(reader);
                break;
        }
    }

    private void Rest(CaptureReader reader)
    {
        var url = Encoding.UTF8.GetString(reader.Url);
        var body = reader.Payload.ToArray();
        if (url.Length == 0)
        {
            Snapshot(OnlyListing, body);
            return;
        }

        if (protocol.ListingsPaths.Any(path => url.Contains(path.Split('?')[0], StringComparison.Ordinal)))
        {
            if (_connections.Count == 0)
                protocol.DecodeListings(body, listings);
            return;
        }

        var at = url.IndexOf("symbol=", StringComparison.Ordinal);
        if (at >= 0 && listings.TryFind(protocol.Venue, Encoding.UTF8.GetBytes(url[(at + 7)..].Split('&')[0]), out var listing))
            Snapshot(listing.Id, body);
    }

    private void Snapshot(ListingId listing, byte[] body)
    {
        // Some captures list the answers before the connection, out of order: each has its time.
        if (_connections.Count == 0)
        {
            _early.Add((_now, listing, body));
            return;
        }

        foreach (var (session, _) in _connections.Values)
        {
            session.OnSnapshot(listing, body, _now);
            Drain(session);
        }
    }

    private void TakeEarly()
    {
        while (_early.Count > 0 && _early[0].Time <= _now)
        {
            var (_, listing, body) = _early[0];
            _early.RemoveAt(0);
            Snapshot(listing, body);
        }
    }

    private (FeedSession<FeedLogSink> Session, FeedLog Log) Connection(int number)
    {
        if (_connections.TryGetValue(number, out var connection))
            return connection;
        var log = new FeedLog { OnFrame = OnEvents };
        var wanted = Enumerable.Range(1, listings.Count).Select(id => new ListingId(id)).Where(id => listings[id].Venue == protocol.Venue);
        var session = new FeedSession<FeedLogSink>(protocol, listings, wanted, new FeedLogSink(log), number);
        session.OnConnected(_now);
        _connections[number] = (session, log);
        Drain(session);
        return (session, log);
    }

    private static void Drain(FeedSession<FeedLogSink> session)
    {
        while (session.TryTakeAction(out _))
        {
        }
    }
}
