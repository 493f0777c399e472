using System.Diagnostics;
using Rialto.Journal;
using Rialto.Load.Flows;
using Rialto.Load.Measure;
using Rialto.Model.Orders;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Rings;
using Rialto.Venue;

namespace Rialto.Load.Matching;

/// <summary>
/// The sequencer's whole thread: intake ring, sequence and time, journal append with checksum, matching, events. The journal's own thread writes meanwhile;
/// its queue holds a whole round, so that the disk's speed is not what is measured here.
/// </summary>
internal sealed class PipelineLane : ILane
{
    /// <summary>Holds a round of the longest flow, so that the disk's speed is not what is measured.</summary>
    public const int QueueBytes = 32 << 20;

    private const int Batch = 64;

    private readonly string _path = Directory.CreateTempSubdirectory("rialto-pipeline-").FullName;
    private readonly MpscRing<Command> _intake = new(1 << 12);
    private readonly JournalFolder _folder;
    private readonly JournalWriter _journal;
    private readonly AgentRunner _runner;
    private readonly Sequencer<Handler> _sequencer;
    private readonly Loops _loops;
    private readonly double _timer = Latency.TimerOverheadNs();

    public PipelineLane(Script script)
    {
        _folder = JournalFolder.Open(new JournalOptions { Directory = _path, Durability = Durability.Os, QueueBytes = QueueBytes });
        var handler = new Handler(new Exchange<RingSink>(script.LimitsFor(1), new RingSink()));
        var recovered = Recovery.Replay(_folder, ref handler);
        _journal = new JournalWriter(_folder, recovered, Clock.System);
        var idle = new IdleStrategy(new WakeSignal());
        _journal.WakeOnAppend(idle.Signal);
        _runner = new AgentRunner(_journal, idle, (_, fault) => Console.Error.WriteLine(fault));
        _runner.Start();
        _sequencer = new Sequencer<Handler>(_intake, _journal, handler, Clock.System, recovered);
        var opened = 0L;
        foreach (var command in Script.Opening(1))
        {
            Offer(command);
            _sequencer.DoWork();
            opened++;
        }
        _loops = new Loops(script, 1, opened);
        FirstLoop = EngineLane.TallyOf(script, 1);
    }

    /// <inheritdoc/>
    public string Name => "Rialto, intake ring + journal append + matching";

    /// <inheritdoc/>
    public Tally FirstLoop { get; }

    /// <inheritdoc/>
    public double RoundNs()
    {
        var commands = _loops.Chunk(0);
        var start = Stopwatch.GetTimestamp();
        for (var from = 0; from < commands.Length; from += Batch)
        {
            foreach (ref readonly var command in commands.Slice(from, Math.Min(Batch, commands.Length - from)))
                Offer(command);
            while (_sequencer.DoWork() > 0)
            {
            }
        }
        var ns = (Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick / commands.Length;
        Drain();
        return ns;
    }

    /// <inheritdoc/>
    public Latency Latencies()
    {
        var commands = _loops.Chunk(0);
        var samples = new long[commands.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Offer(commands[i]);
            _sequencer.DoWork();
            samples[i] = Stopwatch.GetTimestamp() - start;
        }
        Drain();
        return Latency.Of(samples, _timer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    private void Offer(in Command command)
    {
        if (!_intake.TryClaim(out var position))
            throw new InvalidOperationException("The intake ring is full.");
        _intake.Slot(position) = command;
        _intake.Publish(position);
    }

    private void Drain()
    {
        while (_journal.DurableSequence < _journal.AppendedSequence)
            Thread.Yield();
    }

    private readonly struct Handler(Exchange<RingSink> exchange) : ICommandHandler
    {
        public void Apply(in Command command) => exchange.Apply(command);
    }
}
