using Rialto.Journal.Storage;

namespace Rialto.Host.Simulation.Disk;

/// <summary>Snapshots on a simulated disk: what was not flushed is gone after a power cut, and a bit may change. They are derived, so nothing of it may ever show.</summary>
internal sealed class SimulatedSnapshots(SimulatedDisk disk) : ISnapshotStore
{
    private readonly SortedDictionary<long, Content> _named = [];
    private Content? _writing;

    public IReadOnlyList<long> List() => [.. _named.Keys];

    public ISegmentFile Open(long sequence) => new File(disk, _named[sequence]);

    public ISegmentFile Create() => new File(disk, _writing = new Content());

    public void Name(long sequence)
    {
        disk.Operate();
        _named[sequence] = _writing!;
        // Few are kept, so that starts from the one before and from the journal's beginning come as well.
        if (_named.Count > 3)
            _named.Remove(_named.Keys.First());
    }

    public void Delete(long sequence) => _named.Remove(sequence);

    /// <summary>The process is gone, and perhaps the power.</summary>
    public void Crash(CrashKind kind)
    {
        _writing = null;
        foreach (var content in _named.Values)
        {
            if (kind == CrashKind.PowerCut)
                content.Cache = [.. content.Platter];
        }
    }

    /// <summary>Changes one bit of one snapshot, or takes one away.</summary>
    /// <returns>What was done; null where there is none.</returns>
    public string? Spoil(Dice dice)
    {
        if (_named.Count == 0)
            return null;
        var sequence = dice.Of(_named.Keys.ToArray());
        var content = _named[sequence];
        if (dice.Percent(20) || content.Cache.Length == 0)
        {
            _named.Remove(sequence);
            return $"the snapshot at {sequence} is gone";
        }
        var offset = dice.Below(content.Cache.Length);
        content.Cache[offset] ^= (byte)(1 << dice.Below(8));
        content.Platter = [.. content.Cache];
        return $"a bit of byte {offset} of the snapshot at {sequence} changes";
    }

    private sealed class Content
    {
        public byte[] Cache = [];
        public byte[] Platter = [];
    }

    private sealed class File(SimulatedDisk disk, Content content) : ISegmentFile
    {
        public long LengthBytes => content.Cache.Length;

        public int Read(Span<byte> target, long offset)
        {
            var rest = content.Cache.AsSpan((int)Math.Min(offset, content.Cache.Length));
            var length = Math.Min(rest.Length, target.Length);
            rest[..length].CopyTo(target);
            return length;
        }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            disk.Operate();
            if (disk.IsFull)
                throw new IOException("pwrite: No space left on device");
            if (offset + source.Length > content.Cache.Length)
                Array.Resize(ref content.Cache, (int)(offset + source.Length));
            source.CopyTo(content.Cache.AsSpan((int)offset));
        }

        public void Flush()
        {
            disk.Operate();
            content.Platter = [.. content.Cache];
        }

        public void Extend(long lengthBytes) => Array.Resize(ref content.Cache, (int)lengthBytes);

        public void Dispose()
        {
        }
    }
}
