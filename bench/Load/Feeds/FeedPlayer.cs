using System.Globalization;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Host.Feeds.Live;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Load.Feeds;

/// <summary>One recorded connection, played again and again into an outlet, its listings under names and numbers of their own.</summary>
internal sealed class FeedPlayer
{
    // Connections do not all begin in the same moment.
    private const long StaggerNs = 7_000_000;

    private readonly FeedRecording _recording;
    private readonly FeedRecord[] _records;
    private readonly FeedSession<RenumberedSink> _session;
    private readonly long _stagger;
    private readonly int _speed;
    private int _next;
    private long _begunNs;

    public FeedPlayer(FeedRecording recording, int connection, int number, ListingTable table, FeedHub hub, int speed)
    {
        (_recording, _speed, _stagger) = (recording, speed, number * StaggerNs);
        _records = [.. recording.Records.Where(record => record.Snapshot.IsNone ? record.Connection == connection : connection == 1)];
        var offset = table.Count;
        for (var id = 1; id <= recording.Listings.Count; id++)
        {
            var listing = recording.Listings[new ListingId(id)];
            var name = string.Create(CultureInfo.InvariantCulture, $"{listing.VenueSymbol}#{number}");
            table.Add(listing with { Id = table.NextId, VenueSymbol = name, Symbol = name, Complement = ListingId.None });
        }

        Outlet = hub.MakeOutlet(recording.Protocol.Venue);
        var wanted = Enumerable.Range(1, recording.Listings.Count).Select(id => new ListingId(id));
        _session = new FeedSession<RenumberedSink>(recording.Protocol, recording.Listings, wanted, new RenumberedSink(new FrameEvents(), Outlet.Writer, offset), number + 1);
    }

    public FeedOutlet Outlet { get; }

    public long Levels => _session.Counters.Levels;

    /// <summary>Connects.</summary>
    /// <returns>When the first frame is due.</returns>
    public long Begin(long nowNs)
    {
        _begunNs = nowNs + (_next == 0 ? _stagger % 1_000_000_000 : 0);
        _next = 0;
        _session.OnConnected(new Timestamp(nowNs));
        Drain();
        return _begunNs;
    }

    /// <summary>Plays the frame that is due, as if received then.</summary>
    /// <returns>When the next is due.</returns>
    public long Step(long dueNs)
    {
        ref readonly var record = ref _records[_next];
        var time = new Timestamp(dueNs);
        if (record.Snapshot.IsNone)
            _session.OnFrame(record.Bytes, time);
        else
            _session.OnSnapshot(record.Snapshot, record.Bytes, time);
        Drain();
        if (++_next < _records.Length)
            return Math.Max(dueNs, _begunNs + (_records[_next].Time.Nanoseconds - _records[0].Time.Nanoseconds) / _speed);
        _session.OnDisconnected(time);
        return Begin(dueNs);
    }

    private void Drain()
    {
        while (_session.TryTakeAction(out _))
        {
            // Nobody is asked: the answers are in the recording.
        }
    }

    /// <summary>Gives the events of one connection the numbers that its listings have in the table of all.</summary>
    private readonly struct RenumberedSink(FrameEvents events, FeedOutletWriter writer, int offset) : IFeedSink
    {
        public ref FeedEvent Claim() => ref events.Claim();

        public Span<FeedEvent> Claim(int most) => events.Claim(most);

        public void EndFrame()
        {
            foreach (ref readonly var told in events.Events)
            {
                ref var copy = ref writer.Claim();
                copy = told;
                if (!copy.Listing.IsNone)
                    copy.Listing = new ListingId(copy.Listing.Value + offset);
            }

            writer.EndFrame();
            events.Clear();
        }
    }
}
