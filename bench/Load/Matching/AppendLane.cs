using System.Diagnostics;
using Rialto.Journal;
using Rialto.Load.Flows;
using Rialto.Load.Measure;
using Rialto.Runtime.Clocks;
using Rialto.Venue;

namespace Rialto.Load.Matching;

/// <summary>
/// Journal append with checksum, and matching, on one thread and with nothing between them: what the goal in shared/numbers.md was measured as. The records wait in the journal's queue and
/// are written between the rounds.
/// </summary>
internal sealed class AppendLane : ILane
{
    private const int Batch = 64;

    private readonly string _path = Directory.CreateTempSubdirectory("rialto-append-").FullName;
    private readonly JournalFolder _folder;
    private readonly JournalWriter _journal;
    private readonly Exchange<RingSink> _exchange;
    private readonly Loops _loops;
    private readonly double _timer = Latency.TimerOverheadNs();

    public AppendLane(Script script)
    {
        _folder = JournalFolder.Open(new JournalOptions { Directory = _path, Durability = Durability.Os, QueueBytes = PipelineLane.QueueBytes });
        _exchange = new Exchange<RingSink>(script.LimitsFor(1), new RingSink());
        var handler = new Handler(_exchange);
        _journal = new JournalWriter(_folder, Recovery.Replay(_folder, ref handler), Clock.System);
        var sequence = 0L;
        foreach (var opening in Script.Opening(1))
        {
            var command = opening;
            command.Sequence = ++sequence;
            command.Time = new Model.Units.Timestamp(sequence);
            AppendAndApply(in command);
        }
        _journal.Publish();
        Drain();
        _loops = new Loops(script, 1, sequence);
        FirstLoop = EngineLane.TallyOf(script, 1);
    }

    /// <inheritdoc/>
    public string Name => "Rialto, journal append + matching on one thread";

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
                AppendAndApply(in command);
            _journal.Publish();
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
            AppendAndApply(in commands[i]);
            _journal.Publish();
            samples[i] = Stopwatch.GetTimestamp() - start;
        }
        Drain();
        return Latency.Of(samples, _timer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    private void AppendAndApply(in Model.Orders.Command command)
    {
        if (!_journal.TryAppend(in command))
            throw new InvalidOperationException("The journal's queue is full.");
        _exchange.Apply(in command);
    }

    // The next segment may still be in preparation.
    private void Drain()
    {
        while (_journal.QueuedBytes > 0)
        {
            if (_journal.DoWork() == 0)
                Thread.Yield();
        }
    }

    private readonly struct Handler(Exchange<RingSink> exchange) : ICommandHandler
    {
        public void Apply(in Model.Orders.Command command) => exchange.Apply(command);
    }
}
