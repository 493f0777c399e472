using System.Diagnostics;
using Rialto.Load.Flows;
using Rialto.Load.Measure;
using Rialto.Model.Units;
using Rialto.Twins;

namespace Rialto.Load.Matching;

/// <summary>The naive twin of the tests: the same rules written down plainly, to show what the care costs or buys.</summary>
internal sealed class TwinLane : ILane
{
    private readonly Rialto.Twins.EventLog _events = new();
    private readonly NaiveExchange _exchange;
    private readonly Loops _loops;
    private readonly double _timer = Latency.TimerOverheadNs();

    public TwinLane(Script script)
    {
        _exchange = new NaiveExchange(script.LimitsFor(1), _events);
        var sequence = 0L;
        foreach (var opening in Script.Opening(1))
        {
            var command = opening;
            command.Sequence = ++sequence;
            command.Time = new Timestamp(sequence);
            _exchange.Apply(command);
        }
        _events.Clear();
        _loops = new Loops(script, 1, sequence);
        var tally = Tally.Empty;
        foreach (ref readonly var command in _loops.Chunk(0))
        {
            _exchange.Apply(command);
            foreach (ref readonly var e in _events.Events)
                tally.Count(e, e.MakerOrderId.Value);
            _events.Clear();
        }
        FirstLoop = tally;
    }

    /// <inheritdoc/>
    public string Name => "naive twin";

    /// <inheritdoc/>
    public Tally FirstLoop { get; }

    /// <inheritdoc/>
    public double RoundNs()
    {
        var commands = _loops.Chunk(0);
        var start = Stopwatch.GetTimestamp();
        foreach (ref readonly var command in commands)
        {
            _exchange.Apply(command);
            _events.Clear();
        }
        return (Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick / commands.Length;
    }

    /// <inheritdoc/>
    public Latency Latencies()
    {
        var commands = _loops.Chunk(0);
        var samples = new long[commands.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _exchange.Apply(commands[i]);
            samples[i] = Stopwatch.GetTimestamp() - start;
            _events.Clear();
        }
        return Latency.Of(samples, _timer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
