using Rialto.Runtime.Agents;

namespace Rialto.Host.Roles.Following;

/// <summary>An agent that is made by its own thread, when that begins: making it takes time that nobody should wait for.</summary>
internal sealed class LateAgent(string name, Func<IAgent> make) : IAgent
{
    private IAgent? _agent;

    public string Name => name;

    public int DoWork()
    {
        if (_agent is not null)
            return _agent.DoWork();
        BackgroundThread.StepBack();
        _agent = make();
        return 1;
    }

    public void OnClose() => _agent?.OnClose();
}
