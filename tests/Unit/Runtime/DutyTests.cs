using Rialto.Runtime.Agents;
using Xunit;

namespace Rialto.Unit.Runtime;

public sealed class DutyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void One_at_a_time_has_the_duty()
    {
        var duty = new Duty();

        Assert.True(duty.TryTake());
        Assert.False(duty.TryTake());
        Assert.True(duty.TryGiveBack());
        Assert.True(duty.TryTake());
    }

    [Fact]
    public void Word_left_brings_the_duty_back_to_whoever_gave_it_up()
    {
        var duty = new Duty();
        duty.TryTake();

        Assert.False(duty.TryTakeOrLeaveWord());

        Assert.False(duty.TryGiveBack());
        duty.Hear();
        Assert.True(duty.TryGiveBack());
    }

    [Fact]
    public void Work_brought_to_a_sleeping_agent_is_done_by_whoever_brought_it()
    {
        var agent = new Counting();
        using var runner = Runner(agent, TimeSpan.FromHours(1));
        WaitUntilAsleep(agent, runner);

        agent.Bring(1);
        runner.Attend();

        Assert.Equal(1, agent.Done);
        Assert.Equal(Environment.CurrentManagedThreadId, agent.LastThread);
    }

    [Fact]
    public void Work_that_helpers_are_kept_from_is_done_by_the_agents_thread()
    {
        var agent = new Counting();
        using var runner = Runner(agent, TimeSpan.FromHours(1), mayHelp: () => false);
        WaitUntilAsleep(agent, runner);

        agent.Bring(1);
        runner.Attend();

        Assert.True(SpinWait.SpinUntil(() => agent.Done == 1, Patience));
        Assert.NotEqual(Environment.CurrentManagedThreadId, agent.LastThread);
    }

    [Fact]
    public void A_helper_with_too_much_work_leaves_the_rest_to_the_agents_thread()
    {
        var agent = new Counting { PerLook = 1 };
        using var runner = Runner(agent, TimeSpan.FromHours(1));
        WaitUntilAsleep(agent, runner);

        agent.Bring(1_000);
        runner.Attend();

        Assert.True(SpinWait.SpinUntil(() => agent.Done == 1_000, Patience));
    }

    [Fact]
    public void What_an_agent_feeds_is_attended_to_after_its_work()
    {
        var second = new Counting();
        using var secondRunner = Runner(second, TimeSpan.FromHours(1));
        var first = new Counting { OnWork = () => second.Bring(1) };
        using var runner = Runner(first, TimeSpan.FromHours(1), next: secondRunner);
        WaitUntilAsleep(second, secondRunner);
        WaitUntilAsleep(first, runner);

        first.Bring(1);
        runner.Attend();

        Assert.True(SpinWait.SpinUntil(() => second.Done == 1, Patience));
    }

    [Fact]
    public void No_work_of_many_bringers_is_lost_or_done_by_two_at_once()
    {
        const int bringers = 4;
        const int each = 20_000;
        // An hour's sleep: whatever is missed stays undone.
        var agent = new Counting();
        using var runner = Runner(agent, TimeSpan.FromHours(1));
        var threads = new Thread[bringers];
        for (var i = 0; i < bringers; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (var n = 0; n < each; n++)
                {
                    agent.Bring(1);
                    runner.Attend();
                    if (n % 64 == 0)
                        Thread.Yield(); // lets it fall asleep now and then
                }
            });
            threads[i].Start();
        }

        foreach (var thread in threads)
            thread.Join();

        Assert.True(SpinWait.SpinUntil(() => agent.Done == bringers * each, Patience), $"{agent.Done} of {bringers * each} done");
        Assert.False(agent.WasEnteredTwice);
    }

    [Fact]
    public void A_fault_of_a_helped_duty_is_the_agents_not_the_helpers()
    {
        Exception? told = null;
        var agent = new Counting { OnWork = () => throw new InvalidOperationException("broken") };
        using var runner = Runner(agent, TimeSpan.FromHours(1), onFault: fault => told = fault);
        WaitUntilAsleep(agent, runner);

        agent.Bring(1);
        runner.Attend();

        Assert.Equal("broken", told?.Message);
        Assert.Same(told, runner.Fault);
        Assert.True(SpinWait.SpinUntil(() => !runner.IsRunning, Patience));
        Assert.True(agent.IsClosed);
    }

    [Fact]
    public void A_fault_whose_telling_fails_too_still_lets_the_agent_end()
    {
        var agent = new Counting { OnWork = () => throw new InvalidOperationException("broken") };
        var runner = Runner(agent, TimeSpan.FromHours(1), onFault: _ => throw new IOException("nobody to tell"));
        WaitUntilAsleep(agent, runner);

        agent.Bring(1);
        Assert.Throws<IOException>(runner.Attend);

        Assert.True(SpinWait.SpinUntil(() => !runner.IsRunning, Patience));
        Assert.True(agent.IsClosed);
        runner.Dispose();
    }

    [Fact]
    public void Ending_a_runner_waits_for_no_bringer_and_closes_the_agent_once()
    {
        var agent = new Counting();
        var runner = Runner(agent, TimeSpan.FromHours(1));
        WaitUntilAsleep(agent, runner);

        runner.Dispose();
        agent.Bring(1);
        runner.Attend();

        Assert.True(agent.IsClosed);
        Assert.Equal(0, agent.Done);
    }

    private static AgentRunner Runner(
        Counting agent, TimeSpan sleepMax, Func<bool>? mayHelp = null, AgentRunner? next = null, Action<Exception>? onFault = null)
    {
        var runner = new AgentRunner(agent, new IdleStrategy(new WakeSignal(), 0, 0, sleepMax), (_, fault) => onFault?.Invoke(fault), FaultPolicy.StopAgent);
        runner.LetOthersHelp(mayHelp ?? (() => true));
        if (next is not null)
            runner.Feed(next);
        runner.Start();
        return runner;
    }

    // Asleep is the thread that has given its duty back, which is after its second look that found nothing.
    private static void WaitUntilAsleep(Counting agent, AgentRunner runner) =>
        Assert.True(SpinWait.SpinUntil(() => agent.Looks >= 2 && runner.IsLent, Patience));

    private sealed class Counting : IAgent
    {
        private int _brought;
        private int _inside;
        private int _done;

        public string Name => "counting";

        public int PerLook { get; init; } = int.MaxValue;

        public Action? OnWork { get; init; }

        public int Done => Volatile.Read(ref _done);

        public int Looks { get; private set; }

        public int LastThread { get; private set; }

        public bool WasEnteredTwice { get; private set; }

        public bool IsClosed { get; private set; }

        public void Bring(int count) => Interlocked.Add(ref _brought, count);

        public int DoWork()
        {
            if (Interlocked.Increment(ref _inside) != 1)
                WasEnteredTwice = true;
            Looks++;
            var work = Math.Min(PerLook, Volatile.Read(ref _brought) - _done);
            if (work > 0)
            {
                OnWork?.Invoke();
                LastThread = Environment.CurrentManagedThreadId;
                Volatile.Write(ref _done, _done + work);
            }

            Interlocked.Decrement(ref _inside);
            return work;
        }

        public void OnClose() => IsClosed = true;
    }
}
