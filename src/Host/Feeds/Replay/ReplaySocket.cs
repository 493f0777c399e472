using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Rialto.Model.Units;
using Rialto.Wire.Files;

namespace Rialto.Host.Feeds.Replay;

/// <summary>
/// One client's connection: reads what it asks for, answers as the venue would, and sends what was recorded. Three loops share it, one that listens, one that plays and one for heartbeats; whoever
/// touches the streams or the socket's sending side holds <c>_turn</c>. All have ended before anything that they use is disposed.
/// </summary>
internal sealed class ReplaySocket(ReplayServer server, ReplayOptions options, VenueDialect dialect, WebSocket socket, string path, string query) : IDisposable
{
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(5);

    private const int RequestBytesMax = 1024 * 1024;

    /// <summary>Streams of one connection; a client that subscribes more often gets no more.</summary>
    private const int StreamsMax = 64;

    /// <summary>A snapshot may have been taken so long before the first frame.</summary>
    private const long BeforeStartNs = 60_000_000_000;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _changed = new(0);
    private readonly List<PlayedStream> _streams = [];
    private readonly HashSet<PlayedStream> _begun = [];
    private readonly Dictionary<Topic, (PlayedStream Stream, Topic Recorded)> _subscribed = [];

    // What the client has been told it has: also topics of which nothing was recorded.
    private readonly HashSet<Topic> _current = [];
    private readonly Lock _gates = new();

    // The last gate of each symbol, also of streams that are over.
    private readonly List<SnapshotGate> _open = [];
    private RecordedConnection? _whole;

    // Where streams of a connection begin on this socket: behind the holes that its client was told of.
    private readonly Dictionary<RecordedConnection, PlayedUpTo> _from = [];
    private readonly long _openedAt = TimeProvider.System.GetTimestamp();
    private Task _beating = Task.CompletedTask;
    private CancellationTokenSource? _beat;
    private long _position;
    private bool _hasPlayed;
    private bool _hasAsked;

    /// <summary>How long a client that has not had everything is waited for, once it is gone.</summary>
    public TimeSpan ReturnsWithin { get; private set; } = options.LeaveWithin;

    /// <summary>How it speaks.</summary>
    public VenueDialect Dialect => dialect;

