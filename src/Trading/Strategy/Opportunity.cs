using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Strategy;

/// <summary>What a strategy does about an opportunity. Numbers are stored in journals and never reused.</summary>
public enum OpportunityStep : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is there, and orders were placed.</summary>
    Taken = 1,

    /// <summary>It is there, and there is too little to sell or to pay with where it would have to be.</summary>
    NoInventory = 2,

    /// <summary>It is there, and the strategy is busy: legs of an earlier one are out, or it rests after one.</summary>
    Busy = 3,

    /// <summary>It is there, and the desk refused the first of its orders.</summary>
    Refused = 4,

    /// <summary>It is there no more.</summary>
    Gone = 5,
}

/// <summary>An opportunity as its strategy tells it, once for each step. Prices and quantity are in the units of the first listing, but for the second price.</summary>
/// <param name="Step">What is done about it.</param>
/// <param name="Key">Which of the strategy's markets or sets, from 0.</param>
/// <param name="First">Where to buy; of a set its first leg.</param>
/// <param name="Second">Number of the listing where to sell; of a set how many legs it has.</param>
/// <param name="FirstPrice">The worst price paid; in the first listing's units.</param>
/// <param name="SecondPrice">The worst price taken; in the second listing's units. None for a set.</param>
/// <param name="Quantity">How much.</param>
/// <param name="Net">What it is expected to bring net of fees and haircuts, in 10^-8 of the quote currency.</param>
public readonly record struct Opportunity(OpportunityStep Step, int Key, ListingId First, int Second, Price FirstPrice, Price SecondPrice, Quantity Quantity, long Net);
