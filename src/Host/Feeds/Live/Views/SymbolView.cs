using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Consolidated;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>The best prices over all venues whose books are trusted and whose listings are open.</summary>
/// <param name="Bid">None where nobody bids.</param>
/// <param name="BidQuantity">All that rests there.</param>
/// <param name="BidVenues">Whose it is.</param>
/// <param name="Ask">None where nobody asks.</param>
/// <param name="AskQuantity">All that rests there.</param>
/// <param name="AskVenues">Whose it is.</param>
internal sealed record NbboView(decimal? Bid, decimal BidQuantity, IReadOnlyList<string> BidVenues, decimal? Ask, decimal AskQuantity, IReadOnlyList<string> AskVenues);

/// <summary>One venue's book of a symbol.</summary>
/// <param name="Listing">Its number.</param>
/// <param name="Venue">Its venue's name.</param>
/// <param name="VenueSymbol">As the venue writes it.</param>
/// <param name="Status">Whether it trades.</param>
/// <param name="State">Whether the book may be believed.</param>
/// <param name="Reason">Why it is in this state.</param>
/// <param name="Bid">None where there is none, or the book may not be believed.</param>
/// <param name="BidQuantity">What rests there.</param>
/// <param name="Ask">As the bid.</param>
/// <param name="AskQuantity">What rests there.</param>
/// <param name="AgeNs">How long ago something was heard of it; less than zero if never.</param>
/// <param name="Score">How far its data may be believed, 0 to 100.</param>
/// <param name="Marks">What is wrong with its best prices: <c>Stale, Outlier</c>; empty for nothing.</param>
internal sealed record ListingView(
    ListingId Listing,
    string Venue,
    string VenueSymbol,
    ListingStatus Status,
    BookTrust State,
    BookReason Reason,
    decimal? Bid,
    decimal BidQuantity,
    decimal? Ask,
    decimal AskQuantity,
    long AgeNs,
    int Score,
    string Marks);

/// <summary>A trade.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Price">In the quote currency.</param>
/// <param name="Quantity">In base, or contracts.</param>
/// <param name="Side">Who came to trade.</param>
/// <param name="Time">Our receive time.</param>
internal sealed record TradeView(string Venue, decimal Price, decimal Quantity, Side Side, Timestamp Time);

/// <summary>One symbol over all its venues.</summary>
/// <param name="Symbol">As we write it.</param>
/// <param name="Quote">What prices are in. Listings of one name and different quotes or contract sizes are several symbols.</param>
/// <param name="Nbbo">The best prices; none while no venue has a book that may be believed.</param>
/// <param name="TouchState">How the best bid and ask stand to each other.</param>
/// <param name="Converted">The best prices in another currency; none where none is asked for.</param>
/// <param name="Listings">By venue.</param>
/// <param name="LastTrade">The newest of all venues; none before the first.</param>
internal sealed record SymbolView(
    string Symbol, string Quote, NbboView? Nbbo, TouchState TouchState, ConvertedBestView? Converted, IReadOnlyList<ListingView> Listings, TradeView? LastTrade);

/// <summary>The best prices of a base over all quote currencies that lead to one.</summary>
/// <param name="Currency">Which.</param>
/// <param name="Bid">Rounded down; none where no source is live.</param>
/// <param name="BidSources">Listings that have it, as <c>upbit KRW-BTC</c>.</param>
/// <param name="Ask">Rounded up; none where no source is live.</param>
/// <param name="AskSources">As for the bid.</param>
internal sealed record ConvertedBestView(string Currency, decimal? Bid, IReadOnlyList<string> BidSources, decimal? Ask, IReadOnlyList<string> AskSources);
