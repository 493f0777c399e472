using BenchmarkDotNet.Attributes;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Features;

namespace Rialto.Micro;

/// <summary>Features at the end of each frame of a recording of Binance's spot BTCUSDT; a figure is one frame, trades' frames among them. The books alone are the first line: what is above it the features cost.</summary>
public class FeatureBenchmarks
{
    /// <summary>Frames of one run of the recording.</summary>
    public const int Frames = 8_192;

    private FeedEvent[] _events = [];
    private Consolidation<Silent> _books = null!;
    private FeatureSet _one = null!;
    private FeatureSet _all = null!;

    [GlobalSetup]
    public void Setup()
    {
        var (table, events) = RecordedEvents.Bitcoin();
        var (frames, end) = (0, 0);
        for (; frames < Frames; end++)
            frames += (events[end].Flags & FeedEventFlags.LastOfFrame) != 0 ? 1 : 0;
        _events = events[..end];
        _books = new Consolidation<Silent>(table, default);
        _one = Make("mid");
        _all = Make(
            "mid", "spread", "spread-bps", "wap", "wap:200ms", "microprice", "imbalance", "imbalance:10", "imbalance-weighted:10:2", "ofi", "ofi:5", "ofi:10:10s", "ofi-level:3:5s", "tfi:5s", "tfi-share:5s", "volume:10s", "vpin:1:20",
            "intensity:1s", "intensity-buys:2s", "intensity-sells:2s", "rv:30s:1s", "bipower:30s:1s", "return:200ms", "return:5s");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Frames)]
    public double Books_alone()
    {
        foreach (ref readonly var told in _events.AsSpan())
            _books.Apply(in told);
        return 0;
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public double Books_and_the_middle() => Run(_one);

    [Benchmark(OperationsPerInvoke = Frames)]
    public double Books_and_24_features() => Run(_all);

    // The recording begins anew each time, later: its times go on.
    private double Run(FeatureSet set)
    {
        var later = set.Time.Nanoseconds == 0 ? 0 : set.Time.Nanoseconds + 1_000_000 - _events[0].ReceiveTime.Nanoseconds;
        foreach (ref readonly var told in _events.AsSpan())
        {
            _books.Apply(in told);
            var moved = told;
            moved.ReceiveTime = new Timestamp(told.ReceiveTime.Nanoseconds + later);
            set.Apply(in moved);
        }

        return set.Values[0];
    }

    private FeatureSet Make(params string[] names) => FeatureSet.TryMake(new FeatureSources(_books.BookOf(new ListingId(1))), names, out var set, out var error) ? set : throw new InvalidOperationException(error);

    private readonly struct Silent : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime)
        {
        }

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime)
        {
        }
    }
}
