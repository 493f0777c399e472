using System.Text;
using Rialto.Model.Feeds;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>What the lines of text say: events of each venue by type, and its connections. One thread.</summary>
internal sealed class StatusCounts
{
    private static readonly (FeedEventKind[] Kinds, byte[] Name)[] Types =
    [
        ([FeedEventKind.Level, FeedEventKind.BookCleared], "book"u8.ToArray()),
        ([FeedEventKind.Trade], "trade"u8.ToArray()),
        ([FeedEventKind.BookStateChanged], "state"u8.ToArray()),
        ([FeedEventKind.ListingChanged, FeedEventKind.Settled], "listing"u8.ToArray()),
        ([FeedEventKind.ConnectionChanged], "connection"u8.ToArray()),
        ([FeedEventKind.Drift], "drift"u8.ToArray()),
    ];

    private const int Venues = byte.MaxValue + 1;
    private const int Kinds = 16;

    private readonly long[] _events = new long[Venues * Kinds];
    private readonly Dictionary<int, (FeedVenue Venue, bool IsUp)> _connections = [];

    public void Count(in FeedEvent told)
    {
        _events[((int)told.Venue * Kinds) + ((int)told.Kind & (Kinds - 1))]++;
        if (told.Kind == FeedEventKind.ConnectionChanged)
            _connections[told.Connection] = (told.Venue, told.ConnectionState == ConnectionState.Up);
    }

    /// <summary>Sends the lines of a channel's venues; those that never said anything have none.</summary>
    public void Write(ChannelSender sender, MulticastChannel channel, long nowNs)
    {
        Span<byte> line = stackalloc byte[StatusLine.BytesMax];
        for (var venue = 1; venue < Venues; venue++)
        {
            if (MulticastPublisher.ChannelOf((FeedVenue)venue) != channel || !_events.AsSpan(venue * Kinds, Kinds).ContainsAnyExcept(0L))
                continue;
            var name = Encoding.ASCII.GetBytes(((FeedVenue)venue).ToString());
            foreach (var (kinds, type) in Types)
            {
                var count = 0L;
                foreach (var kind in kinds)
                    count += _events[(venue * Kinds) + (int)kind];
                var length = StatusLine.EncodeExchange(name, type, count, nowNs, line);
                if (count > 0 && length > 0)
                    sender.Line(line[..length]);
            }

            var (up, down) = (0, 0);
            foreach (var (where, isUp) in _connections.Values)
            {
                if (where == (FeedVenue)venue)
                    (up, down) = isUp ? (up + 1, down) : (up, down + 1);
            }

            var connections = StatusLine.EncodeConnections(name, up, down, line);
            if (connections > 0)
                sender.Line(line[..connections]);
        }
    }
}
