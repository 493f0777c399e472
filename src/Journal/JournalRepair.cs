using Rialto.Journal.Archive;
using Rialto.Journal.Segments;
using Rialto.Journal.Snapshots;
using Rialto.Journal.Storage;
using Rialto.Runtime.Files;

namespace Rialto.Journal;

/// <summary>Damage that a start refuses, and what a cut before it would leave and lose.</summary>
/// <param name="End">The end of what is right: the last whole batch before the damage.</param>
/// <param name="Segment">File name of the damaged segment.</param>
/// <param name="Offset">Where in it the damage is.</param>
/// <param name="Fault">What is wrong there.</param>
/// <param name="CutSegment">The segment that stays in part, up to <paramref name="End"/>'s offset; zero where every segment stays or goes whole.</param>
/// <param name="LaterSegments">Segments that would go whole, ascending.</param>
/// <param name="LaterSnapshots">Snapshots that would go: of a journal that goes on behind the damage.</param>
/// <param name="LostCommands">Commands behind the damage in batches whose header is right: at least so many would be lost.</param>
/// <param name="LostThrough">The largest sequence among them; zero where there are none.</param>
public sealed record JournalDamage(
    JournalPosition End, string Segment, long Offset, string Fault, long CutSegment, IReadOnlyList<long> LaterSegments, IReadOnlyList<long> LaterSnapshots, long LostCommands, long LostThrough);

