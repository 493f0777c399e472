namespace Rialto.Journal.Storage;

/// <summary>Where segments live that are archived in time. What <see cref="ISegmentStore.Open"/> gives of an archived one reads like the segment; where both are there the plain one counts. One thread archives.</summary>
internal interface IArchiveStore : ISegmentStore
{
    /// <summary>True where a segment is there as it was written.</summary>
    bool IsPlain(long number);

    /// <summary>Makes an unnamed, empty archive that grows as it is written to; at most one exists at a time, and what an earlier run left over is gone.</summary>
    ISegmentFile CreateArchive();

    /// <summary>Gives the one created its name; durable when it returns. One that has the name already is replaced.</summary>
    void NameArchive(long number);

    /// <summary>Takes a plain segment away; durable when it returns. Nothing where there is none.</summary>
    void DeletePlain(long number);

    /// <summary>Takes an archive away; durable when it returns. Nothing where there is none.</summary>
    void DeleteArchive(long number);
}
