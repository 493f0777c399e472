namespace Rialto.Host.Simulation;

/// <summary>What may go wrong in a run. Numbers are not stable; the words are what the command line takes.</summary>
[Flags]
internal enum SimulationFaults
{
    None = 0,

    /// <summary>The machine loses power, between steps or at any write or flush: what was not flushed is there in part, block by block, in any order.</summary>
    PowerCut = 1,

    /// <summary>The process dies, the machine goes on: what was written is there, flushed or not.</summary>
    Kill = 2,

    /// <summary>A write fails half-way.</summary>
    FailedWrite = 4,

    /// <summary>A flush fails, and what it should have written counts as clean.</summary>
    FailedFlush = 8,

    /// <summary>No space for the next segment.</summary>
    FullDisk = 16,

    /// <summary>The next segment takes long; writes take long.</summary>
    SlowDisk = 32,

    /// <summary>A bit changes on the disk.</summary>
    BitFlip = 64,

    /// <summary>The machine's clock is set, back or forth.</summary>
    ClockJump = 128,

    /// <summary>Connections break, with whatever is on its way.</summary>
    Disconnect = 256,

    /// <summary>Clients send again what may have arrived.</summary>
    Resend = 512,

    /// <summary>Clients do not read for long.</summary>
    SlowReader = 1024,

    /// <summary>Bytes that mean harm.</summary>
    Hostile = 2048,

    /// <summary>Somebody edits the journal: every checksum of what was edited is right, only the chain is not.</summary>
    Tamper = 4096,

    /// <summary>All of them.</summary>
    All = 8191,
}
