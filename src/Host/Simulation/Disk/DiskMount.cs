using Rialto.Journal.Archive;
using Rialto.Journal.Storage;

namespace Rialto.Host.Simulation.Disk;

/// <summary>The disk as one process has it open; the run may put a planted bug in front of it.</summary>
internal sealed class DiskMount(SimulatedDisk disk) : IArchiveStore
{
    private DiskContent? _prepared;
    private (TaskCompletionSource<ISegmentFile> Done, int LengthBytes)? _preparing;

    public IReadOnlyList<long> List() => [.. disk.Names.Union(disk.Archives.Names).Order()];

    public ISegmentFile Open(long number, bool writable) =>
        disk.IsPlain(number) || !disk.Archives.Has(number) ? new File(disk, disk.Open(number)) : new ArchivedSegment(disk.Archives.Open(number), number);

    public bool IsPlain(long number) => disk.IsPlain(number);

    public ISegmentFile CreateArchive() => disk.Archives.Create();

    public void NameArchive(long number) => disk.Archives.Name(number);

    public void DeletePlain(long number) => disk.DeletePlain(number);

    public void DeleteArchive(long number) => disk.Archives.Delete(number);

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

    private sealed class File(SimulatedDisk disk, DiskContent content) : SimulatedFile
    {
        protected override byte[] Bytes => content.Cache;

        public override void Write(ReadOnlySpan<byte> source, long offset) => disk.Write(content, source, offset);

        public override void Flush() => disk.Flush(content);

        public override void Extend(long lengthBytes)
        {
            // Segments of a simulated disk have their length from the beginning.
        }
    }
}
