using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Gateways.Audit;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance;
using Rialto.Gateways.Binance.Streams;
using Rialto.Gateways.Compliance;
using Rialto.Gateways.Faults;
using Rialto.Gateways.Fix.Application;
using Rialto.Gateways.Fix.Session;
using Rialto.Gateways.Native;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Rest;
using Rialto.Gateways.Site;
using Rialto.Gateways.Streams;
using Rialto.Gateways.Streams.Dashboard;
using Rialto.Gateways.Tls;
using Rialto.Gateways.Views;
using Rialto.Journal.Proofs;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;

namespace Rialto.Gateways;

/// <summary>What the gateways are joined to.</summary>
/// <param name="Intake">Ring to the sequencer.</param>
/// <param name="Events">A gating reader of the exchange's events; the gateways are its only user.</param>
/// <param name="DurableSequence">Events up to this sequence may be seen outside; asked on the fan-out thread, must be cheap.</param>
public sealed record GatewayPipeline(MpscRing<Command> Intake, BroadcastReader<ExchangeEvent> Events, Func<long> DurableSequence)
{
    /// <summary>Answers questions about the past; null: they are refused.</summary>
    public IAuditQueries? Audit { get; init; }

    /// <summary>Applications for verification and the case queue; null: this exchange has no desk.</summary>
    public ComplianceServices? Compliance { get; init; }

    /// <summary>Injects faults at the doors; null, which is the rule: nothing does.</summary>
    public FaultMode? Faults { get; init; }

    /// <summary>The dashboard; none by default.</summary>
    public SiteFiles Site { get; init; } = SiteFiles.None;

    /// <summary>Called after commands were put into the ring, on the thread that did: sees to a sequencer that sleeps. The ring's own signals are raised where this is not given.</summary>
    public Action? AttendSequencer { get; init; }

    /// <summary>Called after something was asked of the fan-out, on the thread that did. The fan-out's signal is raised where this is not given.</summary>
    public Action? AttendFanOut { get; init; }

    /// <summary>Gets the event hash after each command, from when somebody takes it; null where nobody does.</summary>
    public ProofQueue? Proofs { get; init; }
}

