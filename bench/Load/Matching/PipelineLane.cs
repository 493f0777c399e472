using Rialto.Journal;
using Rialto.Load.Flows;
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
internal sealed class PipelineLane : JournalLane
{
    private readonly MpscRing<Command> _intake = new(1 << 12);
    private readonly JournalWriter _journal;
    private readonly AgentRunner _runner;
    private readonly Sequencer<Handler> _sequencer;

    public PipelineLane(Script script) : base(script)
    {
        var handler = new Handler(new Exchange<RingSink>(script.LimitsFor(1), new RingSink()));
        var recovered = Recovery.Replay(Folder, ref handler);
        _journal = new JournalWriter(Folder, recovered, Clock.System);
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
        Loops = new Loops(script, 1, opened);
    }

    /// <inheritdoc/>
    public override string Name => "Rialto, intake ring + journal append + matching";

    /// <inheritdoc/>
    protected override void Run(ReadOnlySpan<Command> commands)
    {
        foreach (ref readonly var command in commands)
            Offer(command);
        while (_sequencer.DoWork() > 0)
        {
        }
    }

    /// <inheritdoc/>
    protected override void RunOne(in Command command)
    {
        Offer(command);
        _sequencer.DoWork();
    }

    /// <inheritdoc/>
    protected override void Drain()
    {
        while (_journal.DurableSequence < _journal.AppendedSequence)
            Thread.Yield();
    }

    /// <inheritdoc/>
    protected override void Close() => _runner.Dispose();

    private void Offer(in Command command)
    {
        if (!_intake.TryClaim(out var position))
            throw new InvalidOperationException("The intake ring is full.");
        _intake.Slot(position) = command;
        _intake.Publish(position);
    }

    private readonly struct Handler(Exchange<RingSink> exchange) : ICommandHandler
    {
        public void Apply(in Command command) => exchange.Apply(command);
    }
}
