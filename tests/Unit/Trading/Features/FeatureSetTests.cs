using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Features;
using Xunit;

namespace Rialto.Unit.Trading.Features;

/// <summary>Rules of a set, step by step, on test events by hand; figures of real markets are in <see cref="FeatureRecordingTests"/>.</summary>
public class FeatureSetTests
{
    private const long Ms = 1_000_000;
    private const long Start = 1_700_000_000_000 * Ms;

    private readonly DepthBook _book = new(Listing(1), 8);
    private readonly DepthBook _leader = new(Listing(2), 8);
    private long _now = Start;

    [Fact]
    public void Numbers_change_when_the_frame_is_done_and_not_before()
    {
        var set = Make("mid", "spread", "wap", "imbalance", "ofi:1s");
        Trust(set);
        var bid = Level(Side.Buy, 100, 30);
        Assert.False(Apply(set, bid));
        Assert.True(Apply(set, Level(Side.Sell, 104, 10), isLast: true));
        Assert.Equal([1.02, 0.04, 1.03, 0.5, 0], set.Values.ToArray());
        Assert.Equal([true, true, true, true, false], Ready(set));
        Assert.False(set.AreAllReady);
    }

    [Fact]
    public void Order_flow_is_the_papers_for_each_case()
    {
        var set = Make("ofi:1s");
        Trust(set);
        Quote(set, 100, 5, 104, 7);
        long Flow(long bid, long bidQuantity, long ask, long askQuantity)
        {
            var before = set.Values[0];
            Quote(set, bid, bidQuantity, ask, askQuantity);
            return (long)Math.Round((set.Values[0] - before) * 1_000);
        }

        Assert.Equal(4, Flow(100, 9, 104, 7));
        Assert.Equal(3, Flow(101, 3, 104, 7));
        Assert.Equal(-3, Flow(100, 9, 104, 7));
        Assert.Equal(-2, Flow(100, 9, 104, 9));
        Assert.Equal(-4, Flow(100, 9, 103, 4));
        Assert.Equal(4, Flow(100, 9, 104, 9));
    }

    [Fact]
    public void A_book_that_may_not_be_believed_makes_nothing_ready_and_what_follows_begins_anew()
    {
        var set = Make("mid", "ofi:100ms", "return:100ms", "rv:200ms:100ms", "tfi:100ms");
        Trust(set);
        for (var i = 0; i < 6; i++)
            Quote(set, 100 + i, 5, 110, 7, afterMs: 60);
        Assert.True(set.AreAllReady);
        var mid = set.Values[0];

        Apply(set, State(BookTrust.Resyncing), isLast: true);
        Assert.Equal([false, false, false, false, false], Ready(set));
        Assert.Equal(mid, set.Values[0]);

        // The book comes back somewhere else: that is nobody's flow and no return.
        Apply(set, new FeedEvent { Kind = FeedEventKind.BookCleared });
        Apply(set, State(BookTrust.Trusted));
        Apply(set, Level(Side.Buy, 900, 5));
        Apply(set, Level(Side.Sell, 904, 5), isLast: true);
        Assert.Equal((9.02, 0.0), (set.Values[0], set.Values[1]));
        Assert.Equal([true, false, false, false, false], Ready(set));
        Quote(set, 900, 5, 904, 5, afterMs: 1_000);
        set.Advance(new Timestamp(_now + 150 * Ms));
        Assert.True(set.AreAllReady);
        Assert.Equal([9.02, 0, 0, 0, 0], set.Values.ToArray());
    }

    [Fact]
    public void A_locked_or_crossed_touch_is_no_touch()
    {
        var set = Make("mid", "imbalance", "wap:10ms");
        Trust(set);
        Quote(set, 100, 5, 104, 7);
        Quote(set, 104, 5, 104, 7, afterMs: 20);
        Assert.Equal([false, true, true], Ready(set));
        Assert.Equal(1.02, set.Values[0]);
        Quote(set, 105, 5, 104, 7);
        Assert.False(set.IsReady(0));
        Quote(set, 105, 5, 107, 7);
        Assert.Equal((true, 1.06), (set.IsReady(0), set.Values[0]));
    }

    [Fact]
    public void Time_that_goes_back_is_no_time_passed()
    {
        var set = Make("volume:1s", "intensity:1s");
        Trust(set);
        Quote(set, 100, 5, 104, 7);
        Trade(set, Side.Buy, 3);
        _now -= 5_000 * Ms;
        Trade(set, Side.Buy, 4);
        Assert.Equal(0.007, set.Values[0]);
        Assert.Equal(2 * Math.Log(2), set.Values[1], 12);
        Assert.Equal(Start + 1 * Ms, set.Time.Nanoseconds);
    }

