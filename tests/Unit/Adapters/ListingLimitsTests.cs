using System.IO.Compression;
using System.Text;
using Rialto.Adapters.Binance;
using Rialto.Adapters.Bybit;
using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Deribit;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kraken;
using Rialto.Adapters.Okx;
using Rialto.Adapters.Polymarket;
using Rialto.Adapters.Upbit;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Files.Captures;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>How small and large orders may be, as recorded lists of instruments say it.</summary>
public class ListingLimitsTests
{
    /// <summary>Amounts as a person would read them out of the recorded answer.</summary>
    [Theory]
    [InlineData(FeedVenue.BinanceSpot, "binance-spot/capture-2021-04-17.jsonl.gz", "exchangeInfo", "BTCUSDT", "0.000001", "9000", "87.70027733", "10")]
    [InlineData(FeedVenue.BinanceUsdM, "binance-usdm/capture-2021-04-17.jsonl.gz", "exchangeInfo", "BTCUSDT", "0.001", "1000", "1000", "5")]
    [InlineData(FeedVenue.BinanceCoinM, "binance-coinm/capture-2021-07-22.jsonl.gz", "exchangeInfo", "BTCUSD_PERP", "1", "1000000", "100000", "0")]
    [InlineData(FeedVenue.BybitLinear, "bybit/capture-v5-2026-08-09.jsonl.gz", "category=linear", "BTCUSDT", "0.001", "1500", "150", "5")]
    [InlineData(FeedVenue.BybitSpot, "bybit/capture-v5-2026-08-09.jsonl.gz", "category=spot", "BTCUSDT", "0.000001", "230", "120", "5")]

    // More decimals than a quantity has there, 1542.6000000000001: down to what can be asked for. Amounts in the pair's own quote.
    [InlineData(FeedVenue.BybitSpot, "bybit/capture-v5-2026-08-09.jsonl.gz", "category=spot", "ETHBTC", "0.00001", "1542.6", "514.2", "0.000065")]

    // Ten thousand million is more than any order may have: no limit. At market the list counts dollars.
    [InlineData(FeedVenue.Okx, "okx/capture-v5-2022-05-13.jsonl.gz", "instType=SPOT", "BTC-USDT", "0.00001", "0", "0", "0")]
    [InlineData(FeedVenue.Okx, "okx/capture-v5-2022-05-13.jsonl.gz", "instType=SWAP", "BTC-USD-SWAP", "1", "100000000", "4000", "0")]
    [InlineData(FeedVenue.CoinbaseAdvanced, "coinbase/capture-advanced-trade-2026-08-09.jsonl.gz", "brokerage/market/products", "BTC-USD", "0.00000001", "3400", "0", "1")]
    [InlineData(FeedVenue.CoinbaseExchange, "coinbase/capture-exchange-2021-04-17.jsonl.gz", "/products", "BTC-USDC", "0.0001", "280", "0", "10")]
    [InlineData(FeedVenue.Deribit, "deribit/capture-2021-04-17.jsonl.gz", "currency=BTC", "BTC-24SEP21-40000-P", "0.1", "0", "0", "0")]
    [InlineData(FeedVenue.KrakenV1, "kraken/rest-AssetPairs-2021-04-17.json.gz", "", "XBT/USD", "0.0002", "0", "0", "0")]
    [InlineData(FeedVenue.Upbit, "upbit/rest-market-all-2021-04-17.json.gz", "", "KRW-BTC", "0", "0", "0", "5000")]
    [InlineData(FeedVenue.Upbit, "upbit/rest-market-all-2021-04-17.json.gz", "", "BTC-ETH", "0", "0", "0", "0.00005")]
    public void A_recorded_list_says_how_small_and_large_orders_may_be(FeedVenue venue, string file, string url, string symbol, string least, string most, string mostAtMarket, string leastNotional)
    {
        var table = new ListingTable(8_192);
        Assert.Equal(DriftKind.None, ProtocolOf(venue).DecodeListings(BodyOf(Recordings.Path("wire/" + file), url), table));
        Assert.True(table.TryFind(venue, Encoding.UTF8.GetBytes(symbol), out var listing));
        var limits = listing.Limits;
        Assert.Equal(
            (Decimal(least), Decimal(most), Decimal(mostAtMarket), Decimal(leastNotional)),
            (Amount(limits.MinQuantity, listing), Amount(limits.MaxQuantity, listing), Amount(limits.MaxMarketQuantity, listing), limits.MinNotional / 100_000_000m));
    }

    [Fact]
    public void Every_market_of_a_page_of_Gamma_has_its_least_size()
    {
        var table = new ListingTable(1_024);
        Assert.Equal(DriftKind.None, new PolymarketProtocol().DecodeListings(BodyOf(Recordings.Path("wire/polymarket/rest-gamma-markets-2026-02-13.json.gz"), ""), table));
        for (var id = 1; id <= table.Count; id++)
            Assert.Equal(5m, Amount(table[new ListingId(id)].Limits.MinQuantity, table[new ListingId(id)]));
    }

