using Rialto.Host.Config;
using Rialto.Journal;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Roles;

/// <summary>
/// Who runs the stages of the pipeline. Each has a thread; while that one sleeps, whoever brings work goes through the stages himself, so that a single order passes the exchange without
/// a switch of threads:
/// <code>
/// memory   gateway thread: sequencer, fan-out          (journal thread: now and then)
/// os       gateway thread: sequencer, journal, fan-out
/// fsync    gateway thread: sequencer     journal thread: journal, fan-out
/// </code>
/// Under load the threads do not sleep, and each stage runs on its own.
/// </summary>
internal sealed class PipelineThreads
{
    /// <summary>Fewer cores than this, and threads that never sleep take them from each other.</summary>
    public const int CoresForSpinning = 6;

    // How long a thread sleeps when nobody wakes it; every hand-over does.
    private static readonly TimeSpan SleepMax = TimeSpan.FromMilliseconds(100);

    // With the policy memory nobody waits for the journal, so it is woken once in this time and not for every command.
    private static readonly TimeSpan MemoryGather = TimeSpan.FromMilliseconds(1);

    // More than this is no helper's business: the stage's own thread works beside whoever goes on bringing.
    private const int HelpedCommandsMax = 256;
    private const int HelpedEventsMax = 256;
    private const int HelpedJournalBytesMax = 16 << 10;

    private readonly ThreadSettings _settings;
    private readonly MpscRing<Command> _intake;
    private readonly BroadcastRing<ExchangeEvent> _events;
    private readonly BroadcastReader<ExchangeEvent> _fanOutReader;
    private readonly Action<string, Exception> _onFault;
    private volatile AgentRunner? _fanOut;
    private volatile AgentRunner? _journal;
    private volatile AgentRunner? _sequencer;

    public PipelineThreads(
        ThreadSettings settings, MpscRing<Command> intake, BroadcastRing<ExchangeEvent> events, BroadcastReader<ExchangeEvent> fanOutReader, Action<string, Exception> onFault)
    {
        _settings = settings;
        _intake = intake;
        _events = events;
        _fanOutReader = fanOutReader;
        _onFault = onFault;
    }

    /// <summary>There are commands in the intake ring. Any thread but the stages' own.</summary>
    public void AttendSequencer() => _sequencer?.Attend();

    /// <summary>There is a question for the fan-out. Any thread.</summary>
    public void AttendFanOut() => _fanOut?.Attend();

    /// <summary>Starts the fan-out; before recovery.</summary>
    public void StartFanOut(IAgent fanOut, WakeSignal signal)
    {
        _events.WakeOnPublish(signal);
        var runner = new AgentRunner(fanOut, IdleStrategy.Of(Mode, signal, SleepMax), _onFault);
        LetHelp(runner, () => _events.PublishedCount - _fanOutReader.Position <= HelpedEventsMax);
        runner.Start();
        _fanOut = runner;
    }

    /// <summary>Starts journal and sequencer; after recovery.</summary>
    public void Start(JournalWriter journal, IAgent sequencer, JournalOptions options)
    {
        var journalIdle = options.Durability == Durability.Memory
            ? new IdleStrategy(new WakeSignal(), SleepMax) { Gather = MemoryGather }
            : IdleStrategy.Of(Mode, new WakeSignal(), SleepMax);
        var journalRunner = new AgentRunner(journal, journalIdle, _onFault);
        if (options.Durability != Durability.Memory)
            journalRunner.Feed(_fanOut!); // what has become durable may be told
        if (options.Durability == Durability.Os)
        {
            // Attended to after each of the sequencer's duties, and woken where that one waits in the middle: for the queue, or for a full event ring, which empties as commands become durable.
            LetHelp(journalRunner, () => journal.QueuedBytes <= HelpedJournalBytesMax);
            journal.WakeOnNeed(journalIdle.Signal);
            _events.WakeOnPublish(journalIdle.Signal);
        }
        else
        {
            journal.WakeOnAppend(journalIdle.Signal); // at once: the disk works while the machine does
        }

        journalRunner.Start();
        _journal = journalRunner;

        var sequencerIdle = IdleStrategy.Of(Mode, new WakeSignal(), SleepMax);
        _intake.WakeOnPublish(sequencerIdle.Signal);
        var sequencerRunner = new AgentRunner(sequencer, sequencerIdle, _onFault);
        // It must not come to wait for the disk or for the fan-out while it runs on somebody else's thread.
        LetHelp(sequencerRunner, () => _intake.Depth <= HelpedCommandsMax && journal.QueuedBytes <= options.QueueBytes / 2
            && _events.PublishedCount - _fanOutReader.Position <= _events.Capacity / 4);
        if (options.Durability == Durability.Os)
            sequencerRunner.Feed(journalRunner);
        else if (options.Durability == Durability.Memory)
            sequencerRunner.Feed(_fanOut!);
        sequencerRunner.Start();
        _sequencer = sequencerRunner;
    }

    /// <summary>Ends the sequencer's thread.</summary>
    public void StopSequencer() => _sequencer?.Dispose();

    /// <summary>Ends the journal's thread, which writes what is left.</summary>
    public void StopJournal() => _journal?.Dispose();

    /// <summary>Ends the fan-out's thread.</summary>
    public void StopFanOut() => _fanOut?.Dispose();

    private IdleMode Mode => Environment.ProcessorCount >= CoresForSpinning ? _settings.Idle : IdleMode.Park;

    private void LetHelp(AgentRunner runner, Func<bool> mayHelp)
    {
        if (_settings.Help)
            runner.LetOthersHelp(mayHelp);
    }
}
