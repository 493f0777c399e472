namespace Rialto.Runtime.Agents;

/// <summary>What happens when a duty throws. A duty never goes on after a fault: what it left half done is not known.</summary>
public enum FaultPolicy
{
    /// <summary>The process stops at once, after the handler has been told. A stopped exchange is repaired by replay, a wrong one is not.</summary>
    StopProcess,

    /// <summary>Only this agent stops; the handler decides what follows. For tools and tests.</summary>
    StopAgent,
}
