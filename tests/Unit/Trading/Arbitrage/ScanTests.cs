using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Books;
using Xunit;

namespace Rialto.Unit.Trading.Arbitrage;

/// <summary>Scans from best prices to opportunities.</summary>
public sealed class ScanTests : IDepthSource
{
    private const long Second = 1_000_000_000;
    private readonly List<Episode> _closed = [];
    private readonly Dictionary<int, Bbo> _books = [];

    [Fact]
    public void The_route_that_brings_most_is_told_not_the_one_with_the_widest_edge()
    {
        var scan = Cross(3);
        Tell(scan, 0, 98, 100, 50, 1);
        Tell(scan, 1, 110, 112, 2, 1);
        Tell(scan, 2, 105, 107, 50, 1);
        scan.EndFrame(At(1));

        // Two at an edge of 10 bring 20; fifty at 5 bring 250.
        var found = scan.BestOf(0, At(1));
        Assert.Equal((0, 2, 50, 250), (found.Buy, found.Sell, (int)found.Quantity, (int)found.Net));
        Assert.Equal(1, scan.Tracker.Count);
    }

    [Fact]
    public void A_silence_ends_an_opportunity_when_it_was_too_long_also_where_the_venue_speaks_again()
    {
        var scan = Cross(2);
        Tell(scan, 0, 98, 100, 5, 1);
        Tell(scan, 1, 110, 112, 5, 1);
        scan.EndFrame(At(1));

        // A hole of a thousand seconds: five of them counted, and then another opportunity.
        Tell(scan, 0, 98, 100, 5, 1_001);
        Tell(scan, 1, 110, 112, 5, 1_001);
        scan.EndFrame(At(1_001));
        var first = Assert.Single(_closed);
        Assert.Equal((5 * Second, EpisodeEnd.Doubt), (first.LifetimeNs, first.End));
        Assert.Equal(2, scan.Tracker.Count);

        // Only one of both goes on: too old after five seconds.
        Tell(scan, 0, 98, 100, 5, 1_005);
        scan.EndFrame(At(1_005));
        Assert.Single(_closed);
        Tell(scan, 0, 98, 100, 5, 1_008);
        scan.EndFrame(At(1_008));
        Assert.Equal(2, _closed.Count);
        Assert.Equal((5 * Second, EpisodeEnd.Doubt), (_closed[1].LifetimeNs, _closed[1].End));
        Assert.Equal(2, scan.Tracker.Count);
    }

    [Fact]
    public void Orders_on_their_way_fill_what_they_asked_for_and_no_more()
    {
        var scan = Cross(3, 0, Second, 3 * Second);
        Tell(scan, 0, 98, 100, 2, 1);
        Tell(scan, 1, 110, 112, 2, 1);
        Tell(scan, 2, 90, 120, 2, 1);
        scan.EndFrame(At(1));

        // Fifty rest where two were ordered.
        Tell(scan, 0, 98, 100, 50, 1);
        Tell(scan, 1, 108, 112, 50, 1);
        scan.EndFrame(At(1));
        Assert.Equal(50, (int)scan.Tracker.At(0)!.Value.Best.Quantity);

        // Another place pays better, and where the orders went a part of them is left.
        Tell(scan, 2, 115, 120, 50, 3);
        Tell(scan, 1, 105, 112, 1, 3);
        scan.EndFrame(At(3));
        Tell(scan, 0, 0, 0, 0, 6);
        scan.EndFrame(At(6));
        Assert.Equal((1, 1), (scan.Tracker.Tallies[0].Survived, scan.Tracker.Tallies[1].Survived));
        Assert.Equal((2 * 8, 5), ((int)scan.Tracker.NetAfter(0, 0), (int)scan.Tracker.NetAfter(0, 1)));
    }

    [Fact]
    public void Contracts_ordered_are_what_a_latency_leaves()
    {
        var plain = new OutcomeLeg(FeeRule.None);
        var scan = new OutcomeScan<Sink>(
            [new("all yes", OutcomeSetKind.AllYes, [new(0, false, plain), new(1, false, plain)], new OutcomeTerms(1, 2, 0))], 2, this, 5 * Second, [Second], new Sink(_closed));
        Ask(0, 40, 3, 1);
        Ask(1, 50, 3, 1);
        Ask(0, 40, 30, 1);
        Ask(1, 55, 30, 1);
        Ask(1, 70, 30, 4);
        Assert.Equal((1, 15), ((int)scan.Tracker.Tallies[0].Survived, (int)scan.Tracker.NetAfter(0, 0)));

        void Ask(int source, long ask, long quantity, long seconds)
        {
            _books[source] = new Bbo(new Price(10), new Quantity(1), new Price(ask), new Quantity(quantity));
            scan.OnBest(source, _books[source], 2, At(seconds));
            scan.EndFrame(At(seconds));
        }
    }

    [Fact]
    public void A_smaller_profit_than_asked_for_is_nothing()
    {
        var scan = Cross(2, 51);
        Tell(scan, 0, 98, 100, 5, 1);
        Tell(scan, 1, 110, 112, 5, 1);
        scan.EndFrame(At(1));
        Assert.Equal(0, scan.Tracker.Count);
        Tell(scan, 1, 111, 112, 5, 1);
        scan.EndFrame(At(1));
        Assert.Equal(55, (int)scan.Tracker.NetOf(0));
    }

