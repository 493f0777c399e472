using System.Diagnostics;
using Rialto.Runtime.Agents;
using Xunit;

namespace Rialto.Unit.Runtime;

public class AgentTests
{
    [Fact]
    public void A_sleeping_owner_is_woken_by_a_publisher()
    {
        var signal = new WakeSignal();
        using var asleep = new ManualResetEventSlim();
        var woken = false;
        var owner = new Thread(() =>
        {
            signal.Announce();
            asleep.Set();
            woken = signal.Wait(TimeSpan.FromSeconds(30));
            signal.Withdraw();
        });
        owner.Start();
        asleep.Wait(TestContext.Current.CancellationToken);
        Assert.True(signal.IsParked);
        signal.WakeIfParked();
        owner.Join();
        Assert.True(woken);
        Assert.False(signal.IsParked);
    }

    [Fact]
    public void A_signal_before_the_sleep_is_not_lost()
    {
        var signal = new WakeSignal();
        signal.Announce();
        signal.WakeIfParked();
        Assert.True(signal.Wait(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Nobody_asleep_costs_no_signal()
    {
        var signal = new WakeSignal();
        signal.WakeIfParked();
        Assert.False(signal.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void Idling_looks_for_work_once_more_between_announcing_and_sleeping()
    {
        var signal = new WakeSignal();
        var idle = new IdleStrategy(signal, spins: 1, yields: 1, sleepMax: TimeSpan.FromMilliseconds(1));
        idle.Idle(0);
        idle.Idle(0);
        Assert.False(signal.IsParked);
        idle.Idle(0);
        Assert.True(signal.IsParked);
        Assert.Equal(0, idle.Sleeps);
        idle.Idle(1); // work turned up
        Assert.False(signal.IsParked);
        for (var look = 0; look < 4; look++)
            idle.Idle(0);
        Assert.Equal(1, idle.Sleeps);
        Assert.False(signal.IsParked);
    }

    [Fact]
    public async Task A_duty_repeats_until_the_runner_is_disposed_and_then_closes()
    {
        var agent = new Duty();
        using (var runner = new AgentRunner(agent, new IdleStrategy(new WakeSignal()), (_, _) => { }))
        {
            runner.Start();
            await agent.Reached.Task.WaitAsync(TestContext.Current.CancellationToken);
            Assert.True(runner.IsRunning);
        }
        Assert.True(agent.IsClosed);
        Assert.Equal("duty", agent.ThreadName);
    }

    [Fact]
    public async Task Who_lets_work_gather_looks_that_far_apart_until_there_is_much()
    {
        var gather = TimeSpan.FromMilliseconds(5);
        var idle = new IdleStrategy(new WakeSignal()) { Gather = gather };
        var began = Stopwatch.GetTimestamp();
        for (var look = 0; look < 8; look++)
            idle.Idle(1);
        Assert.True(Stopwatch.GetElapsedTime(began) >= gather * 7);
        Assert.Equal(0, idle.Sleeps); // no sleep that a signal would end
        var many = Task.Run(
            () =>
            {
                for (var look = 0; look < 1_000_000; look++)
                    idle.Idle(1_000_000);
            },
            TestContext.Current.CancellationToken);
        await many.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_fault_ends_the_duty_and_reaches_the_handler()
    {
        var agent = new Duty { FaultAt = 5 };
        using var told = new ManualResetEventSlim();
        (string? Name, Exception? Fault) fault = default;
        using var runner = new AgentRunner(agent, new IdleStrategy(new WakeSignal()), (name, thrown) => { fault = (name, thrown); told.Set(); }, FaultPolicy.StopAgent);
        runner.Start();
        told.Wait(TestContext.Current.CancellationToken);
        runner.Dispose();
        Assert.Equal(("duty", "at 5"), (fault.Name, fault.Fault?.Message));
        Assert.Same(fault.Fault, runner.Fault);
        Assert.Equal(5, agent.Count);
        Assert.True(agent.IsClosed);
    }

    private sealed class Duty : IAgent
    {
        public int Count;
        public int FaultAt = int.MaxValue;
        public bool IsClosed;
        public string? ThreadName;
        public readonly TaskCompletionSource Reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "duty";

        public int DoWork()
        {
            ThreadName = Thread.CurrentThread.Name;
            if (++Count == FaultAt)
                throw new InvalidOperationException($"at {Count}");
            if (Count == 30)
                Reached.SetResult();
            return 0;
        }

        public void OnClose() => IsClosed = true;
    }
}
