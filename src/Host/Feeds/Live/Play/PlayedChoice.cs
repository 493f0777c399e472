using System.IO.Enumeration;
using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Live.Play;

/// <summary>Which of a recording's listings are played.</summary>
/// <param name="Venues">Those of these venues; none for all.</param>
/// <param name="Symbols">Those with one of these symbols, ours or the venue's, case aside, <c>*</c> for any text; none for all.</param>
internal sealed record PlayedChoice(IReadOnlyList<FeedVenue> Venues, IReadOnlyList<string> Symbols)
{
    /// <summary>Everything.</summary>
    public static PlayedChoice All { get; } = new([], []);

    /// <summary>Whether a listing is wanted.</summary>
    public bool Has(Listing listing) => HasVenue(listing.Venue)
        && (Symbols.Count == 0 || Symbols.Any(symbol => FileSystemName.MatchesSimpleExpression(symbol, listing.Symbol) || FileSystemName.MatchesSimpleExpression(symbol, listing.VenueSymbol)));

    /// <summary>Whether what a venue's connections say of themselves is wanted.</summary>
    public bool HasVenue(FeedVenue venue) => Venues.Count == 0 || Venues.Contains(venue);

    /// <summary>What a venue is called in commands and settings.</summary>
    public static string NameOf(FeedVenue venue) => VenueRegistry.TryFind(venue, out var terms) ? terms.Name : venue.ToString();
}
