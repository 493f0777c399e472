using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>One number of a connection: a session, and the outlet that its events go to. It may go through several sockets, one after the other; a rotation makes another run.</summary>
internal sealed class LinkRun
{
    private readonly LinkWay _way;
    private readonly SocketTerms _kind;
    private readonly IReadOnlyList<ListingId> _books;
    private readonly IFeedSession _session;
    private FeedLink? _link;

    /// <summary>Makes a run without a socket.</summary>
    /// <param name="way">What all links of a stream share.</param>
    /// <param name="kind">Which kind of socket.</param>
    /// <param name="listings">What it is for.</param>
    /// <param name="predecessor">Whose place it is to take; none for the first.</param>
    public LinkRun(LinkWay way, SocketTerms kind, IReadOnlyList<ListingId> listings, LinkRun? predecessor)
    {
        (_way, _kind, Listings, _books) = (way, kind, listings, kind.HasBooks ? listings : []);
        Outlet = way.Outlet();
        if (predecessor is not null)
            Outlet.HoldBehind(predecessor.Outlet);
        Connection = way.NextConnection();
        _session = FeedSessions.Open(kind.Protocol, way.Listings, listings, Outlet.Writer, Connection, way.Options.QuietNs);
    }

    /// <summary>What it is for.</summary>
    public IReadOnlyList<ListingId> Listings { get; }

    /// <summary>How events number it.</summary>
    public int Connection { get; }

    /// <summary>Where its events go.</summary>
    public FeedOutlet Outlet { get; }

    /// <summary>What it has seen, over all its sockets.</summary>
    public FeedCounters Counters => _session.Counters;

    /// <summary>Books that are trusted.</summary>
    public int Trusted => _link?.Trusted ?? 0;

    /// <summary>True while a socket is open and all that is wanted has come over it.</summary>
    public bool IsWhole => _link?.IsWhole ?? false;

    /// <summary>Which those are, now.</summary>
    public IReadOnlyList<ListingId> TrustedBooks() => _link?.TrustedBooks() ?? [];

    /// <summary>The end of the socket, and why; empty where it was stopped.</summary>
    public Task<string> Running => _link?.Running ?? Task.FromResult("");

    /// <summary>Begins to run over an open socket; none for a venue that is polled.</summary>
    public void Run(IVenueSocket? socket, Action<string> onProblem) =>
        _link = FeedLink.Start(_way, _kind, _session, _books, Outlet, socket, onProblem);

    /// <summary>The socket has ended: says so.</summary>
    public void TellDisconnected()
    {
        Forget();
        _session.OnDisconnected(_way.Now);
    }

    /// <summary>Closes the socket in good order.</summary>
    public Task<string> StopAsync()
    {
        _link?.Stop();
        return Running;
    }

    /// <summary>Another run has taken its place: its connection is said to be gone, and of its books nothing.</summary>
    public void Retire()
    {
        var writer = Outlet.Writer;
        ref var told = ref writer.Claim();
        told = new FeedEvent
        {
            ReceiveTime = _way.Now,
            Connection = Connection,
            Kind = FeedEventKind.ConnectionChanged,
            Flags = FeedEventFlags.FirstOfFrame,
            Venue = _kind.Protocol.Venue,
            ConnectionState = ConnectionState.Down,
        };
        writer.EndFrame();
        Complete();
    }

    /// <summary>Nothing more comes. The socket has ended.</summary>
    public void Complete()
    {
        Forget();
        Outlet.Complete();
    }

    /// <summary>It never got so far as to tell anything. The socket has ended.</summary>
    public void Abandon()
    {
        Outlet.Abandon();
        Complete();
    }

    private void Forget()
    {
        _link?.Dispose();
        _link = null;
    }
}
