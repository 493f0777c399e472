using System.Net;
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
using Rialto.Host.Feeds.Live;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Host.Metrics;
using Rialto.Model.Orders;

namespace Rialto.Host.Feeds.Http;

/// <summary>
/// A small server that shows the feeds: JSON for tools, a stream of events and a page for people (docs/reference/feeds-http.md). It reads views and changes nothing; there are no keys.
/// Started and stopped by whoever runs the feeds.
/// </summary>
/// <param name="views">What it shows.</param>
/// <param name="options">Where and for how many.</param>
/// <param name="logs">Where faults of requests are told; nowhere if none is given.</param>
/// <param name="time">The clock that views were made by; the system's if none is given.</param>
/// <param name="metrics">What <c>/metrics</c> has beside the views' own figures; nothing if none is given.</param>
internal sealed partial class FeedHttp(IFeedViews views, FeedHttpOptions options, ILoggerFactory? logs = null, TimeProvider? time = null, IReadOnlyList<IMetricsSource>? metrics = null) : IAsyncDisposable
{
    private const int LadderDepth = 20;
    private const int LadderDepthMax = 1_000;
    private const int HistoryLimit = 100;
    private const int HistoryLimitMax = 10_000;

    private readonly ILoggerFactory _logs = logs ?? NullLoggerFactory.Instance;
    private readonly ILogger _log = (logs ?? NullLoggerFactory.Instance).CreateLogger<FeedHttp>();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SiteFiles _site = SiteFiles.Of(typeof(FeedHttp).Assembly, "dashboard/", "feeds.html");
    private readonly FeedEventStream _streams = new(views, options, time ?? TimeProvider.System);
    private readonly IMetricsSource[] _metrics = [new FeedMetrics(views), new ProcessMeters(), .. metrics ?? []];
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _app;

    /// <summary>Where it listens, for example <c>http://127.0.0.1:7090</c>; known after <see cref="StartAsync"/>.</summary>
    public string Url { get; private set; } = string.Empty;

    /// <summary>Streams that are open.</summary>
    internal int OpenStreams => _streams.Open;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is taken, or the address is not this machine's.</exception>
    public async Task StartAsync(CancellationToken stop)
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
        Map(app, "/api/v1/feeds", FeedsAsync);
        Map(app, "/api/v1/feeds/ladder", LadderAsync);
        Map(app, "/api/v1/feeds/history", HistoryAsync);
        Map(app, "/api/v1/feeds/quality", QualityAsync);
        Map(app, "/api/v1/feeds/stream", StreamAsync);
        Map(app, "/metrics", MetricsAsync);
        Map(app, "/health/live", http => HealthAsync(http, FeedHealth.Live(views.Current, _time.GetUtcNow(), Standstill)));
        Map(app, "/health/ready", http => HealthAsync(http, FeedHealth.Ready(views.Current, _time.GetUtcNow(), Standstill)));
        _app = app;
        await app.StartAsync(stop).ConfigureAwait(false);
        quiet.Open();
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>Ends all streams and stops listening.</summary>
    public async Task StopAsync(CancellationToken stop)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_app is not null)
            await _app.StopAsync(stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_app is not null)
            await _app.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private TimeSpan Standstill => TimeSpan.FromMilliseconds(options.StandstillMs);

    private static void Map(WebApplication app, string pattern, RequestDelegate handle) => app.MapMethods(pattern, ["GET", "HEAD"], handle);

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestBodySize = 1;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Listen(options.Address, options.Port, static listen => listen.Protocols = HttpProtocols.Http1);
    }

    private async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            if (!IsHostOurs(http.Request.Host.Host) || IsFromElsewhere(http))
            {
                await FeedCall.RefuseAsync(http, new Problem(RejectReason.Forbidden, "This server answers its own pages and tools, under the address it listens on.")).ConfigureAwait(false);
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
            // The reader has gone, or the server does.
        }