/// <summary>
/// All gateways of one exchange process: REST, WebSocket, native, and the fan-out they share.
/// <code>
/// new → FanOut on a thread of its own → StartAsync → (recovered events go through the views) → OpenAsync … StopAsync → end that thread → DisposeAsync
/// </code>
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private readonly GatewayServices _services;
    private readonly HttpServer _http;
    private readonly NativeServer _native;
    private readonly FixAcceptor _fix;
    private readonly BinanceServer _binance;
    private readonly DashboardHub _screens;
    private readonly X509Certificate2? _certificate;
    private int _isPulsing;

    /// <param name="pipeline">The rings and the durable cursor.</param>
    /// <param name="keys">API keys; the caller disposes of them.</param>
    /// <param name="options">Validated here; throws <see cref="System.ComponentModel.DataAnnotations.ValidationException"/> naming the key, and <see cref="CertificateException"/>.</param>
    /// <param name="readiness">Moved by the host.</param>
    /// <param name="metrics">Further sources for the metrics page.</param>
    /// <param name="logs">Where request failures are logged; none by default.</param>
    /// <param name="clock">Wall clock of signatures and messages; the system's by default.</param>
    public GatewayServer(
        GatewayPipeline pipeline,
        KeyStore keys,
        GatewayOptions options,
        Readiness readiness,
        IReadOnlyList<IMetricsSource>? metrics = null,
        ILoggerFactory? logs = null,
        TimeProvider? clock = null)
    {
        options.Validate();
        var time = clock ?? TimeProvider.System;
        var views = new ExchangeViews(options.Views);
        var pending = new PendingCommands(options.MaxPendingCommands);
        _screens = new DashboardHub(views);
        var hub = new StreamHub(views, _screens);
        var nativeHub = new NativeHub(views);
        FixHub = new FixHub(views, readiness, options.Fix.Enabled ? new FixRecords(options.Fix.Folder) : null);
        var binanceHub = new BinanceHub(views);
        var intake = new Intake(pipeline.Intake, pending, readiness, pipeline.AttendSequencer);
        var sessions = new Sessions(intake, readiness);
        _services = new GatewayServices(
            options,
            readiness,
            intake,
            pending,
            new FanOut(pipeline.Events, pipeline.DurableSequence, views, pending, [hub, nativeHub, binanceHub, FixHub, _screens], pipeline.AttendFanOut, pipeline.Proofs),
            views,
            hub,
            new StreamRegistry(options.Streams, PulseScreens),
            keys,
            new Authenticator(keys, options.Auth, time),
            sessions,
            new RestSessions(sessions, options.Http, time),
            new GatewayMetrics(),
            pipeline.Faults is { } counted ? [.. metrics ?? [], counted] : metrics ?? [],
            pipeline.DurableSequence,
            time,
            pipeline.Audit)
        { Site = pipeline.Site, Compliance = pipeline.Compliance, Faults = pipeline.Faults };
        if (pipeline.Faults is { } faults)
            readiness.Alerts.Raise(FaultMode.AlertName, AlertSeverity.Warning, faults.Announcement);
        var http = options.Http;
        _certificate = http.CertificatePath.Length == 0 ? null : ServerCertificate.Load(http.CertificatePath, http.CertificateKeyPath, http.CertificatePassword, time.GetUtcNow());
        _http = new HttpServer(_services, _certificate, logs ?? NullLoggerFactory.Instance);
        _native = new NativeServer(_services, nativeHub, options.Native.Tls ? new TlsRelay(_certificate!, options.Native.LogonTimeoutMs) : null);
        _binance = new BinanceServer(new BinanceServices(_services, binanceHub, logs), _certificate, logs ?? NullLoggerFactory.Instance);
        _fix = new FixAcceptor(_services, FixAcceptor.VenueDictionary(), link => new FixTrader(_services, FixHub, link), options.Fix.Tls ? new TlsRelay(_certificate!, options.Fix.LogonTimeoutMs) : null);
        _fix.Recall(FixHub.Records?.Sessions.Keys ?? []);
        readiness.Changed += OnPhase;
    }

    /// <summary>What its sessions work with.</summary>
    internal GatewayServices Services => _services;

    /// <summary>What listeners show as their certificate, without its key, as PEM; null without TLS.</summary>
    public string? CertificatePem => _certificate?.ExportCertificatePem();

    /// <summary>REST base address; known after <see cref="StartAsync"/>.</summary>
    public string HttpUrl => _http.Url;

    /// <summary>Where the native protocol listens; null where it does not.</summary>
    public System.Net.IPEndPoint? NativeEndpoint => _native.Endpoint;

    /// <summary>Base address of Binance's API, for example <c>http://127.0.0.1:7083</c>; null where it does not listen.</summary>
    public string? BinanceUrl => _binance.Url;

    /// <summary>Open WebSocket connections of Binance's API.</summary>
    internal int BinanceConnections => _binance.Connections;

    /// <summary>What tells FIX sessions of events.</summary>
    internal FixHub FixHub { get; }

    /// <summary>Where FIX clients connect; null where they cannot.</summary>
    public System.Net.IPEndPoint? FixEndpoint => _fix.Endpoint;

    /// <summary>True where there is a dashboard at <see cref="HttpUrl"/>.</summary>
    public bool HasDashboard => _services.Site.HasIndex;

    /// <summary>Sequence of the last command whose events are all through the views; any thread.</summary>
    public long Sequence => _services.FanOut.Sequence;

    /// <summary>The fan-out's duty: one thread of its own, running from before recovery until after <see cref="StopAsync"/>.</summary>
    public IAgent FanOut => _services.FanOut;

    /// <summary>Wakes the fan-out: what its thread's idle strategy sleeps on. The host raises it too, when events are published and when the durable cursor moves.</summary>
    public WakeSignal FanOutSignal => _services.FanOut.Signal;

    /// <summary>Begins with what a snapshot holds; before any event is published.</summary>
    /// <param name="views">The part of the name <see cref="ViewsReplica.Name"/>.</param>
    /// <param name="eventHash">Hash of all events up to there.</param>
    /// <returns>What is wrong with it, or null; where something is, the gateways are of no use any more: try a <see cref="ViewsReplica"/> first.</returns>
    public async Task<string?> RestoreAsync(ReadOnlySequence<byte> views, ulong eventHash)
    {
        var fault = await _services.FanOut.RestoreAsync(views, eventHash).ConfigureAwait(false);
        if (fault is null)
            await OnFanOutAsync(FixHub.OnRestored).ConfigureAwait(false);
        return fault;
    }

    /// <summary>The exchange stops and every event has been through the views: what is proven of the last commands goes on its way. Once the fan-out has ended.</summary>
    /// <param name="lastSequence">The last command, with events or without.</param>
    public void ProveThrough(long lastSequence) => _services.FanOut.ProveThrough(lastSequence);

    /// <summary>
    /// Recovery is done and every event of it has been published: waits until the views have them all, moves to ready, and ends the sessions that the
    /// process before left open.
    /// </summary>
    /// <param name="lastSequence">Sequence of the last recovered command, 0 for a new exchange; the next command through the ring gets the one after it plus the ring's position.</param>
    public async Task OpenAsync(long lastSequence)
    {
        _services.Intake.SetBase(lastSequence);
        await _services.FanOut.CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
        await OnFanOutAsync(FixHub.OnRecovered).ConfigureAwait(false);
        _services.Sessions.ContinueAfter(await _services.FanOut.AskAsync(static views => views.LastSession, CancellationToken.None).ConfigureAwait(false));
        var leftOver = await _services.FanOut.AskAsync(static views => views.OpenSessions.Keys.ToArray(), CancellationToken.None).ConfigureAwait(false);
        _services.Readiness.Move(ExchangePhase.Ready);
        await _services.Sessions.CloseLeftOversAsync(leftOver).ConfigureAwait(false);
    }

    /// <summary>Begins to listen; health says whether orders are accepted yet.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _http.StartAsync(cancellationToken).ConfigureAwait(false);
        _native.Start();
        _fix.Start();
        await _binance.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses new commands, says goodbye to connections, and waits for answers that are due. The fan-out must still run.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _native.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await _fix.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await _binance.StopAsync(cancellationToken).ConfigureAwait(false);
        await _http.StopAsync(cancellationToken).ConfigureAwait(false);
        await _services.RestSessions.CloseAllAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        _services.Readiness.Move(ExchangePhase.Stopping, "stopping");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _services.Readiness.Changed -= OnPhase;
        _services.Registry.Dispose();
        await _native.DisposeAsync().ConfigureAwait(false);
        await _fix.DisposeAsync().ConfigureAwait(false);
        FixHub.Records?.Dispose();
        await _binance.DisposeAsync().ConfigureAwait(false);
        await _http.DisposeAsync().ConfigureAwait(false);
        _certificate?.Dispose();
        _services.ComplianceGate.Dispose();
    }

    private Task<bool> OnFanOutAsync(Action action) => _services.FanOut.AskAsync(
        _ =>
        {
            action();
            return true;
        },
        CancellationToken.None);

    // Where nothing happens for a moment, nobody else tells the screens what happened before it. One question at a time.
    private void PulseScreens()
    {
        if (!_screens.IsWaiting || Interlocked.Exchange(ref _isPulsing, 1) != 0)
            return;
        _ = AskAsync();

        async Task AskAsync()
        {
            try
            {
                await _services.FanOut.AskAsync(
                    _ =>
                    {
                        _screens.OnPulse();
                        return true;
                    },
                    CancellationToken.None).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The exchange has stopped, and there is nothing more to tell.
            }

            Volatile.Write(ref _isPulsing, 0);
        }
    }

    private void OnPhase(ExchangePhase phase)
    {
        // Nothing will be durable any more; whoever waits must hear that the outcome is unknown.
        if (phase != ExchangePhase.Failed)
            return;
        _services.FanOut.DropUndurable();
        _services.Pending.Abandon();
    }
}
