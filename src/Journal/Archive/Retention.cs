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

    // The newest, and the one before should the newest turn out to be broken.
    private const int RightSnapshots = 2;

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
        using var archive = SegmentArchive.TryOpen(directory);
        return archive is null ? new RetentionReport(0, 0, 0, 0, "somebody else is compacting it") : Apply(archive, snapshots, rules, nowNs, progress);
    }

    internal static RetentionReport Apply(SegmentArchive archive, SnapshotFolder snapshots, RetentionRules rules, long nowNs, Action<long>? progress = null)
    {
        var needed = Needed(snapshots);
        if (needed.Count == 0)
            return new RetentionReport(0, 0, 0, 0, "there is no snapshot");
        var segments = SegmentArchive.List(archive.Store);
        var deleted = 0;
        if (needed.Count == RightSnapshots)
        {
            var reader = new JournalReader(archive.Store);
            while (deleted + 1 < segments.Count && segments[deleted].Number < needed.Min() && MayGo(segments[deleted], segments[deleted + 1], segments[^1].Number, rules, nowNs, reader))
            {
                progress?.Invoke(segments[deleted].Number);
                archive.Delete(segments[deleted].Number);
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

    /// <summary>Takes snapshots away: the newest so many stay, and always the two newest of which every byte is right, which a start may need.</summary>
    /// <param name="snapshots">The snapshots.</param>
    /// <param name="keep">How many stay; zero: all.</param>
    /// <returns>How many went.</returns>
    /// <exception cref="IOException">One could not be taken away.</exception>
    public static int Thin(SnapshotFolder snapshots, int keep)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        var sequences = snapshots.List();
        if (keep <= 0 || sequences.Count <= Math.Max(keep, RightSnapshots))
            return 0;
        var (stayed, right, gone) = (0, 0, 0);
        foreach (var sequence in sequences.Reverse())
        {
            if (stayed >= keep && right >= RightSnapshots)
            {
                snapshots.Delete(sequence);
                gone++;
                continue;
            }

            stayed++;
            if (right < RightSnapshots && snapshots.Verify(sequence) is null)
                right++;
        }

        return gone;
    }

    /// <summary>Segments that the two newest right snapshots go on in.</summary>
    private static List<long> Needed(SnapshotFolder snapshots)
    {
        var needed = new List<long>();
        foreach (var sequence in snapshots.List().Reverse())
        {
            if (needed.Count < RightSnapshots && snapshots.Verify(sequence) is null && snapshots.ReadHeader(sequence, out _) is { } header)
                needed.Add(header.Position.Segment);
        }

        return needed;
    }

    private static bool MayGo(SegmentListing segment, SegmentListing next, long last, RetentionRules rules, long nowNs, JournalReader reader)
    {
        if (rules.KeepSegments == 0 && rules.KeepDays == 0)
            return false;
        if (rules.KeepSegments != 0 && last - segment.Number < rules.KeepSegments)
            return false;
        // How old a segment is says the one after it. Divided, since as nanoseconds many days are more than a number holds.
        return rules.KeepDays == 0 || (next.Number == segment.Number + 1 && (nowNs - TimeFrom(next, reader)) / NanosecondsPerDay >= rules.KeepDays);
    }

    /// <summary>Time of a segment's first command: none before it is later.</summary>
    private static long TimeFrom(SegmentListing segment, JournalReader reader)
    {
        using var cursor = reader.OpenAt(segment.BaseSequence);
        while (cursor.TryReadBatch())
        {
            if (cursor.Batch.Count > 0)
                return cursor.Batch.Commands[0].Time.Nanoseconds;
        }

        return long.MaxValue;
    }
}
