namespace Rialto.Host.Simulation.Disk;

/// <summary>One file: what the running system reads (the page cache), and below it what is on the platter. They differ by whole blocks.</summary>
internal sealed class DiskContent
{
    public const int BlockBytes = 512;

    private readonly bool[] _dirty;

    public DiskContent(int lengthBytes)
    {
        Cache = new byte[lengthBytes];
        Platter = new byte[lengthBytes];
        _dirty = new bool[(lengthBytes + BlockBytes - 1) / BlockBytes];
    }

    /// <summary>What is read.</summary>
    public byte[] Cache { get; }

    /// <summary>What survives the loss of power.</summary>
    public byte[] Platter { get; }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        source.CopyTo(Cache.AsSpan((int)offset));
        if (source.Length > 0)
            _dirty.AsSpan((int)offset / BlockBytes, (int)((offset + source.Length - 1) / BlockBytes - offset / BlockBytes) + 1).Fill(true);
    }

    /// <summary>Everything dirty reaches the platter.</summary>
    public void Flush()
    {
        for (var block = 0; block < _dirty.Length; block++)
        {
            if (_dirty[block])
                Persist(block);
        }
    }

    /// <summary>A flush that fails: some blocks reach the platter, the others count as clean without having done so.</summary>
    public void FailFlush(Dice dice)
    {
        for (var block = 0; block < _dirty.Length; block++)
        {
            if (_dirty[block] && dice.Percent(40))
                Persist(block);
            _dirty[block] = false;
        }
    }

    /// <summary>Power is lost: of the blocks not flushed those chosen reach the platter, in any order; what is read from now on is the platter.</summary>
    public void CutPower(Dice dice)
    {
        var way = dice.Below(4); // none, all, any, the first ones
        var reached = 0;
        for (var block = 0; block < _dirty.Length; block++)
        {
            if (!_dirty[block])
                continue;
            if (way == 1 || (way == 2 && dice.Percent(50)) || (way == 3 && reached++ < 2))
                Persist(block);
            _dirty[block] = false;
        }
        Platter.CopyTo(Cache, 0);
    }

    /// <summary>The system drops clean pages from its memory: what a failed flush left behind is gone.</summary>
    public void DropClean()
    {
        for (var block = 0; block < _dirty.Length; block++)
        {
            if (!_dirty[block])
                Span(Platter, block).CopyTo(Span(Cache, block));
        }
    }

    /// <summary>Changes one bit, wherever it is kept.</summary>
    public void Flip(int offset, int bit)
    {
        Cache[offset] ^= (byte)(1 << bit);
        Platter[offset] ^= (byte)(1 << bit);
    }

    private void Persist(int block)
    {
        _dirty[block] = false;
        Span(Cache, block).CopyTo(Span(Platter, block));
    }

    private static Span<byte> Span(byte[] bytes, int block) => bytes.AsSpan(block * BlockBytes, Math.Min(BlockBytes, bytes.Length - block * BlockBytes));
}
