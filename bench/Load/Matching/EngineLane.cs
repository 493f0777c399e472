using System.Diagnostics;
using Rialto.Load.Flows;
using Rialto.Load.Measure;
using Rialto.Venue;

namespace Rialto.Load.Matching;

/// <summary>The product: <c>Exchange.Apply</c> with everything compiled in, events written to a ring.</summary>
internal sealed class EngineLane : ILane
{
    private readonly VenueParts _parts;
    private readonly Exchange<RingSink> _exchange;
    private readonly Loops _loops;
    private readonly double _timer = Latency.TimerOverheadNs();

    /// <param name="script">What is played.</param>
    /// <param name="symbols">For how many symbols at once.</param>
    /// <param name="parts">What of the venue is on.</param>
    public EngineLane(Script script, int symbols, VenueParts parts = VenueParts.None)
    {
        _parts = parts;
        FirstLoop = TallyOf(script, symbols, parts);
        _exchange = new Exchange<RingSink>(script.LimitsFor(symbols), new RingSink());
        _loops = new Loops(script, symbols, Open(_exchange, symbols, parts));
    }

    /// <inheritdoc/>
    public string Name => _parts == VenueParts.None ? "Rialto" : $"Rialto, {Parts} on";

    /// <summary>What is on, such as <c>accounts, fees</c>.</summary>
    public string Parts => _parts.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public Tally FirstLoop { get; }

    /// <summary>Bytes allocated in the rounds so far.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Commands applied in the rounds so far.</summary>
    public long Commands { get; private set; }

    /// <inheritdoc/>
    public double RoundNs()
    {
        var ticks = 0L;
        for (var chunk = 0; chunk < _loops.Chunks; chunk++)
        {
            var commands = _loops.Chunk(chunk);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            foreach (ref readonly var command in commands)
                _exchange.Apply(command);
            ticks += Stopwatch.GetTimestamp() - start;
            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
        }
        Commands += _loops.CommandsPerLoop;
        return ticks * Latency.NanosecondsPerTick / _loops.CommandsPerLoop;
    }

    /// <inheritdoc/>
    public Latency Latencies()
    {
        var samples = new long[_loops.CommandsPerLoop];
        var n = 0;
        for (var chunk = 0; chunk < _loops.Chunks; chunk++)
            foreach (ref readonly var command in _loops.Chunk(chunk))
            {
                var start = Stopwatch.GetTimestamp();
                _exchange.Apply(command);
                samples[n++] = Stopwatch.GetTimestamp() - start;
            }
        return Latency.Of(samples, _timer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>What the first loop gives, makers by exchange ids.</summary>
    public static Tally TallyOf(Script script, int symbols, VenueParts parts = VenueParts.None)
    {
        var exchange = new Exchange<CommandSink>(script.LimitsFor(symbols), new CommandSink());
        var loops = new Loops(script, symbols, Open(exchange, symbols, parts));
        var tally = Flows.Tally.Empty;
        for (var chunk = 0; chunk < loops.Chunks; chunk++)
            foreach (ref readonly var command in loops.Chunk(chunk))
            {
                exchange.Apply(command);
                foreach (ref readonly var e in exchange.Sink.Events)
                    tally.Count(e, e.MakerOrderId.Value);
            }
        return tally;
    }

    private static long Open<TSink>(Exchange<TSink> exchange, int symbols, VenueParts parts)
        where TSink : struct, Model.Markets.IEventSink
    {
        var sequence = 0L;
        foreach (var opening in Script.Opening(symbols, parts))
        {
            var command = opening;
            command.Sequence = ++sequence;
            command.Time = new Model.Units.Timestamp(sequence);
            exchange.Apply(command);
        }
        return sequence;
    }
}
