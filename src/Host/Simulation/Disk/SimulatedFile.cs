using Rialto.Journal.Storage;

namespace Rialto.Host.Simulation.Disk;

/// <summary>A file of the simulated disk, as a process has it open.</summary>
internal abstract class SimulatedFile : ISegmentFile
{
    public long LengthBytes => Bytes.Length;

    /// <summary>What is read.</summary>
    protected abstract byte[] Bytes { get; }

    public int Read(Span<byte> target, long offset)
    {
        var rest = Bytes.AsSpan((int)Math.Min(offset, Bytes.Length));
        var length = Math.Min(rest.Length, target.Length);
        rest[..length].CopyTo(target);
        return length;
    }

    public abstract void Write(ReadOnlySpan<byte> source, long offset);

    public abstract void Flush();

    public abstract void Extend(long lengthBytes);

    public void Dispose()
    {
        // Nothing is held.
    }
}

/// <summary>A file that grows as it is written to: what was not flushed is gone after a power cut.</summary>
internal sealed class GrowingContent
{
    /// <summary>What is read.</summary>
    public byte[] Cache { get; private set; } = [];

    /// <summary>What survives the loss of power.</summary>
    public byte[] Platter { get; private set; } = [];

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        if (offset + source.Length > Cache.Length)
            Extend(offset + source.Length);
        source.CopyTo(Cache.AsSpan((int)offset));
    }

    public void Extend(long lengthBytes)
    {
        var longer = Cache;
        Array.Resize(ref longer, (int)lengthBytes);
        Cache = longer;
    }

    public void Flush() => Platter = [.. Cache];

    public void CutPower() => Cache = [.. Platter];

    /// <summary>Changes one bit, wherever it is kept.</summary>
    public void Flip(int offset, int bit)
    {
        Cache[offset] ^= (byte)(1 << bit);
        if (offset < Platter.Length)
            Platter[offset] ^= (byte)(1 << bit);
    }

    /// <summary>As a process has it open.</summary>
    public sealed class File(SimulatedDisk disk, GrowingContent content) : SimulatedFile
    {
        protected override byte[] Bytes => content.Cache;

        public override void Write(ReadOnlySpan<byte> source, long offset)
        {
            disk.Operate();
            if (disk.IsFull)
                throw new IOException("pwrite: No space left on device");
            content.Write(source, offset);
        }

        public override void Flush()
        {
            disk.Operate();
            content.Flush();
        }

        public override void Extend(long lengthBytes) => content.Extend(lengthBytes);
    }
}
