using System.IO.Enumeration;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>Finds listings by what people type: the venue's symbol or ours. Looks through the whole table: cold code, any thread.</summary>
internal sealed class ListingSearch(ListingTable listings)
{
    private const int NearMax = 5;

    // Letters are compared with every name of the venue: enough to see what was meant, and no minutes for a thousand symbols that a venue lacks.
    private const int UnknownMax = 20;

    /// <summary>One listing by its name, the venue's before ours, one that trades before one that does not.</summary>
    /// <returns>Null where there is none, or more than one; the problem says which.</returns>
    public Listing? Find(FeedVenue venue, string text, out string problem)
    {
        problem = "";
        if (TryExact(venue, text, out var exact))
            return exact;
        var found = Find(venue, NamesOf(venue), text, out problem);
        if (found is null && problem.Length == 0)
            problem = Unknown(venue, text);
        return found;
    }

    // The problem is empty where there is none of the name.
    private Listing? Find(FeedVenue venue, (ILookup<string, Listing> Venue, ILookup<string, Listing> Ours) names, string text, out string problem)
    {
        problem = "";
        if (TryExact(venue, text, out var exact))
            return exact;
        var found = names.Venue[text].ToArray();
        if (found.Length != 1)
            found = [.. names.Ours[text]];
        if (found.Length > 1 && Array.FindAll(found, listing => listing.Status != ListingStatus.Closed) is { Length: > 0 } alive)
            found = alive;
        if (found.Length == 1)
            return found[0];
        if (found.Length > 1)
            problem = $"'{text}' is more than one: {string.Join(", ", found.Take(NearMax).Select(listing => listing.VenueSymbol))}; name the venue's own symbol";
        return null;
    }

    /// <summary>All that a choice names.</summary>
    public ListingSelection Choose(FeedVenue venue, ListingChoice choice)
    {
        var chosen = new SortedDictionary<int, Listing>();
        List<string> problems = [];
        var unknown = 0;
        var names = NamesOf(venue);
        foreach (var pattern in choice.Patterns)
        {
            if (pattern.AsSpan().IndexOfAny('*', '?') < 0)
            {
                if (Find(venue, names, pattern, out var problem) is not { } one)
                {
                    if (problem.Length > 0 || ++unknown <= UnknownMax)
                        problems.Add(problem.Length > 0 ? problem : Unknown(venue, pattern));
                }
                else if (Fits(one, choice with { IncludesClosed = true }))
                    chosen[one.Id.Value] = one;
                else
                    problems.Add($"'{pattern}' is {one.Kind} in {one.Quote}, which was not asked for");
                continue;
            }

            var hasAny = false;
            foreach (var listing in Of(venue).Where(listing => Fits(listing, choice)))
            {
                if (!FileSystemName.MatchesSimpleExpression(pattern, listing.Symbol) && !FileSystemName.MatchesSimpleExpression(pattern, listing.VenueSymbol))
                    continue;
                hasAny = true;
                chosen[listing.Id.Value] = listing;
            }

            if (!hasAny)
                problems.Add($"nothing that trades fits '{pattern}'");
        }

        if (unknown > UnknownMax)
            problems.Add(FormattableString.Invariant($"{unknown - UnknownMax} more are not listed"));
        if (chosen.Count > choice.Max)
            problems.Add(FormattableString.Invariant($"{chosen.Count} listings fit; the first {choice.Max} are taken"));
        return new ListingSelection([.. chosen.Values.Take(choice.Max)], problems);
    }

    private string Unknown(FeedVenue venue, string text)
    {
        // Names that begin alike and few letters away; the fewer the nearer.
        var wanted = text.ToUpperInvariant();
        var near = Of(venue)
            .Where(listing => listing.Status != ListingStatus.Closed)
            .SelectMany(listing => listing.Symbol == listing.VenueSymbol ? new[] { listing.Symbol } : [listing.Symbol, listing.VenueSymbol])
            .Distinct()
            .Select(name => (Name: name, Distance: Distance(wanted, name.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(2, wanted.Length / 2))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(NearMax)
            .Select(candidate => candidate.Name)
            .ToArray();
        return near.Length == 0 ? $"'{text}' is not listed" : $"'{text}' is not listed; near it: {string.Join(", ", near)}";
    }

    private static bool Is(string name, string text) => name.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool Fits(Listing listing, ListingChoice choice) =>
        (choice.IncludesClosed || listing.Status is ListingStatus.Open or ListingStatus.Halted)
        && (choice.Quote.Length == 0 || Is(listing.Quote, choice.Quote))
        && (choice.Kind == ListingKind.Unknown || listing.Kind == choice.Kind);

    private bool TryExact(FeedVenue venue, string text, [NotNullWhen(true)] out Listing? listing)
    {
        listing = null;
        return Encoding.UTF8.GetByteCount(text) <= Listing.VenueSymbolBytesMax && listings.TryFind(venue, Encoding.UTF8.GetBytes(text), out listing);
    }

    private (ILookup<string, Listing> Venue, ILookup<string, Listing> Ours) NamesOf(FeedVenue venue) =>
        (Of(venue).ToLookup(listing => listing.VenueSymbol, StringComparer.OrdinalIgnoreCase), Of(venue).ToLookup(listing => listing.Symbol, StringComparer.OrdinalIgnoreCase));

    private IEnumerable<Listing> Of(FeedVenue venue)
    {
        var count = listings.Count;
        for (var number = 1; number <= count; number++)
        {
            var listing = listings[new ListingId(number)];
            if (listing.Venue == venue)
                yield return listing;
        }
    }

    /// <summary>How many letters must be changed, put in or left out (Levenshtein), of names of ordinary length; tokens of Polymarket are far from everything.</summary>
    private static int Distance(string one, string other)
    {
        const int Far = 1_000;
        if (one.Length > 40 || other.Length > 40)
            return Far;
        Span<int> row = stackalloc int[41];
        for (var i = 0; i <= other.Length; i++)
            row[i] = i;
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[other.Length];
    }
}
