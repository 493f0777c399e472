using Rialto.Journal.Storage;

namespace Rialto.Unit.Journal.Snapshots;

/// <summary>Snapshots in memory.</summary>
internal sealed class MemorySnapshots : ISnapshotStore
{
    private readonly SortedDictionary<long, Content> _named = [];
    private Content? _written;

    /// <summary>Writes left until the disk is full; counts down.</summary>
    public int WritesUntilFull { get; set; } = int.MaxValue;

    /// <summary>What a snapshot holds.</summary>
    public byte[] this[long sequence]
    {
        get => _named[sequence].Bytes;
        set => _named[sequence] = new Content { Bytes = value };
    }

    public IReadOnlyList<long> List() => [.. _named.Keys];

    public ISegmentFile Open(long sequence) => _named.TryGetValue(sequence, out var bytes) ? new File(this, bytes) : throw new FileNotFoundException();

    public ISegmentFile Create() => new File(this, _written = new Content());

    public void Name(long sequence) => _named[sequence] = _written!;

    public void Delete(long sequence) => _named.Remove(sequence);

    private sealed class File(MemorySnapshots store, Content content) : ISegmentFile
    {
        public long LengthBytes => content.Bytes.Length;

        public int Read(Span<byte> target, long offset)
        {
            var rest = content.Bytes.AsSpan((int)Math.Min(offset, content.Bytes.Length));
            var length = Math.Min(rest.Length, target.Length);
            rest[..length].CopyTo(target);
            return length;
        }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            if (store.WritesUntilFull-- <= 0)
                throw new IOException("no space left on device");
            if (offset + source.Length > content.Bytes.Length)
                Array.Resize(ref content.Bytes, (int)offset + source.Length);
            source.CopyTo(content.Bytes.AsSpan((int)offset));
        }

        public void Flush()
        {
        }

        public void Extend(long lengthBytes) => Array.Resize(ref content.Bytes, (int)lengthBytes);

        public void Dispose()
        {
        }
    }

    private sealed class Content
    {
        public byte[] Bytes = [];
    }
}
