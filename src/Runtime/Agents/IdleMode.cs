namespace Rialto.Runtime.Agents;

/// <summary>What threads do while there is nothing to do.</summary>
public enum IdleMode
{
    /// <summary>Look a few times more, then sleep until woken: no processor time while nothing happens.</summary>
    Park,

    /// <summary>Give the core away and look again: always awake, one core full, but others may have it.</summary>
    Yield,

    /// <summary>Look again at once: for threads with a core of their own.</summary>
    Spin,
}
