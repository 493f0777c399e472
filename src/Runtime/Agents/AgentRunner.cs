namespace Rialto.Runtime.Agents;

/// <summary>
/// Runs an agent's duty cycle on a thread of its own until it is disposed or faults. The thread is a background thread: it does not keep a process alive.
/// </summary>
/// <remarks>
/// While that thread sleeps, whoever brings work may do the duty himself (<see cref="Attend"/>) instead of waking it: two switches of threads less for each message, which is
/// most of what a message costs where little is going on. Where much is going on the thread does not sleep, and nobody else does its duty.
/// </remarks>
public sealed class AgentRunner : IDisposable
{
    // A helper has business of its own; after so many looks that found work the thread itself goes on.
    private const int HelpingLooksMax = 4;

    private readonly IAgent _agent;
    private readonly IdleStrategy _idle;
    private readonly Action<string, Exception> _onFault;
    private readonly FaultPolicy _policy;
    private readonly Thread _thread;
    private readonly Duty _duty = new();
    private Func<bool>? _mayHelp;
    private AgentRunner? _next;
    private volatile bool _stopping;
    private Exception? _fault;

    /// <param name="agent">The duty.</param>
    /// <param name="idle">Waits between duties; this runner's only.</param>
    /// <param name="onFault">Told the agent's name and what its duty threw, once, on the thread that did the duty, before the policy acts.</param>
    /// <param name="policy">What then happens.</param>
    public AgentRunner(IAgent agent, IdleStrategy idle, Action<string, Exception> onFault, FaultPolicy policy = FaultPolicy.StopProcess)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(idle);
        ArgumentNullException.ThrowIfNull(onFault);
        _agent = agent;
        _idle = idle;
        _onFault = onFault;
        _policy = policy;
        _thread = new Thread(Run) { Name = agent.Name, IsBackground = true };
        _duty.TryTake(); // the thread's, until it sleeps for the first time
        _idle.Lend(_duty);
    }

    /// <summary>What the duty threw, if it did. Any thread.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>True while the thread runs. Any thread.</summary>
    public bool IsRunning => _thread.IsAlive;

    /// <summary>How often others did the duty; for the curious.</summary>
    public long Helped { get; private set; }

    /// <summary>True while nobody has the duty: the thread sleeps, and helpers may come. Any thread.</summary>
    internal bool IsLent => !_duty.IsHeld;

    /// <summary>Lets those who bring work do the duty. Without this <see cref="Attend"/> only wakes. Before <see cref="Start"/>.</summary>
    /// <param name="mayHelp">Asked by whoever would help: true where the duty neither takes long nor may have to wait for others. Any thread, cheap.</param>
    public void LetOthersHelp(Func<bool> mayHelp) => _mayHelp = mayHelp;

    /// <summary>Whom this agent's work brings work; attended to after every duty that did some. Before <see cref="Start"/>.</summary>
    public void Feed(AgentRunner next) => _next = next;

    /// <summary>Starts the thread. Once.</summary>
    public void Start() => _thread.Start();

    /// <summary>
    /// Says that there is work: if the agent's thread sleeps, does the duty here where others may, and otherwise wakes it; one load if it is awake. Any thread, after the work is published,
    /// but not from inside a duty.
    /// </summary>
    public void Attend()
    {
        if (!_idle.Signal.IsParked)
            return;
        if (_mayHelp is not { } mayHelp || !mayHelp())
            _idle.Signal.WakeIfParked();
        else if (_duty.TryTakeOrLeaveWord())
            Help();
    }

    /// <summary>Asks the duty cycle to end after the present duty, and waits for it. Any thread but the agent's.</summary>
    public void Dispose()
    {
        _stopping = true;
        Interlocked.MemoryBarrier();
        _idle.Signal.WakeIfParked();
        if (_thread.IsAlive)
            _thread.Join();
    }

    private void Help()
    {
        var done = 0;
        Helped++;
        try
        {
            do
            {
                done += Look();
            }
            while (!_duty.TryGiveBack());
        }
        catch // the telling of a fault has failed: the agent's thread must have its duty to end
        {
            _duty.TryGiveBack();
            _idle.Signal.WakeIfParked();
            throw;
        }

        if (done > 0)
            _next?.Attend();
    }

    /// <summary>What a helper does of the duty; if that leaves work, the thread is woken and has to wait for the duty only a moment.</summary>
    private int Look()
    {
        var done = 0;
        try
        {
            for (var looks = 0; looks < HelpingLooksMax; looks++)
            {
                _duty.Hear();
                if (_stopping)
                    return done;
                var work = _agent.DoWork();
                if (work == 0)
                    return done;
                done += work;
            }
        }
        catch (Exception fault) // everything: the duty's fault is not the helper's, and its own thread ends in order
        {
            _stopping = true;
            Surface(fault);
        }
        _idle.Signal.WakeIfParked();
        return done;
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                _duty.Hear();
                var work = _agent.DoWork();
                if (work > 0)
                    _next?.Attend();
                _idle.Idle(work);
            }
        }
        catch (Exception fault) // everything: nothing may end this thread unseen
        {
            Surface(fault);
        }
        finally
        {
            _agent.OnClose();
        }
    }

    private void Surface(Exception fault)
    {
        Volatile.Write(ref _fault, fault);
        try
        {
            _onFault(_agent.Name, fault);
        }
        finally
        {
            if (_policy == FaultPolicy.StopProcess)
                Environment.FailFast($"Agent '{_agent.Name}' faulted: {fault}", fault);
        }
    }
}
