using Rialto.Journal.Storage;

namespace Rialto.Simulation;

/// <summary>A store that passes on all that archiving asks; bugs override what they get wrong.</summary>
internal abstract class PassingArchives(IArchiveStore disk) : IArchiveStore
{
    public IReadOnlyList<long> List() => disk.List();

    public ISegmentFile Open(long number, bool writable) => disk.Open(number, writable);

    public Task<ISegmentFile> PrepareAsync(long lengthBytes) => disk.PrepareAsync(lengthBytes);

    public void Name(long number) => disk.Name(number);

    public void FlushNames() => disk.FlushNames();

    public bool IsPlain(long number) => disk.IsPlain(number);

    public virtual ISegmentFile CreateArchive() => disk.CreateArchive();

    public virtual void NameArchive(long number) => disk.NameArchive(number);

    public virtual void DeletePlain(long number) => disk.DeletePlain(number);

    public void DeleteArchive(long number) => disk.DeleteArchive(number);

    protected class PassingFile(ISegmentFile file) : ISegmentFile
    {
        public long LengthBytes => file.LengthBytes;

        public int Read(Span<byte> target, long offset) => file.Read(target, offset);

        public void Write(ReadOnlySpan<byte> source, long offset) => file.Write(source, offset);

        public virtual void Flush() => file.Flush();

        public void Extend(long lengthBytes) => file.Extend(lengthBytes);

        public void Dispose() => file.Dispose();
    }
}

internal sealed class ArchiveNotFlushed(IArchiveStore disk) : PassingArchives(disk)
{
    public override ISegmentFile CreateArchive() => new Unflushed(base.CreateArchive());

    private sealed class Unflushed(ISegmentFile file) : PassingFile(file)
    {
        public override void Flush()
        {
            // The bug.
        }
    }
}

internal sealed class SegmentGoesFirst(IArchiveStore disk) : PassingArchives(disk)
{
    public override void NameArchive(long number)
    {
        base.DeletePlain(number);
        base.NameArchive(number);
    }

    public override void DeletePlain(long number)
    {
        // It has gone already.
    }
}

/// <summary>As if nobody read back what was written, and the last write were lost: the archive holds half of what it should.</summary>
internal sealed class ArchiveCutShort(IArchiveStore disk) : PassingArchives(disk)
{
    public override void NameArchive(long number)
    {
        using (var source = Open(number, writable: false))
        {
            var half = new byte[source.LengthBytes / 2];
            source.Read(half, 0);
            using var target = CreateArchive();
            target.Write(half, 0);
            target.Flush();
        }

        base.NameArchive(number);
    }
}
