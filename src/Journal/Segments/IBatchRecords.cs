namespace Rialto.Journal.Segments;

/// <summary>What is wrong with the records of a batch.</summary>
/// <param name="At">Where the wrong record begins, from the first record's first byte; less than zero where the batch as a whole is wrong.</param>
/// <param name="LengthBytes">Bytes that speak for the record, which an interrupted write may not have reached; zero where all checksums are right and no interrupted write explains it.</param>
/// <param name="Fault">What is wrong.</param>
internal readonly record struct RecordFault(int At, int LengthBytes, string Fault);

/// <summary>Reads one kind of journal's records out of its batches, and holds those of the last.</summary>
internal interface IBatchRecords
{
    /// <summary>Which kind.</summary>
    SegmentContents Contents { get; }

    /// <summary>Reads all records of a batch. What it then holds counts only if the batch turns out whole.</summary>
    /// <param name="records">The records, all of them and nothing else.</param>
    /// <param name="header">The batch's header, checked.</param>
    /// <param name="holdsProofs">What the segment's header says of its format.</param>
    /// <param name="timeNs">Time of the last record that has one: before the batch, and after it.</param>
    /// <returns>What is wrong, or null.</returns>
    RecordFault? Read(ReadOnlySpan<byte> records, BatchHeader header, bool holdsProofs, ref long timeNs);
}
