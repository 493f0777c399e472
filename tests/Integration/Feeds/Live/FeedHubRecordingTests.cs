using Rialto.Adapters.Binance;
using Rialto.Adapters.Bybit;
using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Deribit;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kraken;
using Rialto.Adapters.Okx;
using Rialto.Adapters.Upbit;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Unit;
using Rialto.Unit.Adapters;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary>The hub over recordings of nine venues, one after the other into one set of books.</summary>
public class FeedHubRecordingTests(ITestOutputHelper output)
{
    private const int WindowBits = 8;

    // What bare books have allocated.
    private long _bare;

    [Fact]
    public void Best_prices_of_all_venues_are_those_of_trading_on_the_same_events()
    {
        var table = new ListingTable(16_384);
        var frames = Record(table, int.MaxValue, All());
        var wanted = Enumerable.Range(1, table.Count).Select(id => new ListingId(id)).Where(frames.Listings.Contains).ToList();
        var twin = new Twin();
        var books = new Consolidation<TwinSink>(table, new TwinSink(twin), WindowBits, wanted);
        var ways = new Collected();
        var bench = new HubBench(table, "", ways);
        bench.Hub.Watch(wanted);
        bench.Hub.DoWork();
        foreach (var frame in frames.Frames)
        {
            foreach (ref readonly var told in frame.AsSpan())
                books.Apply(in told);
            bench.Tell(frame);
        }

        output.WriteLine($"{frames.Frames.Count:N0} frames, {frames.Frames.Sum(frame => frame.Length):N0} events, {wanted.Count} listings, {books.Symbols} symbols, {twin.Told.Count:N0} changes of best prices");
        Assert.True(twin.Told.Count > 5_000, $"{twin.Told.Count} changes");
        Assert.Equal(twin.Told.Count, ways.Best.Count);
        for (var i = 0; i < twin.Told.Count; i++)
        {
            var (symbol, best, time) = twin.Told[i];
            var told = ways.Best[i];
            Assert.Equal((symbol, best.BidPrice, best.BidQuantity, best.AskPrice, best.AskQuantity, time), (told.Symbol, told.BidPrice, told.BidQuantity, told.AskPrice, told.AskQuantity, told.ReceiveTime));
            Assert.Equal(
                (System.Numerics.BitOperations.PopCount(best.BidVenues), System.Numerics.BitOperations.PopCount(best.AskVenues)),
                (System.Numerics.BitOperations.PopCount(told.BidVenues), System.Numerics.BitOperations.PopCount(told.AskVenues)));
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_a_problem_and_no_end()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("rings");
        using var shared = new SharedDistribution(path, 1 << 6, 1);
        Directory.Delete(path, recursive: true);
        shared.OnLayout(FeedLayout.Empty);
        Assert.Contains("feed-listings.json is not the newest", shared.Problem, StringComparison.Ordinal);
        Directory.CreateDirectory(path);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                shared.Poll();
                return shared.Problem.Length == 0;
            },
            TimeSpan.FromSeconds(30)));
        Assert.True(File.Exists(Path.Combine(path, "feed-listings.json")));
    }

    [Fact]
    public void An_event_allocates_nothing_on_its_way_through_hub_and_rings()
    {
        var table = new ListingTable(16_384);
        var frames = Record(table, 4_000, All());
        using var folder = new TemporaryFolder();
        using var shared = new SharedDistribution(folder.Path, 1 << 14, 1);
        IFeedDistribution[] ways = [shared];

        // Histories take their memory as they fill: a short one has all of it at once.
        var bench = new HubBench(table, new FeedCoreOptions(HistoryEvents: 64), "", ways);
        bench.Hub.Watch([.. frames.Listings]);
        foreach (var frame in frames.Frames)
            bench.OutletOf(frame[0].Venue);
        bench.Hub.DoWork();

        // Books make room where levels are farther away than ever; beside bare books of the same levels the hub needs nothing.
        var updates = frames.Frames.Where(frame => !Array.Exists(frame, told => told.Kind == FeedEventKind.BookCleared)).ToList();
        var books = new Consolidation<SilentSink>(table, default, wanted: frames.Listings);
        Run(frames.Frames);
        Run(updates);
        Assert.Equal(0, Allocations.Least(_ =>
        {
            var (before, bare) = (Allocations.SoFar, _bare);
            Run(updates);
            return Allocations.SoFar - before - 2 * (_bare - bare);
        }));
        output.WriteLine($"{updates.Count} frames, {updates.Sum(frame => frame.Length)} events, {shared.BestPrices} best prices");

        void Run(List<FeedEvent[]> some)
        {
            foreach (var frame in some)
            {
                var start = Allocations.SoFar;
                foreach (ref readonly var told in frame.AsSpan())
                    books.Apply(in told);
                _bare += Allocations.SoFar - start;
                bench.Clock.Advance(1_000_000);
                bench.Tell(frame);
            }
        }
    }

    internal static List<(IVenueProtocol Protocol, string[] Files)> All() =>
    [
        (new BinanceProtocol(FeedVenue.BinanceSpot), ["binance-spot/capture-2021-04-17.jsonl.gz"]),
        (new BinanceProtocol(FeedVenue.BinanceUsdM), ["binance-usdm/capture-2021-04-17.jsonl.gz"]),
        (new BinanceProtocol(FeedVenue.BinanceCoinM), ["binance-coinm/capture-2021-07-22.jsonl.gz"]),
        (new OkxProtocol(), ["okx/capture-v5-2022-05-13.jsonl.gz"]),
        (new BybitProtocol(FeedVenue.BybitLinear), ["bybit/capture-v5-2026-08-09.jsonl.gz"]),
        (new BybitProtocol(FeedVenue.BybitSpot), ["bybit/capture-v5-2026-08-09.jsonl.gz"]),
        (new CoinbaseProtocol(FeedVenue.CoinbaseAdvanced), ["coinbase/capture-advanced-trade-2026-08-09.jsonl.gz"]),
        (new CoinbaseProtocol(FeedVenue.CoinbaseExchange), ["coinbase/capture-exchange-2021-04-17.jsonl.gz"]),
        (new DeribitProtocol(), ["deribit/capture-2021-04-17.jsonl.gz"]),
        (new KrakenProtocol(FeedVenue.KrakenV1, 1_000), ["kraken/capture-v1-2021-04-05.jsonl.gz"]),
        (new UpbitProtocol(), ["upbit/capture-simple-2021-04-05.jsonl.gz"]),
    ];

    internal static Recorded Record(ListingTable table, int framesEach, List<(IVenueProtocol Protocol, string[] Files)> recordings)
    {
        var recorded = new Recorded();
        foreach (var (protocol, files) in recordings)
        {
            if (protocol.Venue == FeedVenue.KrakenV1)
                protocol.DecodeListings(Unpacked("kraken/rest-AssetPairs-2021-04-17.json.gz"), table);
            if (protocol.Venue == FeedVenue.Upbit)
                protocol.DecodeListings(Unpacked("upbit/rest-market-all-2021-04-17.json.gz"), table);
            var count = 0;
            new CaptureReplay(protocol, table)
            {
                OnEvents = events =>
                {
                    if (count++ >= framesEach)
                        return;
                    var frame = events.ToArray();
                    recorded.Frames.Add(frame);
                    foreach (ref readonly var told in frame.AsSpan())
                    {
                        if (told.Kind == FeedEventKind.Level)
                            recorded.Listings.Add(told.Listing);
                    }
                },
            }.Run([.. files.Select(file => Recordings.Path("wire/" + file))]);
        }

        return recorded;
    }

    private static byte[] Unpacked(string file)
    {
        using var packed = new System.IO.Compression.GZipStream(File.OpenRead(Recordings.Path("wire/" + file)), System.IO.Compression.CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }

    private readonly struct SilentSink : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime)
        {
            // Nobody listens.
        }

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime)
        {
            // Nobody listens.
        }
    }

    internal sealed class Recorded
    {
        public List<FeedEvent[]> Frames { get; } = [];

        public HashSet<ListingId> Listings { get; } = [];
    }

    private sealed class Twin
    {
        public List<(int Symbol, Nbbo Best, Timestamp Time)> Told { get; } = [];
    }

    private readonly struct TwinSink(Twin twin) : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime)
        {
            // The best of each symbol is what is compared.
        }

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime) => twin.Told.Add((symbol, best, receiveTime));
    }
}
