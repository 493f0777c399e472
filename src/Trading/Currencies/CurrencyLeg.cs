using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Trading.Currencies;

/// <summary>One step from one currency to another through a pair that trades. Which way it goes is how the pair is written.</summary>
public enum LegDirection : byte
{
    /// <summary>From the pair's base to its quote: amounts are multiplied by its price. USDT to USD through USDT-USD.</summary>
    BaseToQuote = 0,

    /// <summary>From the pair's quote to its base: amounts are divided by its price. KRW to USDT through USDT-KRW.</summary>
    QuoteToBase = 1,
}

/// <summary>One step of a conversion: a listing whose book is the rate, and the way through it.</summary>
public readonly record struct CurrencyLeg(ListingId Listing, LegDirection Direction);

/// <summary>The best prices of a currency pair as a leg knows them.</summary>
/// <param name="Best">In the pair's units; empty where the book may not be believed.</param>
/// <param name="Scale">Scale of its prices.</param>
/// <param name="Time">When the pair was last heard of.</param>
/// <param name="IsUsable">Quality's verdict: not rejected.</param>
public readonly record struct PairQuote(Bbo Best, int Scale, Timestamp Time, bool IsUsable);