    [Fact]
    public void Many_markets_at_once_give_what_one_after_the_other_gives()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (together, single) = (Counts(seed, 200), Counts(seed, 1));
            Assert.Equal(single, together);
        }

        List<(int, long)> Counts(int seed, int perFrame)
        {
            var random = new Random(seed);
            _books.Clear();
            var markets = Enumerable.Range(0, 100).Select(static i => new CrossMarket($"{i}", 0, 0, [new CrossPlace("a", FeeRule.None), new CrossPlace("b", FeeRule.None)])).ToArray();
            var scan = new CrossScan<Sink>(markets, this, 1_000 * Second, [], new Sink(_closed));
            var best = new List<(int, long)>();
            for (var i = 0; i < 200; i++)
            {
                var price = 1_000 + random.Next(-5, 5);
                var book = new Bbo(new Price(price), new Quantity(3), new Price(price + 4), new Quantity(2));
                _books[(i % 100 * 8) + (i / 100)] = book;
                scan.OnBest(i % 100, i / 100, in book, At(1));
                if (i % perFrame == perFrame - 1)
                    scan.EndFrame(At(1));
            }

            return [.. Enumerable.Range(0, 100).Select(market => (market, scan.Tracker.At(market) is { } episode ? (long)episode.Best.Net : 0))];
        }
    }

    [Fact]
    public void Sets_are_found_through_their_legs_of_whatever_fees_and_number()
    {
        var (quadratic, plain) = (new OutcomeLeg(new FeeRule(Rialto.Model.Execution.FeeFormula.Quadratic, 7_000_000, 6)), new OutcomeLeg(FeeRule.None));
        OutcomeSet[] sets =
        [
            new("pair", OutcomeSetKind.TwoVenues, [new(0, false, quadratic), new(1, true, quadratic)], new OutcomeTerms(1, 2, 0)),
            new("all yes", OutcomeSetKind.AllYes, [new(0, false, plain), new(1, false, plain), new(2, false, plain)], new OutcomeTerms(1, 2, 0)),
            new("all no", OutcomeSetKind.AllNo, [new(0, true, plain), new(1, true, plain), new(2, true, plain)], new OutcomeTerms(2, 2, 0)),
            new("implied", OutcomeSetKind.Implication, [new(0, true, plain), new(2, false, plain)], new OutcomeTerms(1, 2, 0)),
        ];
        var scan = new OutcomeScan<Sink>(sets, 3, this, 5 * Second, [], new Sink(_closed));
        Ask(0, 30, 32);
        Ask(1, 30, 32);
        Ask(2, 30, 32);
        Assert.Equal([false, true, false, false], There());
        Ask(1, 35, 38);
        Assert.Equal([false, false, false, false], There());
        Ask(1, 45, 50);

        // NO of 0, 1 and 2 at 70, 55 and 70: 195 for two that pay.
        Assert.Equal([true, false, true, false], There());
        Ask(2, 27, 29);
        Assert.Equal([true, false, true, true], There());
        Assert.Equal(1, (int)scan.Tracker.NetOf(3));

        bool[] There() => [.. Enumerable.Range(0, 4).Select(set => scan.Tracker.At(set) is not null)];

        void Ask(int source, long bid, long ask)
        {
            _books[source] = new Bbo(new Price(bid), new Quantity(1), new Price(ask), new Quantity(1));
            scan.OnBest(source, _books[source], 2, At(1));
            scan.EndFrame(At(1));
        }
    }

    public int CopyBids(int market, int place, Span<DepthLevel> into)
    {
        var best = BookOf(market, place);
        into[0] = new DepthLevel(best.BidPrice.Units, best.BidQuantity.Units);
        return 1;
    }

    public int CopyAsks(int market, int place, Span<DepthLevel> into)
    {
        var best = BookOf(market, place);
        into[0] = new DepthLevel(best.AskPrice.Units, best.AskQuantity.Units);
        return 1;
    }

    // Sets ask for a question's book whichever set it is.
    private Bbo BookOf(int market, int place) => _books.TryGetValue((market * 8) + place, out var own) ? own : _books[place];

    private static Timestamp At(long seconds) => new(seconds * Second);

    private CrossScan<Sink> Cross(int places, int profitMin = 0, params long[] latencies) => new(
        [new CrossMarket("one", 0, 0, [.. Enumerable.Range(0, places).Select(static i => new CrossPlace($"{i}", FeeRule.None))]) { ProfitMin = profitMin }], this, 5 * Second, latencies, new Sink(_closed));

    private void Tell(CrossScan<Sink> scan, int place, long bid, long ask, long quantity, long seconds)
    {
        _books[place] = new Bbo(new Price(bid), new Quantity(quantity), new Price(ask), new Quantity(quantity));
        scan.OnBest(0, place, _books[place], At(seconds));
    }

    private readonly struct Sink(List<Episode> closed) : IEpisodeSink
    {
        public void OnOpened(in Episode episode) => Assert.True(episode.First.IsThere);

        public void OnClosed(in Episode episode) => closed.Add(episode);
    }
}
