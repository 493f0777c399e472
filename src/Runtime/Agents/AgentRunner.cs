namespace Rialto.Runtime.Agents;

/// <summary>
/// Runs an agent's duty cycle on a thread of its own until it is disposed or faults. The thread is a background thread: it does not keep a process alive.
/// </summary>
public sealed class AgentRunner : IDisposable
{
    private readonly IAgent _agent;
    private readonly IdleStrategy _idle;
    private readonly Action<string, Exception> _onFault;
    private readonly FaultPolicy _policy;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private Exception? _fault;

    /// <param name="agent">The duty.</param>
    /// <param name="idle">Waits between duties; this runner's only.</param>
    /// <param name="onFault">Told the agent's name and what its duty threw, once, on the agent's thread, before the policy acts.</param>
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
    }

    /// <summary>What the duty threw, if it did. Any thread.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>True while the thread runs. Any thread.</summary>
    public bool IsRunning => _thread.IsAlive;

    /// <summary>Starts the thread. Once.</summary>
    public void Start() => _thread.Start();

    /// <summary>Asks the duty cycle to end after the present duty, and waits for it. Any thread but the agent's.</summary>
    public void Dispose()
    {
        _stopping = true;
        Interlocked.MemoryBarrier();
        _idle.Signal.WakeIfParked();
        if (_thread.IsAlive)
            _thread.Join();
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
                _idle.Idle(_agent.DoWork());
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
