using Rialto.Runtime.Clocks;

namespace Rialto.Host.Simulation.Disk;

/// <summary>How a node ends.</summary>
internal enum CrashKind
{
    None,
    Kill,
    PowerCut,
}

/// <summary>The node is gone: thrown out of whatever it was doing.</summary>
internal sealed class NodeDownException() : IOException("the node is down");

/// <summary>
/// The disk below a simulated node: it outlives the node, and forgets what was not flushed when the power is cut. Faults are armed by the run and strike at operations.
/// </summary>
/// <remarks>The model: blocks of 512 bytes are written whole; blocks not flushed reach the platter in any choice; a name is durable when its folder was flushed; a failed flush leaves pages clean that are not on the platter.</remarks>
internal sealed class SimulatedDisk
{
    private readonly ManualClock _clock;
    private readonly SortedDictionary<long, DiskContent> _named = [];
    private readonly HashSet<long> _durableNames = [];
    private Dice _dice = new(0);
    private int _crashIn;
    private CrashKind _armed;
    private int _failWriteIn;
    private int _failFlushIn;

    /// <param name="clock">Moves on where the disk takes time.</param>
    public SimulatedDisk(ManualClock clock)
    {
        _clock = clock;
        Snapshots = new SimulatedSnapshots(this);
        Archives = new SimulatedArchives(this);
    }

    /// <summary>The snapshots beside the journal.</summary>
    public SimulatedSnapshots Snapshots { get; }

    /// <summary>Segments that are archived.</summary>
    public SimulatedArchives Archives { get; }

    /// <summary>No space for another segment.</summary>
    public bool IsFull { get; set; }

    /// <summary>Preparing takes until the run says so, and every flush takes time.</summary>
    public bool IsSlow { get; set; }

    /// <summary>The armed crash has struck; the node must be dropped.</summary>
    public CrashKind Down { get; private set; }

    /// <summary>Writes and flushes so far.</summary>
    public long Operations { get; private set; }

    /// <summary>Writes or flushes that have failed.</summary>
    public long Failures { get; private set; }

    /// <summary>Numbers of the named segments.</summary>
    public IReadOnlyList<long> Names => [.. _named.Keys];

    /// <summary>True where a segment is there as it was written.</summary>
    public bool IsPlain(long number) => _named.ContainsKey(number);

    public DiskContent this[long number] => _named[number];

    public void ArmCrash(CrashKind kind, int operations, Dice dice)
    {
        (_armed, _crashIn, _dice) = (kind, operations, dice);
    }

    public void ArmFailedWrite(int writes, Dice dice) => (_failWriteIn, _dice) = (writes, dice);

    public void ArmFailedFlush(int flushes, Dice dice) => (_failFlushIn, _dice) = (flushes, dice);

    /// <summary>Nothing is armed any more, and there is space.</summary>
    public void Heal()
    {
        (_crashIn, _failWriteIn, _failFlushIn, IsFull, IsSlow) = (0, 0, 0, false, false);
    }

    /// <summary>A process opens the folder.</summary>
    public DiskMount Mount() => new(this);

    /// <summary>The process is gone, and perhaps the power: what a next one will find.</summary>
    public void Crash(CrashKind kind, Dice dice)
    {
        (Down, _crashIn, _failWriteIn, _failFlushIn) = (CrashKind.None, 0, 0, 0);
        Snapshots.Crash(kind);
        Archives.Crash(kind);
        if (kind == CrashKind.PowerCut)
        {
            foreach (var number in _named.Keys.Where(number => !_durableNames.Contains(number) && dice.Percent(50)).ToArray())
                _named.Remove(number);
            foreach (var content in _named.Values)
                content.CutPower(dice);
            _durableNames.UnionWith(_named.Keys);
        }
        else if (dice.Percent(30))
        {
            foreach (var content in _named.Values)
                content.DropClean();
        }
    }

    /// <summary>Something else is done on this disk, at which an armed crash may strike.</summary>
    internal void Operate()
    {
        if (Strikes(out _))
            GoDown();
    }

    internal DiskContent Open(long number) => _named.TryGetValue(number, out var content) ? content : throw new FileNotFoundException($"segment {number}");

    internal void Write(DiskContent content, ReadOnlySpan<byte> source, long offset)
    {
        // A process that dies has written up to some byte; without power, blocks count, which the cut decides.
        if (Strikes(out var isAfter))
        {
            content.Write(source[..(isAfter || _armed == CrashKind.PowerCut ? source.Length : _dice.Below(source.Length + 1))], offset);
            GoDown();
        }
        if (_failWriteIn > 0 && --_failWriteIn == 0)
        {
            Failures++;
            content.Write(source[.._dice.Below(source.Length + 1)], offset);
            throw new IOException("pwrite: Input/output error");
        }
        content.Write(source, offset);
    }

    internal void Flush(DiskContent content)
    {
        if (Strikes(out var isAfter))
        {
            if (isAfter)
                content.Flush();
            GoDown();
        }
        if (IsSlow)
            _clock.Advance(_dice.Between(0, 2_000_000_000));
        if (_failFlushIn > 0 && --_failFlushIn == 0)
        {
            Failures++;
            content.FailFlush(_dice);
            throw new IOException("fdatasync: Input/output error");
        }
        content.Flush();
    }

    internal void Name(long number, DiskContent content)
    {
        var strikes = Strikes(out var isAfter);
        if (strikes && !isAfter && _dice.Percent(50))
            GoDown();
        _named.Add(number, content);
        if (strikes && !isAfter)
            GoDown();
        _durableNames.Add(number);
        if (strikes)
            GoDown();
    }

    internal void DeletePlain(long number)
    {
        if (!_named.ContainsKey(number))
            return;
        Operate();
        _named.Remove(number);
        _durableNames.Remove(number);
        Operate();
    }

    internal void FlushNames()
    {
        if (Strikes(out var isAfter) && !isAfter)
            GoDown();
        _durableNames.UnionWith(_named.Keys);
    }

    private bool Strikes(out bool isAfter)
    {
        isAfter = false;
        if (Down != CrashKind.None)
            throw new NodeDownException();
        Operations++;
        if (_crashIn == 0 || --_crashIn > 0)
            return false;
        isAfter = _dice.Percent(40);
        return true;
    }

    private void GoDown()
    {
        Down = _armed;
        throw new NodeDownException();
    }
}
