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

    private sealed class File(MemorySnapshots store, Content content) : MemoryFile
    {
        protected override byte[] Bytes => content.Bytes;

        public override void Write(ReadOnlySpan<byte> source, long offset)
        {
            if (store.WritesUntilFull-- <= 0)
                throw new IOException("no space left on device");
            if (offset + source.Length > content.Bytes.Length)
                Array.Resize(ref content.Bytes, (int)offset + source.Length);
            source.CopyTo(content.Bytes.AsSpan((int)offset));
        }

        public override void Flush()
        {
        }

        public override void Extend(long lengthBytes) => Array.Resize(ref content.Bytes, (int)lengthBytes);
    }

    private sealed class Content
    {
        public byte[] Bytes = [];
    }
}