    [Fact]
    public void A_list_that_is_read_again_changes_limits_and_one_that_makes_no_sense_does_not()
    {
        var (table, protocol) = (new ListingTable(4), new BinanceProtocol(FeedVenue.BinanceSpot));
        Assert.Equal(DriftKind.None, protocol.DecodeListings(List("0.001", "10"), table));
        var version = table.Version;
        Assert.Equal(DriftKind.None, protocol.DecodeListings(List("0.001", "10"), table));
        Assert.Equal(version, table.Version);
        Assert.Equal(DriftKind.None, protocol.DecodeListings(List("0.002", "5"), table));
        Assert.Equal((version + 1, 2_000L, 500_000_000L), (table.Version, table[new ListingId(1)].Limits.MinQuantity.Units, table[new ListingId(1)].Limits.MinNotional));
        Assert.Equal(DriftKind.BrokenFrame, protocol.DecodeListings(List("a lot", "-7"), table));
        Assert.Equal((version + 1, 2_000L, 500_000_000L), (table.Version, table[new ListingId(1)].Limits.MinQuantity.Units, table[new ListingId(1)].Limits.MinNotional));

        // What is not said any more holds no more; a null is nothing that was said.
        Assert.Equal(DriftKind.None, protocol.DecodeListings(Encoding.UTF8.GetBytes("""{"symbols":[{"symbol":"AB","status":"TRADING","baseAsset":"A","baseAssetPrecision":8,"quoteAsset":"B","filters":[{"filterType":"LOT_SIZE","stepSize":"0.001","minQty":null}]}]}"""), table));
        Assert.Equal(default, table[new ListingId(1)].Limits);

        static byte[] List(string least, string notional) => Encoding.UTF8.GetBytes(
            $$$"""{"symbols":[{"symbol":"AB","status":"TRADING","baseAsset":"A","baseAssetPrecision":8,"quoteAsset":"B","filters":[{"filterType":"LOT_SIZE","stepSize":"0.001","minQty":"{{{least}}}","maxQty":"100"},{"filterType":"NOTIONAL","minNotional":"{{{notional}}}"}]}]}""");
    }

    [Fact]
    public void What_a_scale_cannot_say_is_rounded_so_that_no_order_passes_that_the_venue_would_refuse()
    {
        var listing = new Listing(new ListingId(1), FeedVenue.Okx, "AB", "A-B", ListingKind.Spot, 2, 2, new Price(1), new Quantity(1), "B", ListingStatus.Open);
        Assert.True(new LimitTexts { MinQuantity = "0.011", MaxQuantity = "7.999", MaxMarketQuantity = "1e1", MinNotional = "0.000000001" }.TryPut(listing, out var limited));
        Assert.Equal(new ListingLimits(new Quantity(2), new Quantity(799), new Quantity(1_000), 1), limited.Limits);

        // More than there is at all: nothing can be asked for, and nothing is too much.
        Assert.True(new LimitTexts { MinQuantity = "79000000000000000000000000000", MaxQuantity = "79000000000000000000000000000", MinNotional = "79000000000000000000000000000" }.TryPut(listing, out limited));
        Assert.Equal(new ListingLimits(new Quantity(Quantity.MaxUnits), default, default, long.MaxValue), limited.Limits);
    }

    private static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static decimal Amount(Quantity quantity, Listing listing) => quantity.Units / (decimal)DecimalText.PowerOfTen(listing.QuantityScale);

    private static IVenueProtocol ProtocolOf(FeedVenue venue) => venue switch
    {
        FeedVenue.BybitLinear or FeedVenue.BybitSpot => new BybitProtocol(venue),
        FeedVenue.Okx => new OkxProtocol(),
        FeedVenue.CoinbaseAdvanced or FeedVenue.CoinbaseExchange => new CoinbaseProtocol(venue),
        FeedVenue.Deribit => new DeribitProtocol(),
        FeedVenue.KrakenV1 => new KrakenProtocol(venue, 1_000),
        FeedVenue.Upbit => new UpbitProtocol(),
        _ => new BinanceProtocol(venue),
    };

    private static byte[] BodyOf(string path, string url)
    {
        if (url.Length == 0)
        {
            using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var body = new MemoryStream();
            file.CopyTo(body);
            return body.ToArray();
        }

        using var reader = CaptureReader.Open(path);
        while (reader.TryRead())
        {
            if (reader.Kind == CaptureKind.Rest && Encoding.UTF8.GetString(reader.Url).Contains(url, StringComparison.Ordinal))
                return reader.Payload.ToArray();
        }

        throw new InvalidDataException($"{path} has no answer of {url}.");
    }
}
