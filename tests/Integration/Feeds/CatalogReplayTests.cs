using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>Lists as venues sent them, asked for by the product's own REST source and served by the replay server.</summary>
public class CatalogReplayTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("binance", "binance-spot/capture-2021-04-17.jsonl.gz", "BTC-USDT", "BTCUSDT")]
    [InlineData("binance-usdm", "binance-usdm/capture-2021-04-17.jsonl.gz", "BTC-USDT.PERP", "BTCUSDT")]
    [InlineData("bybit", "bybit/capture-v5-2026-08-09.jsonl.gz", "BTC-USDT", "BTCUSDT")]
    [InlineData("bybit-linear", "bybit/capture-v5-2026-08-09.jsonl.gz", "ETH-USDT.PERP", "ETHUSDT")]
    [InlineData("coinbase", "coinbase/capture-advanced-trade-2026-08-09.jsonl.gz", "BTC-USD", "BTC-USD")]
    [InlineData("coinbase-exchange", "coinbase/capture-exchange-2021-04-17.jsonl.gz", "BTC-USD", "BTC-USD")]
    [InlineData("okx", "okx/capture-v5-2022-05-13.jsonl.gz", "BTC-USDT", "BTC-USDT")]
    [InlineData("deribit", "deribit/capture-2021-04-17.jsonl.gz", "BTC-USD.PERP", "BTC-PERPETUAL")]
    public async Task The_list_of_a_recording_is_read_over_the_wire(string venue, string file, string symbol, string venueSymbol)
    {
        var recording = new Recording();
        recording.Load([Recordings.Path("wire/" + file)], FeedVenue.None);
        await using var server = new ReplayServer(recording, new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false));
        await server.StartAsync(Stop);
        Assert.True(VenueRegistry.TryFind(venue, out var terms));
        terms = terms.With(new VenueSettings { Rest = new Uri($"{server.Url}/{venue}") });
        using var rest = new VenueRest(terms, new VenueRestOptions(), new ProcessBudgets(), TimeProvider.System);
        await using var catalog = new ListingCatalog(new ListingTable(20_000), [new CatalogVenue(terms, rest)], new ListingCatalogOptions(), TimeProvider.System);
        await catalog.StartAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        var report = catalog.Report()[0];
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Listings > 0, report.Problem);
        Assert.True(catalog.TryFind(terms.Venue, symbol, out var listing, out var problem), problem);
        Assert.Equal(venueSymbol, listing.VenueSymbol);
    }
}
