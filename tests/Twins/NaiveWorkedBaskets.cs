using System.Numerics;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>A live basket over time (baskets.md, section 7): the draft it was, and the command that scheduled it.</summary>
internal sealed record NaiveWorkedBasket(NaiveBasket Draft, Command Schedule, Timestamp Start, List<NaiveWorkedLeg> Legs)
{
    public AlgoState State { get; set; }
    public bool HasBegun { get; set; }
    public long NextSlice { get; set; }

    public BasketId Id => Draft.Id;
    public OwnerId Owner => Draft.Owner;
    public Timestamp End => Schedule.ExpireTime;
    public bool IsFilled => Legs.TrueForAll(leg => leg.Filled == leg.Quantity);

    /// <summary>Its slices, which are those of an algo order of its number.</summary>
    public NaiveAlgo Slices => new() { Id = Id.Value, Asked = Schedule, Start = Start };

    public Timestamp Next =>
        State == AlgoState.Scheduled ? Start
        : State == AlgoState.Running && NextSlice < Slices.Slices ? Slices.TimeOf(NextSlice)
        : End;
}

/// <summary>A leg of it.</summary>
internal sealed record NaiveWorkedLeg(Command Asked, NaiveInstrument Instrument, long Quantity, int[] Curve)
{
    public long Filled { get; set; }
    public BigInteger PriceSum { get; set; }
    public Price Arrival { get; set; }
    public BigInteger VolumeAtStart { get; set; }
    public BigInteger NotionalAtStart { get; set; }
    public (BigInteger Integral, BigInteger Time) OverTimeAtStart { get; set; }
}
