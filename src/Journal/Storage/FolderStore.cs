using System.Globalization;
using Rialto.Journal.Archive;
using Rialto.Runtime.Files;

namespace Rialto.Journal.Storage;

/// <summary>Segments as files <c>00000001.journal</c> of a folder; the one being prepared is <c>next.prepared</c>.</summary>
internal sealed class FolderStore(string directory) : IArchiveStore
{
    private const string Extension = ".journal";

    private string DraftPath => Path.Combine(directory, "archiving");

    private string PreparedPath => Path.Combine(directory, "next.prepared");

    /// <summary>File name of a segment.</summary>
    public static string NameOf(long number) => number.ToString("D8", CultureInfo.InvariantCulture) + Extension;

    public IReadOnlyList<long> List()
    {
        if (!Directory.Exists(directory))
            return [];
        var numbers = new List<long>();
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            var name = Path.GetFileName(path);
            if (long.TryParse(Path.GetFileNameWithoutExtension(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && (name == NameOf(number) || name == ArchivedSegment.NameOf(number)))
                numbers.Add(number);
        }
        numbers.Sort();
        // While one is being archived it is there as both.
        return numbers.Distinct().ToList();
    }

    public ISegmentFile Open(long number, bool writable)
    {
        var plain = Path.Combine(directory, NameOf(number));
        var archive = Path.Combine(directory, ArchivedSegment.NameOf(number));
        try
        {
            return Open(plain, writable);
        }
        catch (FileNotFoundException) when (!writable && File.Exists(archive))
        {
            return new ArchivedSegment(Open(archive, writable: false), number);
        }
    }

    public Task<ISegmentFile> PrepareAsync(long lengthBytes) => Task.Run<ISegmentFile>(() => Prepare(lengthBytes));

    public void Name(long number)
    {
        File.Move(PreparedPath, Path.Combine(directory, NameOf(number)), overwrite: false);
        DurableFile.FlushDirectory(directory);
    }

    public void FlushNames() => DurableFile.FlushDirectory(directory);

    public bool IsPlain(long number) => File.Exists(Path.Combine(directory, NameOf(number)));

    public ISegmentFile CreateArchive() => new DiskFile(File.OpenHandle(DraftPath, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public void NameArchive(long number)
    {
        File.Move(DraftPath, Path.Combine(directory, ArchivedSegment.NameOf(number)), overwrite: true);
        DurableFile.FlushDirectory(directory);
    }

    public void DeletePlain(long number) => Delete(NameOf(number));

    public void DeleteArchive(long number) => Delete(ArchivedSegment.NameOf(number));

    private void Delete(string name)
    {
        File.Delete(Path.Combine(directory, name));
        DurableFile.FlushDirectory(directory);
    }

    private static DiskFile Open(string path, bool writable) =>
        new(File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    private DiskFile Prepare(long lengthBytes)
    {
        // A left-over of an earlier run is overwritten: it never had a name, so nothing in it counts.
        var handle = File.OpenHandle(PreparedPath, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            DurableFile.Preallocate(handle, lengthBytes);
            DurableFile.Flush(handle);
            return new DiskFile(handle);
        }
        catch
        {
            handle.Dispose();
            File.Delete(PreparedPath); // half a segment must not take the last of the space
            throw;
        }
    }
}
