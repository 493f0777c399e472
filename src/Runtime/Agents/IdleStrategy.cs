namespace Rialto.Runtime.Agents;

/// <summary>
/// What a thread does when it finds no work: spin, then yield, then sleep until its signal is raised. Spinning is worth while only where
/// another core can bring work meanwhile, so with few cores it soon sleeps.
/// </summary>
/// <remarks>One thread. Call <see cref="Idle"/> after every look for work; it never sleeps without a further look in between.</remarks>
public sealed class IdleStrategy
{
    // A look that found so much is followed by the next one at once: whoever brings that much should not come to wait for room.
    private const int GatheredEnough = 4_096;

    private readonly WakeSignal _signal;
    private readonly int _spins;
    private readonly int _yields;
    private readonly TimeSpan _sleepMax;
    private readonly Action? _others;
    private Duty? _duty;
    private int _looks;
    private bool _announced;

    /// <summary>Suited to the number of cores: 2 or fewer spin hardly at all.</summary>
    /// <param name="signal">Raised by those who bring work.</param>
    /// <param name="sleepMax">Longest sleep without a signal; 10 ms if not given. For agents that also watch the clock.</param>
    public IdleStrategy(WakeSignal signal, TimeSpan? sleepMax = null)
        : this(signal, Environment.ProcessorCount <= 2 ? 20 : 200, Environment.ProcessorCount <= 2 ? 2 : 20, sleepMax)
    {
    }

    /// <param name="signal">Raised by those who bring work.</param>
    /// <param name="spins">Empty looks before it yields.</param>
    /// <param name="yields">Empty looks, each giving the core away, before it sleeps.</param>
    /// <param name="sleepMax">Longest sleep without a signal; 10 ms if not given.</param>
    public IdleStrategy(WakeSignal signal, int spins, int yields, TimeSpan? sleepMax = null)
    {
        ArgumentNullException.ThrowIfNull(signal);
        _signal = signal;
        _spins = spins;
        _yields = yields;
        _sleepMax = sleepMax ?? TimeSpan.FromMilliseconds(10);
    }

    private IdleStrategy(Action others)
        : this(new WakeSignal(), 0, 0)
    {
        _others = others;
    }

    /// <summary>Never waits, but lets the others work: where one thread plays all agents in turn, as in a simulation.</summary>
    /// <param name="others">Does some of what other threads would do meanwhile. May throw to give up.</param>
    public static IdleStrategy Stepping(Action others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new IdleStrategy(others);
    }

    /// <summary>As a mode asks: sleeping, always giving way, or never.</summary>
    /// <param name="mode">Which.</param>
    /// <param name="signal">Raised by those who bring work.</param>
    /// <param name="sleepMax">Longest sleep without a signal; 10 ms if not given.</param>
    public static IdleStrategy Of(IdleMode mode, WakeSignal signal, TimeSpan? sleepMax = null) => mode switch
    {
        IdleMode.Spin => new IdleStrategy(signal, int.MaxValue, 0, sleepMax),
        IdleMode.Yield => new IdleStrategy(signal, 20, int.MaxValue, sleepMax),
        _ => new IdleStrategy(signal, sleepMax),
    };

    /// <summary>
    /// How long it lets work gather, after it was woken and after a look that found little, before it looks; zero by default. For work that nobody waits for: looks are that far apart
    /// however often something is brought, and it does not take a core from those who bring it.
    /// </summary>
    public TimeSpan Gather { get; init; }

    /// <summary>What wakes it.</summary>
    public WakeSignal Signal => _signal;

    /// <summary>Times it slept; for the curious.</summary>
    public long Sleeps { get; private set; }

    /// <summary>After a look for work.</summary>
    /// <param name="workCount">What the look found; above zero starts over.</param>
    public void Idle(int workCount)
    {
        if (workCount > 0)
        {
            if (_announced)
                Withdraw();
            _looks = 0;
            if (Gather > TimeSpan.Zero && workCount < GatheredEnough)
                Thread.Sleep(Gather);
        }
        else if (_looks < _spins)
        {
            _looks = _spins == int.MaxValue ? 0 : _looks + 1;
            Thread.SpinWait(1);
        }
        else if (_looks < _spins + (long)_yields)
        {
            _looks = _yields == int.MaxValue ? _looks : _looks + 1;
            Thread.Yield();
        }
        else if (_others is not null)
        {
            _others();
        }
        else if (!_announced)
        {
            _announced = true;
            _signal.Announce();
        }
        else
        {
            Sleep();
            Withdraw();
        }
    }

    /// <summary>Whose duty others may do during the sleep.</summary>
    internal void Lend(Duty duty) => _duty = duty;

    private void Sleep()
    {
        if (_duty is { } lent && !lent.TryGiveBack())
            return;
        Sleeps++;
        if (_signal.Wait(_sleepMax) && Gather > TimeSpan.Zero)
            Thread.Sleep(Gather);
        _duty?.Take();
    }

    private void Withdraw()
    {
        _announced = false;
        _signal.Withdraw();
    }
}