/// <summary>
/// Cuts a journal off before damage that no interrupted write explains, for whoever answers for the market and has no copy: what stands behind the damage is given up. Nothing is destroyed: whatever
/// is changed or taken away is kept in a folder of its own first. A loss of power with the policies <c>os</c> and <c>memory</c> can leave such damage; it then holds what was never promised to survive.
/// </summary>
public static class JournalRepair
{
    /// <summary>Looks for the first damage. Reads every byte; changes nothing and needs no lock.</summary>
    /// <param name="directory">The journal's folder.</param>
    /// <param name="snapshots">The folder of its snapshots.</param>
    /// <param name="progress">Called now and then with the last sequence read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where a start would accept the journal.</returns>
    /// <exception cref="JournalCorruptException">The damage is where nothing can be cut: in the first segment's header, or in an archive, which a power cut does not damage.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static JournalDamage? Find(string directory, string snapshots, Action<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var store = new FolderStore(directory);
        var numbers = store.List();
        if (numbers.Count == 0)
            return null;
        using var cursor = new JournalCursor(store);
        cursor.GoToFirst();
        var end = cursor.Position;
        try
        {
            while (cursor.TryReadBatch())
            {
                cancellationToken.ThrowIfCancellationRequested();
                end = cursor.Position;
                progress?.Invoke(end.Sequence);
            }

            JournalVerification.TornAt(store, numbers[^1], end);
            return null;
        }
        catch (JournalCorruptException damage)
        {
            if (end.Segment == 0 || File.Exists(Path.Combine(directory, ArchivedSegment.NameOf(end.Segment))) || damage.Segment.EndsWith(ArchivedSegment.Extension, StringComparison.Ordinal))
                throw;
            return Describe(store, numbers, snapshots, end, damage);
        }
    }

    /// <summary>Cuts. If it is interrupted, look for the damage again and cut again.</summary>
    /// <param name="folder">The journal, locked.</param>
    /// <param name="snapshots">The folder of its snapshots.</param>
    /// <param name="damage">What <see cref="Find"/> found in it.</param>
    /// <param name="keepIn">A folder that is not there yet: gets the cut segment as it was, later segments and later snapshots.</param>
    /// <exception cref="IOException">The disk failed or is full, or the folder is there. Nothing is lost.</exception>
    public static void Cut(JournalFolder folder, string snapshots, JournalDamage damage, string keepIn)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(damage);
        if (Directory.Exists(keepIn))
            throw new IOException($"'{keepIn}' exists already");
        Directory.CreateDirectory(keepIn);
        DurableFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(keepIn))!);
        var journal = folder.Options.Directory;

        // First what is needed to undo it; then the newest first, so that an interrupted cut leaves a shorter journal with the same damage.
        if (damage.CutSegment != 0)
            Copy(Path.Combine(journal, FolderStore.NameOf(damage.CutSegment)), Path.Combine(keepIn, FolderStore.NameOf(damage.CutSegment)));
        foreach (var sequence in damage.LaterSnapshots)
        {
            Copy(Path.Combine(snapshots, SnapshotFolder.NameOf(sequence)), Path.Combine(keepIn, SnapshotFolder.NameOf(sequence)));
            new SnapshotFolder(snapshots).Delete(sequence);
        }

        foreach (var number in damage.LaterSegments.Reverse())
        {
            foreach (var name in new[] { FolderStore.NameOf(number), ArchivedSegment.NameOf(number) })
            {
                if (!File.Exists(Path.Combine(journal, name)))
                    continue;
                Copy(Path.Combine(journal, name), Path.Combine(keepIn, name));
                File.Delete(Path.Combine(journal, name));
            }

            DurableFile.FlushDirectory(journal);
        }

        if (damage.CutSegment != 0)
            Blank(folder.Store, damage.CutSegment, damage.End.Offset);
    }

    private static JournalDamage Describe(FolderStore store, IReadOnlyList<long> numbers, string snapshots, JournalPosition end, JournalCorruptException damage)
    {
        var later = numbers.Where(number => number > end.Segment).ToList();
        var isCut = damage.Segment == FolderStore.NameOf(end.Segment) || !IsBlankFrom(store, end);
        var (lost, through) = Behind(store, end.Segment, end.Offset, end.Sequence);
        foreach (var number in later)
        {
            var (more, last) = Behind(store, number, 0, end.Sequence);
            (lost, through) = (lost + more, Math.Max(through, last));
        }

        return new JournalDamage(
            end, damage.Segment, damage.Offset, damage.Reason, isCut ? end.Segment : 0, later, [.. new SnapshotFolder(snapshots).List().Where(sequence => sequence > end.Sequence)], lost, through);
    }

    /// <summary>What batches with a right header stand behind a place.</summary>
    private static (long Commands, long Last) Behind(FolderStore store, long number, long offset, long after)
    {
        var (commands, last) = (0L, 0L);
        using var file = store.Open(number, writable: false);
        var bytes = new byte[file.LengthBytes];
        var segment = bytes.AsSpan(0, file.Read(bytes, 0));
        for (var at = (int)offset; at + BatchHeader.SizeBytes <= segment.Length; at += 8)
        {
            if (segment[at] == 0 || !BatchHeader.TryDecode(segment[at..], out var header) || header.FirstSequence <= after)
                continue;
            commands += header.Count;
            last = Math.Max(last, header.FirstSequence + header.Count - 1);
        }

        return (commands, last);
    }

    private static bool IsBlankFrom(FolderStore store, JournalPosition end)
    {
        using var file = store.Open(end.Segment, writable: false);
        var bytes = new byte[Math.Max(0, file.LengthBytes - end.Offset)];
        return !bytes.AsSpan(0, file.Read(bytes, end.Offset)).ContainsAnyExcept((byte)0);
    }

    private static void Blank(ISegmentStore store, long number, long offset)
    {
        using var file = store.Open(number, writable: true);
        var zeros = new byte[1 << 16];
        for (var at = offset; at < file.LengthBytes; at += zeros.Length)
            file.Write(zeros.AsSpan(0, (int)Math.Min(zeros.Length, file.LengthBytes - at)), at);
        file.Flush();
    }

    private static void Copy(string from, string to)
    {
        File.Copy(from, to);
        using (var copy = File.OpenHandle(to, FileMode.Open, FileAccess.ReadWrite))
            DurableFile.Flush(copy);
        DurableFile.FlushDirectory(Path.GetDirectoryName(to)!);
    }
}
