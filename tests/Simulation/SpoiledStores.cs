using Rialto.Host.Simulation.Disk;
using Rialto.Journal.Storage;

namespace Rialto.Simulation;

/// <summary>A store that passes everything on; bugs override what they get wrong.</summary>
internal abstract class PassingStore(ISegmentStore disk) : ISegmentStore
{
    public IReadOnlyList<long> List() => disk.List();

    public ISegmentFile Open(long number, bool writable) => new File(this, disk.Open(number, writable));

    public async Task<ISegmentFile> PrepareAsync(long lengthBytes) => new File(this, await disk.PrepareAsync(lengthBytes).ConfigureAwait(false));

    public void Name(long number) => disk.Name(number);

    public virtual void FlushNames() => disk.FlushNames();

    protected virtual void Write(ISegmentFile file, ReadOnlySpan<byte> source, long offset) => file.Write(source, offset);

    protected virtual void Flush(ISegmentFile file) => file.Flush();

    private sealed class File(PassingStore store, ISegmentFile file) : ISegmentFile
    {
        public long LengthBytes => file.LengthBytes;

        public int Read(Span<byte> target, long offset) => file.Read(target, offset);

        public void Write(ReadOnlySpan<byte> source, long offset) => store.Write(file, source, offset);

        public void Flush() => store.Flush(file);

        public void Extend(long lengthBytes) => file.Extend(lengthBytes);

        public void Dispose() => file.Dispose();
    }
}

internal sealed class FlushSkipped(ISegmentStore disk) : PassingStore(disk)
{
    private int _flushes;

    protected override void Flush(ISegmentFile file)
    {
        if (++_flushes % 8 != 0)
            file.Flush();
    }
}

internal sealed class FlushTriedAgain(ISegmentStore disk) : PassingStore(disk)
{
    protected override void Flush(ISegmentFile file)
    {
        try
        {
            file.Flush();
        }
        catch (IOException failure) when (failure is not NodeDownException)
        {
            file.Flush();
        }
    }
}

internal sealed class NoZerosInRecovery(ISegmentStore disk, PlantedBugs.OtherStore parts) : PassingStore(disk)
{
    protected override void Write(ISegmentFile file, ReadOnlySpan<byte> source, long offset)
    {
        if (!parts.IsRecovering || source.ContainsAnyExcept((byte)0))
            file.Write(source, offset);
    }
}

internal sealed class NoSettlingInRecovery(ISegmentStore disk, PlantedBugs.OtherStore parts) : PassingStore(disk)
{
    public override void FlushNames()
    {
        if (!parts.IsRecovering)
            base.FlushNames();
    }

    protected override void Write(ISegmentFile file, ReadOnlySpan<byte> source, long offset)
    {
        if (!parts.IsRecovering || !source.ContainsAnyExcept((byte)0))
            file.Write(source, offset);
    }

    protected override void Flush(ISegmentFile file)
    {
        if (!parts.IsRecovering)
            file.Flush();
    }
}
