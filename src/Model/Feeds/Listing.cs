using Rialto.Model.Units;

namespace Rialto.Model.Feeds;

/// <summary>What is traded.</summary>
public enum ListingKind : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>One asset for another, at once.</summary>
    Spot = 1,

    /// <summary>A contract without an end.</summary>
    Perpetual = 2,

    /// <summary>A contract with a date.</summary>
    Future = 3,

    /// <summary>An option.</summary>
    Option = 4,

    /// <summary>One side of a question: pays one or nothing.</summary>
    Outcome = 5,

    /// <summary>A share.</summary>
    Equity = 6,
}

/// <summary>Whether a listing trades at its venue.</summary>
public enum ListingStatus : byte
{
    /// <summary>Not known, or a word that is not known: not to be traded.</summary>
    Unknown = 0,

    /// <summary>Named, not yet open.</summary>
    Announced = 1,

    /// <summary>Trades.</summary>
    Open = 2,

    /// <summary>Stopped for a while; cancels may work.</summary>
    Halted = 3,

    /// <summary>Over.</summary>
    Closed = 4,
}

/// <summary>
/// One symbol of one venue, and what its numbers mean. Immutable: a change (a new tick, a halt) is a new listing of the same number, told by
/// <see cref="FeedEventKind.ListingChanged"/>. Scales never change during a run, because stored prices must keep their meaning.
/// </summary>
/// <param name="Id">Its number.</param>
/// <param name="Venue">Where.</param>
/// <param name="VenueSymbol">As the venue writes it in its feed (<c>BTCUSDT</c>, <c>XBT/USD</c>, a token's number).</param>
/// <param name="Symbol">As we write it, for all venues alike: <c>BTC-USDT</c>, <c>BTC-USDT.PERP</c>.</param>
/// <param name="Kind">What is traded.</param>
/// <param name="PriceScale">Prices count 10^-scale of the quote currency, 0 to 18.</param>
/// <param name="QuantityScale">Quantities count 10^-scale of what the venue counts: base, or contracts; 0 to 18.</param>
/// <param name="Tick">Smallest step of price; zero where the venue has none, or has it by bands.</param>
/// <param name="Lot">Smallest step of quantity; zero where the venue has none.</param>
/// <param name="Quote">What prices are in: <c>USDT</c>, <c>USD</c>, <c>KRW</c>.</param>
/// <param name="Status">Whether it trades.</param>
public sealed record Listing(
    ListingId Id, FeedVenue Venue, string VenueSymbol, string Symbol, ListingKind Kind, int PriceScale, int QuantityScale, Price Tick, Quantity Lot, string Quote, ListingStatus Status)
{
    /// <summary>Longest venue symbol, in bytes of UTF-8 (a Polymarket token has 78).</summary>
    public const int VenueSymbolBytesMax = 128;

    /// <summary>One contract is so much of <see cref="ContractUnit"/>, at scale <see cref="ContractScale"/>; zero where quantities are base.</summary>
    public long ContractSize { get; init; }

    /// <summary>Scale of <see cref="ContractSize"/>.</summary>
    public int ContractScale { get; init; }

    /// <summary>What a contract is so much of: <c>BTC</c>, or <c>USD</c> for inverse contracts.</summary>
    public string ContractUnit { get; init; } = "";

    /// <summary>Of a question with two sides, the other side: its price is one less this price. None for all others.</summary>
    public ListingId Complement { get; init; }

    /// <summary>Of a question that is one of several of which only one comes true, where that decides which of a venue's contracts settles it (Polymarket's negative risk).</summary>
    public bool IsExclusive { get; init; }

    /// <summary>How small and large orders may be, by the venue's list.</summary>
    public ListingLimits Limits { get; init; }

    /// <summary>What each unit was paid, where the venue's list says that it has ended and was paid. Null for all others.</summary>
    public Price? PaidPrice { get; init; }

    /// <summary>True where units of it can be paid so much each at its end: zero to one for an outcome, above zero for a contract. What is an asset of its own has no end.</summary>
    public bool CanSettleAt(Price price) => Kind switch
    {
        ListingKind.Outcome => price.Units >= 0 && price.Units <= DecimalText.PowerOfTen(PriceScale),
        ListingKind.Perpetual or ListingKind.Future => price.Units is > 0 and <= Price.MaxUnits,
        ListingKind.Option => price.Units is >= 0 and <= Price.MaxUnits,
        _ => false,
    };

    /// <summary>True where it ends some day and is paid out then: outcomes, and contracts with a date.</summary>
    public bool HasEnd => Kind is ListingKind.Outcome or ListingKind.Future or ListingKind.Option;
}
