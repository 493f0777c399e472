namespace Rialto.Journal;

/// <summary>When a command counts as durable, so that its answer may leave the exchange.</summary>
public enum Durability
{
    /// <summary>When <c>fdatasync</c> has returned: survives the loss of power.</summary>
    Fsync,

    /// <summary>When the operating system has taken it: survives the death of the process, not of the machine.</summary>
    Os,

    /// <summary>At once; it is written soon after. The death of the process may lose the last milliseconds.</summary>
    Memory,
}

/// <summary>Where and how a journal is kept.</summary>
public sealed record JournalOptions
{
    /// <summary>Smallest segment, in bytes.</summary>
    public const int SegmentBytesMin = 4096;

    /// <summary>Largest segment, in bytes.</summary>
    public const int SegmentBytesMax = 1 << 30;

    /// <summary>The folder; created if it is missing.</summary>
    public required string Directory { get; init; }

    /// <summary>Size of new segments, preallocated; a multiple of 4,096 from <see cref="SegmentBytesMin"/> to <see cref="SegmentBytesMax"/>. Existing ones keep theirs.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>When commands count as durable.</summary>
    public Durability Durability { get; init; } = Durability.Fsync;

    /// <summary>Records waiting for the disk, in bytes, a power of two from 1,024; where it is full the sequencer waits.</summary>
    public int QueueBytes { get; init; } = 4 << 20;

    /// <summary>Throws where a value is out of its range, naming it.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Directory))
            throw new ArgumentException("Directory is empty");
        if (SegmentBytes is < SegmentBytesMin or > SegmentBytesMax || SegmentBytes % 4096 != 0)
            throw new ArgumentException($"SegmentBytes is {SegmentBytes}: a multiple of 4096 from {SegmentBytesMin} to {SegmentBytesMax} is needed");
        if (!Enum.IsDefined(Durability))
            throw new ArgumentException($"Durability is {Durability}: Fsync, Os or Memory is needed");
        if (QueueBytes < 1024 || !System.Numerics.BitOperations.IsPow2(QueueBytes))
            throw new ArgumentException($"QueueBytes is {QueueBytes}: a power of two from 1024 is needed");
    }
}
