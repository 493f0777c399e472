using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>
/// All that a person sees of the feeds, as it stood at one moment. Made by the hub's thread a few times a second; immutable; any thread reads. Prices and quantities are exact
/// decimals with the digits of their scale.
/// </summary>
/// <param name="Time">When it was made, by the clock that receive times are of: ours, or that of a recording.</param>
/// <param name="Venues">In the order in which they were asked for.</param>
/// <param name="Links">Connections, by venue and number.</param>
/// <param name="Symbols">By name, then quote currency.</param>
/// <param name="Distribution">What leaves the process.</param>
/// <param name="Problems">What a person must know of and no venue says: symbols that no venue has, settings that came to nothing. Plain sentences; usually none.</param>
internal sealed record FeedView(
    Timestamp Time,
    IReadOnlyList<VenueView> Venues,
    IReadOnlyList<LinkView> Links,
    IReadOnlyList<SymbolView> Symbols,
    DistributionView Distribution,
    IReadOnlyList<string> Problems)
{
    /// <summary>When it was made, by our clock.</summary>
    public Timestamp TakenAt { get; init; } = Time;

    /// <summary>Nothing yet.</summary>
    public static FeedView Empty { get; } = new(Timestamp.None, [], [], [], DistributionView.None, []);
}
