using Rialto.Adapters.Orders;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Live;

/// <summary>
/// What real orders on outcomes need, and what cannot be done with them. A venue of tokens (Polymarket) has each side of a question as a listing of its own, and sells only what is held; one of contracts
/// (Kalshi) has the question once: what is sold without being held buys NO. docs/guide/trade.md, Outcomes. No state.
/// </summary>
internal static class LiveOutcomes
{
    private const string SetOfOutcomes = "outcome-arbitrage";

    /// <summary>True where the venue takes no order to sell an outcome that is not held.</summary>
    public static bool MustBeHeld(DeskSettings settings, Listing listing) => settings.Mode == StrategyMode.Live && listing.Kind == ListingKind.Outcome && SellsOnlyHeld(listing.Venue);

    /// <summary>The two sides of each question name each other by the desk's numbers.</summary>
    /// <param name="settings">Names the markets.</param>
    /// <param name="source">Listings of the source.</param>
    /// <param name="table">The desk's, all of them.</param>
    /// <param name="numbers">The desk's number of each by its number in the source.</param>
    /// <exception cref="DeskFaultException">Something is missing without which no order can be sent; the message says what to do.</exception>
    public static void Pair(DeskSettings settings, ListingTable source, ListingTable table, IReadOnlyDictionary<int, ListingId> numbers)
    {
        foreach (var (number, id) in numbers)
        {
            var listing = table[id];
            if (listing.Kind != ListingKind.Outcome)
                continue;
            var market = settings.Markets[id.Value - 1];
            var name = $"{VenueDialects.NameOf(market.Venue)}:{market.Symbol}";
            if (market.Formula == FeeFormula.Proportional && (market.MakerRate, market.TakerRate) != (0, 0))
                throw new DeskFaultException($"Markets:{id.Value - 1}:Fees is needed: {name} is an outcome, whose fee goes by rate x p x (1 - p). Set Fees to quadratic, and Maker and Taker to the rates of this market at its venue (0 where it takes none).");
            var other = source[new ListingId(number)].Complement;
            if (numbers.TryGetValue(other.Value, out var paired))
                table.Replace(listing with { Complement = paired });
            else if (SellsOnlyHeld(listing.Venue))
                throw new DeskFaultException(other.IsNone
                    ? $"{name} is one side of a question, and the feed does not follow the other one: name both in its --symbols. Trades of either may be told as trades of the other."
                    : $"Markets needs the other side of {name} too: {VenueDialects.NameOf(market.Venue)}:{source[other].VenueSymbol}. Trades of either may be told as trades of the other.");
        }
    }

    /// <summary>A set whose legs sell what is not held cannot be begun where only tokens that are held are sold: half of it would be bought.</summary>
    /// <exception cref="DeskFaultException">There is one; the message says how to write it.</exception>
    public static void RefuseUnheldLegs(DeskSettings settings)
    {
        if (settings.Mode != StrategyMode.Live)
            return;
        foreach (var strategy in settings.Strategies.Where(one => one.Kind == SetOfOutcomes && one.Mode == StrategyMode.Live))
        {
            var set = strategy.Parameters.GetValueOrDefault("set", "all-yes");
            for (var leg = 0; leg < strategy.Markets.Length; leg++)
            {
                var market = settings.Markets[strategy.Markets[leg]];
                if (SellsOnlyHeld(market.Venue) && IsSold(set, leg))
                    throw new DeskFaultException(
                        $"Strategy '{strategy.Name}' would sell {VenueDialects.NameOf(market.Venue)}:{market.Symbol} without holding it (set {set}), which {VenueDialects.NameOf(market.Venue)} does not take: name the token of the other side in its place, and a set that buys all its legs (complement for two, all-no-tokens for NO of all outcomes).");
            }
        }
    }

    private static bool IsSold(string set, int leg) => set switch
    {
        "all-no" => true,
        "implication" => leg == 0,
        "two-venues" => leg == 1,
        _ => false,
    };

    private static bool SellsOnlyHeld(FeedVenue venue) => OrderVenues.TryFind(venue, out var known) && known.Capabilities.SellsOnlyHeld;
}