    /// <summary>Serves the client until it leaves, its recording is over (where the options say so), or the server stops.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        // Not linked: a cancelled read would tear the connection down before it could be closed in the protocol's way.
        using var life = new CancellationTokenSource();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var asked = stop.Register(stopped.SetResult);
        var opened = new ClientRequest();
        dialect.Open(path, query, opened);
        Task playing = Task.CompletedTask, listening = Task.CompletedTask;
        try
        {
            if (opened.Subscribe.Count > 0)
                await HandleAsync(opened, life.Token);
            playing = PlayAsync(life.Token);
            listening = ListenAsync(life.Token);
            await await Task.WhenAny(playing, listening, stopped.Task);
            if (stop.IsCancellationRequested)
                await CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "the replay is over");
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            // The client has left, without a word.
            ReturnsWithin = options.ReturnWithin;
        }
        catch (FlowFileException broken)
        {
            ReturnsWithin = options.ReturnWithin;
            await CloseAsync(WebSocketCloseStatus.InternalServerError, Shortened(broken.Message));
        }
        finally
        {
            // The client's answer to our close.
            await Task.WhenAny(listening, Task.Delay(CloseWithin, CancellationToken.None));
            await life.CancelAsync();
            foreach (var loop in new[] { playing, listening, _beating })
                await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _beat?.Dispose();
            while (_streams.Count > 0)
                Leave(_streams[^1]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _changed.Dispose();
    }

    /// <summary>A snapshot that a stream with the symbol has and that was not asked for yet; and the furthest that such a stream is.</summary>
    public SnapshotGate? GateOf(string symbol, ref Timestamp instant)
    {
        lock (_gates)
        {
            foreach (var gate in _open)
            {
                if (!gate.Answer.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase))
                    continue;
                if (!gate.Answered.IsCompleted)
                    return gate;
                if (Volatile.Read(ref _position) > instant.Nanoseconds)
                    instant = new Timestamp(Volatile.Read(ref _position));
            }
        }

        return null;
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        while (true)
        {
            message.SetLength(0);
            ValueWebSocketReceiveResult got;
            do
            {
                got = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
                    return;
                }

                message.Write(buffer, 0, got.Count);
                if (message.Length > RequestBytesMax)
                {
                    await CloseAsync(WebSocketCloseStatus.MessageTooBig, "a request has at most 1 MiB");
                    return;
                }
            }
            while (!got.EndOfMessage);
            await HandleAsync(Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length), cancellationToken);
        }
    }

    private async Task HandleAsync(string text, CancellationToken cancellationToken)
    {
        var request = new ClientRequest();
        JsonDocument? json = null;
        try
        {
            json = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            // PING of some venues; dialects know.
        }

        try
        {
            using (json)
                dialect.Read(text, json, request);
        }
        catch (InvalidOperationException)
        {
            // JSON whose strings are no text: half a surrogate.
            await CloseAsync(WebSocketCloseStatus.InvalidPayloadData, "a request is UTF-8 text");
            return;
        }

        await HandleAsync(request, cancellationToken);
    }

    private async Task HandleAsync(ClientRequest request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (request.Subscribe.Count > 0)
            {
                _hasAsked = true;
                server.End.Begin(this);
            }

            if (request.ReplacesAll)
                Drop([.. _current.Except(request.Subscribe)]);
            Drop(request.Unsubscribe);
            var wanted = request.Subscribe.Where(topic => request.ReplacesAll ? !_current.Contains(topic) : !_subscribed.ContainsKey(topic)).Distinct().ToList();
            var grants = Grant(wanted);
            var answers = new List<string>(request.Answers);
            dialect.Answer(request, [.. grants, .. request.Subscribe.Except(wanted).Select(Again)], _current, answers);
            foreach (var answer in answers)
                await SendAsync(Encoding.UTF8.GetBytes(answer), dialect.AnswersAreBinary, cancellationToken);
            Subscribe(grants);
        }
        finally
        {
            _turn.Release();
        }

        if (request.HeartbeatEvery > TimeSpan.Zero || request.StopsHeartbeat)
            await BeatAsync(request, cancellationToken);
        _changed.Release();
    }

    /// <summary>A new heartbeat takes the place of the one before.</summary>
    private async Task BeatAsync(ClientRequest request, CancellationToken cancellationToken)
    {
        if (_beat is not null)
        {
            await _beat.CancelAsync();
            await _beating;
            _beat.Dispose();
            _beat = null;
        }

        if (request.HeartbeatEvery == TimeSpan.Zero)
            return;
        _beat = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _beating = BeatAsync(request.Heartbeat, request.HeartbeatEvery, _beat.Token);
    }

    /// <summary>What the connection has already.</summary>
    private Grant Again(Topic topic) => _subscribed.TryGetValue(topic, out var entry)
        ? new Grant(topic, entry.Stream.Source, entry.Stream.Source.Find(topic))
        : server.Choose(dialect.Venue, [topic])[0];

    private Grant[] Grant(List<Topic> wanted)
    {
        if (wanted.Count == 0)
            return [];

        // What the connection plays already is asked first: several requests of one client are one recorded connection's, and a whole one stays alone.
        var grants = new Grant[wanted.Count];
        var rest = new List<Topic>();
        var own = _whole is not null ? [_whole] : _streams.Select(stream => stream.Source).Distinct().ToArray();
        for (var i = 0; i < grants.Length; i++)
        {
            var source = Array.Find(own, candidate => _whole is null ? candidate.Find(wanted[i]) is not null : candidate.Knows(wanted[i].Symbol));
            grants[i] = new Grant(wanted[i], source, source?.Find(wanted[i]));
            if (source is null && _whole is null)
                rest.Add(wanted[i]);
        }

        if (rest.Count > 0)
        {
            var chosen = server.Choose(dialect.Venue, rest).ToDictionary(grant => grant.Topic);
            for (var i = 0; i < grants.Length; i++)
            {
                if (grants[i].IsUnknown && chosen.TryGetValue(wanted[i], out var grant))
                    grants[i] = grant;
            }
        }

        foreach (var grant in grants)
        {
            if (grant.IsUnknown)
                server.Counters.CountUnknown();
            else
                _current.Add(grant.Topic);
        }

        return grants;
    }

    private void Subscribe(IReadOnlyList<Grant> grants)
    {
        foreach (var grant in grants)
        {
            if (grant.Source is null)
                continue;
            if (dialect.SendsWholeConnections)
            {
                _whole ??= grant.Source;
                if (_streams.Count == 0 && !_hasPlayed)
                    Begin(grant.Source);
                if (_streams.Count > 0)
                    _subscribed[grant.Topic] = (_streams[0], grant.Recorded?.Topic ?? grant.Topic);
                continue;
            }

            if (grant.Recorded is null)
                continue;

            // A stream that has begun cannot go back: what is asked for later comes from the connection's beginning by a stream of its own.
            var stream = _streams.Find(candidate => candidate.Source == grant.Source && !_begun.Contains(candidate)) ?? Begin(grant.Source);
            if (stream is null)
                continue;
            stream.Want(grant.Recorded.Topic, true);
            _subscribed[grant.Topic] = (stream, grant.Recorded.Topic);
            AddGate(stream, grant.Recorded.Topic);
        }
    }

    private PlayedStream? Begin(RecordedConnection source)
    {
        if (_streams.Count == StreamsMax)
            return null;
        if (!_from.TryGetValue(source, out var from))
            _from[source] = from = source.Return();
        var stream = new PlayedStream(source, from);
        _streams.Add(stream);
        if (_streams.TrueForAll(other => other == stream || other.Source != source))
            source.CountPlayed();
        return stream;
    }

    private void Drop(IReadOnlyCollection<Topic> topics)
    {
        foreach (var topic in topics)
        {
            _current.Remove(topic);
            if (!_subscribed.Remove(topic, out var entry))
                continue;
            entry.Stream.Want(entry.Recorded, false);
            if (entry.Stream.IsIdle)
                Leave(entry.Stream);
        }
    }

    private void AddGate(PlayedStream stream, Topic topic)
    {
        if (dialect.RestBooks.Length == 0 || dialect.KindOf(topic.Channel) != dialect.RestBooks || stream.Gates.ContainsKey(topic.Symbol))
            return;
        var first = server.Recording.Answers.FirstOrDefault(answer =>
            answer.Venue == dialect.RestVenue && answer.Symbol.Equals(topic.Symbol, StringComparison.OrdinalIgnoreCase) && answer.Answers("/depth", answer.Query)
            && answer.Time.Nanoseconds >= Math.Max(stream.Source.Start.Nanoseconds - BeforeStartNs, stream.Since.Nanoseconds) && answer.Time <= stream.Source.End);
        if (first is null)
            return;
        var gate = new SnapshotGate(first);
        stream.Gates[topic.Symbol] = gate;
        stream.Ahead.Add(gate);
        lock (_gates)
        {
            _open.RemoveAll(open => open.Answer.Symbol.Equals(first.Symbol, StringComparison.OrdinalIgnoreCase));
            _open.Add(gate);
        }
    }

    /// <summary>The client wants no more of a stream.</summary>
    private void Leave(PlayedStream stream)
    {
        if (_begun.Contains(stream))
            server.Counters.CountLeft();
        End(stream);
    }

    private void End(PlayedStream stream)
    {
        _begun.Remove(stream);
        stream.Dispose();
        _streams.Remove(stream);
        foreach (var gate in stream.Gates.Values)
        {
            gate.Reach();
            gate.Close();
        }
    }

    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await NextAsync(cancellationToken);
            if (next is null)
            {
                if (await IsAskedAgainAsync(cancellationToken))
                    continue;
                await CloseAsync(WebSocketCloseStatus.NormalClosure, "the recording is over");
                return;
            }

            var clock = next.Source.Clock;
            var wait = clock.Until(next.Time);
            if (wait > TimeSpan.Zero)
            {
                // A request may bring an earlier frame.
                await _changed.WaitAsync(wait, cancellationToken);
                continue;
            }

            await PassGatesAsync(next, clock.IsFast, cancellationToken);
            await _turn.WaitAsync(cancellationToken);
            try
            {
                if (!_streams.Contains(next))
                    continue;
                if (next.IsAfterHole)
                {
                    PlayedStream.Remember(_streams);
                    ReturnsWithin = options.ReturnWithin;
                    break;
                }

                Volatile.Write(ref _position, next.Time.Nanoseconds);
                var frame = next.Frame;
                if (dialect.Shape(frame.Span, path).Length is var length && length != frame.Length)
                    frame = Slice(frame, dialect, path);
                await SendAsync(frame, next.IsBinary, cancellationToken);
                server.Counters.CountFrame(frame.Length);
                if (next.Gates.Count > 0 && next.Subject.Symbol is { } symbol && next.Gates.TryGetValue(symbol, out var gate) && dialect.KindOf(next.Subject.Channel) == dialect.RestBooks)
                    gate.IsAwaited = true;
                Advance(next);
            }
            finally
            {
                _turn.Release();
            }
        }

        // What follows does not continue what was sent: a client must know that, and connections that are lost are what it knows.
        server.Counters.CountCut();
        await CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "the recording has a hole here: what follows is another connection's");
    }

    /// <summary>The stream whose frame is due first; streams that have not begun begin. Null where nothing is left.</summary>
    private async Task<PlayedStream?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                for (var i = _streams.Count - 1; i >= 0; i--)
                {
                    var stream = _streams[i];
                    if (_begun.Add(stream))
                    {
                        _hasPlayed = true;
                        stream.Source.Clock.Begin();
                        server.Counters.CountStream();
                    }

                    if (!stream.IsReady)
                        Advance(stream);
                }

                if (_streams.TrueForAll(stream => stream.IsReady))
                    return _streams.MinBy(stream => stream.Time);
            }
            finally
            {
                _turn.Release();
            }

            // One of them is still among frames that nobody wants: whoever else has something to do goes first.
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Advance(PlayedStream stream)
    {
        try
        {
            if (stream.Advance())
                return;
        }
        catch (FlowFileException)
        {
            // Whoever comes back goes on behind the break, with the next file or at the end.
            stream.Source.Leave(new PlayedUpTo(stream.Holes + 1, stream.Time));
            throw;
        }

        server.Counters.CountEnded();
        End(stream);
    }

    /// <summary>Nothing is left to play: waits until the client asks for something.</summary>
    /// <returns>False where connections are closed at the end, and all who came have had their recordings.</returns>
    private async Task<bool> IsAskedAgainAsync(CancellationToken cancellationToken)
    {
        var changed = _changed.WaitAsync(cancellationToken);
        if (options.ClosesAtEnd)
        {
            var rest = options.AskWithin - TimeProvider.System.GetElapsedTime(_openedAt);
            if (!_hasAsked && rest > TimeSpan.Zero)
                await Task.WhenAny(changed, Task.Delay(rest, cancellationToken));
            if (!changed.IsCompleted && await FinishAsync(cancellationToken) is { } everyone && await Task.WhenAny(everyone, changed) == everyone)
                return false;
        }

        await changed;
        await GatherAsync(cancellationToken);
        return true;
    }

    /// <summary>Says that the client has had its recordings.</summary>
    /// <returns>Completes when all have; null where the client has just asked for more.</returns>
    private async Task<Task?> FinishAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _streams.Count > 0 ? null : server.End.Finish(this);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Clients send several requests one after the other; those that come at once are one stream.</summary>
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        while (await _changed.WaitAsync(options.Gather, cancellationToken))
        {
        }
    }

    /// <summary>At a snapshot's instant its REST answer may go; a fast stream waits here until it has gone, once the client can know that it needs it.</summary>
    private async Task PassGatesAsync(PlayedStream stream, bool isFast, CancellationToken cancellationToken)
    {
        for (var i = stream.Ahead.Count - 1; i >= 0; i--)
        {
            var gate = stream.Ahead[i];
            if (gate.Answer.Time > stream.Time)
                continue;
            gate.Reach();
            if (isFast && !gate.IsAwaited && !gate.Answered.IsCompleted)
                continue;
            if (isFast)
                await Task.WhenAny(gate.Answered, Task.Delay(options.SnapshotWait, cancellationToken));

            // A client that does not ask is not waited for again.
            stream.Ahead.RemoveAt(i);
        }
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> frame, VenueDialect dialect, string path)
    {
        var part = dialect.Shape(frame.Span, path);
        return frame.Span.Overlaps(part, out var offset) ? frame.Slice(offset, part.Length) : part.ToArray();
    }

    private async Task BeatAsync(string text, TimeSpan every, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await _turn.WaitAsync(cancellationToken);
                try
                {
                    await SendAsync(Encoding.UTF8.GetBytes(text), dialect.AnswersAreBinary, cancellationToken);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection is over.
        }
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> frame, bool isBinary, CancellationToken cancellationToken) =>
        socket.SendAsync(frame, isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _turn.WaitAsync(patience.Token);
            try
            {
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(status, reason, patience.Token);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }

    private static string Shortened(string reason) => reason.Length <= 120 ? reason : reason[..120];
}
