namespace Rialto.Host.Simulation.Disk;

/// <summary>Archived segments on a simulated disk: a name is durable when the call that gives it returns, the bytes when they were flushed.</summary>
internal sealed class SimulatedArchives(SimulatedDisk disk)
{
    private readonly SortedDictionary<long, GrowingContent> _named = [];
    private GrowingContent? _writing;

    /// <summary>Numbers of the archived segments.</summary>
    public IReadOnlyCollection<long> Names => _named.Keys;

    /// <summary>Archives made so far.</summary>
    public long Made { get; private set; }

    public bool Has(long number) => _named.ContainsKey(number);

    public SimulatedFile Open(long number) =>
        _named.TryGetValue(number, out var content) ? new GrowingContent.File(disk, content) : throw new FileNotFoundException($"archive {number}");

    public SimulatedFile Create() => new GrowingContent.File(disk, _writing = new GrowingContent());

    public void Name(long number)
    {
        // A crash may come before the name is there, and after.
        disk.Operate();
        _named[number] = _writing!;
        Made++;
        disk.Operate();
    }

    public void Delete(long number)
    {
        if (!_named.ContainsKey(number))
            return;
        disk.Operate();
        _named.Remove(number);
        disk.Operate();
    }

    /// <summary>The process is gone, and perhaps the power.</summary>
    public void Crash(CrashKind kind)
    {
        _writing = null;
        if (kind != CrashKind.PowerCut)
            return;
        foreach (var content in _named.Values)
            content.CutPower();
    }

    /// <summary>Changes one bit of one archive.</summary>
    /// <returns>Null where there is none.</returns>
    public Spoilt? TrySpoil(Dice dice)
    {
        if (_named.Count == 0)
            return null;
        var number = dice.Of(_named.Keys.ToArray());
        var content = _named[number];
        if (disk.IsPlain(number))
            return null; // then it does not count
        var (offset, bit) = (dice.Below(content.Cache.Length), dice.Below(8));
        content.Flip(offset, bit);
        return new Spoilt($"bit {bit} of byte {offset} in the archive of segment {number} changes", true, () => content.Flip(offset, bit));
    }
}
