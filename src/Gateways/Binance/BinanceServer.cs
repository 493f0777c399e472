using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rialto.Gateways.Faults;
using Rialto.Gateways.Rest;

namespace Rialto.Gateways.Binance;

/// <summary>Kestrel on a port of its own with Binance's paths, which would meet those of <see cref="HttpServer"/>.</summary>
internal sealed partial class BinanceServer(BinanceServices binance, X509Certificate2? certificate, ILoggerFactory logs) : IAsyncDisposable
{
    private static readonly BinanceError FromElsewhere = BinanceError.Unauthorized with { Message = "Requests of other origins are refused.", Status = 403 };
    private static readonly string[] StreamPaths = ["/ws", "/ws/{**streams}", "/stream"];

    private readonly ILogger _log = logs.CreateLogger<BinanceServer>();
    private WebApplication? _app;

    /// <summary>Where it listens, for example <c>http://127.0.0.1:7083</c>; null where it does not.</summary>
    public string? Url { get; private set; }

    /// <summary>Open WebSocket connections.</summary>
    public int Connections => binance.Streams.Count;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!binance.Options.Enabled)
            return;
        // As in HttpServer: the usual builders watch the working folder.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        var quiet = new StartQuietLoggers(logs);
        builder.Services.AddSingleton<ILoggerFactory>(quiet);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(Configure);
        var app = builder.Build();
        app.Use(GuardAsync);
        if (binance.Gateways.Faults is { } faults)
            app.Use(new FaultyHttp(faults, FaultDoor.BinanceRest, RefuseFaultilyAsync).InvokeAsync);
        app.UseWebSockets();
        app.UseRouting();
        foreach (var operation in BinanceOperations.All)
            app.MapMethods(operation.Path, [operation.Method], http => new BinanceRestCall(binance, http).RunAsync(operation));
        foreach (var path in StreamPaths)
            app.MapGet(path, binance.Streams.AcceptAsync);
        app.MapGet("/ws-api/v3", binance.Streams.AcceptApiAsync);
        _app = app;
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        quiet.Open();
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        binance.Streams.StopAll();
        if (_app is not null)
            await _app.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        binance.Streams.Dispose();
        if (_app is not null)
            await _app.DisposeAsync().ConfigureAwait(false);
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        var options = binance.Options;
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.Sockets.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromMilliseconds(options.HeadersTimeoutMs);
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate);
            else
                listen.Protocols = HttpProtocols.Http1;
            if (binance.Gateways.Faults is not null)
                listen.Use(FaultyTransport.Wrap);
        });
    }

    private Task RefuseFaultilyAsync(HttpContext http, FaultRefusal refusal) =>
        new BinanceRestCall(binance, http).AnswerAsync(RefusalTexts.Binance(in refusal, binance.Gateways.Clock.GetUtcNow())).AsTask();

    private async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        var call = new BinanceRestCall(binance, http);
        try
        {
            // Before anything is charged: a page from elsewhere must not use up the weight of its visitor's address either.
            if (Origins.IsOfAnotherSite(http) || Origins.IsForeign(http))
            {
                await call.AnswerAsync(FromElsewhere).ConfigureAwait(false);
                return;
            }

            await next(http).ConfigureAwait(false);
            if (http.Response is { HasStarted: false, StatusCode: 404 or 405 })
                await call.AnswerAsync(BinanceError.NotFound with { Status = http.Response.StatusCode }).ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException problem) when (!http.Response.HasStarted)
        {
            await call.AnswerAsync(new BinanceError(-1000, problem.Message, problem.StatusCode)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
        catch (OperationCanceledException) when (!http.Response.HasStarted)
        {
            await call.AnswerAsync(BinanceError.ShuttingDown).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One request's fault must not take the others with it; it is logged and counted.
        catch (Exception problem) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            binance.Gateways.Metrics.Failed();
            // Never the query: it holds signatures and listen keys.
            RequestFailed(_log, http.Request.Method, http.Request.Path.ToString(), problem);
            await call.AnswerAsync(BinanceError.UnknownError).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Binance {Method} {Path} failed")]
    private static partial void RequestFailed(ILogger log, string method, string path, Exception problem);
}
