using System.Globalization;
using Microsoft.Win32.SafeHandles;
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

    private sealed class DiskFile(SafeFileHandle handle) : ISegmentFile
    {
        public long LengthBytes => RandomAccess.GetLength(handle);

        public int Read(Span<byte> target, long offset)
        {
            var total = 0;
            while (total < target.Length && RandomAccess.Read(handle, target[total..], offset + total) is var read and > 0)
                total += read;
            return total;
        }

        public void Write(ReadOnlySpan<byte> source, long offset) => RandomAccess.Write(handle, source, offset);

        public void Flush() => DurableFile.Flush(handle);

        public void Extend(long lengthBytes) => DurableFile.Preallocate(handle, lengthBytes);

        public void Dispose() => handle.Dispose();
    }
}
