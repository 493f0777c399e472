using Rialto.Journal.Following;
using Rialto.Journal.Storage;

namespace Rialto.Journal.Snapshots;

/// <summary>
/// Snapshots of a machine at places of its journal: derived from it, never more than a short cut, and to be deleted at any time. One thread writes; any
/// may read, also in another process.
/// </summary>
public sealed class SnapshotFolder
{
    private readonly ISnapshotStore _store;

    /// <param name="directory">The folder; a missing one has no snapshots, and is made with the first.</param>
    public SnapshotFolder(string directory) : this(new FolderSnapshots(directory))
    {
    }

    internal SnapshotFolder(ISnapshotStore store) => _store = store;

    /// <summary>File name of the snapshot at a sequence.</summary>
    public static string NameOf(long sequence) => FolderSnapshots.NameOf(sequence);

    /// <summary>Sequences at which there is a snapshot, ascending; nothing is checked.</summary>
    public IReadOnlyList<long> List() => _store.List();

    /// <summary>A snapshot's header.</summary>
    /// <returns>Null where it cannot be read; <paramref name="fault"/> says why.</returns>
    public SnapshotHeader? ReadHeader(long sequence, out string? fault)
    {
        SnapshotHeader? header = null;
        fault = Try(sequence, file => Snapshot.TryReadHeader(file, out header)) ?? Misnamed(sequence, header);
        return fault is null ? header : null;
    }

    /// <summary>A whole snapshot, every byte checked.</summary>
    /// <returns>Null where it is broken; <paramref name="fault"/> says how.</returns>
    public Snapshot? Read(long sequence, out string? fault)
    {
        Snapshot? snapshot = null;
        fault = Try(sequence, file => Snapshot.TryRead(file, keepsParts: true, out snapshot)) ?? Misnamed(sequence, snapshot?.Header);
        return fault is null ? snapshot : null;
    }

    /// <summary>Checks every byte of a snapshot.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Verify(long sequence)
    {
        Snapshot? snapshot = null;
        return Try(sequence, file => Snapshot.TryRead(file, keepsParts: false, out snapshot)) ?? Misnamed(sequence, snapshot?.Header);
    }

    /// <summary>Saves one: complete and durable when it returns, or not there at all.</summary>
    /// <param name="at">Where the machine stands.</param>
    /// <param name="stateHash">Its state hash.</param>
    /// <param name="parts">What to save.</param>
    /// <exception cref="IOException">The disk failed or is full, or somebody else is saving one; nothing is left behind but a file without a name.</exception>
    public SnapshotHeader Save(in FollowerCut at, ulong stateHash, IReadOnlyList<ISnapshotPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var file = _store.Create();
        using var writer = new SnapshotWriter(file);
        foreach (var part in parts)
        {
            writer.Begin(part.PartName);
            part.Save(writer);
        }

        var header = writer.Complete(at.Position, at.EventHash, stateHash);
        _store.Name(header.Sequence);
        return header;
    }

    /// <summary>Takes a snapshot away.</summary>
    public void Delete(long sequence) => _store.Delete(sequence);

    private static string? Misnamed(long sequence, SnapshotHeader? header) =>
        header is null || header.Sequence == sequence ? null : $"its header says sequence {header.Sequence}";

    private string? Try(long sequence, Func<ISegmentFile, string?> read)
    {
        try
        {
            using var file = _store.Open(sequence);
            return read(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return problem.Message;
        }
    }
}
