using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Rialto.Adapters.Feeds;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Unit.Adapters;

namespace Rialto.Integration.Feeds;

/// <summary>Runs a venue's adapter over real sockets against a replay: one WebSocket a connection, snapshots and lists by REST, as a stranger's client would.</summary>
internal sealed class SocketReplay(ReplayServer server, string venue, IVenueProtocol protocol, ListingTable listings)
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    // A recording at full speed sends more in the time of one question by REST than a book may hold back: so many frames are handed on meanwhile, the others wait.
    private const int HandedOnMeanwhile = 256;

    private readonly ConcurrentBag<Task> _fetches = [];
    private readonly Queue<byte[]> _waiting = [];
    private int _asked;
    private int _handedOn;

    /// <summary>Sent after the adapter's own subscriptions: what was recorded beyond them.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];

    /// <summary>Lists of instruments beyond those that the adapter asks for.</summary>
    public IReadOnlyList<string> FurtherLists { get; init; } = [];

    /// <summary>Sees every frame after its session did.</summary>
    public Action<int, byte[]>? After { get; set; }

    public List<(FeedSession<FeedLogSink> Session, FeedLog Log)> Connections { get; } = [];

    /// <summary>Binary frames that came.</summary>
    public long BinaryFrames { get; private set; }

    public FeedLog LogOf(int connection) => Connections[connection - 1].Log;

    public long Sum(Func<FeedCounters, long> counter) => Connections.Sum(connection => counter(connection.Session.Counters));

    public int Trusted => Connections.Sum(connection => connection.Log.States.Values.Count(state => state == BookTrust.Trusted));

    public long Crossed => Connections.Sum(connection => connection.Log.CrossedFrames);

    public string Describe() =>
        $"sockets {Connections.Count} frames {Sum(c => c.Frames)} without {Sum(c => c.FramesWithoutParts)} updates {Sum(c => c.BookUpdates)} snapshots {Sum(c => c.Snapshots)} levels {Sum(c => c.Levels)} "
        + $"trades {Sum(c => c.Trades)} old {Sum(c => c.OldUpdates)} held {Sum(c => c.HeldUpdates)} unwanted {Sum(c => c.UnwantedUpdates)} seq {Sum(c => c.SequencesPassed)} crc {Sum(c => c.ChecksumsPassed)} "
        + $"repairs {Sum(c => c.Repairs)} drifts {string.Join(',', Enum.GetValues<DriftKind>().Select(kind => (kind, Sum(c => c.Drifts[(int)kind]))).Where(d => d.Item2 > 0))} crossed {Crossed} trusted {Trusted} "
        + string.Join(' ', Connections.SelectMany(c => c.Log.Changes).Where(change => change.Reason is not (BookReason.Starting or BookReason.Synchronized)).Take(5));

    /// <summary>Reads the venue's lists of instruments, as a feed does before it connects.</summary>
    public async Task<SocketReplay> ListAsync(CancellationToken cancellationToken)
    {
        foreach (var path in protocol.ListingsPaths.Concat(FurtherLists))
            protocol.DecodeListings(await _http.GetByteArrayAsync($"{server.Url}/{venue}{path}", cancellationToken), listings);
        return this;
    }

    /// <summary>The listings whose symbols were recorded.</summary>
    public ListingId[] Recorded()
    {
        var symbols = server.Recording.Connections.Where(connection => connection.Venue == protocol.Venue)
            .SelectMany(connection => connection.Topics.All.Keys).Select(topic => topic.Symbol).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Enumerable.Range(1, listings.Count).Select(id => new ListingId(id)).Where(id => listings[id].Venue == protocol.Venue && symbols.Contains(listings[id].VenueSymbol))];
    }

    /// <summary>Opens so many sockets one after the other, and reads each to its end.</summary>
    public async Task<SocketReplay> RunAsync(int sockets, CancellationToken cancellationToken)
    {
        for (var i = 0; i < sockets; i++)
            await RunAsync(cancellationToken);
        return this;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var log = new FeedLog();
        var session = new FeedSession<FeedLogSink>(protocol, listings, Recorded(), new FeedLogSink(log), Connections.Count + 1);
        Connections.Add((session, log));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"{server.Url.Replace("http:", "ws:", StringComparison.Ordinal)}/{venue}{protocol.SocketPath}"), cancellationToken);
        var came = Channel.CreateBounded<(ListingId Snapshot, byte[]? Bytes)>(256);
        session.OnConnected(Now());
        await ActAsync(session, socket, came.Writer, cancellationToken);
        foreach (var frame in Further)
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, cancellationToken);
        var receiving = ReceiveAsync(socket, came.Writer, cancellationToken);
        var clock = Now();
        await foreach (var (snapshot, bytes) in came.Reader.ReadAllAsync(cancellationToken))
        {
            if (snapshot.IsNone && _asked > 0 && _handedOn++ >= HandedOnMeanwhile)
            {
                _waiting.Enqueue(bytes!);
                continue;
            }

            if (snapshot.IsNone)
                Take(session, bytes!);
            else
            {
                (_asked, _handedOn) = (_asked - 1, 0);
                if (bytes is null)
                    session.OnSnapshotFailed(snapshot, Now());
                else
                    session.OnSnapshot(snapshot, bytes, Now());
            }

            if (Now().Nanoseconds - clock.Nanoseconds > 100_000_000)
                session.OnClock(clock = Now());
            await ActAsync(session, socket, came.Writer, cancellationToken);
            for (; _asked == 0 && _waiting.TryDequeue(out var waiting); await ActAsync(session, socket, came.Writer, cancellationToken))
                Take(session, waiting);
        }

        // The end came before an answer did.
        _asked = 0;
        while (_waiting.TryDequeue(out var waiting))
            Take(session, waiting);
        await receiving;
    }

    private void Take(FeedSession<FeedLogSink> session, byte[] frame)
    {
        session.OnFrame(frame, Now());
        After?.Invoke(Connections.Count, frame);
    }

    private async Task ActAsync(FeedSession<FeedLogSink> session, ClientWebSocket socket, ChannelWriter<(ListingId, byte[]?)> came, CancellationToken cancellationToken)
    {
        while (session.TryTakeAction(out var action))
        {
            if (action.Kind == FeedActionKind.Send && socket.State == WebSocketState.Open)
                await socket.SendAsync(Encoding.UTF8.GetBytes(action.Text), WebSocketMessageType.Text, true, cancellationToken);
            else if (action.Kind == FeedActionKind.FetchSnapshot)
            {
                (_asked, _handedOn) = (_asked + 1, 0);
                _fetches.Add(FetchAsync(action, came, cancellationToken));
            }
        }
    }

    private async Task FetchAsync(FeedAction action, ChannelWriter<(ListingId, byte[]?)> came, CancellationToken cancellationToken)
    {
        byte[]? body = null;
        try
        {
            body = await _http.GetByteArrayAsync($"{server.Url}/{venue}{action.Text}", cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Told as a failure.
        }

        try
        {
            await came.WriteAsync((action.Listing, body), cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The recording was over first.
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket, ChannelWriter<(ListingId, byte[]?)> came, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult got;
                do
                {
                    if (length == buffer.Length)
                        Array.Resize(ref buffer, buffer.Length * 2);
                    got = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                    length += got.Count;
                }
                while (!got.EndOfMessage);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
                    return;
                }

                BinaryFrames += got.MessageType == WebSocketMessageType.Binary ? 1 : 0;
                await came.WriteAsync((ListingId.None, buffer.AsSpan(0, length).ToArray()), cancellationToken);
            }
        }
        finally
        {
            // A short recording may be over before the last snapshot that was asked for is there.
            await Task.WhenAll(_fetches);
            came.Complete();
        }
    }

    private static Timestamp Now() => Timestamp.FromDateTimeUtc(DateTime.UtcNow);
}
