using Rialto.Journal.Storage;

namespace Rialto.Host.Simulation.Disk;

/// <summary>The disk as one process has it open; the run may put a planted bug in front of it.</summary>
internal sealed class DiskMount(SimulatedDisk disk) : ISegmentStore
{
    private DiskContent? _prepared;
    private (TaskCompletionSource<ISegmentFile> Done, int LengthBytes)? _preparing;

    /// <summary>True while a segment is being made ready.</summary>
    public bool IsPreparing => _preparing is not null;

    public IReadOnlyList<long> List() => disk.Names;

    public ISegmentFile Open(long number, bool writable) => new File(disk, disk.Open(number));

    public Task<ISegmentFile> PrepareAsync(long lengthBytes)
    {
        var done = new TaskCompletionSource<ISegmentFile>();
        _preparing = (done, (int)lengthBytes);
        if (!disk.IsSlow)
            FinishPreparing();
        return done.Task;
    }

    /// <summary>What was begun is done, or finds no space.</summary>
    public void FinishPreparing()
    {
        if (_preparing is not var (done, lengthBytes))
            return;
        _preparing = null;
        if (disk.IsFull)
            done.SetException(new IOException("posix_fallocate: No space left on device (28)"));
        else
            done.SetResult(new File(disk, _prepared = new DiskContent(lengthBytes)));
    }

    public void Name(long number) => disk.Name(number, _prepared!);

    public void FlushNames() => disk.FlushNames();

    private sealed class File(SimulatedDisk disk, DiskContent content) : ISegmentFile
    {
        public long LengthBytes => content.Cache.Length;

        public int Read(Span<byte> target, long offset)
        {
            var rest = content.Cache.AsSpan((int)Math.Min(offset, content.Cache.Length));
            var length = Math.Min(rest.Length, target.Length);
            rest[..length].CopyTo(target);
            return length;
        }

        public void Write(ReadOnlySpan<byte> source, long offset) => disk.Write(content, source, offset);

        public void Flush() => disk.Flush(content);

        public void Extend(long lengthBytes)
        {
            // Segments of a simulated disk have their length from the beginning.
        }

        public void Dispose()
        {
        }
    }
}
