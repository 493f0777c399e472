using Rialto.Journal.Snapshots;

namespace Rialto.Journal.Archive;

/// <summary>What is kept of a journal.</summary>
/// <param name="Compress">Whether segments wholly older than the newest snapshot are archived.</param>
/// <param name="KeepSegments">The newest so many segments stay; zero says nothing.</param>
/// <param name="KeepDays">Segments with a command of the last so many days stay; zero says nothing.</param>
public sealed record RetentionRules(bool Compress = true, int KeepSegments = 0, int KeepDays = 0);

/// <summary>What was done.</summary>
/// <param name="Archived">Segments compressed.</param>
/// <param name="BytesBefore">What they took.</param>
/// <param name="BytesAfter">What they take now.</param>
/// <param name="Deleted">Segments taken away.</param>
/// <param name="Reason">Why nothing could be done; null where it could.</param>
public sealed record RetentionReport(int Archived, long BytesBefore, long BytesAfter, int Deleted, string? Reason);

/// <summary>
/// Keeps a journal within its rules. What the two newest snapshots that are right would need to start from stays whatever the rules say, and where neither
/// <see cref="RetentionRules.KeepSegments"/> nor <see cref="RetentionRules.KeepDays"/> is given nothing is ever taken away.
/// </summary>
public static class Retention
{
    private const long NanosecondsPerDay = 86_400_000_000_000;

    /// <summary>Does what there is to do.</summary>
    /// <param name="directory">The journal's folder.</param>
    /// <param name="snapshots">Its snapshots.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="nowNs">Now, nanoseconds since 1970.</param>
    /// <param name="progress">Called with each segment's number before it is looked at.</param>
    /// <exception cref="IOException">The disk failed or is full; nothing is lost.</exception>
    /// <exception cref="JournalCorruptException">A segment's header is wrong.</exception>
    public static RetentionReport Apply(string directory, SnapshotFolder snapshots, RetentionRules rules, long nowNs, Action<long>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        ArgumentNullException.ThrowIfNull(rules);
        var needed = Needed(snapshots);
        if (needed.Count == 0)
            return new RetentionReport(0, 0, 0, 0, "there is no snapshot");
        using var archive = SegmentArchive.TryOpen(directory);
        if (archive is null)
            return new RetentionReport(0, 0, 0, 0, "somebody else is compacting it");
        var segments = SegmentArchive.List(directory);
        var deleted = 0;
        if (needed.Count == 2)
        {
            foreach (var segment in segments.TakeWhile(segment => MayGo(segment, segments, needed.Min(), rules, nowNs, directory)))
            {
                progress?.Invoke(segment.Number);
                archive.Delete(segment.Number);
                deleted++;
            }
        }

        var (archived, before, after) = (0, 0L, 0L);
        foreach (var segment in segments.Skip(deleted).Where(segment => rules.Compress && !segment.IsArchived && segment.Number < needed.Max() && segment != segments[^1]))
        {
            progress?.Invoke(segment.Number);
            archived++;
            before += segment.DiskBytes;
            after += archive.Compress(segment.Number);
        }

        return new RetentionReport(archived, before, after, deleted, null);
    }

    /// <summary>Segments that the two newest right snapshots go on in.</summary>
    private static List<long> Needed(SnapshotFolder snapshots)
    {
        var needed = new List<long>();
        foreach (var sequence in snapshots.List().Reverse())
        {
            if (needed.Count < 2 && snapshots.Verify(sequence) is null && snapshots.ReadHeader(sequence, out _) is { } header)
                needed.Add(header.Position.Segment);
        }

        return needed;
    }

    private static bool MayGo(SegmentListing segment, IReadOnlyList<SegmentListing> segments, long needed, RetentionRules rules, long nowNs, string directory)
    {
        if (segment.Number >= needed || (rules.KeepSegments == 0 && rules.KeepDays == 0))
            return false;
        if (rules.KeepSegments != 0 && segments[^1].Number - segment.Number < rules.KeepSegments)
            return false;
        return rules.KeepDays == 0 || nowNs - TimeAfter(segment, directory) >= rules.KeepDays * NanosecondsPerDay;
    }

    /// <summary>Time of the first command after a segment: none in it is later.</summary>
    private static long TimeAfter(SegmentListing segment, string directory)
    {
        var next = SegmentArchive.List(directory).First(other => other.Number == segment.Number + 1).BaseSequence;
        using var cursor = new JournalReader(directory).OpenAt(next);
        return cursor.TryReadBatch() && cursor.Batch.Count > 0 ? cursor.Batch.Commands[0].Time.Nanoseconds : long.MaxValue;
    }
}
