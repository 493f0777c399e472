using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Rialto.Gateways;
using Rialto.Gateways.Audit;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Rialto.Gateways.Faults;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Site;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;
using Rialto.Venue;

namespace Rialto.Unit.Gateways;

/// <summary>
/// A whole exchange in the test's process: real rings, real gateways on ports the system chose, the product's engine, and a durable cursor the
/// test can hold back. Instrument 1 is AAPL (two decimals, whole shares), open, with fees of 1,000 and 2,000 ppm.
/// </summary>
internal sealed class RunningExchange : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-test-").FullName;
    private readonly MpscRing<Command> _intake;
    private readonly BroadcastRing<ExchangeEvent> _events = new(1 << 14);
    private readonly ConcurrentQueue<Action> _onEngine = new();
    private readonly AgentRunner _engine;
    private readonly AgentRunner _fanOut;
    private readonly long _base;
    private readonly TimeProvider _clock;
    private long _applied;
    private long _holdAfter = long.MaxValue;
    private volatile bool _isEnginePaused;

    private RunningExchange(GatewayOptions options, IReadOnlyList<Command>? journal, int intakeCapacity, TimeProvider? clock, ILoggerFactory? logs,
        IAuditQueries? audit, SiteFiles? site, Func<string, KeyStore, ComplianceServices>? compliance, string? keys, FaultMode? faults)
    {
        _clock = clock ?? TimeProvider.System;
        _intake = new MpscRing<Command>(intakeCapacity);
        KeysFolder = keys ?? Path.Combine(_folder, "keys");
        Keys = KeyStore.Open(KeysFolder, clock);
        Compliance = compliance?.Invoke(_folder, Keys);
        Exchange = new Exchange<RingSink>(new ExchangeLimits(), new RingSink(_events));
        Gateways = new GatewayServer(
            new GatewayPipeline(_intake, _events.AddReader(gating: true), () => Math.Min(Volatile.Read(ref _applied), Volatile.Read(ref _holdAfter)))
            {
                AttendSequencer = () => _engine?.Attend(),
                AttendFanOut = () => _fanOut?.Attend(),
                Audit = audit,
                Site = site ?? SiteFiles.None,
                Compliance = Compliance,
                Faults = faults,
            },
            Keys, options, Readiness, logs: logs, clock: clock);
        _events.WakeOnPublish(Gateways.FanOutSignal);
        _fanOut = new AgentRunner(Gateways.FanOut, new IdleStrategy(Gateways.FanOutSignal), (_, fault) => Fault = fault, FaultPolicy.StopAgent);
        // As in the host: while their threads sleep, whoever brings work does it.
        _fanOut.LetOthersHelp(() => true);
        _fanOut.Start();
        foreach (var command in journal ?? [])
            Apply(command);
        _base = Exchange.LastSequence;
        var signal = new WakeSignal();
        _intake.WakeOnPublish(signal);
        _engine = new AgentRunner(new Engine(this), new IdleStrategy(signal, TimeSpan.FromMilliseconds(1)), (_, fault) => Fault = fault, FaultPolicy.StopAgent);
        _engine.LetOthersHelp(() => !_isEnginePaused);
        _engine.Feed(_fanOut);
        _engine.Start();
    }

    public Exchange<RingSink> Exchange { get; }

    /// <summary>What a thread of the fixture threw; null while all is well.</summary>
    public Exception? Fault { get; private set; }

    public GatewayServer Gateways { get; }

    public KeyStore Keys { get; }

    /// <summary>Where they are kept: a folder of its own, unless the test gave one.</summary>
    public string KeysFolder { get; }

    /// <summary>Applications and cases; null where the test wants none.</summary>
    public ComplianceServices? Compliance { get; }

    public Readiness Readiness { get; } = new();

    /// <summary>Everything that was sequenced, as a journal would have it. On the engine's thread.</summary>
    public List<Command> Journal { get; } = [];

    /// <summary>A copy of it as it is now.</summary>
    public Task<List<Command>> CopyJournalAsync() => OnEngineAsync(_ => new List<Command>(Journal));

    /// <summary>An exchange with AAPL open, accepting commands.</summary>
    public static async Task<RunningExchange> StartAsync(
        Action<GatewayOptions>? configure = null, IReadOnlyList<Command>? journal = null, int intakeCapacity = 1 << 12, TimeProvider? clock = null, bool withInstrument = true,
        ILoggerFactory? logs = null, IAuditQueries? audit = null, SiteFiles? site = null, Func<string, KeyStore, ComplianceServices>? compliance = null, string? keys = null, FaultMode? faults = null)
    {
        var options = new GatewayOptions();
        options.Http.Port = 0;
        options.Native.Port = 0;
        options.Binance.Enabled = false;
        options.Binance.Enabled = false;
        options.Binance.Port = 0;
        // A machine may be as slow as it likes: what runs out of time here does so because a test asked for it.
        options.Auth.WindowMs = 600_000;
        options.Native.HeartbeatMs = 600_000;
        options.Native.LogonTimeoutMs = 600_000;
        options.Streams.SendTimeoutMs = 600_000;
        configure?.Invoke(options);
        var running = new RunningExchange(options, journal ?? (withInstrument ? Opening() : []), intakeCapacity, clock, logs, audit, site, compliance, keys, faults);
        try
        {
            await running.Gateways.StartAsync();
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }

        await running.Gateways.OpenAsync(running._base);
        return running;
    }

    /// <summary>A REST client with a new key of a user.</summary>
    public RestClient Rest(string user = "alice", Permissions permissions = Permissions.Read | Permissions.Trade, OwnerGroup group = default) =>
        new(Gateways.HttpUrl, Keys.Create(user, permissions, group), clock: _clock);

    /// <summary>A REST client without a key.</summary>
    public RestClient Anonymous() => new(Gateways.HttpUrl, null);

    /// <summary>Events after the last command applied so far, and so many further ones, stay undurable until <see cref="ReleaseDurable"/>.</summary>
    public void HoldDurable(int further = 0) => Volatile.Write(ref _holdAfter, Volatile.Read(ref _applied) + further);

    public void ReleaseDurable()
    {
        Volatile.Write(ref _holdAfter, long.MaxValue);
        Gateways.FanOutSignal.WakeIfParked();
    }

    /// <summary>Done once the engine's thread has seen it: nothing sent afterwards is applied until <see cref="ResumeEngine"/>.</summary>
    public Task PauseEngineAsync() => OnEngineAsync(_ => _isEnginePaused = true);

    public void ResumeEngine() => _isEnginePaused = false;

    /// <summary>Runs something between two commands.</summary>
    public Task<T> OnEngineAsync<T>(Func<Exchange<RingSink>, T> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _onEngine.Enqueue(() => answer.SetResult(ask(Exchange)));
        return answer.Task;
    }

    /// <summary>Sends a command as if another gateway had, without waiting.</summary>
    public void Inject(Command command)
    {
        long position;
        while (!_intake.TryClaim(out position))
            Thread.Yield();
        _intake.Slot(position) = command;
        _intake.Publish(position);
    }

    public async ValueTask DisposeAsync()
    {
        ReleaseDurable();
        ResumeEngine();
        await Gateways.StopAsync();
        _engine.Dispose();
        _fanOut.Dispose();
        await Gateways.DisposeAsync();
        Compliance?.Desk.Dispose();
        Keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The commands that define and open AAPL.</summary>
    public static List<Command> Opening()
    {
        var id = new InstrumentId(1);
        List<Command> commands =
        [
            Command.DefineInstrument(new Instrument(id, Text36.Of("AAPL"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000))),
            Command.SetInstrumentRules(id, InstrumentRules.None with { MakerFeePpm = 1_000, TakerFeePpm = 2_000 }),
            Command.SetInstrumentState(id, InstrumentState.Open),
        ];
        for (var i = 0; i < commands.Count; i++)
            commands[i] = commands[i] with { Sequence = i + 1, Time = new Timestamp(1_700_000_000_000_000_000 + i) };
        return commands;
    }

    private void Apply(in Command command)
    {
        Journal.Add(command);
        // Durable before it is applied, as in the product: one command may have more events than the ring has slots.
        Volatile.Write(ref _applied, command.Sequence);
        Exchange.Apply(in command);
    }

    /// <summary>Puts events into the ring; each waits in a stage until it is known whether it is its command's last.</summary>
    internal struct RingSink(BroadcastRing<ExchangeEvent> ring) : IEventSink
    {
        private readonly ExchangeEvent[] _stage = new ExchangeEvent[1];
        private bool _isStaged;

        public ref ExchangeEvent Claim()
        {
            if (_isStaged)
                ring.Claim() = _stage[0];
            _isStaged = true;
            return ref _stage[0];
        }

        public void EndCommand()
        {
            if (!_isStaged)
                return;
            _isStaged = false;
            _stage[0].Flags |= EventFlags.LastOfCommand;
            ring.Claim() = _stage[0];
            ring.PublishQuietly();
        }
    }

    private sealed class Engine(RunningExchange owner) : IAgent
    {
        private Handler _handler = new(owner);

        public string Name => "engine";

        public int DoWork()
        {
            var done = 0;
            for (; owner._onEngine.TryDequeue(out var action); done++)
                action();
            return owner._isEnginePaused ? done : done + owner._intake.Poll(ref _handler, 64);
        }
    }

    private readonly struct Handler(RunningExchange owner) : IRingHandler<Command>
    {
        public void On(ref Command item, long position)
        {
            item.Sequence = owner._base + position + 1;
            item.Time = Timestamp.FromDateTimeUtc(owner._clock.GetUtcNow().UtcDateTime);
            if (item.Time < owner.Exchange.Time)
                item.Time = owner.Exchange.Time;
            owner.Apply(in item);
        }
    }
}
