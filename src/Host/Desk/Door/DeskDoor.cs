using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Gateways;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Rest;
using Rialto.Gateways.Site;
using Rialto.Host.Desk.Plugins;
using Rialto.Host.Desk.Status;
using Rialto.Host.Feeds.Http;
using Rialto.Host.Tools;
using Rialto.Model.Orders;
using Rialto.Trading;

namespace Rialto.Host.Desk.Door;

/// <summary>
/// A desk's door: JSON, a stream of events and a page to look at it, and commands to act on it (docs/reference/desk-http.md). Looking reads the newest report and never waits for the desk. Whoever
/// acts shows a token; what he asks goes through <see cref="DeskControl"/> into the desk's journal, and the answer is what the trader said.
/// </summary>
internal sealed partial class DeskDoor : IAsyncDisposable
{
    private const int BodyLengthMax = 4_096;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _standstill = TimeSpan.FromSeconds(10);

    // Of it only what any thread may read.
    private readonly RunningDesk _desk;
    private readonly DeskStatus _status;
    private readonly DeskControl _control;
    private readonly DoorSettings _settings;
    private readonly DoorCommands _commands;
    private readonly PluginShelf _plugins;
    private readonly DoorKeys _keys;
    private readonly DoorActs _acts;
    private readonly DoorStream _stream;
    private readonly DeskMetrics _metrics;
    private readonly string? _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ILoggerFactory _logs;
    private readonly SiteFiles _site = SiteFiles.Of(typeof(DeskDoor).Assembly, "dashboard/", "desk.html");
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _app;
    private bool _isClosed;

    private DeskDoor(DoorSettings settings, RunningDesk desk, DeskStatus status, string? folder, string? runFolder, TimeProvider time, ILoggerFactory logs)
    {
        _desk = desk;
        (_settings, _status, _control, _folder, _time, _logs) = (settings, status, desk.Control, folder, time, logs);
        _log = logs.CreateLogger<DeskDoor>();
        _plugins = desk.Settings.Plugins;
        var portfolio = desk.Trader.Portfolio;
        _commands = new DoorCommands(desk.Settings, desk.Listings, [.. Enumerable.Range(0, portfolio.TradedCount).Select(portfolio.TradedAt)]);
        _keys = new DoorKeys(settings.Operators);
        _acts = new DoorActs(runFolder is null ? null : Path.Combine(runFolder, "door.jsonl"));
        _stream = new DoorStream(status, time);
        _metrics = new DeskMetrics(status, desk);
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; private set; } = string.Empty;

    /// <summary>The token that was made for this start; null where operators have their own.</summary>
    public string? Token => _keys.Made;

    /// <summary>Streams that are open.</summary>
    internal int OpenStreams => _stream.Open;

    /// <summary>Opens the door that a desk's settings ask for, and tells where it is; the desk gets its <see cref="RunningDesk.Status"/>. Before the desk's loop begins.</summary>
    /// <returns>Null where none is asked for.</returns>
    /// <exception cref="IOException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<DeskDoor?> OpenAskedAsync(RunningDesk desk, string runFolder, Terminal terminal, CancellationToken stop)
    {
        if (desk.Settings.Door is not { } settings)
            return null;
        desk.Status = new DeskStatus(TimeProvider.System);
        var door = await OpenAsync(settings, desk, desk.Status, desk.Settings.Folder, runFolder, stop).ConfigureAwait(false);
        terminal.Note($"Desk  {door.Url}/desk{(door.Token is null ? "" : $"   token for commands: {Path.Combine(desk.Settings.Folder, DoorKeys.FileName)}")}");
        return door;
    }

    /// <summary>Begins to listen. Before the desk's loop begins, because the desk is read here.</summary>
    /// <param name="settings">Where, for whom.</param>
    /// <param name="desk">What is shown and acted on.</param>
    /// <param name="status">Its reports.</param>
    /// <param name="folder">Where tools find the address (<see cref="DoorKeys.FileName"/>); null tells them nothing.</param>
    /// <param name="runFolder">Where acts are written down; null keeps them in memory.</param>
    /// <param name="stop">Ends the start.</param>
    /// <param name="time">The clock; the system's if none is given.</param>
    /// <param name="logs">Where faults of requests are told; nowhere if none is given.</param>
    /// <exception cref="IOException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<DeskDoor> OpenAsync(DoorSettings settings, RunningDesk desk, DeskStatus status, string? folder, string? runFolder, CancellationToken stop, TimeProvider? time = null, ILoggerFactory? logs = null)
    {
        var door = new DeskDoor(settings, desk, status, folder, runFolder, time ?? TimeProvider.System, logs ?? NullLoggerFactory.Instance);
        try
        {
            await door.StartAsync(stop).ConfigureAwait(false);
            return door;
        }
        catch
        {
            await door.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_app is not null)
        {
            if (_folder is not null && Url.Length > 0)
                DoorKeys.Forget(_folder);
            await _app.DisposeAsync().ConfigureAwait(false);
        }

        _acts.Dispose();
        _stopping.Dispose();
    }

