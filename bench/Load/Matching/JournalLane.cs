using System.Diagnostics;
using Rialto.Journal;
using Rialto.Load.Flows;
using Rialto.Load.Measure;
using Rialto.Model.Orders;

namespace Rialto.Load.Matching;

/// <summary>A lane with a journal in a folder of its own, whose queue holds a whole round, so that the disk's speed is not what is measured.</summary>
internal abstract class JournalLane : ILane
{
    /// <summary>Commands that go through together.</summary>
    private const int Batch = 64;

    // A round of the longest flow.
    private const int QueueBytes = 32 << 20;

    private readonly string _path = Directory.CreateTempSubdirectory("rialto-lane-").FullName;
    private readonly double _timer = Latency.TimerOverheadNs();

    protected JournalLane(Script script)
    {
        Folder = JournalFolder.Open(new JournalOptions { Directory = _path, Durability = Durability.Os, QueueBytes = QueueBytes });
        FirstLoop = EngineLane.TallyOf(script, 1);
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public Tally FirstLoop { get; }

    /// <summary>The journal's folder.</summary>
    protected JournalFolder Folder { get; }

    /// <summary>What is played; set once the opening is through.</summary>
    protected Loops Loops { get; init; } = null!;

    /// <inheritdoc/>
    public double RoundNs()
    {
        var commands = Loops.Chunk(0);
        var start = Stopwatch.GetTimestamp();
        for (var from = 0; from < commands.Length; from += Batch)
            Run(commands.Slice(from, Math.Min(Batch, commands.Length - from)));
        var ns = (Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick / commands.Length;
        Drain();
        return ns;
    }

    /// <inheritdoc/>
    public Latency Latencies()
    {
        var commands = Loops.Chunk(0);
        var samples = new long[commands.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RunOne(in commands[i]);
            samples[i] = Stopwatch.GetTimestamp() - start;
        }
        Drain();
        return Latency.Of(samples, _timer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        Folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    /// <summary>Some commands, all the way.</summary>
    protected abstract void Run(ReadOnlySpan<Command> commands);

    /// <summary>One command, all the way.</summary>
    protected abstract void RunOne(in Command command);

    /// <summary>Waits until everything is written.</summary>
    protected abstract void Drain();

    /// <summary>Ends the journal.</summary>
    protected abstract void Close();
}
