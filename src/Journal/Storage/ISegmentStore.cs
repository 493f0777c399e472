namespace Rialto.Journal.Storage;

/// <summary>Where segments live: a folder on a disk, or in memory where tests choose what the power cut leaves behind.</summary>
internal interface ISegmentStore
{
    /// <summary>Numbers of the named segments, ascending.</summary>
    IReadOnlyList<long> List();

    /// <summary>Opens a named segment.</summary>
    ISegmentFile Open(long number, bool writable);

    /// <summary>
    /// Begins to make an unnamed segment of zeros, without waiting for it; at most one exists at a time. A failure (<see cref="IOException"/> in the task) leaves nothing behind
    /// and may be tried again.
    /// </summary>
    Task<ISegmentFile> PrepareAsync(long lengthBytes);

    /// <summary>Gives the prepared segment its name; durable when it returns.</summary>
    void Name(long number);

    /// <summary>Makes the names that <see cref="List"/> told durable: a process that died may have left one that is not.</summary>
    void FlushNames();
}

/// <summary>One segment. One thread at a time.</summary>
internal interface ISegmentFile : IDisposable
{
    long LengthBytes { get; }

    /// <summary>Fills the target from an offset; a short result means the end of the file.</summary>
    int Read(Span<byte> target, long offset);

    /// <summary>Writes all of it, or throws <see cref="IOException"/>.</summary>
    void Write(ReadOnlySpan<byte> source, long offset);

    /// <summary>Waits until everything written is on the disk, or throws <see cref="IOException"/>.</summary>
    void Flush();

    /// <summary>Makes the file so long; new bytes are zero.</summary>
    void Extend(long lengthBytes);
}
