using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Replay;

/// <summary>
/// Plays recordings to whoever connects, in each venue's own words, on one loopback port: <c>/VENUE</c> and behind it the venue's own paths, sockets and REST alike.
/// docs/reference/recordings.md is the specification.
/// </summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private const int RequestBytesMax = 64 * 1024;

    private readonly Recording _recording;
    private readonly ReplayOptions _options;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Makes a server that does not listen yet.</summary>
    public ReplayServer(Recording recording, ReplayOptions options, TimeProvider? time = null)
    {
        (_recording, _options) = (recording, options);
        End = new ReplayEnd(options.Patience, time ?? TimeProvider.System);
        recording.Wind(options.Speed, time ?? TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.Limits.MaxRequestBodySize = RequestBytesMax;
            kestrel.AddServerHeader = false;
        });
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(ServeAsync);
    }

    /// <summary>What is played.</summary>
    public Recording Recording => _recording;

    /// <summary>Base address, <c>http://127.0.0.1:PORT</c>; known after <see cref="StartAsync"/>.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What has happened so far.</summary>
    public ReplayCounters Counters { get; } = new();

    /// <summary>Who is here, and whether all have had their recordings.</summary>
    public ReplayEnd End { get; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        Url = _app.Urls.First();
    }

    /// <summary>Closes all sockets, in the protocol's way, and stops.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        await _app.StopAsync(patience.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        End.Dispose();
        _stop.Dispose();
    }

    /// <summary>
    /// Chooses where topics are played from: the connection that was played least, of these the one that has the most of them, and for what it has not the next. A symbol that was recorded,
    /// but nothing of the kind, is granted too: nothing comes.
    /// </summary>
    public IReadOnlyList<Grant> Choose(FeedVenue venue, IReadOnlyList<Topic> wanted)
    {
        var grants = new Grant[wanted.Count];
        for (var i = 0; i < grants.Length; i++)
            grants[i] = new Grant(wanted[i], null, null);
        var candidates = _recording.Connections.Where(connection => connection.Venue == venue).ToArray();
        Choose(candidates, grants, (connection, topic) => connection.Find(topic) is not null);
        if (!VenueDialects.Of(venue).SendsWholeConnections || Array.TrueForAll(grants, grant => grant.IsUnknown))
            Choose(candidates, grants, (connection, topic) => connection.Knows(topic.Symbol));
        return grants;
    }

    private static void Choose(RecordedConnection[] candidates, Grant[] grants, Func<RecordedConnection, Topic, bool> has)
    {
        while (true)
        {
            var open = grants.Where(grant => grant.IsUnknown).ToArray();
            var best = candidates.Select(connection => (Connection: connection, Count: open.Count(grant => has(connection, grant.Topic))))
                .Where(candidate => candidate.Count > 0)
                .OrderBy(candidate => candidate.Connection.TimesPlayed).ThenByDescending(candidate => candidate.Count).ThenBy(candidate => candidate.Connection.Start)
                .Select(candidate => candidate.Connection).FirstOrDefault();
            if (best is null)
                return;
            for (var i = 0; i < grants.Length; i++)
            {
                if (grants[i].IsUnknown && has(best, grants[i].Topic))
                    grants[i] = new Grant(grants[i].Topic, best, best.Find(grants[i].Topic));
            }

            if (best.Dialect.SendsWholeConnections)
                return;
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        var end = path.IndexOf('/', 1);
        var name = end < 0 ? path[1..] : path[1..end];
        if (!VenueDialects.TryFind(name, out var dialect))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, name.Length == 0 ? $"this is a replay: the first word of a path is a venue. Recorded: {Played()}" : $"no venue is called '{name}'. Recorded: {Played()}");
            return;
        }

        var rest = end < 0 ? "/" : path[end..];
        if (context.WebSockets.IsWebSocketRequest)
            await ServeSocketAsync(context, dialect, rest);
        else
            await ServeRestAsync(context, dialect, rest);
    }

    private async Task ServeSocketAsync(HttpContext context, VenueDialect dialect, string path)
    {
        if (!_recording.Connections.Any(connection => connection.Venue == dialect.Venue))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"nothing of {VenueDialects.NameOf(dialect.Venue)} was recorded. Recorded: {Played()}");
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = dialect.PingEvery,
            KeepAliveTimeout = dialect.PingEvery == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : dialect.PongWithin,
        });
        using var played = new ReplaySocket(this, _options, dialect, socket, path, context.Request.QueryString.Value ?? "");
        End.Begin(played);
        Counters.CountConnected();
        try
        {
            await played.RunAsync(_stop.Token);
        }
        finally
        {
            End.Leave(played, played.ReturnsWithin);
        }
    }

    private async Task ServeRestAsync(HttpContext context, VenueDialect dialect, string path)
    {
        var query = RecordedAnswer.QueryOf(context.Request.QueryString.Value ?? "");
        var answers = _recording.Answers.Where(answer => answer.Venue == dialect.RestVenue && answer.Answers(path, query)).ToList();
        if (answers.Count == 0 && dialect.Venue == FeedVenue.Deribit && DeribitLists.TryMerge(_recording.Answers, path, query) is { } merged)
            answers.Add(merged);
        if (answers.Count == 0)
        {
            Counters.CountRest(isFound: false);
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"the recording holds no answer to {path}{context.Request.QueryString.Value}");
            return;
        }

        if (dialect.IsPolled)
        {
            await ServePollAsync(context, dialect, answers);
            return;
        }

        var symbol = query.GetValueOrDefault("symbol", "");
        var (gate, instant) = symbol.Length == 0 ? (null, default) : Gate(dialect, symbol);
        if (gate is not null && !answers.Contains(gate.Answer))
            gate = null;
        if (gate is not null)
            await Task.WhenAny(gate.Reached, Task.Delay(_options.SnapshotWait, context.RequestAborted));
        var answer = gate?.Answer ?? answers.LastOrDefault(candidate => candidate.Time <= instant) ?? answers[0];
        await AnswerAsync(context, answer);
        gate?.Close();
    }

    private async Task AnswerAsync(HttpContext context, RecordedAnswer answer)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        await context.Response.CompleteAsync();
        Counters.CountRest(isFound: true);
    }

    /// <summary>The answer as it stood at the instant that the recording has come to, which begins with the first question; at full speed each question gets the next one.</summary>
    private async Task ServePollAsync(HttpContext context, VenueDialect dialect, List<RecordedAnswer> answers)
    {
        if (_recording.Connections.FirstOrDefault(connection => connection.Venue == dialect.Venue) is not { } polled)
        {
            await AnswerAsync(context, answers[0]);
            return;
        }

        polled.Clock.Begin();
        var at = polled.Clock.IsFullSpeed ? Math.Min(polled.NextPoll(), answers.Count - 1) : Math.Max(0, answers.FindLastIndex(answer => answer.Time <= polled.Clock.Now));
        await AnswerAsync(context, answers[at]);
        if (at == answers.Count - 1)
            End.Rest();
    }

    /// <summary>The snapshot that a running stream has for a symbol and that nobody has had; and how far the streams with the symbol are.</summary>
    private (SnapshotGate? Gate, Model.Units.Timestamp Instant) Gate(VenueDialect dialect, string symbol)
    {
        var instant = _recording.Connections.Where(connection => connection.Venue == dialect.Venue && connection.Knows(symbol))
            .Select(connection => connection.Clock.Now).Order().FirstOrDefault();
        foreach (var socket in End.Sockets)
        {
            if (socket.Dialect != dialect)
                continue;
            if (socket.GateOf(symbol, ref instant) is { } gate)
                return (gate, instant);
        }

        return (null, instant);
    }

    private static async Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"error":"{{System.Text.Json.JsonEncodedText.Encode(reason, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}"}""", Encoding.UTF8, context.RequestAborted);
    }

    private string Played() => string.Join(", ", _recording.Connections.Select(connection => VenueDialects.NameOf(connection.Venue)).Distinct());
}
