using Rialto.Adapters.Binance;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>Binance's recordings through its adapter; the figures are those of docs/reference/venues.md.</summary>
public class BinanceRecordingTests(ITestOutputHelper output)
{
    public static TheoryData<FeedVenue, string, int, int, string[], int, int, int> Files => new()
    {
        { FeedVenue.BinanceSpot, "BTCUSDT", 2, 8, ["binance-spot/btcusdt_20240808.gz", "binance-spot/btcusdt_20240809.gz"], 6_493, 19_904, 1_072 },
        { FeedVenue.BinanceSpot, "ETHUSDT", 2, 8, ["binance-spot/ethusdt_20240808.gz", "binance-spot/ethusdt_20240809.gz"], 6_468, 14_515, 1_056 },
        { FeedVenue.BinanceSpot, "NEXOUSDT", 3, 2, ["binance-spot/nexousdt_20240723.gz", "binance-spot/nexousdt_20240724.gz"], 68_182, 12_458, 12_118 },
        { FeedVenue.BinanceUsdM, "BTCUSDT", 2, 3, ["binance-usdm/btcusdt_20240808.gz"], 6_547, 21_313, 503 },
        { FeedVenue.BinanceUsdM, "ETHUSDT", 2, 3, ["binance-usdm/ethusdt_20240808.gz"], 6_581, 14_076, 471 },
        { FeedVenue.BinanceCoinM, "BTCUSD_PERP", 1, 0, ["binance-coinm/btcusd_perp_20240808.gz", "binance-coinm/btcusd_perp_20240809.gz"], 44_772, 5_235, 1_885 },
        { FeedVenue.BinanceCoinM, "ETHUSD_PERP", 2, 0, ["binance-coinm/ethusd_perp_20240808.gz", "binance-coinm/ethusd_perp_20240809.gz"], 39_133, 3_595, 2_278 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_recorded_book_keeps_every_rule_of_its_venue(FeedVenue venue, string symbol, int priceScale, int quantityScale, string[] files, int updates, int trades, int touches)
    {
        var replay = new CaptureReplay(new BinanceProtocol(venue), TestListings.Of(venue, (symbol, priceScale, quantityScale))) { OnlyListing = new ListingId(1) };
        var compared = new BinanceTouches(replay.LogOf, priceScale, quantityScale);
        replay.After = compared.Take;
        replay.Run([.. files.Select(file => Recordings.Path("wire/" + file))]);
        output.WriteLine($"{replay.Describe()} {compared}");
        Right(replay, 1, updates, trades);
        Assert.Equal(updates, replay.Sum(c => c.SequencesPassed));
        Assert.Equal((touches, 0), (compared.Compared, compared.Different));
    }

    [Theory]
    [InlineData(FeedVenue.BinanceUsdM, "binance-usdm/capture-2021-04-17.jsonl.gz", 4, 997, 185)]
    [InlineData(FeedVenue.BinanceCoinM, "binance-coinm/capture-2021-07-22.jsonl.gz", 10, 1_788, 51)]
    public void A_capture_brings_its_own_list_of_instruments(FeedVenue venue, string file, int books, int updates, int trades)
    {
        var replay = new CaptureReplay(new BinanceProtocol(venue), new ListingTable(4_096)).Run(Recordings.Path("wire/" + file));
        output.WriteLine(replay.Describe());
        Right(replay, books, updates, trades);
    }

    [Fact]
    public void Prices_from_times_of_a_finer_tick_are_told_and_fit_a_finer_scale()
    {
        var path = Recordings.Path("wire/binance-spot/capture-2021-04-17.jsonl.gz");
        var replay = new CaptureReplay(new BinanceProtocol(FeedVenue.BinanceSpot), new ListingTable(4_096)).Run(path);
        Assert.Equal(9, replay.Trusted);
        Assert.Contains(BookReason.DigitsDoNotFit, replay.Connections.Single().Log.Changes.Select(change => change.Reason));

        replay = new CaptureReplay(new BinanceProtocol(FeedVenue.BinanceSpot), TestListings.Of(FeedVenue.BinanceSpot, 4_096, ("BUSDTRY", 3, 8))).Run(path);
        output.WriteLine(replay.Describe());
        Assert.Equal((10, 0, 0), (replay.Trusted, (int)replay.Sum(c => c.Repairs), (int)replay.Sum(c => c.DriftsTotal)));
    }

    [Fact]
    public void Ten_books_on_one_connection_are_kept_apart()
    {
        var path = Recordings.Path("wire/binance-spot/capture-2021-04-05.jsonl.gz");
        var replay = new CaptureReplay(new BinanceProtocol(FeedVenue.BinanceSpot), TestListings.FromUrls(path, FeedVenue.BinanceSpot, 8, 8)).Run(path);
        output.WriteLine(replay.Describe());
        Right(replay, 10, 4_642, 1_240);
    }

    private static void Right(CaptureReplay replay, int books, int updates, int trades)
    {
        Assert.Equal((books, updates, trades), (replay.Trusted, (int)replay.Sum(c => c.BookUpdates), (int)replay.Sum(c => c.Trades)));
        Assert.Equal((0, 0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal), replay.Connections.Sum(connection => connection.Log.CrossedFrames)));
        Assert.Equal(books, replay.Sum(c => c.Snapshots));
    }
}
