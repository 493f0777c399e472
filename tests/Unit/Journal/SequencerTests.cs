using Rialto.Journal;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Rings;
using Xunit;

namespace Rialto.Unit.Journal;

public class SequencerTests
{
    [Fact]
    public void Sequence_is_base_plus_position_plus_one_and_time_never_steps_back()
    {
        var store = Journals.Sample(3);
        var (_, report, before, writer) = Journals.Open(store);
        var (intake, clock) = (new MpscRing<Command>(64), new ManualClock(Journals.StartNs + 1_000_000));
        var sequencer = new Sequencer<Journals.Keep>(intake, writer, new Journals.Keep(), clock, report);
        Assert.Equal(before.Count, sequencer.BaseSequence);
        for (var i = 0; i < 10; i++)
        {
            var position = Submit(intake, i);
            Assert.Equal(1, sequencer.DoWork());
            Assert.Equal(sequencer.BaseSequence + position + 1, sequencer.Handler.Commands[^1].Sequence);
            clock.Advance(i == 4 ? -500_000 : 1000);
        }
        var times = sequencer.Handler.Commands.Select(command => command.Time.Nanoseconds).ToList();
        Assert.Equal(times.Order(), times);
        Assert.True(times[0] >= report.LastTime.Nanoseconds);
        Assert.True(sequencer.ClockStepsBack > 0);
        Assert.Equal(10, sequencer.Commands.Value);
        writer.Dispose();
        var (again, all) = Journals.Replay(JournalFolder.On(store, Journals.Options()));
        Assert.Equal(before.Count + 10, again.Commands);
        Assert.Equal(sequencer.Handler.Commands, all.Skip(before.Count).ToList());
    }

    [Fact]
    public void Time_goes_on_from_the_journal_even_where_the_clock_is_behind_it()
    {
        var store = Journals.Sample(3);
        var (_, report, _, writer) = Journals.Open(store);
        var intake = new MpscRing<Command>(64);
        var sequencer = new Sequencer<Journals.Keep>(intake, writer, new Journals.Keep(), new ManualClock(5), report);
        Submit(intake, 1);
        sequencer.DoWork();
        Assert.Equal(report.LastTime, sequencer.Handler.Commands[0].Time);
        writer.Dispose();
    }

    [Fact]
    public void A_run_is_on_its_way_to_the_disk_before_its_first_command_is_applied()
    {
        var (_, report, _, writer) = Journals.Open(new MemoryStore());
        var intake = new MpscRing<Command>(64);
        var sequencer = new Sequencer<CommitFirst>(intake, writer, new CommitFirst(writer), Clock.System, report);
        for (var i = 0; i < 5; i++)
            Submit(intake, i);
        Assert.Equal(5, sequencer.DoWork());
        Assert.Equal([5L, 5L, 5L, 5L, 5L], sequencer.Handler.DurableAtApply);
        writer.Dispose();
    }

    [Fact]
    public void A_failed_journal_halts_the_sequencer_and_applies_nothing_more()
    {
        var store = new MemoryStore();
        var (_, report, _, writer) = Journals.Open(store);
        var intake = new MpscRing<Command>(4);
        var sequencer = new Sequencer<Journals.Keep>(intake, writer, new Journals.Keep(), Clock.System, report);
        Submit(intake, 1);
        sequencer.DoWork();
        store.FlushesUntilFailure = 0;
        writer.DoWork();
        Assert.True(sequencer.IsHalted);
        for (var i = 0; i < 4; i++)
            Submit(intake, i);
        Assert.Equal(0, sequencer.DoWork());
        Assert.Single(sequencer.Handler.Commands);
        Assert.Equal((4L, 0L), (intake.Depth, writer.DurableSequence));
        writer.Dispose();
    }

    [Fact]
    public void Threads_from_intake_to_disk_lose_nothing_even_with_a_tiny_queue()
    {
        const int producers = 3, each = 3000;
        var store = new MemoryStore();
        var (_, report, _, writer) = Journals.Open(store, Journals.Options(1 << 16, queueBytes: 1024));
        var intake = new MpscRing<Command>(128);
        var sequencer = new Sequencer<Journals.Keep>(intake, writer, new Journals.Keep(), Clock.System, report);
        var (writerIdle, sequencerIdle) = (new IdleStrategy(new WakeSignal()), new IdleStrategy(new WakeSignal()));
        writer.WakeOnAppend(writerIdle.Signal);
        intake.WakeOnPublish(sequencerIdle.Signal);
        var faults = new List<Exception>();
        var journalRunner = new AgentRunner(writer, writerIdle, (_, fault) => faults.Add(fault), FaultPolicy.StopAgent);
        var sequencerRunner = new AgentRunner(sequencer, sequencerIdle, (_, fault) => faults.Add(fault), FaultPolicy.StopAgent);
        var threads = Enumerable.Range(1, producers).Select(owner => new Thread(() =>
        {
            for (var i = 0; i < each; i++)
                Submit(intake, i, owner);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        // The journal comes only when its queue is full, so that the sequencer has waited at least once.
        sequencerRunner.Start();
        Assert.True(SpinWait.SpinUntil(() => sequencer.WaitsForJournal.Value > 0 || faults.Count > 0, TimeSpan.FromSeconds(30)));
        journalRunner.Start();
        threads.ForEach(thread => thread.Join());
        while (writer.DurableSequence < producers * each && faults.Count == 0)
            Thread.Yield();
        sequencerRunner.Dispose();
        journalRunner.Dispose();

        Assert.Empty(faults);
        var (again, commands) = Journals.Replay(JournalFolder.On(store, Journals.Options()));
        Assert.Equal(producers * each, again.Commands);
        Assert.Equal(sequencer.Handler.Commands, commands);
        foreach (var owner in commands.GroupBy(command => command.Owner.Value))
            Assert.Equal(Enumerable.Range(0, each).Select(i => (long)i), owner.Select(command => command.Quantity.Units));
        Assert.True(sequencer.WaitsForJournal.Value > 0);
    }

    [Fact]
    public void Sequencing_allocates_nothing()
    {
        var (_, report, _, writer) = Journals.Open(new MemoryStore(), Journals.Options(32 << 20));
        var intake = new MpscRing<Command>(64);
        var sequencer = new Sequencer<Ignore>(intake, writer, default, Clock.System, report);
        Assert.Equal(0, Allocations.Of(() => Cycle(1_000)));
        writer.Dispose();

        void Cycle(int times)
        {
            for (var i = 0; i < times; i++)
            {
                for (var j = 0; j < 8; j++)
                    Submit(intake, j);
                sequencer.DoWork();
                writer.DoWork();
            }
        }
    }

    private static long Submit(MpscRing<Command> intake, long quantity, int owner = 1)
    {
        long position;
        while (!intake.TryClaim(out position))
            Thread.Yield();
        intake.Slot(position) = new Command { Kind = CommandKind.NewOrder, Owner = new OwnerId(owner), Quantity = new Quantity(quantity) };
        intake.Publish(position);
        return position;
    }

    private struct Ignore : ICommandHandler
    {
        public readonly void Apply(in Command command)
        {
        }
    }

    private readonly struct CommitFirst(JournalWriter writer) : ICommandHandler
    {
        public readonly List<long> DurableAtApply = [];

        public void Apply(in Command command)
        {
            writer.DoWork();
            DurableAtApply.Add(writer.DurableSequence);
        }
    }
}
