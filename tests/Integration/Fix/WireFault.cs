namespace Rialto.Integration.Fix;

/// <summary>What may happen to a message on its way.</summary>
internal enum WireFault
{
    /// <summary>It arrives.</summary>
    None,

    /// <summary>One of its bytes is another.</summary>
    Spoil,

    /// <summary>Before it come bytes that are no message.</summary>
    Garbage,

    /// <summary>It never arrives.</summary>
    Swallow,

    /// <summary>Half of it arrives, and the connection ends.</summary>
    Cut,
}