#pragma warning disable CA1031 // One request's fault must not take the others with it; it is logged.
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
    private bool IsHostOurs(string host) =>
        !IPAddress.IsLoopback(options.Address) || host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // A link from elsewhere may lead here.
    private static bool IsFromElsewhere(HttpContext http) =>
        (Origins.IsOfAnotherSite(http) && http.Request.Headers["Sec-Fetch-Dest"] != "document") || Origins.IsForeign(http);

    private async Task ServeSiteAsync(HttpContext http, RequestDelegate next)
    {
        var isPage = http.Request.Path == "/feeds";
        if (http.Request.Path == "/")
        {
            http.Response.Redirect("/feeds");
            return;
        }

        if (isPage)
            http.Request.Path = "/";
        if (await SiteEndpoint.TryServeAsync(http, _site).ConfigureAwait(false))
            return;
        if (isPage)
            await FeedCall.RefuseAsync(http, 404, "This build has no pages: npm was not there when it was made. The JSON is under /api/v1/feeds.").ConfigureAwait(false);
        else
            await next(http).ConfigureAwait(false);
    }

    private Task FeedsAsync(HttpContext http)
    {
        var view = views.Current;
        return FeedCall.AnswerAsync(http, 200, json => FeedViewJson.Write(json, view, hasListings: true));
    }

    private async Task LadderAsync(HttpContext http)
    {
        if (await FeedCall.SymbolAsync(http).ConfigureAwait(false) is not { } symbol)
            return;
        var (isFine, depth) = await FeedCall.NumberAsync(http, "depth", LadderDepth, LadderDepthMax).ConfigureAwait(false);
        if (!isFine)
            return;
        if (await views.LadderAsync(symbol, depth, http.RequestAborted).ConfigureAwait(false) is not { } ladder)
        {
            await FeedCall.RefuseSymbolAsync(http).ConfigureAwait(false);
            return;
        }

        var view = FeedSymbols.Find(views.Current, ladder.Symbol, ladder.Quote);
        await FeedCall.AnswerAsync(http, 200, json => FeedAnswerJson.Write(json, symbol, ladder, view)).ConfigureAwait(false);
    }

    private async Task HistoryAsync(HttpContext http)
    {
        if (await FeedCall.SymbolAsync(http).ConfigureAwait(false) is not { } symbol)
            return;
        var (isFine, limit) = await FeedCall.NumberAsync(http, "limit", HistoryLimit, HistoryLimitMax).ConfigureAwait(false);
        if (!isFine)
            return;
        if (await views.HistoryAsync(symbol, limit, http.RequestAborted).ConfigureAwait(false) is { } history)
            await FeedCall.AnswerAsync(http, 200, json => FeedAnswerJson.Write(json, history)).ConfigureAwait(false);
        else
            await FeedCall.RefuseSymbolAsync(http).ConfigureAwait(false);
    }

    private async Task QualityAsync(HttpContext http)
    {
        var quality = await views.QualityAsync(http.RequestAborted).ConfigureAwait(false);
        await FeedCall.AnswerAsync(http, 200, json => FeedAnswerJson.Write(json, quality)).ConfigureAwait(false);
    }

    private Task MetricsAsync(HttpContext http)
    {
        var text = new PrometheusText();
        foreach (var source in _metrics)
            source.Write(text);
        return FeedCall.AnswerAsync(http, text);
    }

    private async Task StreamAsync(HttpContext http)
    {
        var (isFine, depth) = await FeedCall.NumberAsync(http, "depth", LadderDepth, LadderDepthMax).ConfigureAwait(false);
        if (!isFine)
            return;
        var symbol = http.Request.Query["symbol"].ToString();
        if (symbol.Length > 0 && await views.LadderAsync(symbol, 1, http.RequestAborted).ConfigureAwait(false) is null)
        {
            await FeedCall.RefuseSymbolAsync(http).ConfigureAwait(false);
            return;
        }

        if (!_streams.TryEnter())
        {
            await FeedCall.RefuseAsync(http, new Problem(RejectReason.Overloaded, "There are as many streams as may be.") { RetryAfterMs = 5_000 }).ConfigureAwait(false);
            return;
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping.Token);
            if (!HttpMethods.IsHead(http.Request.Method))
                await _streams.RunAsync(http, symbol, depth, stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _streams.Leave();
        }
    }

    private static Task HealthAsync(HttpContext http, FeedHealth health) => FeedCall.AnswerAsync(http, health.IsFine ? 200 : 503, json =>
    {
        json.WriteStartObject();
        json.WriteString("status"u8, health.Status);
        if (health.Reason.Length > 0)
            json.WriteString("reason"u8, health.Reason);
        json.WriteEndObject();
    });

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void RequestFailed(ILogger log, string method, PathString path, Exception problem);
}
