using Rialto.Host.Feeds.Live.Core;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Quality;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>Makes the <see cref="QualityView"/>. The hub's thread, when asked.</summary>
internal static class QualityReport
{
    // Enough to see what is going on; all that are kept would be a page of a thousand rows.
    private const int SamplesShown = 10;

    public static QualityView Make(FeedCore core, Func<FeedVenue, string> nameOf, IReadOnlyList<FeedSource> venues, Timestamp now)
    {
        var quality = core.Quality;
        var listings = core.Layout.Symbols.SelectMany(symbol => symbol.Listings).ToDictionary(listing => listing.Id);
        var rules = Enum.GetValues<QualityRule>().Where(rule => rule != QualityRule.None).ToList();
        return new QualityView(
            now,
            quality.Events,
            [.. rules.Select(rule => Rule(quality.TallyOf(rule), listings, nameOf))],
            [.. venues.Where(source => quality.ClockOf(source.Venue) is not null).Select(source => Clock(source.Name, quality.ClockOf(source.Venue)!, now))],
            [.. listings.Values.OrderBy(listing => listing.Id.Value).Select(listing => Listing(quality, listing, rules, nameOf, now))]);
    }

    private static RuleView Rule(RuleTally tally, Dictionary<ListingId, Listing> listings, Func<FeedVenue, string> nameOf)
    {
        Span<QualitySample> samples = new QualitySample[SamplesShown];
        samples = samples[..tally.CopySamples(samples)];
        var shown = new List<SampleView>(samples.Length);
        foreach (ref readonly var sample in samples)
            shown.Add(new SampleView(
                sample.Event.ReceiveTime, nameOf(sample.Event.Venue), listings.TryGetValue(sample.Event.Listing, out var listing) ? listing.VenueSymbol : "", sample.IsRejected, sample.Measured,
                sample.Limit));
        return new RuleView(tally.Rule, tally.Count, tally.Rejected, shown);
    }

    private static ClockView Clock(string venue, VenueClock clock, Timestamp now) => new(venue, clock.At(now), clock.IsRaised);

    private static ListingQualityView Listing(QualityMonitor quality, Listing listing, List<QualityRule> rules, Func<FeedVenue, string> nameOf, Timestamp now) => new(
        nameOf(listing.Venue), listing.VenueSymbol, listing.Symbol, quality.ScoreOf(listing.Id, now), MarkText.Of(quality.TouchOf(listing.Id).Marks),
        rules.Where(rule => quality.CountOf(listing.Id, rule) > 0).ToDictionary(rule => rule, rule => quality.CountOf(listing.Id, rule)));
}
