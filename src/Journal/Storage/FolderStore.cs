using System.Globalization;
using Rialto.Runtime.Files;

namespace Rialto.Journal.Storage;

/// <summary>Segments as files <c>00000001.journal</c> of a folder; the one being prepared is <c>next.prepared</c>.</summary>
internal sealed class FolderStore(string directory) : ISegmentStore
{
    private const string Extension = ".journal";

    private string PreparedPath => Path.Combine(directory, "next.prepared");

    /// <summary>File name of a segment.</summary>
    public static string NameOf(long number) => number.ToString("D8", CultureInfo.InvariantCulture) + Extension;

    public IReadOnlyList<long> List()
    {
        if (!Directory.Exists(directory))
            return [];
        var numbers = new List<long>();
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && NameOf(number) == Path.GetFileName(path))
                numbers.Add(number);
        }
        numbers.Sort();
        return numbers;
    }

    public ISegmentFile Open(long number, bool writable) =>
        new DiskFile(File.OpenHandle(Path.Combine(directory, NameOf(number)), FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    public Task<ISegmentFile> PrepareAsync(long lengthBytes) => Task.Run<ISegmentFile>(() => Prepare(lengthBytes));

    public void Name(long number)
    {
        File.Move(PreparedPath, Path.Combine(directory, NameOf(number)), overwrite: false);
        DurableFile.FlushDirectory(directory);
    }

    public void FlushNames() => DurableFile.FlushDirectory(directory);

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
