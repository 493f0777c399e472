using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Rialto.Gateways.Faults;

/// <summary>
/// The fault-injecting mode of one process: which profile is on, what it has done so far, and who hears of it. Faults happen at the edges of the doors only: what the exchange does, and what its journal
/// and views hold, is never touched. Any thread.
/// </summary>
public sealed partial class FaultMode : IMetricsSource
{
    /// <summary>Header of every HTTP answer, WebSocket handshakes included.</summary>
    public const string Header = "X-Rialto-Faults";

    /// <summary>Name of the alert that lasts as long as the process.</summary>
    public const string AlertName = "fault_injection";

    // Callers of REST are told apart by what they say of themselves; beyond so many they share.
    private const int MostCallers = 10_000;

    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly IFaultWitness? _witness;
    private readonly long _began;
    private readonly long[,] _counts = new long[Enum.GetValues<FaultKind>().Length, Enum.GetValues<FaultDoor>().Length];
    private readonly long[] _sessions = new long[Enum.GetValues<FaultDoor>().Length];
    private readonly ConcurrentDictionary<(FaultDoor Door, string Caller), FaultLine> _callers = new();
    private readonly ConcurrentDictionary<string, bool> _spared = new(StringComparer.Ordinal);
    private volatile FaultRun _run;

    /// <param name="profile">What may go wrong from now on.</param>
    /// <param name="clock">Time of the profile and of delays; the system's by default.</param>
    /// <param name="logs">Where each fault is logged; nowhere by default.</param>
    /// <param name="witness">Hears of everything; nobody by default.</param>
    public FaultMode(FaultProfile profile, TimeProvider? clock = null, ILoggerFactory? logs = null, IFaultWitness? witness = null)
    {
        _clock = clock ?? TimeProvider.System;
        _log = (logs ?? NullLoggerFactory.Instance).CreateLogger<FaultMode>();
        _witness = witness;
        _began = _clock.GetTimestamp();
        _run = new FaultRun(new FaultPlan(profile), _began);
    }

    /// <summary>What is told of it at the start, on the console and in the alert.</summary>
    public string Announcement => string.Create(
        CultureInfo.InvariantCulture,
        $"FAULT INJECTION IS ON: this exchange lies to its clients about transport{(Profile.Faults.Count == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", by a profile of {Profile.Faults.Count} faults with the seed '{Profile.Seed}'"))}. Never for real trading.");

    /// <summary>The profile that is on.</summary>
    public FaultProfile Profile => _run.Plan.Profile;

    /// <summary>Seconds since the mode began.</summary>
    public double Seconds => _clock.GetElapsedTime(_began).TotalSeconds;

    internal TimeProvider Clock => _clock;

    internal FaultRun Run => _run;

    /// <summary>Begins another profile: its seconds and its counts begin now. Connections that are silent are reset as soon as something should pass.</summary>
    public void Play(FaultProfile profile) => _run = new FaultRun(new FaultPlan(profile), _clock.GetTimestamp());

    /// <summary>A key whose traffic nothing happens to, and which nobody hears of.</summary>
    public void Spare(string key) => _spared[key] = true;

    /// <summary>How often a kind of fault has happened, over all doors.</summary>
    public long CountOf(FaultKind kind) => Enum.GetValues<FaultDoor>().Sum(door => Interlocked.Read(ref _counts[(int)kind, (int)door]));

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        text.Single("rialto_faults_mode", "gauge", "1: this process injects faults.", 1);
        text.Begin("rialto_faults_injected_total", "counter", "Faults injected, by kind and door.");
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            foreach (var door in Enum.GetValues<FaultDoor>())
            {
                if (Interlocked.Read(ref _counts[(int)kind, (int)door]) is > 0 and var count)
                    text.Value("rialto_faults_injected_total", $"kind=\"{FaultWords.Of(kind)}\",door=\"{FaultWords.Of(door)}\"", count);
            }
        }
    }

    internal bool IsSpared(string key) => key.Length > 0 && _spared.ContainsKey(key);

    /// <summary>A connection begins.</summary>
    internal FaultLine Open(FaultDoor door, string address) => new(this, door, Interlocked.Increment(ref _sessions[(int)door]), address);

    /// <summary>Where requests without a connection of their own are counted: by the key they name, or by their address.</summary>
    internal FaultLine LineOf(FaultDoor door, HttpContext http, string key)
    {
        var address = http.Connection.RemoteIpAddress?.ToString() ?? string.Empty;
        var caller = (door, key.Length > 0 ? key : address);
        if (_callers.TryGetValue(caller, out var line))
            return line;
        if (_callers.Count >= MostCallers)
            caller = (door, string.Empty);
        return _callers.GetOrAdd(caller, static (_, at) => new FaultLine(at.Mode, at.Door, Interlocked.Increment(ref at.Mode._sessions[(int)at.Door]), at.Address) { Key = at.Key }, (Mode: this, Door: door, Address: address, Key: key));
    }

    internal void OnInjected(FaultLine line, Fault fault, string text, NamedOrder order = default)
    {
        Interlocked.Increment(ref _counts[(int)fault.Kind, (int)line.Door]);
        LogInjected(_log, FaultWords.Of(fault.Kind), FaultWords.Of(line.Door), line.Session, line.Key, text);
        _witness?.OnInjected(new Injected(Seconds, line.Door, line.Session, line.Key, fault, text) { ClientOrderId = order.ClientOrderId ?? string.Empty, OrderId = order.OrderId });
    }

    internal void OnSeen(FaultLine line, SeenKind kind, string text, FaultKind? fault = null, string? clientOrderId = null)
    {
        if (_witness is not null && !IsSpared(line.Key))
            _witness.OnSeen(new Seen(Seconds, line.Door, line.Session, line.Key, kind, text, fault) { ClientOrderId = clientOrderId ?? string.Empty });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Injected {Kind} at {Door}, session {Session}, key '{Key}': {What}")]
    private static partial void LogInjected(ILogger log, string kind, string door, long session, string key, string what);
}
