using System.Globalization;
using Rialto.Runtime.Files;

namespace Rialto.Journal.Storage;

/// <summary>Snapshots as files <c>00000000000000250000.snapshot</c> of a folder, which is made when the first is; the one being written is <c>next.writing</c>.</summary>
internal sealed class FolderSnapshots(string directory) : ISnapshotStore
{
    private const string Extension = ".snapshot";

    private string WritingPath => Path.Combine(directory, "next.writing");

    /// <summary>File name of a snapshot.</summary>
    public static string NameOf(long sequence) => sequence.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    public IReadOnlyList<long> List()
    {
        if (!Directory.Exists(directory))
            return [];
        var sequences = new List<long>();
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                && NameOf(sequence) == Path.GetFileName(path))
                sequences.Add(sequence);
        }

        sequences.Sort();
        return sequences;
    }

    public ISegmentFile Open(long sequence) =>
        new DiskFile(File.OpenHandle(Path.Combine(directory, NameOf(sequence)), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    public ISegmentFile Create()
    {
        Directory.CreateDirectory(directory);
        // Held until it has its name: another process that takes snapshots of the same exchange, a tool for one, would write into this one.
        return new DiskFile(File.OpenHandle(WritingPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None));
    }

    public void Name(long sequence)
    {
        File.Move(WritingPath, Path.Combine(directory, NameOf(sequence)), overwrite: true);
        DurableFile.FlushDirectory(directory);
    }

    public void Delete(long sequence) => File.Delete(Path.Combine(directory, NameOf(sequence)));
}
