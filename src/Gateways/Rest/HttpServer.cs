using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Faults;
using Rialto.Gateways.Site;
using Rialto.Gateways.Streams;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>Kestrel with the REST routes, the WebSocket endpoint, and the documents.</summary>
internal sealed partial class HttpServer(GatewayServices services, X509Certificate2? certificate, ILoggerFactory logs) : IAsyncDisposable
{
    /// <summary>A WebSocket that leaves a ping without its pong for so many seconds is closed.</summary>
    public const int PongTimeoutSeconds = 30;

    private const int LongBodyRetryMs = 1_000;

    private readonly ILogger _log = logs.CreateLogger<HttpServer>();
    private WebApplication? _app;

    /// <summary>Where it listens, for example <c>http://127.0.0.1:7080</c>; known after <see cref="StartAsync"/>.</summary>
    public string Url { get; private set; } = string.Empty;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Empty: the usual builders watch the working folder for changed settings, and the journal writes there thousands of times a second.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        var quiet = new StartQuietLoggers(logs);
        builder.Services.AddSingleton<ILoggerFactory>(quiet);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(Configure);
        builder.Services.Configure<SocketTransportOptions>(options =>
        {
            options.UnsafePreferInlineScheduling = services.Options.Http.InlineScheduling;
            // A system call less for each request, a buffer of 4 KiB more for each connection.
            options.WaitForDataBeforeAllocatingBuffer = false;
        });
        var app = builder.Build();
        app.Use(LeaveSocketThreadAsync);
        app.Use(GuardAsync);
        if (services.Faults is { } faults)
            app.Use(new FaultyHttp(faults, FaultDoor.Rest, RefuseFaultilyAsync).InvokeAsync);
        app.Use(TakeOrderAsync);
        app.Use(ServeSiteAsync);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(PongTimeoutSeconds) });
        if (services.Options.Http.Swagger)
        {
            app.UseSwaggerUI(static options =>
            {
                options.SwaggerEndpoint("/openapi/v1.json", "Rialto v1");
                options.DocumentTitle = "Rialto API";
            });
        }

        app.UseRouting();
        foreach (var route in Routes.All)
            app.MapMethods(route.Pattern, route.Methods, http => HandleAsync(http, route));
        app.Map("/ws", AcceptSocketAsync);
        _app = app;
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        quiet.Open();
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        services.Registry.StopAll();
        if (_app is not null)
            await _app.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync().ConfigureAwait(false);
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        var options = services.Options.Http;
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        // One byte more than we take, so that it is we who say what is wrong.
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes + 1L;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = services.Options.Streams.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromMilliseconds(options.HeadersTimeoutMs);
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate);
            else
                listen.Protocols = HttpProtocols.Http1;
            if (services.Faults is not null)
                listen.Use(FaultyTransport.Wrap);
        });
    }

    // Orders are short and stay on the thread that read them. Everything else may take its time, and must not hold up the other connections of that thread.
    private static Task LeaveSocketThreadAsync(HttpContext http, RequestDelegate next)
    {
        var isOrder = http.Request.Path.StartsWithSegments("/api/v1/orders", StringComparison.Ordinal) && !HttpMethods.IsGet(http.Request.Method);
        return isOrder || http.Request.Path == "/ws" ? next(http) : OnPoolAsync(http, next);

        static async Task OnPoolAsync(HttpContext http, RequestDelegate next)
        {
            await Task.Yield();
            await next(http).ConfigureAwait(false);
        }
    }

    // The one request that is sent all day needs no search among all the others.
    private Task TakeOrderAsync(HttpContext http, RequestDelegate next) =>
        HttpMethods.IsPost(http.Request.Method) && string.Equals(http.Request.Path.Value, Routes.SubmitOrder.Pattern, StringComparison.Ordinal)
            ? HandleAsync(http, Routes.SubmitOrder)
            : next(http);

    private async Task ServeSiteAsync(HttpContext http, RequestDelegate next)
    {
        if (await SiteEndpoint.TryServeAsync(http, services.Site).ConfigureAwait(false))
            return;
        if (http.Request.Path == "/" && !services.Site.HasIndex)
            await RefuseAsync(http, 404, "This build has no dashboard: npm was not there when it was made. The API is under /api/v1, described at /swagger.").ConfigureAwait(false);
        else
            await next(http).ConfigureAwait(false);
    }

    private async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http).ConfigureAwait(false);
            if (http.Response is { HasStarted: false, StatusCode: 404 or 405 })
                await RefuseAsync(http, http.Response.StatusCode, http.Response.StatusCode == 404 ? "There is no such path." : "The path does not have this method.").ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException problem) when (!http.Response.HasStarted)
        {
            await RefuseAsync(http, problem.StatusCode, problem.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
        catch (OperationCanceledException) when (!http.Response.HasStarted)
        {
            using var call = new RestCall(http, services);
            await call.RefuseAsync(new Problem(RejectReason.NotReady, services.Readiness.Reason)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One request's fault must not take the others with it; it is logged and counted.
        catch (Exception problem) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            services.Metrics.Failed();
            RequestFailed(_log, http.Request.Method, http.Request.Path, problem);
            http.Response.StatusCode = 500;
            http.Response.ContentType = "application/problem+json";
            await http.Response.WriteAsync("""{"type":"about:blank","title":"Internal error","status":500}""").ConfigureAwait(false);
        }
    }

    private async Task HandleAsync(HttpContext http, Route route)
    {
        var started = Stopwatch.GetTimestamp();
        using var call = new RestCall(http, services) { Route = route };
        if (route.MaxBodyBytes > 0)
            await HandleLongAsync(call, route).ConfigureAwait(false);
        else if (await call.TryReadBodyAsync(call.Aborted).ConfigureAwait(false) && await MayAsync(call, route).ConfigureAwait(false))
            await route.Handle(call).ConfigureAwait(false);
        services.Metrics.RequestDone(started);
    }

    // A signature of the body can only be checked once all of it is here: until then there is room for a few, and for each a time. One of the body's digest is checked first, and has room of its own.
    private async ValueTask HandleLongAsync(RestCall call, Route route)
    {
        var digest = call.Http.Request.Headers[RequestSignature.DigestHeader].ToString();
        var isProven = digest.Length > 0;
        if (isProven ? !await call.TryAuthenticateAsync(route.Permission, RequestSignature.InsteadOfBody(digest)).ConfigureAwait(false) : await call.KeyByHeadersAsync(route.Permission).ConfigureAwait(false) is null)
            return;
        using var place = services.LongBodies.Enter(isProven ? call.Key : null);
        if (place.Refused != RejectReason.None)
        {
            var detail = place.Refused == RejectReason.RateLimited ? "The key has as many long requests under way as it may."
                : isProven ? "As many long requests are under way as may be." : $"As many long requests are under way as may be; with {RequestSignature.DigestHeader} there is more room.";
            await call.RefuseAsync(new Problem(place.Refused, detail) { RetryAfterMs = LongBodyRetryMs }).ConfigureAwait(false);
            return;
        }

        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Math.Max(route.MaxBodyBytes, services.Options.Http.MaxBodyBytes) + 1L;
        // Instead of the web server's own least rate: one time for all of it.
        if (call.Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(services.Options.Http.LongBodyTimeoutMs), services.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, late.Token);
        try
        {
            if (!await call.TryReadBodyAsync(stop.Token).ConfigureAwait(false))
                return;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !call.Aborted.IsCancellationRequested)
        {
            await call.RefuseAsync(new Problem(RejectReason.MalformedRequest, $"The body did not arrive within {services.Options.Http.LongBodyTimeoutMs} ms.") { StatusOverride = 408 }).ConfigureAwait(false);
            return;
        }

        if (isProven ? await call.HasDigestAsync(digest).ConfigureAwait(false) : await MayAsync(call, route).ConfigureAwait(false))
            await route.Handle(call).ConfigureAwait(false);
    }

    private ValueTask<bool> MayAsync(RestCall call, Route route)
    {
        var needsKey = route.Access switch
        {
            Access.Signed => true,
            Access.MarketData => services.Options.Auth.RequireKeyForMarketData,
            Access.Metrics => services.Options.Auth.RequireKeyForMetrics,
            _ => false,
        };
        return needsKey ? call.TryAuthenticateAsync(route.Permission) : ValueTask.FromResult(true);
    }

    private async Task AcceptSocketAsync(HttpContext http)
    {
        using var call = new RestCall(http, services);
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(http, 426, "This path is for WebSocket connections.").ConfigureAwait(false);
            return;
        }

        // A browser page from elsewhere must not talk to the exchange with its visitor's network.
        if (Origins.IsForeign(http))
        {
            await call.RefuseAsync(new Problem(RejectReason.Forbidden, "WebSocket connections from other origins are refused.")).ConfigureAwait(false);
            return;
        }

        if (http.Request.Headers.ContainsKey(RequestSignature.KeyHeader) && !await call.TryAuthenticateAsync(Permissions.None).ConfigureAwait(false))
            return;
        var address = http.Connection.RemoteIpAddress?.ToString() ?? string.Empty;
        var refused = services.Registry.TryEnter(address);
        if (refused != 0)
        {
            await call.RefuseAsync(new Problem(refused == 503 ? RejectReason.Overloaded : RejectReason.RateLimited, "There are as many connections as may be.")).ConfigureAwait(false);
            return;
        }

        try
        {
            using var accepted = await http.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
            using var socket = services.Faults is { } faults ? FaultySocket.Around(faults, FaultDoor.Ws, http, accepted, call.Key?.Id ?? string.Empty) : accepted;
            var session = new StreamSession(socket, services, call.Key, $"{address}:{http.Connection.RemotePort}");
            await session.RunAsync(http.Request.Query["cancel_on_disconnect"] == "true").ConfigureAwait(false);
        }
        finally
        {
            services.Registry.Leave(address);
        }
    }

    private async Task RefuseFaultilyAsync(HttpContext http, FaultRefusal refusal)
    {
        using var call = new RestCall(http, services);
        await call.RefuseAsync(RefusalTexts.Own(in refusal)).ConfigureAwait(false);
    }

    private async Task RefuseAsync(HttpContext http, int status, string detail)
    {
        using var call = new RestCall(http, services);
        await call.RefuseAsync(new Problem(RejectReason.MalformedRequest, detail) { StatusOverride = status }).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void RequestFailed(ILogger log, string method, PathString path, Exception problem);
}
