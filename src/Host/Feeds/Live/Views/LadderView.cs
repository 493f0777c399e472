using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>What one venue has at a price.</summary>
internal readonly record struct VenueQuantity(string Venue, decimal Quantity);

/// <summary>One price over all venues.</summary>
/// <param name="Price">In the quote currency.</param>
/// <param name="Quantity">All that rests there.</param>
/// <param name="Venues">Whose it is.</param>
internal sealed record LadderLevel(decimal Price, decimal Quantity, IReadOnlyList<VenueQuantity> Venues);

/// <summary>The books of one symbol laid on each other: those that may be believed, of listings that are open.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="Quote">What prices are in.</param>
/// <param name="Time">As of when, by our clock.</param>
/// <param name="Venues">Whose books are in it.</param>
/// <param name="Bids">The best first.</param>
/// <param name="Asks">The best first.</param>
internal sealed record LadderView(
    string Symbol, string Quote, Timestamp Time, IReadOnlyList<string> Venues, IReadOnlyList<LadderLevel> Bids, IReadOnlyList<LadderLevel> Asks);
