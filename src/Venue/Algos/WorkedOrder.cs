using Rialto.Model.Orders;
using Rialto.Model.Schedules;

namespace Rialto.Venue.Algos;

/// <summary>An order that is worked over time: where in its life it is, and when it does something by itself next (algos.md, section 4; baskets.md, section 7).</summary>
internal abstract class WorkedOrder(SliceTimes times)
{
    public SliceTimes Times { get; } = times;

    public AlgoState State { get; set; }

    /// <summary>When it does something by itself next.</summary>
    public long NextNs { get; private set; }

    public long NextSlice { get; private set; }

    /// <summary>Its start came: there is something to measure.</summary>
    public bool HasBegun { get; set; }

    /// <summary>This slice is its next one.</summary>
    public void WaitFor(long slice)
    {
        NextSlice = slice;
        NextNs = State switch
        {
            AlgoState.Scheduled => Times.Start.Nanoseconds,
            AlgoState.Running when slice < Times.Count => Times.TimeOf(slice).Nanoseconds,
            _ => Times.End.Nanoseconds,
        };
    }
}