    [Fact]
    public void Best_prices_over_all_venues_are_taken_at_the_end_of_the_frame()
    {
        var set = Make("nbbo-mid", "nbbo-spread-bps", "nbbo-basis");
        Trust(set);
        Quote(set, 100, 5, 104, 7);
        Assert.Equal([false, false, false], Ready(set));
        set.OnNbbo(new Nbbo(new Price(10_100), new Quantity(1), 2, new Price(10_300), new Quantity(1), 1, 3), 4);
        Quote(set, 100, 6, 104, 7);
        Assert.Equal((1.02, true), (set.Values[0], set.AreAllReady));
        Assert.Equal(10_000 * 0.02 / 1.02, set.Values[1], 9);
        Assert.Equal(0, set.Values[2], 12);
        set.OnNbbo(new Nbbo(new Price(10_100), new Quantity(1), 2, default, default, 0, 3), 4);
        set.Advance(new Timestamp(_now));
        Assert.Equal([false, false, false], Ready(set));
    }

    [Fact]
    public void Sets_are_told_apart_by_listing()
    {
        var (own, both, other) = (Make("mid"), Make("mid", "basis"), Make("mid"));
        var elsewhere = Assert.IsType<FeatureSet>(FeatureSet.TryMake(new FeatureSources(_leader), ["mid"], out var made, out _) ? made : null);
        var sets = new FeatureSets();
        foreach (var set in new[] { own, both, elsewhere })
            sets.Add(set);
        var told = State(BookTrust.Trusted) with { Listing = new ListingId(2), ReceiveTime = new Timestamp(_now), Flags = FeedEventFlags.LastOfFrame };
        _leader.Apply(in told);
        Assert.True(sets.Apply(in told));
        Assert.Equal([both, elsewhere], sets.Changed.ToArray());
        told = told with { Listing = new ListingId(1) };
        _book.Apply(in told);
        Assert.True(sets.Apply(in told));
        Assert.Equal([own, both], sets.Changed.ToArray());
        told = told with { Listing = new ListingId(3) };
        Assert.False(sets.Apply(in told));
        Assert.Equal(0, sets.Changed.Length);
        sets.OnNbbo(elsewhere, default, 2);
        Assert.True(sets.Apply(in told));
        Assert.Equal([elsewhere], sets.Changed.ToArray());
        Assert.Equal(0, other.Updates);
    }

    private static Listing Listing(int id) =>
        new(new ListingId(id), FeedVenue.BinanceSpot, $"S{id}", $"S{id}", ListingKind.Spot, 2, 3, new Price(1), default, "USDT", ListingStatus.Open);

    private static bool[] Ready(FeatureSet set) => [.. Enumerable.Range(0, set.Count).Select(set.IsReady)];

    private static FeedEvent State(BookTrust state) => new() { Kind = FeedEventKind.BookStateChanged, State = state };

    private static FeedEvent Level(Side side, long price, long quantity) => new() { Kind = FeedEventKind.Level, Side = side, Price = new Price(price), Quantity = new Quantity(quantity) };

    private FeatureSet Make(params string[] names)
    {
        Assert.True(FeatureSet.TryMake(new FeatureSources(_book) { Leader = _leader }, names, out var set, out var error), error);
        return set;
    }

    private void Trust(FeatureSet set) => Apply(set, State(BookTrust.Trusted));

    private void Quote(FeatureSet set, long bid, long bidQuantity, long ask, long askQuantity, long afterMs = 0)
    {
        _now += afterMs * Ms;
        Apply(set, new FeedEvent { Kind = FeedEventKind.BookCleared });
        Apply(set, Level(Side.Buy, bid, bidQuantity));
        Apply(set, Level(Side.Sell, ask, askQuantity), isLast: true);
    }

    private void Trade(FeatureSet set, Side taker, long quantity)
    {
        _now += Ms;
        Apply(set, new FeedEvent { Kind = FeedEventKind.Trade, Side = taker, Price = new Price(100), Quantity = new Quantity(quantity) }, isLast: true);
    }

    private bool Apply(FeatureSet set, FeedEvent told, bool isLast = false)
    {
        told.Listing = new ListingId(1);
        told.ReceiveTime = new Timestamp(_now);
        told.Flags = isLast ? FeedEventFlags.LastOfFrame : FeedEventFlags.None;
        _book.Apply(in told);
        return set.Apply(in told);
    }
}
