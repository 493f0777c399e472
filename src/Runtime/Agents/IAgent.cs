namespace Rialto.Runtime.Agents;

/// <summary>A duty that one thread repeats: look for work, do some, come back soon.</summary>
public interface IAgent
{
    /// <summary>Names the thread.</summary>
    string Name { get; }

    /// <summary>Does what there is to do now, without waiting long.</summary>
    /// <returns>How much was done; zero lets the thread idle.</returns>
    int DoWork();

    /// <summary>Called once on the agent's thread after its last duty, also after a fault.</summary>
    void OnClose() { }
}
