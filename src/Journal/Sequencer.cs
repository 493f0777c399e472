using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Counters;
using Rialto.Runtime.Rings;

namespace Rialto.Journal;

/// <summary>
/// Puts commands in their one order: takes them off the intake ring, stamps sequence and time, appends them to the journal, applies them to the state machine.
/// Sequence = <see cref="BaseSequence"/> + ring position + 1; none is skipped or dropped.
/// </summary>
/// <remarks>
/// A run of commands is appended and sent on its way to the disk before the first of it is applied. So the disk works while the machine does, and a machine that must wait for
/// room in its event ring (whose reader waits for the disk) cannot hold back what the disk needs.
/// When the journal has failed, nothing more is taken: <see cref="IsHalted"/>. Commands applied but not durable stay invisible behind the durable cursor.
/// </remarks>
public sealed class Sequencer<THandler> : IAgent
    where THandler : struct, ICommandHandler
{
    /// <summary>Most commands stamped with one look at the clock.</summary>
    public const int RunMax = 64;

    private readonly MpscRing<Command> _intake;
    private readonly JournalWriter _journal;
    private readonly MonotonicTime _time;
    private readonly IdleStrategy _waitForRoom;
    private THandler _handler;

    /// <param name="intake">Where commands arrive; nothing taken from it yet.</param>
    /// <param name="journal">Where they are kept.</param>
    /// <param name="handler">What they do.</param>
    /// <param name="clock">What time it is.</param>
    /// <param name="recovered">Where the journal stands: sequences and time go on from there.</param>
    /// <param name="waitForRoom">How it waits for room in the journal's queue; suited to the machine if not given.</param>
    public Sequencer(MpscRing<Command> intake, JournalWriter journal, THandler handler, Clock clock, RecoveryReport recovered, IdleStrategy? waitForRoom = null)
    {
        ArgumentNullException.ThrowIfNull(intake);
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(recovered);
        _intake = intake;
        _journal = journal;
        _handler = handler;
        _time = new MonotonicTime(clock, recovered.LastTime.Nanoseconds);
        BaseSequence = recovered.LastSequence - intake.ConsumerPosition;
        _waitForRoom = waitForRoom ?? new IdleStrategy(new WakeSignal());
        _journal.WakeOnRoom(_waitForRoom.Signal);
    }

    /// <inheritdoc/>
    public string Name => "sequencer";

    /// <summary>Sequence before that of ring position 0.</summary>
    public long BaseSequence { get; }

    /// <summary>The state machine. The sequencer's thread, or any while it does not run.</summary>
    public ref THandler Handler => ref _handler;

    /// <summary>Commands applied.</summary>
    public Counter Commands { get; } = new("sequencer_commands_total", "Commands sequenced and applied.");

    /// <summary>Times the sequencer found the journal's queue full and waited for the disk.</summary>
    public Counter WaitsForJournal { get; } = new("sequencer_journal_waits_total", "Times the sequencer waited because the journal's queue was full.");

    /// <summary>Times the clock had stepped back and time stood still instead.</summary>
    public long ClockStepsBack => _time.StepsBack;

    /// <summary>True once the journal has failed: no command is taken any more. Any thread.</summary>
    public bool IsHalted => _journal.State == JournalState.Failed;

    /// <summary>Sequences, journals and applies what is there, at most <see cref="RunMax"/> commands.</summary>
    public int DoWork()
    {
        var ready = _intake.Ready(RunMax);
        if (ready == 0)
            return 0;
        var appended = Append(ready);
        for (var i = 0; i < appended; i++)
            _handler.Apply(in _intake.Peek(i));
        _intake.Advance(appended);
        Commands.Add(appended);
        return appended;
    }

    private int Append(int ready)
    {
        var time = new Timestamp(_time.Next());
        var sequence = BaseSequence + _intake.ConsumerPosition;
        for (var i = 0; i < ready; i++)
        {
            ref var command = ref _intake.Peek(i);
            command.Sequence = ++sequence;
            command.Time = time;
            if (!_journal.TryAppend(in command) && !WaitAndAppend(in command))
            {
                _journal.Publish();
                return i;
            }
        }
        _journal.Publish();
        return ready;
    }

    private bool WaitAndAppend(in Command command)
    {
        _journal.PublishUrgently(); // what it waits for is written first
        WaitsForJournal.Increment();
        while (_journal.State == JournalState.Writing)
        {
            if (_journal.TryAppend(in command))
            {
                _waitForRoom.Idle(1);
                return true;
            }
            _waitForRoom.Idle(0);
        }
        return false;
    }
}
