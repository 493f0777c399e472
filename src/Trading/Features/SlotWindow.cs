namespace Rialto.Trading.Features;

/// <summary>
/// How a window of time is cut: into at most 1,024 slots of equal length, on a grid that begins at time zero. At time t the window holds its last slots, the one that t lies in among
/// them: between the window's length and one slot less. So what a window keeps is bounded by its slots, however much happens, and never full.
/// </summary>
internal readonly struct SlotWindow
{
    /// <summary>Most slots of a window.</summary>
    public const int SlotsMax = 1_024;

    private readonly long _slotNs;

    public SlotWindow(long windowNs)
    {
        _slotNs = (windowNs + SlotsMax - 1) / SlotsMax;
        Slots = (windowNs + _slotNs - 1) / _slotNs;
    }

    /// <summary>How many slots the window has.</summary>
    public long Slots { get; }

    /// <summary>The slot that a time lies in.</summary>
    public long SlotOf(long time) => time / _slotNs;
}