    private async Task StartAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        var quiet = new StartQuietLoggers(_logs);
        builder.Services.AddSingleton<ILoggerFactory>(quiet);
        builder.WebHost.ConfigureKestrel(Configure);
        var app = builder.Build();
        app.Use(GuardAsync);
        app.Use(ServeSiteAsync);
        app.UseRouting();
        Get(app, "/api/v1/desk", http => PartAsync(http, part: null));
        Get(app, "/api/v1/desk/orders", http => PartAsync(http, "open_orders"));
        Get(app, "/api/v1/desk/fills", http => PartAsync(http, "last_fills"));
        Get(app, "/api/v1/desk/events", http => PartAsync(http, "events"));
        Get(app, "/api/v1/desk/risk", http => PartAsync(http, "risk"));
        Get(app, "/api/v1/desk/alerts", http => PartAsync(http, "alerts"));
        Get(app, "/api/v1/desk/opportunities", http => PartAsync(http, "opportunities"));
        Get(app, "/api/v1/desk/legs", http => PartAsync(http, "leg_sets"));
        Get(app, "/api/v1/desk/strategies", StrategiesAsync);
        Get(app, "/api/v1/desk/series", SeriesAsync);
        Get(app, "/api/v1/desk/acts", ActsAsync);
        Get(app, "/api/v1/desk/stream", StreamAsync);
        app.MapPost("/api/v1/desk/commands", CommandAsync);
        Get(app, "/metrics", MetricsAsync);
        Get(app, "/health/live", LiveAsync, isOpen: true);
        Get(app, "/health/ready", http => HealthAsync(http, DeskHealth.IsReady), isOpen: true);
        Get(app, "/health/startup", http => HealthAsync(http, DeskHealth.IsStarted), isOpen: true);
        _app = app;
        await app.StartAsync(stop).ConfigureAwait(false);
        quiet.Open();
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        if (_folder is not null)
            _keys.Tell(_folder, Url);
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestBodySize = BodyLengthMax;
        kestrel.Limits.MaxConcurrentConnections = 256;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Listen(_settings.Address, _settings.Port, static listen => listen.Protocols = HttpProtocols.Http1);
    }

    private bool IsLoopback => IPAddress.IsLoopback(_settings.Address);

    private void Get(WebApplication app, string pattern, RequestDelegate handle, bool isOpen = false) => app.MapMethods(pattern, ["GET", "HEAD"], http =>
        isOpen || IsLoopback || NameOf(http) is not null ? handle(http) : RefuseTokenAsync(http));

    private async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            if (!IsHostOurs(http.Request.Host.Host) || (Origins.IsOfAnotherSite(http) && (http.Request.Headers["Sec-Fetch-Dest"] != "document" || !HttpMethods.IsGet(http.Request.Method))) || Origins.IsForeign(http))
            {
                await FeedCall.RefuseAsync(http, new Problem(RejectReason.Forbidden, "This door answers its own page and tools, under the address it listens on.")).ConfigureAwait(false);
                return;
            }

            await next(http).ConfigureAwait(false);
            if (http.Response is { HasStarted: false, StatusCode: 404 or 405 })
                await FeedCall.RefuseAsync(http, http.Response.StatusCode, http.Response.StatusCode == 404 ? "There is no such path." : "The path does not have this method.").ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException problem) when (!http.Response.HasStarted)
        {
            await FeedCall.RefuseAsync(http, problem.StatusCode, problem.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            // The reader has gone, or the door closes.
        }
#pragma warning disable CA1031 // One request's fault must not take the desk with it; it is logged.
        catch (Exception problem) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            RequestFailed(_log, http.Request.Method, http.Request.Path, problem);
            http.Response.StatusCode = 500;
            http.Response.ContentType = "application/problem+json";
            await http.Response.WriteAsync("""{"type":"about:blank","title":"Internal error","status":500}""").ConfigureAwait(false);
        }
    }

    // On loopback a page from elsewhere could have a name of its own pointed here; it would then count as of the same origin.
    private bool IsHostOurs(string host) => !IsLoopback || host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private async Task ServeSiteAsync(HttpContext http, RequestDelegate next)
    {
        var isPage = http.Request.Path == "/desk";
        if (http.Request.Path == "/")
        {
            http.Response.Redirect("/desk");
            return;
        }

        if (isPage)
            http.Request.Path = "/";
        if (await SiteEndpoint.TryServeAsync(http, _site).ConfigureAwait(false))
            return;
        if (isPage)
            await FeedCall.RefuseAsync(http, 404, "This build has no pages: npm was not there when it was made. The JSON is under /api/v1/desk.").ConfigureAwait(false);
        else
            await next(http).ConfigureAwait(false);
    }

    private string? NameOf(HttpContext http) => _keys.NameOf(http.Request.Headers.Authorization.ToString());

    private static Task RefuseTokenAsync(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return FeedCall.RefuseAsync(http, new Problem(RejectReason.Unauthorized, "A token is needed: Authorization: Bearer TOKEN."));
    }

    private Task PartAsync(HttpContext http, string? part)
    {
        if (_status.Latest is not { } report)
            return FeedCall.RefuseAsync(http, new Problem(RejectReason.Overloaded, "The desk has not made its first report yet.") { RetryAfterMs = 1_000 });
        return FeedCall.AnswerAsync(http, 200, json =>
        {
            if (part is null)
            {
                json.WriteRawValue(report.Json.Span, skipInputValidation: true);
                return;
            }

            using var whole = JsonDocument.Parse(report.Json);
            json.WriteStartObject();
            json.WriteNumber("number"u8, report.Number);
            json.WriteTime("time"u8, report.Time);
            json.WritePropertyName(part);
            whole.RootElement.GetProperty(part).WriteTo(json);
            json.WriteEndObject();
        });
    }

    private Task StrategiesAsync(HttpContext http) => FeedCall.AnswerAsync(http, 200, json => DeclarationJson.Write(json, _status.Latest?.Strategies ?? []));

    private async Task SeriesAsync(HttpContext http)
    {
        var name = http.Request.Query["strategy"].ToString();
        var strategies = _status.Latest?.Strategies ?? [];
        if (name.Length > 0 && strategies.All(one => one.Name != name))
        {
            await FeedCall.RefuseAsync(http, Problem.Malformed("strategy", $"There is no strategy '{name}'.") with { StatusOverride = 404 }).ConfigureAwait(false);
            return;
        }

        await FeedCall.AnswerAsync(http, 200, json => SeriesJson.Write(json, _desk, strategies, name)).ConfigureAwait(false);
    }

    private Task ActsAsync(HttpContext http) => FeedCall.AnswerAsync(http, 200, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("acts"u8);
        foreach (var act in _acts.Copy())
            DoorActs.Write(json, in act);
        json.WriteEndArray();
        json.WriteNumber("unwritten"u8, _acts.Unwritten);
        json.WriteEndObject();
    });

    private async Task StreamAsync(HttpContext http)
    {
        if (!_stream.TryEnter())
        {
            await FeedCall.RefuseAsync(http, new Problem(RejectReason.Overloaded, "There are as many streams as may be.") { RetryAfterMs = 5_000 }).ConfigureAwait(false);
            return;
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping.Token);
            if (!HttpMethods.IsHead(http.Request.Method))
                await _stream.RunAsync(http, stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _stream.Leave();
        }
    }

    private async Task CommandAsync(HttpContext http)
    {
        if (NameOf(http) is not { } who)
        {
            Note(http, "", default, "no token, or one that nobody has");
            await RefuseTokenAsync(http).ConfigureAwait(false);
            return;
        }

        if (!http.Request.HasJsonContentType())
        {
            await FeedCall.RefuseAsync(http, 415, "A command is JSON: Content-Type: application/json.").ConfigureAwait(false);
            return;
        }

        DoorCommand command;
        DoorMistake? mistake;
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = 4 }, http.RequestAborted).ConfigureAwait(false);
            mistake = _commands.Read(body.RootElement, who, _status.Latest?.Strategies ?? [], out command);
        }
        catch (JsonException)
        {
            (mistake, command) = (new DoorMistake("command", "The body is no JSON object of a few fields."), default);
        }

        if (mistake is not null)
        {
            Note(http, who, command, $"not understood: {mistake.Field}");
            await FeedCall.RefuseAsync(http, Problem.Malformed(mistake.Field, mistake.Problem)).ConfigureAwait(false);
            return;
        }

        await TellAsync(http, who, command).ConfigureAwait(false);
    }

    private async Task TellAsync(HttpContext http, string who, DoorCommand command)
    {
        // Before it is told: should this process end now, it is known that it was asked for.
        Note(http, who, command, "asked");
        Task<CommandRefusal> answered;
        if (command.Plugin is { } path)
            answered = _plugins.SwapAsync(_control, command.Told.Strategy, command.Kind!, path, allowImpure: false, who);
        else if (!_control.TryTell(command.Told, out answered))
        {
            Note(http, who, command, "not taken: too many wait, or the desk has ended");
            await FeedCall.RefuseAsync(http, new Problem(RejectReason.Overloaded, "The desk does not take commands: too many wait, or it has ended.") { RetryAfterMs = 1_000 }).ConfigureAwait(false);
            return;
        }

        CommandRefusal refusal;
        try
        {
            refusal = await answered.WaitAsync(_patience, _time, http.RequestAborted).ConfigureAwait(false);
        }
        catch (PluginFaultException fault)
        {
            Note(http, who, command, fault.Message);
            await FeedCall.RefuseAsync(http, Problem.Malformed("plugin", fault.Message)).ConfigureAwait(false);
            return;
        }
        catch (Exception late) when (late is TimeoutException or TaskCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            var isEnded = late is not TimeoutException;
            Note(http, who, command, isEnded ? "the desk ended before it answered" : "no answer yet");
            await FeedCall.RefuseAsync(
                http, isEnded ? 503 : 504,
                isEnded ? "The desk ended before it answered." : "The desk has not answered for 10 s: its loop may stand still. The command waits and may still be done. 'rialto stop --emergency' works when the desk hangs.").ConfigureAwait(false);
            return;
        }

        Note(http, who, command, refusal == CommandRefusal.None ? "accepted" : refusal.ToString());
        if (refusal != CommandRefusal.None)
        {
            await FeedCall.AnswerAsync(http, 409, json => RefusalWords.Write(json, command.Name, refusal)).ConfigureAwait(false);
            return;
        }

        await FeedCall.AnswerAsync(http, 200, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("accepted"u8, true);
            json.WriteString("command"u8, command.Name);
            json.WriteString("of"u8, command.Subject);
            json.WriteString("who"u8, who);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private void Note(HttpContext http, string who, DoorCommand command, string answer) =>
        _acts.Add(new DoorAct(_time.GetUtcNow(), who, http.Connection.RemoteIpAddress, command.Name ?? "", command.Subject ?? "", command.Reason ?? "", answer));

    private Task MetricsAsync(HttpContext http)
    {
        var text = new PrometheusText();
        _metrics.Write(text);
        return FeedCall.AnswerAsync(http, text);
    }

    // Alive while the loop turns: a loop that stands still is cured by nothing that can be done here.
    private Task LiveAsync(HttpContext http)
    {
        var isFine = _status.SinceTurn is not { } since || since < _standstill;
        return FeedCall.AnswerAsync(http, isFine ? 200 : 503, json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, !isFine ? "standing_still"u8 : _status.SinceTurn is null ? "starting"u8 : "live"u8);
            json.WriteEndObject();
        });
    }

    private Task HealthAsync(HttpContext http, Func<JsonElement, bool> isFine)
    {
        if (_status.Latest is not { } report)
            return FeedCall.AnswerAsync(http, 503, static json =>
            {
                json.WriteStartObject();
                json.WriteString("status"u8, "starting"u8);
                json.WriteEndObject();
            });
        using var whole = JsonDocument.Parse(report.Json);
        var desk = whole.RootElement.Clone();
        var isTurning = _status.SinceTurn is { } since && since < _standstill;
        var isGood = isTurning && isFine(desk);
        return FeedCall.AnswerAsync(http, isGood ? 200 : 503, json => DeskHealth.Write(json, desk, isGood, isTurning));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void RequestFailed(ILogger log, string method, PathString path, Exception problem);
}
