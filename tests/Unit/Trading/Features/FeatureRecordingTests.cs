using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Features;
using Xunit;

namespace Rialto.Unit.Trading.Features;

/// <summary>All features on recordings of Binance's BTCUSDT, spot beside perpetual: against their twins at every frame.</summary>
public class FeatureRecordingTests(ITestOutputHelper output)
{
    private static readonly string[] Names =
    [
        "mid", "spread", "spread-bps", "wap", "wap:200ms", "wap:5s", "microprice", "imbalance", "imbalance:5", "imbalance:10", "imbalance-weighted:10:2", "ofi", "ofi:5", "ofi:5:10s", "ofi-level:3:5s", "tfi:5s",
        "tfi-share:5s", "volume:10s", "vpin:1:20", "intensity:500ms", "intensity-buys:500ms", "intensity-sells:200ms", "rv:30s:1s", "rv:10s:100ms", "bipower:30s:1s", "return:200ms", "return:5s", "leader-return:1s", "basis",
        "lead:20s:100ms:10", "lead-correlation:20s:100ms:10",
    ];

    // Sums that are exact have no room at all; others have that of their last bits.
    private static readonly HashSet<string> Rounded = ["wap", "microprice", "imbalance-weighted", "intensity", "intensity-buys", "intensity-sells", "lead-correlation", "bipower", "rv", "spread-bps", "tfi-share", "return", "leader-return", "basis"];

    [Fact]
    public void Every_feature_equals_its_twin_at_every_frame()
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var books = new Consolidation<NoSink>(table, default);
        Assert.True(FeatureSet.TryMake(new FeatureSources(books.BookOf(RecordedMarkets.Spot)) { Leader = books.BookOf(RecordedMarkets.Perpetual) }, Names, out var set, out var error), error);
        var twin = new NaiveFeatures(table[RecordedMarkets.Spot], table[RecordedMarkets.Perpetual], 10);
        var (frames, ready, worst) = (0, new int[set.Count], new double[set.Count]);
        foreach (var told in events)
        {
            books.Apply(in told);
            var isDone = set.Apply(in told);
            Assert.Equal(twin.Apply(in told), isDone);
            if (!isDone)
                continue;
            frames++;
            for (var i = 0; i < set.Count; i++)
            {
                var expected = twin.ValueOf(set.Names[i]);
                if (set.IsReady(i) != expected is not null)
                    Assert.Fail($"{set.Names[i]} at frame {frames}, {told.ReceiveTime}: ready {set.IsReady(i)}, twin {expected}");
                if (expected is not { } value)
                    continue;
                ready[i]++;
                var error1 = Math.Abs(set.Values[i] - value) / Math.Max(1, Math.Abs(value));
                worst[i] = Math.Max(worst[i], error1);
                if (error1 > (Rounded.Contains(set.Names[i].Kind.Word) ? 1e-9 : 0))
                    Assert.Fail($"{set.Names[i]} at frame {frames}, {told.ReceiveTime}: {set.Values[i]:R}, twin {value:R}");
            }
        }

        for (var i = 0; i < set.Count; i++)
            output.WriteLine($"{set.Names[i]}: ready at {ready[i]} of {frames} frames, last {set.Values[i]:G8}, largest difference {worst[i]:G2}");
        Assert.All(ready, count => Assert.True(count > frames / 2));
    }

    [Fact]
    public void A_set_allocates_nothing_and_gives_the_same_bits_again()
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var hashes = new HashSet<ulong>();
        Assert.Equal(0, Allocations.Least(_ =>
        {
            var (allocated, hash) = Run(table, events);
            hashes.Add(hash);
            return allocated;
        }));
        Assert.Single(hashes);
    }

    private static (long Allocated, ulong Hash) Run(ListingTable table, List<FeedEvent> events)
    {
        var books = new Consolidation<NoSink>(table, default);
        Assert.True(FeatureSet.TryMake(new FeatureSources(books.BookOf(RecordedMarkets.Spot)) { Leader = books.BookOf(RecordedMarkets.Perpetual) }, Names, out var set, out var error), error);
        var sets = new FeatureSets();
        sets.Add(set);
        var (allocated, hash) = (0L, 14_695_981_039_346_656_037UL);
        foreach (var told in events)
        {
            books.Apply(in told);
            var before = Allocations.SoFar;
            var isDone = sets.Apply(in told);
            allocated += Allocations.SoFar - before;
            if (!isDone)
                continue;
            foreach (var value in set.Values)
                hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1_099_511_628_211;
        }

        return (allocated, hash);
    }

    internal readonly struct NoSink : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime)
        {
        }

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime)
        {
        }
    }
}
