using Rialto.Model.Units;

namespace Rialto.Trading.Currencies;

/// <summary>What a converted price is worth.</summary>
public enum ConvertedState : byte
{
    /// <summary>There is none: a source or a rate has no price on this side, or one that may not be believed, or the result does not fit.</summary>
    None = 0,

    /// <summary>There is one, but the source or a rate is older than it may be.</summary>
    Stale = 1,

    /// <summary>There is one, and all it is made of is fresh.</summary>
    Live = 2,
}

/// <summary>
/// The best prices of one source in another currency: what one could sell and buy for in that currency, at best prices of every pair on the way. The bid is rounded down, the ask up.
/// Marked by its type: it is not a <see cref="Books.Bbo"/>, and no NBBO is made of it.
/// </summary>
/// <param name="BidPrice">At the view's scale; none unless the state is Live or Stale.</param>
/// <param name="AskPrice">The same.</param>
/// <param name="BidState">What the bid is worth.</param>
/// <param name="AskState">What the ask is worth.</param>
/// <param name="Time">Of the oldest it is made of.</param>
public readonly record struct ConvertedQuote(Price BidPrice, Price AskPrice, ConvertedState BidState, ConvertedState AskState, Timestamp Time);

/// <summary>The best converted prices over the sources of a view that are Live; sources are bits, in the order in which they were given.</summary>
public readonly record struct ConvertedBest(Price BidPrice, ulong BidSources, Price AskPrice, ulong AskSources);
