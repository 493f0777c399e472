using Rialto.Model.Units;

namespace Rialto.Trading.Consolidated;

/// <summary>How the best bid and the best ask of all venues stand to each other.</summary>
public enum TouchState : byte
{
    /// <summary>At least one side is empty.</summary>
    OneSided = 0,

    /// <summary>The bid is below the ask.</summary>
    Normal = 1,

    /// <summary>The bid is at the ask, of different venues.</summary>
    Locked = 2,

    /// <summary>The bid is above the ask: one venue buys above where another sells.</summary>
    Crossed = 3,
}

/// <summary>
/// The best bid and ask over all venues that may be believed, in the consolidated scales: prices and quantities of the finest listing. The quantity is all that rests at the price;
/// the venues are bits, in the order in which listings were added.
/// </summary>
public readonly record struct Nbbo(Price BidPrice, Quantity BidQuantity, ulong BidVenues, Price AskPrice, Quantity AskQuantity, ulong AskVenues, ulong Venues)
{
    /// <summary>How the sides stand to each other.</summary>
    public TouchState State =>
        BidVenues == 0 || AskVenues == 0 ? TouchState.OneSided
        : BidPrice < AskPrice ? TouchState.Normal
        : BidPrice == AskPrice ? TouchState.Locked
        : TouchState.Crossed;
}

/// <summary>Where a consolidation writes its changes. Implemented by structs, so that the calls are direct; single-threaded.</summary>
public interface INbboSink
{
    /// <summary>The best prices of one listing are others than before.</summary>
    /// <param name="listing">Whose.</param>
    /// <param name="best">Now, in the listing's units; empty once the book may not be believed.</param>
    /// <param name="receiveTime">Of the frame that changed them.</param>
    void OnBbo(Model.Feeds.ListingId listing, in Books.Bbo best, Timestamp receiveTime);

    /// <summary>The best prices over all venues of one symbol are others than before.</summary>
    /// <param name="symbol">Which, by its place in <see cref="Consolidation{TSink}"/>.</param>
    /// <param name="best">Now, in the symbol's units.</param>
    /// <param name="receiveTime">Of the frame that changed them.</param>
    void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime);
}
