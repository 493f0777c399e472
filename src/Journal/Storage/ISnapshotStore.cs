namespace Rialto.Journal.Storage;

/// <summary>Where snapshots live: a folder on a disk, or in memory where tests choose what the power cut leaves behind. One thread writes, any may read.</summary>
internal interface ISnapshotStore
{
    /// <summary>Sequences of the named snapshots, ascending.</summary>
    IReadOnlyList<long> List();

    /// <summary>Opens a named snapshot for reading.</summary>
    ISegmentFile Open(long sequence);

    /// <summary>Makes an unnamed, empty one that grows as it is written to; at most one exists at a time, and what an earlier run left over is gone. Keep it open until it has its name.</summary>
    ISegmentFile Create();

    /// <summary>Gives the one created its name; durable when it returns. One that has the name already is replaced.</summary>
    void Name(long sequence);

    /// <summary>Takes a snapshot away; nothing where there is none.</summary>
    void Delete(long sequence);
}
