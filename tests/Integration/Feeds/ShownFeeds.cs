using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Counters;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Quality;

namespace Rialto.Integration.Feeds;

/// <summary>Views as a test wants them: two venues, of which one is crossed with the other, and a third that is down.</summary>
internal sealed class ShownFeeds : IFeedViews
{
    private static readonly Timestamp Now = Timestamp.FromDateTimeUtc(new DateTime(2026, 11, 22, 9, 30, 0, DateTimeKind.Utc));
    private static readonly LatencyView Latency = LatencyOf(1_500, 2_400, 90_000);
    private static readonly string[] Okx = ["okx"];

    public static Timestamp Time => Now;

    public FeedView Current { get; set; } = Make();

    /// <summary>Held by a test that wants ladders to wait.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<LadderView?> LadderAsync(string symbol, int depth, CancellationToken stop)
    {
        await Gate.WaitAsync(stop);
        return symbol != "BTC-USDT" ? null : new LadderView(
            "BTC-USDT", "USDT", Now, ["binance", "okx"],
            new List<LadderLevel> { new(61737.60m, 0.5000m, [new("binance", 0.5000m)]), new(61737.50m, 2.2500m, [new("binance", 0.2500m), new("okx", 2.0000m)]) }.Take(depth).ToList(),
            new List<LadderLevel> { new(61737.50m, 1.0000m, [new("okx", 1.0000m)]), new(61738.00m, 0.1000m, [new("binance", 0.1000m)]) }.Take(depth).ToList());
    }

    public Task<HistoryView?> HistoryAsync(string symbol, int limit, CancellationToken stop) => Task.FromResult(symbol != "BTC-USDT" ? null : new HistoryView(
        "BTC-USDT", "USDT", 12_345,
        new List<HistoryEvent>
        {
            new(Now, Timestamp.None, "okx", "BTC-USDT", FeedEventKind.BookStateChanged, 0, null, null, null, null, BookTrust.Trusted, "Synchronized", "", false),
            new(Now, Now, "binance", "BTCUSDT", FeedEventKind.Trade, 7, Side.Sell, 61737.60m, 0.0100m, 9_007_199_254_740_993, null, "", "Jump, Outlier", true),
        }.TakeLast(limit).ToList()));

    public Task<QualityView> QualityAsync(CancellationToken stop) => Task.FromResult(new QualityView(
        Now, 1_000,
        [new RuleView(QualityRule.TouchJump, 3, 1, [new SampleView(Now, "okx", "BTC-USDT", true, 500, 100)])],
        [new ClockView("binance", new ClockEstimate(ClockSource.Envelope, 1_000_000, 250_000, 0, false), false), new ClockView("kraken", default, false)],
        [new ListingQualityView("okx", "BTC-USDT", "BTC-USDT", 75, "Crossed", new Dictionary<QualityRule, long> { [QualityRule.TouchJump] = 3 })]));

    private static FeedView Make() => new(
        Now,
        [
            Venue("binance", FeedVenue.BinanceSpot, 2, 0, new BookCounts(5, 0, 0, 0), 98, ""),
            Venue("okx", FeedVenue.Okx, 1, 0, new BookCounts(3, 1, 1, 0), 75, ""),
            Venue("kraken", FeedVenue.Kraken, 0, 1, new BookCounts(0, 0, 0, 1), 0, "name not known"),
        ],
        [
            new LinkView("binance", 1, "up", Now, "wss://stream.binance.com:9443/ws", ["BTCUSDT"], 100, 10.04, 4_096, 0, "", false, Timestamp.None),
            new LinkView("kraken", 2, "waiting", Now, "wss://ws.kraken.com/v2", ["BTC/USDT"], 0, 0, 0, 4, "name not known", true, Now),
        ],
        [
            new SymbolView(
                "BTC-USDT", "USDT", new NbboView(61737.60m, 0.5000m, ["binance"], 61737.50m, 1.0000m, Okx), TouchState.Crossed, null,
                [
                    new ListingView(new ListingId(1), "binance", "BTCUSDT", ListingStatus.Open, BookTrust.Trusted, BookReason.Synchronized, 61737.60m, 0.5000m, 61738.00m, 0.1000m, 12_000_000, 98, ""),
                    new ListingView(new ListingId(2), "okx", "BTC-USDT", ListingStatus.Open, BookTrust.Trusted, BookReason.Synchronized, 61737.50m, 2.0000m, 61737.50m, 1.0000m, 8_000_000, 75, "Crossed"),
                    new ListingView(new ListingId(3), "kraken", "BTC/USDT", ListingStatus.Open, BookTrust.Disconnected, BookReason.ConnectionLost, null, 0, null, 0, -1, 0, "Stale"),
                ],
                new TradeView("binance", 61737.60m, 0.0100m, Side.Sell, Now)),
            new SymbolView("ETH-BTC.PERP", "BTC", null, TouchState.OneSided, null, [], null),
            new SymbolView("ETH-BTC.PERP", "USDT", null, TouchState.OneSided, null, [], null),
        ],
        new DistributionView(null, new MulticastView("239.1.1.1 on 127.0.0.1", "127.0.0.1:9100", 1_000, 5_000, 2), null, null),
        ["Nobody has XYZ-USDT."]);

    private static VenueView Venue(string name, FeedVenue venue, int up, int down, BookCounts books, int score, string error) => new(
        name, venue, up, down, 120.26, 900, Latency, new VenueLatencyView(Latency, up > 0 ? ClockSource.Envelope : ClockSource.None, 1_000_000, 250_000), books, score, 1, 2, 3, 4, 5, error);

    private static LatencyView LatencyOf(params long[] values)
    {
        var recorded = new LatencyHistogram();
        foreach (var value in values)
            recorded.Record(value);
        return LatencyView.Of(recorded);
    }
}
