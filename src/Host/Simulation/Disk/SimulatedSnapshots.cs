using Rialto.Journal.Storage;

namespace Rialto.Host.Simulation.Disk;

/// <summary>Snapshots on a simulated disk: what was not flushed is gone after a power cut, and a bit may change. They are derived, so nothing of it may ever show.</summary>
internal sealed class SimulatedSnapshots(SimulatedDisk disk) : ISnapshotStore
{
    private readonly SortedDictionary<long, GrowingContent> _named = [];
    private GrowingContent? _writing;

    public IReadOnlyList<long> List() => [.. _named.Keys];

    public ISegmentFile Open(long sequence) => new GrowingContent.File(disk, _named[sequence]);

    public ISegmentFile Create() => new GrowingContent.File(disk, _writing = new GrowingContent());

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
                content.CutPower();
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
        content.Flip(offset, dice.Below(8));
        return $"a bit of byte {offset} of the snapshot at {sequence} changes";
    }
}
