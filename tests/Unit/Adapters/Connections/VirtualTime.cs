using System.Diagnostics;
using Xunit;

namespace Rialto.Unit.Adapters.Connections;

/// <summary>
/// A clock and a thread of its own making: whatever is awaited goes on in this one thread, and time passes only when nothing is left to do. A run is the same every time, and an hour takes no longer
/// than what happens in it.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly PriorityQueue<VirtualTimer, (TimeSpan Due, long Number)> _timers = new();
    private TimeSpan _now;
    private long _number;

    /// <summary>Time since the start.</summary>
    public TimeSpan Now => _now;

    /// <summary>Timers that will fire.</summary>
    public int Timers => _timers.UnorderedItems.Count(timer => timer.Element.IsSet);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs a test to its end; time passes as far as it needs.</summary>
    public static void Run(Func<VirtualTime, Task> test)
    {
        var time = new VirtualTime();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Context(time));
        try
        {
            var running = test(time);
            while (true)
            {
                time.Drain();
                if (running.IsCompleted)
                    break;

                // A delay that was cancelled goes on by way of the thread pool: what it does next may still be on its way here.
                Assert.True(time.TryPass() || time.HasMore(), "nothing is left to happen, and the test waits");
            }

            running.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Lets so much time pass.</summary>
    public Task PassAsync(TimeSpan time) => Task.Delay(time, this);

    /// <summary>Lets time pass until something holds, looking ten times a second, for an hour at most.</summary>
    public async Task UntilAsync(Func<bool> holds, string what)
    {
        var (limit, began) = (_now + TimeSpan.FromHours(1), Stopwatch.GetTimestamp());
        while (!holds())
        {
            // An hour may be over in milliseconds, before the thread pool of a busy machine has come to what goes on by way of it: that gets as long as patience has.
            if (_now >= limit)
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < _patience, $"an hour has passed without: {what}");
                lock (_gate)
                {
                    if (_posted.Count == 0)
                        Monitor.Wait(_gate, TimeSpan.FromMilliseconds(10));
                }
            }

            await PassAsync(TimeSpan.FromMilliseconds(100));
        }
    }

    private void Drain()
    {
        while (true)
        {
            (SendOrPostCallback Callback, object? State) next;
            lock (_gate)
            {
                if (!_posted.TryDequeue(out next))
                    return;
            }

            next.Callback(next.State);
        }
    }

    private bool HasMore()
    {
        lock (_gate)
            return _posted.Count > 0 || Monitor.Wait(_gate, _patience);
    }

    private bool TryPass()
    {
        while (_timers.TryDequeue(out var timer, out var at))
        {
            if (!timer.IsDue(at.Number))
                continue;
            _now = at.Due;
            timer.Fire();
            return true;
        }

        return false;
    }

    private sealed class Context(VirtualTime time) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            lock (time._gate)
            {
                time._posted.Enqueue((d, state));
                Monitor.Pulse(time._gate);
            }
        }

        public override SynchronizationContext CreateCopy() => this;
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private long _number;

        public bool IsSet => _number > 0;

        public bool IsDue(long number) => _number == number;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_period, _number) = (period, 0);
            if (dueTime != Timeout.InfiniteTimeSpan)
                Set(dueTime);
            return true;
        }

        public void Fire()
        {
            _number = 0;
            if (_period > TimeSpan.Zero)
                Set(_period);
            callback(state);
        }

        public void Dispose() => _number = 0;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan after)
        {
            _number = ++time._number;
            time._timers.Enqueue(this, (time._now + after, _number));
        }
    }
}
