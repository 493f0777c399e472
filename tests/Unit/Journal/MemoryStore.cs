using Rialto.Journal.Storage;

namespace Rialto.Unit.Journal;

/// <summary>
/// Segments in memory, with a disk below that only has what was flushed. A power cut keeps the flushed bytes and, of what was written since, the blocks a seed chooses.
/// </summary>
internal sealed class MemoryStore : ISegmentStore
{
    public const int BlockBytes = 512;
    private readonly SortedDictionary<long, Content> _named = [];
    private Content? _prepared;

    /// <summary>Writes left until they fail; counts down.</summary>
    public int WritesUntilFailure { get; set; } = int.MaxValue;

    /// <summary>Flushes left until they fail; counts down. Only flushes of named segments count.</summary>
    public int FlushesUntilFailure { get; set; } = int.MaxValue;

    /// <summary>False where a new segment finds no space.</summary>
    public bool HasSpace { get; set; } = true;

    /// <summary>A new segment is neither ready nor refused before this is done.</summary>
    public Task Attempt { get; set; } = Task.CompletedTask;

    public int Flushes { get; private set; }

    public int Writes { get; private set; }

    public IReadOnlyList<long> List()
    {
        lock (_named)
            return [.. _named.Keys];
    }

    public ISegmentFile Open(long number, bool writable)
    {
        lock (_named)
            return new File(this, _named[number]);
    }

    public async Task<ISegmentFile> PrepareAsync(long lengthBytes)
    {
        await Attempt.ConfigureAwait(false);
        return HasSpace ? new File(this, _prepared = new Content(new byte[lengthBytes])) : throw new IOException("no space left on device");
    }

    public void FlushNames()
    {
    }

    public void Name(long number)
    {
        lock (_named)
        {
            _prepared!.IsNamed = true;
            _named.Add(number, _prepared);
        }
    }

    /// <summary>What a segment holds now.</summary>
    public byte[] this[long number]
    {
        get => _named[number].Bytes;
        set => _named[number] = new Content(value) { IsNamed = true };
    }

    /// <summary>The same journal on a store of its own.</summary>
    public MemoryStore Copy()
    {
        var copy = new MemoryStore();
        foreach (var (number, content) in _named)
            copy._named.Add(number, new Content([.. content.Bytes]) { IsNamed = true });
        return copy;
    }

    /// <summary>What the disk holds after the power is cut now.</summary>
    public MemoryStore AfterPowerCut(Random random)
    {
        var after = new MemoryStore();
        foreach (var (number, content) in _named)
        {
            var disk = (byte[])content.Disk.Clone();
            for (var block = 0; block < disk.Length; block += BlockBytes)
            {
                if (random.Next(2) == 0)
                    content.Bytes.AsSpan(block, BlockBytes).CopyTo(disk.AsSpan(block));
            }
            after._named.Add(number, new Content(disk) { IsNamed = true });
        }
        return after;
    }

    private sealed class Content(byte[] bytes)
    {
        public byte[] Bytes = bytes;
        public byte[] Disk = [.. bytes];
        public bool IsNamed;
        public int DirtyFrom = int.MaxValue;
        public int DirtyTo;
    }

    private sealed class File(MemoryStore store, Content content) : MemoryFile
    {
        protected override byte[] Bytes => content.Bytes;

        public override void Write(ReadOnlySpan<byte> source, long offset)
        {
            if (content.IsNamed && store.WritesUntilFailure-- <= 0)
                throw new IOException("no space left on device");
            store.Writes++;
            source.CopyTo(content.Bytes.AsSpan((int)offset));
            content.DirtyFrom = Math.Min(content.DirtyFrom, (int)offset);
            content.DirtyTo = Math.Max(content.DirtyTo, (int)offset + source.Length);
        }

        public override void Flush()
        {
            if (content.IsNamed && store.FlushesUntilFailure-- <= 0)
            {
                // As systems do: the pages count as clean now, and the next flush succeeds without them.
                (content.DirtyFrom, content.DirtyTo) = (int.MaxValue, 0);
                throw new IOException("fdatasync: Input/output error");
            }
            store.Flushes++;
            if (content.DirtyFrom < content.DirtyTo)
                content.Bytes.AsSpan(content.DirtyFrom..content.DirtyTo).CopyTo(content.Disk.AsSpan(content.DirtyFrom));
            (content.DirtyFrom, content.DirtyTo) = (int.MaxValue, 0);
        }

        public override void Extend(long lengthBytes)
        {
            Array.Resize(ref content.Bytes, (int)lengthBytes);
            Array.Resize(ref content.Disk, (int)lengthBytes);
        }
    }
}
