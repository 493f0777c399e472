using Rialto.Journal;
using Rialto.Load.Flows;
using Rialto.Model.Orders;
using Rialto.Runtime.Clocks;
using Rialto.Venue;

namespace Rialto.Load.Matching;

/// <summary>
/// Journal append with checksum, and matching, on one thread and with nothing between them: what the goal in shared/numbers.md was measured as. The records wait in the journal's queue and
/// are written between the rounds.
/// </summary>
internal sealed class AppendLane : JournalLane
{
    private readonly JournalWriter _journal;
    private readonly Exchange<RingSink> _exchange;

    public AppendLane(Script script) : base(script)
    {
        _exchange = new Exchange<RingSink>(script.LimitsFor(1), new RingSink());
        var handler = new Handler(_exchange);
        _journal = new JournalWriter(Folder, Recovery.Replay(Folder, ref handler), Clock.System);
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
        Loops = new Loops(script, 1, sequence);
    }

    /// <inheritdoc/>
    public override string Name => "Rialto, journal append + matching on one thread";

    /// <inheritdoc/>
    protected override void Run(ReadOnlySpan<Command> commands)
    {
        foreach (ref readonly var command in commands)
            AppendAndApply(in command);
        _journal.Publish();
    }

    /// <inheritdoc/>
    protected override void RunOne(in Command command)
    {
        AppendAndApply(in command);
        _journal.Publish();
    }

    /// <inheritdoc/>
    protected override void Drain()
    {
        // The next segment may still be in preparation.
        while (_journal.QueuedBytes > 0)
        {
            if (_journal.DoWork() == 0)
                Thread.Yield();
        }
    }

    /// <inheritdoc/>
    protected override void Close() => _journal.Dispose();

    private void AppendAndApply(in Command command)
    {
        if (!_journal.TryAppend(in command))
            throw new InvalidOperationException("The journal's queue is full.");
        _exchange.Apply(in command);
    }

    private readonly struct Handler(Exchange<RingSink> exchange) : ICommandHandler
    {
        public void Apply(in Command command) => exchange.Apply(command);
    }
}
