namespace Rialto.Journal;

/// <summary>The journal does not say what was written to it. Nothing may start from it; nothing was changed.</summary>
public sealed class JournalCorruptException : Exception
{
    /// <param name="segment">The segment's file name.</param>
    /// <param name="offset">Where in it, in bytes: the start of the piece that is wrong.</param>
    /// <param name="reason">What is wrong with it.</param>
    public JournalCorruptException(string segment, long offset, string reason)
        : base($"journal segment {segment} is corrupt at offset {offset}: {reason}")
    {
        Segment = segment;
        Offset = offset;
        Reason = reason;
    }

    /// <summary>The segment's file name.</summary>
    public string Segment { get; }

    /// <summary>Start of the piece that is wrong (segment header, batch header, record or trailer), in bytes from the start of the file.</summary>
    public long Offset { get; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }
}

/// <summary>What was asked for is not in the journal any more: older segments have been taken away.</summary>
public sealed class JournalGapException : IOException
{
    /// <param name="sequence">Where reading was to begin.</param>
    /// <param name="reason">What there is instead.</param>
    public JournalGapException(long sequence, string reason)
        : base($"the journal cannot be read from sequence {sequence}: {reason}") => Sequence = sequence;

    /// <summary>Where reading was to begin.</summary>
    public long Sequence { get; }
}

/// <summary>Another process writes to this journal, or this one does already.</summary>
public sealed class JournalLockedException : IOException
{
    /// <param name="directory">The journal's folder.</param>
    /// <param name="inner">What the system said.</param>
    public JournalLockedException(string directory, Exception inner)
        : base($"the journal in '{directory}' is in use by another process", inner)
    {
    }
}
