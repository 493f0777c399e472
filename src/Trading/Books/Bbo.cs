using Rialto.Model.Units;

namespace Rialto.Trading.Books;

/// <summary>Best bid and offer with what rests there, in the listing's units; zeros where a side is empty.</summary>
public readonly record struct Bbo(Price BidPrice, Quantity BidQuantity, Price AskPrice, Quantity AskQuantity)
{
    /// <summary>Both sides have a level.</summary>
    public bool IsTwoSided => BidQuantity.Units != 0 && AskQuantity.Units != 0;

    /// <summary>The bid is at the ask.</summary>
    public bool IsLocked => IsTwoSided && BidPrice == AskPrice;

    /// <summary>The bid is above the ask.</summary>
    public bool IsCrossed => IsTwoSided && BidPrice > AskPrice;
}
