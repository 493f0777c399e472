using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Analytics;

/// <summary>An instrument as it stood at the end of a second in which something happened; it stood like that until the second of the next sample began.</summary>
internal struct MarketSample
{
    /// <summary>Sums up to <see cref="Time"/>.</summary>
    public FlowSums Sums;

    /// <summary>Of the best levels, as <see cref="DepthQuestion.Standard"/> asks.</summary>
    public DepthMeasure Depth;

    /// <summary>Zeros while not open.</summary>
    public Touch Touch;

    /// <summary>End of the second.</summary>
    public Timestamp Time;

    public readonly void Save(FieldWriter to)
    {
        Sums.Save(to);
        Save(to, Depth.Bid);
        Save(to, Depth.Ask);
        to.Add(Touch.BidPrice);
        to.Add(Touch.BidQuantity);
        to.Add(Touch.AskPrice);
        to.Add(Touch.AskQuantity);
        to.Add(Time.Nanoseconds);
    }

    public static MarketSample Load(FieldReader from) => new()
    {
        Sums = FlowSums.Load(from),
        Depth = new DepthMeasure(LoadSide(from), LoadSide(from)),
        Touch = new Touch(from.Read<long>(), from.Read<long>(), from.Read<long>(), from.Read<long>()),
        Time = new Timestamp(from.Read<long>()),
    };

    private static void Save(FieldWriter to, in SideDepth side)
    {
        to.Add(side.Volume);
        to.Add(side.Orders);
        to.Add(side.Weighted);
    }

    private static SideDepth LoadSide(FieldReader from) => new(from.Read<Int128>(), from.Read<long>(), from.Read<double>());
}

/// <summary>What happened in a time that ends now.</summary>
/// <param name="Since">Its beginning: a whole second, or when the analytics began or what they remember does.</param>
/// <param name="Sums">Over that time.</param>
internal readonly record struct FlowWindow(Timestamp Since, FlowSums Sums);
