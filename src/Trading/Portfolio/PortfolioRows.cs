using System.Runtime.InteropServices;
using Rialto.Model.Units;

namespace Rialto.Trading.Portfolio;

/// <summary>A traded listing's state. Packed without gaps: its bytes are its state.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct Row
{
    public Position Position;

    /// <summary>Twice the middle of its best prices, as last believed.</summary>
    public long TwiceMark;

    /// <summary>Last fill or correction.</summary>
    public Timestamp ChangedTime;

    /// <summary>Difference to the venue in the last look, where it is not believed yet.</summary>
    public long Suspected;

    /// <summary>Since when that is what it is.</summary>
    public Timestamp SuspectedTime;

    /// <summary>Last list of positions it was in.</summary>
    public int SeenInRound;

    /// <summary>What was open when an earlier run of the day ended, twice its mark then and the average price it was counted from; none from the venue's first word on.</summary>
    public long CarriedQuantity;
    public long CarriedTwiceMark;
    public long CarriedEntry;

    /// <summary>Its first share, plus one; zero for none.</summary>
    public int FirstCell;

    /// <summary>True once the venue has told it, or told all others.</summary>
    public bool IsTold;
}

/// <summary>A strategy's share in a listing.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct Cell
{
    public Position Position;
    public RoundTrips Trips;
    public int Strategy;
    public int Index;

    /// <summary>The next share in the same listing; -1 for none.</summary>
    public int NextOfListing;
}

/// <summary>What a position is worth: a function of the position, its mark and its rate.</summary>
/// <param name="Result">Realised and unrealised, fees taken off.</param>
/// <param name="Unrealised">Unrealised.</param>
/// <param name="IsTouched">Noted among what the input has changed.</param>
internal readonly record struct Valuation(Int128 Result, Int128 Unrealised, bool IsTouched = false)
{
    /// <summary>Of a position, by its mark; where there is none, nothing is gained by holding it.</summary>
    public static Valuation Of(Holding holding, in Position position, long twiceMark, bool isMarked)
    {
        var twice = isMarked ? position.TwiceUnrealised(holding, twiceMark) : 0;
        return new Valuation(holding.Settled.Apply(2 * position.Realised + twice, 1) - position.Fees, holding.Settled.Apply(twice, 1));
    }
}

/// <summary>A result since the start, at midnight, and at its best of the day; as worth.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct ResultDay
{
    public Int128 Result;
    public Int128 Base;
    public Int128 Best;

    /// <summary>The highest result since the start, which is zero there.</summary>
    public Int128 Peak;

    /// <summary>The largest fall from it, and the equity that it fell from: what there was at its lowest, and the fall.</summary>
    public Int128 Fall;
    public Int128 FallEquity;

    /// <summary>Of the day, before this run.</summary>
    public Int128 Carried;
    public bool IsTouched;

    public readonly Int128 Daily => Result - Base;

    public readonly Int128 Drawdown => Best > Result ? Best - Result : 0;

    public void Begin()
    {
        Base = Best = Result;
        Carried = 0;
    }

    /// <summary>The day was not at zero when this run began, and so far below its best. That was zero at least, at midnight.</summary>
    public void Carry(Int128 result, Int128 fall)
    {
        Carried += result;
        Base -= result;
        Best = Int128.Max(Best, Int128.Max(Base, Result + fall));
    }

    public void Keep(Int128 equity)
    {
        if (Result > Best)
            Best = Result;
        if (Result > Peak)
            Peak = Result;
        if (Peak - Result > Fall)
            (Fall, FallEquity) = (Peak - Result, equity + Peak - Result);
    }
}
