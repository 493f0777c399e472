using Rialto.Host.Feeds.Live.Core;
using Rialto.Model.Feeds;
using Rialto.Trading.Currencies;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary>Ways between currencies: those found by the graph are those of a search through all pairs.</summary>
public class CurrencyGraphTests
{
    [Fact]
    public void Every_way_is_that_of_a_search_through_all_pairs()
    {
        var found = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var currencies = random.Next(3, 14);
            var table = new ListingTable(256);
            for (var i = 0; i < random.Next(1, 40); i++)
            {
                var (asset, quote) = (random.Next(currencies), random.Next(currencies));
                var venue = (FeedVenue[])[FeedVenue.BinanceSpot, FeedVenue.Okx, FeedVenue.Upbit];
                var listing = HubBench.Make(table, venue[random.Next(3)], $"C{asset}-C{quote}", $"C{quote}", 2, 3);
                if (asset != quote && !table.TryFind(listing.Venue, System.Text.Encoding.UTF8.GetBytes(listing.VenueSymbol), out _))
                    table.Add(listing);
            }

            var pairs = Enumerable.Range(1, table.Count).Select(number => table[new ListingId(number)]).ToList();
            var graph = new CurrencyGraph(pairs, "C0");
            foreach (var pair in pairs)
            {
                var isThere = Naive(pair, pairs, "C0", out var expected);
                Assert.Equal((seed, pair.Symbol, isThere), (seed, pair.Symbol, graph.TryWay(pair, out var legs)));
                Assert.Equal(expected, legs);
                found += isThere ? 1 : 0;
            }
        }

        Assert.InRange(found, 100, 2_000);
    }

    [Fact]
    public void Thousands_of_pairs_from_which_nothing_leads_there_are_not_searched()
    {
        var table = new ListingTable(20_000);
        for (var i = 0; i < 10_000; i++)
            table.Add(HubBench.Make(table, FeedVenue.Okx, $"A{i}-USDT", "USDT", 2, 3));
        List<Listing> pairs = [.. Enumerable.Range(1, table.Count).Select(number => table[new ListingId(number)])];
        var graph = new CurrencyGraph(pairs, "KRW");

        // A search would fill a table of 10,000 currencies for each.
        Assert.InRange(Allocations.Of(() => Assert.All(pairs, pair => Assert.False(graph.TryWay(pair, out _)))), 0, 10_000_000);
    }

    private static bool Naive(Listing source, List<Listing> pairs, string target, out IReadOnlyList<CurrencyLeg> legs)
    {
        var asset = CurrencyBoard.BaseOf(source);
        var ways = new Dictionary<string, CurrencyLeg[]>(StringComparer.Ordinal) { [source.Quote] = [] };
        var next = new Queue<string>([source.Quote]);
        while (next.TryDequeue(out var reached) && !ways.ContainsKey(target))
        {
            var way = ways[reached];
            if (way.Length == ConvertedView.LegsMax)
                continue;
            foreach (var pair in pairs.Where(pair => CurrencyBoard.BaseOf(pair) != asset && pair.Quote != asset).OrderBy(pair => pair.Venue == source.Venue ? 0 : 1))
            {
                var direction = CurrencyBoard.BaseOf(pair) == reached ? LegDirection.BaseToQuote : LegDirection.QuoteToBase;
                var to = direction == LegDirection.BaseToQuote ? pair.Quote : CurrencyBoard.BaseOf(pair);
                if ((direction == LegDirection.BaseToQuote || pair.Quote == reached) && ways.TryAdd(to, [.. way, new CurrencyLeg(pair.Id, direction)]))
                    next.Enqueue(to);
            }
        }

        legs = ways.GetValueOrDefault(target) ?? [];
        return ways.ContainsKey(target);
    }
}
