using System.Diagnostics;
using Rialto.Load.Measure;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Routing;

namespace Rialto.Load.Routing;

/// <summary>
/// The router's split of a quantity over venues, beside its naive twin: the same boards, made by one seed, the same questions, and the same answers, which are compared before anything is
/// measured. Rounds of both take turns.
/// </summary>
internal sealed class RoutingBench(Options options, Report report)
{
    private const int Boards = 64;
    private const int PlansEach = 200;

    public void Run()
    {
        var rows = new List<object[]>();
        foreach (var (venues, levels) in ((int, int)[])[(2, 8), (4, 16), (8, 32), (16, 32)])
            rows.Add(Measure(venues, levels));
        report.Add(
            new Table(
                "Routing: a quantity split over venues",
                $"Net of fees and latency, level by level, whole lots, smallest orders; half of all that is shown is asked for. ns a split, median of {options.Rounds} rounds; the twin sorts all levels of all venues. Both give the same shares.",
                ["venues x levels", "shares", "router ns", "twin ns", "times as fast"],
                rows),
            options.Quiet);
    }

    private object[] Measure(int venues, int levels)
    {
        var cases = Enumerable.Range(1, Boards).Select(seed => Case.Of(new Random(seed), venues, levels)).ToArray();
        var shares = new RouteShare[venues];
        var written = 0L;
        foreach (var one in cases)
        {
            var count = one.Board.Plan(Side.Buy, one.Quantity, 0, RouteBoard.AnyKey, shares);
            if (!one.Twin.Plan(Side.Buy, one.Quantity, 0, RouteBoard.AnyKey, one.Shown).SequenceEqual(shares[..count]))
                throw new InvalidOperationException("The router and its twin disagree.");
            written += count;
        }

        var (fast, slow) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds + 2; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Boards * PlansEach; i++)
                cases[i % Boards].Board.Plan(Side.Buy, cases[i % Boards].Quantity, 0, RouteBoard.AnyKey, shares);
            var one = Stopwatch.GetElapsedTime(start).TotalNanoseconds / (Boards * PlansEach);
            start = Stopwatch.GetTimestamp();
            foreach (var naive in cases)
                naive.Twin.Plan(Side.Buy, naive.Quantity, 0, RouteBoard.AnyKey, naive.Shown);
            var other = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Boards;

            // The first two rounds are for the compiler.
            if (round < 2)
                continue;
            fast.Add(one);
            slow.Add(other);
        }

        fast.Sort();
        slow.Sort();
        var (median, twin) = (fast[fast.Count / 2], slow[slow.Count / 2]);
        return [$"{venues} x {levels}", (double)written / Boards, median, twin, twin / median];
    }

    private sealed record Case(RouteBoard Board, NaiveSplit Twin, List<NaiveSplit.Shown> Shown, long Quantity)
    {
        public static Case Of(Random dice, int venues, int levels)
        {
            var markets = Enumerable.Range(1, venues).Select(venue => new RouteMarket(
                new Listing(new ListingId(venue), (FeedVenue)venue, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), "USDT", ListingStatus.Open),
                new TradingTerms(new ListingId(venue), FeeFormula.Proportional, 0, dice.Next(20_000, 100_000)) { MinNotional = 500_000_000 }, new RouteScales(2, 5))).ToArray();
            var board = new RouteBoard(markets);
            var (shown, all) = (new List<NaiveSplit.Shown>(), 0L);
            for (var venue = 0; venue < venues; venue++)
            {
                var price = 6_000_000L + dice.Next(2_000);
                var side = Enumerable.Range(0, levels).Select(_ => new RouteLevel(price += dice.Next(1, 200), dice.Next(1, 50_000), price)).ToList();
                all += side.Sum(level => level.Quantity);
                for (var i = 0; i < levels; i++)
                    board.Room(venue)[i] = side[i];
                board.Show(venue, levels, long.MaxValue, 1_000);
                shown.Add(new NaiveSplit.Shown(side, long.MaxValue, 1_000));
            }

            return new Case(board, new NaiveSplit(markets), shown, all / 2);
        }
    }
}
