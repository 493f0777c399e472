using System.Runtime.CompilerServices;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Analytics;

/// <summary>
/// What adds up over an instrument's life, exactly: the difference of two of them is the figure of the time between. All in units of the instrument's scales; spreads are doubled,
/// because a middle may lie on a half. Every field is 128 bits, so that nothing overflows and no byte is padding.
/// </summary>
internal struct FlowSums
{
    /// <summary>Order flow imbalance, quantity.</summary>
    public Int128 OrderFlow;

    /// <summary>Time with an uncrossed bid and ask while open, nanoseconds.</summary>
    public Int128 QuotedTime;

    /// <summary>Quoted spread x that time.</summary>
    public Int128 SpreadTime;

    /// <summary>Twice the middle x that time.</summary>
    public Int128 MidTwiceTime;

    /// <summary>Quantity bought by takers while open.</summary>
    public Int128 BuyVolume;

    /// <summary>Quantity sold by takers while open.</summary>
    public Int128 SellVolume;

    /// <summary>Trades while open.</summary>
    public Int128 Trades;

    /// <summary>Quantity of trades that had a middle before them.</summary>
    public Int128 MeasuredVolume;

    /// <summary>Effective spread x that quantity.</summary>
    public Int128 Effective;

    /// <summary>Twice the middle before x that quantity, for the relative effective spread.</summary>
    public Int128 MidTwiceVolume;

    /// <summary>By horizon.</summary>
    public HorizonSums Horizons;

    public void Save(FieldWriter to)
    {
        to.Add(OrderFlow);
        to.Add(QuotedTime);
        to.Add(SpreadTime);
        to.Add(MidTwiceTime);
        to.Add(BuyVolume);
        to.Add(SellVolume);
        to.Add(Trades);
        to.Add(MeasuredVolume);
        to.Add(Effective);
        to.Add(MidTwiceVolume);
        for (var i = 0; i < RealisedSpread.Horizons; i++)
        {
            to.Add(Horizons[i].Volume);
            to.Add(Horizons[i].Realised);
            to.Add(Horizons[i].Effective);
        }
    }

    public static FlowSums Load(FieldReader from)
    {
        var sums = new FlowSums
        {
            OrderFlow = from.Read<Int128>(),
            QuotedTime = from.Read<Int128>(),
            SpreadTime = from.Read<Int128>(),
            MidTwiceTime = from.Read<Int128>(),
            BuyVolume = from.Read<Int128>(),
            SellVolume = from.Read<Int128>(),
            Trades = from.Read<Int128>(),
            MeasuredVolume = from.Read<Int128>(),
            Effective = from.Read<Int128>(),
            MidTwiceVolume = from.Read<Int128>(),
        };
        for (var i = 0; i < RealisedSpread.Horizons; i++)
            sums.Horizons[i] = new HorizonSum { Volume = from.Read<Int128>(), Realised = from.Read<Int128>(), Effective = from.Read<Int128>() };
        return sums;
    }

    /// <summary>The same with the touch holding on for so many nanoseconds more.</summary>
    public readonly FlowSums After(in Touch touch, long nanoseconds)
    {
        var sums = this;
        sums.Hold(in touch, nanoseconds);
        return sums;
    }

    /// <summary>The touch was this for so many nanoseconds.</summary>
    public void Hold(in Touch touch, long nanoseconds)
    {
        if (!touch.IsTwoSided)
            return;
        QuotedTime += nanoseconds;
        SpreadTime += (Int128)touch.Spread * nanoseconds;
        MidTwiceTime += (Int128)touch.MidTwice * nanoseconds;
    }

    public static FlowSums operator -(in FlowSums later, in FlowSums earlier)
    {
        var sums = new FlowSums
        {
            OrderFlow = later.OrderFlow - earlier.OrderFlow,
            QuotedTime = later.QuotedTime - earlier.QuotedTime,
            SpreadTime = later.SpreadTime - earlier.SpreadTime,
            MidTwiceTime = later.MidTwiceTime - earlier.MidTwiceTime,
            BuyVolume = later.BuyVolume - earlier.BuyVolume,
            SellVolume = later.SellVolume - earlier.SellVolume,
            Trades = later.Trades - earlier.Trades,
            MeasuredVolume = later.MeasuredVolume - earlier.MeasuredVolume,
            Effective = later.Effective - earlier.Effective,
            MidTwiceVolume = later.MidTwiceVolume - earlier.MidTwiceVolume,
        };
        for (var i = 0; i < RealisedSpread.Horizons; i++)
        {
            sums.Horizons[i] = new HorizonSum
            {
                Volume = later.Horizons[i].Volume - earlier.Horizons[i].Volume,
                Realised = later.Horizons[i].Realised - earlier.Horizons[i].Realised,
                Effective = later.Horizons[i].Effective - earlier.Horizons[i].Effective,
            };
        }

        return sums;
    }
}

/// <summary>Trades whose horizon has passed: their quantity, and spreads x quantity.</summary>
internal struct HorizonSum
{
    public Int128 Volume;
    public Int128 Realised;

    /// <summary>Effective spread of the same trades: less the realised one it is the price's impact.</summary>
    public Int128 Effective;
}

/// <summary>One for each of <see cref="RealisedSpread.Horizons"/>.</summary>
[InlineArray(RealisedSpread.Horizons)]
internal struct HorizonSums
{
    private HorizonSum _first;
}
