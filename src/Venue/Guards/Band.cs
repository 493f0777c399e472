using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Guards;

/// <summary>Between which prices an instrument may trade now (guards.md, section 6); without a reference there is no band.</summary>
internal readonly record struct Band(long Reference, long Lower, long Upper)
{
    public bool Exists => Reference != 0;

    public static Band Around(long reference, int ppm, long tick)
    {
        var step = (Int128)tick * 1_000_000;
        var upper = ((Int128)reference * (1_000_000 + ppm) + step - 1) / step * tick;
        var lower = (Int128)reference * (1_000_000 - ppm) / step * tick;
        return new Band(reference, (long)lower, upper > Price.MaxUnits ? Price.MaxUnits : (long)upper);
    }

    /// <summary>True where an order of this side may neither trade nor be entered at this price.</summary>
    public bool IsBeyond(Side side, long price) => side == Side.Buy ? price > Upper : price < Lower;

    /// <summary>The price that this side may not pass.</summary>
    public long Edge(Side side) => side == Side.Buy ? Upper : Lower;
}
