using Rialto.Journal.Segments;
using Rialto.Journal.Snapshots;
using Rialto.Journal.Storage;

namespace Rialto.Journal;

/// <summary>What a check of every byte found.</summary>
/// <param name="FirstSequence">The first command there is.</param>
/// <param name="End">Where the journal ends.</param>
/// <param name="Batches">Batches read.</param>
/// <param name="Bytes">Bytes of batches read.</param>
/// <param name="Proofs">Commands of which the journal says what their events were.</param>
/// <param name="Snapshots">Snapshots that are right and of this journal.</param>
/// <param name="BrokenSnapshots">Those that are not, and why.</param>
/// <param name="Torn">A write at the end that is not whole: interrupted, or under way; null where there is none.</param>
public sealed record JournalVerification(
    long FirstSequence, JournalPosition End, long Batches, long Bytes, long Proofs, int Snapshots, IReadOnlyList<(long Sequence, string Fault)> BrokenSnapshots, string? Torn)
{
    /// <summary>
    /// Reads every byte of a journal, archived segments included, and of its snapshots: checksums, sequences, times, the chain of hashes, what lies after the end, and whether
    /// each snapshot is of this journal. Needs no lock; memory for a batch or two, and for one segment at the end.
    /// </summary>
    /// <param name="directory">The journal's folder.</param>
    /// <param name="snapshots">Its snapshots; null looks at none.</param>
    /// <param name="progress">Called now and then with the last sequence read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    public static JournalVerification Run(string directory, SnapshotFolder? snapshots = null, Action<long>? progress = null, CancellationToken cancellationToken = default) =>
        Run(new FolderStore(directory), snapshots, progress, cancellationToken);

    internal static JournalVerification Run(ISegmentStore store, SnapshotFolder? snapshots, Action<long>? progress, CancellationToken cancellationToken)
    {
        var broken = new List<(long, string)>();
        var headers = Headers(snapshots, broken, cancellationToken);
        var reader = new JournalReader(store);
        var numbers = store.List();
        var first = reader.FirstSequence;
        using var cursor = reader.OpenAt(first);
        var (proofs, right) = (0L, 0);
        while (cursor.TryReadBatch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref readonly var proof in cursor.Batch.Proofs)
                proofs += proof.Count;
            if (headers.Remove(cursor.NextSequence - 1, out var header))
                Judge(header, cursor, broken, ref right);
            progress?.Invoke(cursor.NextSequence - 1);
        }

        foreach (var sequence in headers.Keys)
            broken.Add((sequence, sequence < first ? "what follows it is not in the journal any more" : "the journal has no such place"));

        return new JournalVerification(first, cursor.Position, cursor.Batches, cursor.Bytes, proofs, right, broken, numbers.Count == 0 ? null : TornAt(store, numbers[^1], cursor.Position));
    }

    private static Dictionary<long, SnapshotHeader> Headers(SnapshotFolder? snapshots, List<(long, string)> broken, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<long, SnapshotHeader>();
        foreach (var sequence in snapshots?.List() ?? [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (snapshots!.Verify(sequence) is { } fault)
                broken.Add((sequence, fault));
            else if (snapshots.ReadHeader(sequence, out _) is { } header)
                headers.Add(sequence, header);
        }

        return headers;
    }

    private static void Judge(SnapshotHeader header, JournalCursor cursor, List<(long, string)> broken, ref int right)
    {
        // A batch of proofs alone may follow at the same sequence, with a chain hash of its own.
        using var at = cursor.Fork();
        try
        {
            at.GoTo(header.Position);
            right++;
        }
        catch (Exception problem) when (problem is JournalCorruptException or JournalGapException)
        {
            broken.Add((header.Sequence, problem.Message));
        }
    }

    /// <summary>Judges what stands after the last whole batch.</summary>
    /// <returns>An interrupted write, in words; null where there is none.</returns>
    /// <exception cref="JournalCorruptException">No interrupted write explains it.</exception>
    internal static string? TornAt(ISegmentStore store, long lastSegment, JournalPosition end, IBatchRecords? records = null)
    {
        var image = new SegmentImage();
        image.Load(store, lastSegment);
        using var state = new ChainState { NextSequence = end.Sequence + 1, LastTimeNs = end.Time.Nanoseconds };
        end.Chain.CopyTo(state.Chain);
        var scan = new SegmentScan(image.Bytes, (int)end.Offset, state, records ?? new JournalBatch(), image.Header.HoldsProofs);
        return scan.Next(out _) switch
        {
            ScanResult.Corrupt => throw new JournalCorruptException(image.Name, scan.FaultOffset, scan.Fault),
            ScanResult.Torn => $"{image.Name} at {scan.FaultOffset}: {scan.Fault}",
            _ => null, // the end, or a batch that has just been written
        };
    }
}
