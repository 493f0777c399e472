using Rialto.Journal.Storage;

namespace Rialto.Unit.Journal;

/// <summary>A file in memory; what becomes of writes is the store's.</summary>
internal abstract class MemoryFile : ISegmentFile
{
    public long LengthBytes => Bytes.Length;

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
    }
}
