using System.Runtime.InteropServices;
using Rialto.Model.Units;

namespace Rialto.Model.Feeds;

/// <summary>
/// The best prices of one symbol over all its venues, 64 bytes, little endian: one cache line. For other processes; docs/reference/shared-memory.md has the ring that carries it.
/// <code>
///  0 BidPrice 8   8 BidQuantity 8   16 AskPrice 8   24 AskQuantity 8   32 BidVenues 8   40 AskVenues 8   48 ReceiveTime 8
/// 56 Symbol 4    60 PriceScale 1   61 QuantityScale 1   62 zero 2
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct FeedNbbo
{
    /// <summary>Size in memory.</summary>
    public const int SizeBytes = 64;

    /// <summary>The highest bid, at the scale beside it; without meaning where no venue has one.</summary>
    [FieldOffset(0)] public Price BidPrice;

    /// <summary>All that rests there.</summary>
    [FieldOffset(8)] public Quantity BidQuantity;

    /// <summary>The lowest ask.</summary>
    [FieldOffset(16)] public Price AskPrice;

    /// <summary>All that rests there.</summary>
    [FieldOffset(24)] public Quantity AskQuantity;

    /// <summary>Whose the bid is: bit n is number n of <see cref="FeedVenue"/>. Zero: there is no bid.</summary>
    [FieldOffset(32)] public ulong BidVenues;

    /// <summary>Whose the ask is.</summary>
    [FieldOffset(40)] public ulong AskVenues;

    /// <summary>Of the frame that changed them, by our clock.</summary>
    [FieldOffset(48)] public Timestamp ReceiveTime;

    /// <summary>Which symbol, by its place in the list beside the ring.</summary>
    [FieldOffset(56)] public int Symbol;

    /// <summary>Prices count 10^-scale of the quote currency.</summary>
    [FieldOffset(60)] public byte PriceScale;

    /// <summary>Quantities count 10^-scale of base or contracts.</summary>
    [FieldOffset(61)] public byte QuantityScale;
}
