using Rialto.Model.Units;
using Rialto.Trading.Quality;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>One breach of a rule; what is measured stands in docs/reference/quality.md, rule by rule.</summary>
internal sealed record SampleView(Timestamp Time, string Venue, string VenueSymbol, bool IsRejected, long Measured, long Limit);

/// <summary>How often a rule was broken by all listings, with the newest breaches, the newest first.</summary>
internal sealed record RuleView(QualityRule Rule, long Count, long Rejected, IReadOnlyList<SampleView> Samples);

/// <summary>Our clock beside a venue's.</summary>
internal sealed record ClockView(string Venue, ClockEstimate Estimate, bool IsRaised);

/// <summary>How far one listing's data may be believed, and how often it broke each rule that it broke.</summary>
internal sealed record ListingQualityView(string Venue, string VenueSymbol, string Symbol, int Score, string Marks, IReadOnlyDictionary<QualityRule, long> Breaches);

/// <summary>What the quality rules have found since the start.</summary>
internal sealed record QualityView(
    Timestamp Time, long Events, IReadOnlyList<RuleView> Rules, IReadOnlyList<ClockView> Clocks, IReadOnlyList<ListingQualityView> Listings);
