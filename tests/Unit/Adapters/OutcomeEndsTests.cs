using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kalshi;
using Rialto.Adapters.Polymarket;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>How venues of outcomes say on which step prices stand, and how a question ended.</summary>
public sealed class OutcomeEndsTests
{
    [Theory]
    [InlineData("""[{"start":"0.0000","end":"1.0000","step":"0.0100"}]""", 10_000)]
    [InlineData("""[{"start":"0.0000","end":"0.1000","step":"0.0010"},{"start":"0.1000","end":"0.9000","step":"0.0100"},{"start":"0.9000","end":"1.0000","step":"0.0010"}]""", 10_000)]
    [InlineData("""[{"start":"0.0000","end":"0.5000","step":"0.0030"},{"start":"0.5000","end":"1.0000","step":"0.0100"}]""", 1)]
    [InlineData("[]", 1)]
    [InlineData("null", 1)]
    public void Kalshis_tick_is_a_step_that_is_right_in_every_band(string ranges, long tick)
    {
        var table = new ListingTable(4);
        Assert.Equal(DriftKind.None, new KalshiProtocol().DecodeListings(Encoding.UTF8.GetBytes("""{"markets":[{"ticker":"T","status":"active","price_ranges":RANGES,"result":""}],"cursor":""}""".Replace("RANGES", ranges, StringComparison.Ordinal)), table));
        var listing = table[new ListingId(1)];
        Assert.Equal((tick, 6, ListingStatus.Open, null), (listing.Tick.Units, listing.PriceScale, listing.Status, listing.PaidPrice));
    }

    [Theory]
    [InlineData("finalized", "\"yes\"", 1_000_000)]
    [InlineData("finalized", "\"no\"", 0)]
    [InlineData("finalized", "\"scalar\"", -1)]
    [InlineData("finalized", "\"\"", -1)]
    [InlineData("finalized", "null", -1)]

    // It may be disputed yet.
    [InlineData("determined", "\"yes\"", -1)]
    public void A_market_of_Kalshi_was_paid_once_it_is_final(string status, string result, long paid)
    {
        var table = Known(new KalshiProtocol(), """{"markets":[{"ticker":"T","status":"active"}],"cursor":""}""");
        Assert.Equal(DriftKind.None, new KalshiProtocol().DecodeListings(
            Encoding.UTF8.GetBytes("""{"markets":[{"ticker":"T","status":"STATUS","result":RESULT}],"cursor":""}""".Replace("STATUS", status, StringComparison.Ordinal).Replace("RESULT", result, StringComparison.Ordinal)), table));
        Assert.Equal(ListingStatus.Closed, table[new ListingId(1)].Status);
        Assert.Equal(paid, table[new ListingId(1)].PaidPrice?.Units ?? -1);
    }

    [Theory]
    [InlineData("true", "resolved", "[\\\"1\\\", \\\"0\\\"]", 10_000, 0)]
    [InlineData("true", "resolved", "[\\\"0\\\", \\\"1\\\"]", 0, 10_000)]
    [InlineData("true", "resolved", "[\\\"0.5\\\", \\\"0.5\\\"]", 5_000, 5_000)]
    [InlineData("true", "resolved", "[\\\"0.9995\\\", \\\"0.0005\\\"]", -1, -1)]
    [InlineData("true", "resolved", "[\\\"1\\\", \\\"1\\\"]", -1, -1)]
    [InlineData("true", "resolved", "[\\\"1\\\"]", -1, -1)]
    [InlineData("true", "resolved", "", -1, -1)]
    [InlineData("true", "proposed", "[\\\"1\\\", \\\"0\\\"]", -1, -1)]
    [InlineData("false", "resolved", "[\\\"1\\\", \\\"0\\\"]", -1, -1)]
    public void A_market_of_Polymarket_was_resolved_where_its_last_prices_can_be_nothing_else(string closed, string status, string prices, long yes, long no)
    {
        const string Market = """[{"clobTokenIds":"[\"11\", \"22\"]","orderPriceMinTickSize":0.01,"active":true,"closed":CLOSED,"acceptingOrders":true,"enableOrderBook":true,"umaResolutionStatus":"STATUS","outcomePrices":"PRICES"}]""";
        var table = Known(new PolymarketProtocol(), Market.Replace("CLOSED", "false", StringComparison.Ordinal).Replace("STATUS", "", StringComparison.Ordinal).Replace("PRICES", "[\\\"0.4\\\", \\\"0.6\\\"]", StringComparison.Ordinal));
        Assert.Equal(DriftKind.None, new PolymarketProtocol().DecodeListings(
            Encoding.UTF8.GetBytes(Market.Replace("CLOSED", closed, StringComparison.Ordinal).Replace("STATUS", status, StringComparison.Ordinal).Replace("PRICES", prices, StringComparison.Ordinal)), table));
        Assert.Equal((yes, no), (table[new ListingId(1)].PaidPrice?.Units ?? -1, table[new ListingId(2)].PaidPrice?.Units ?? -1));
        Assert.Equal((new ListingId(2), new ListingId(1)), (table[new ListingId(1)].Complement, table[new ListingId(2)].Complement));
    }

    [Theory]
    [InlineData("\"event_type\":\"determined\",\"result\":\"yes\"", 1_000_000)]
    [InlineData("\"event_type\":\"determined\",\"result\":\"no\"", 0)]
    [InlineData("\"event_type\":\"determined\",\"result\":\"scalar\"", -1)]
    [InlineData("\"event_type\":\"determined\"", -1)]
    [InlineData("\"event_type\":\"settled\",\"settled_ts\":1778501900", -1)]
    [InlineData("\"event_type\":\"created\"", -1)]
    public void A_result_that_Kalshi_has_determined_is_announced(string said, long paid)
    {
        var table = Known(new KalshiProtocol(), """{"markets":[{"ticker":"T","status":"active"}],"cursor":""}""");
        foreach (var frame in (string[])["""{"type":"market_lifecycle_v2","sid":4,"seq":7,"msg":{SAID,"market_ticker":"T","determination_ts":1778501852}}""", """{"msg":{"market_ticker":"T",SAID,"determination_ts":1778501852},"sid":4,"seq":7,"type":"market_lifecycle_v2"}"""])
        {
            var content = new FrameContent();
            Assert.Equal(DriftKind.None, new KalshiProtocol().Decode(Encoding.UTF8.GetBytes(frame.Replace("SAID", said, StringComparison.Ordinal)), table, content));
            Assert.Equal((paid < 0 ? 0 : 1, 0L), (content.Parts.Length, content.Stream));
            if (paid >= 0)
                Assert.Equal((PartKind.Settled, paid, true, new Timestamp(1_778_501_852_000_000_000)), (content.Parts[0].Kind, content.Parts[0].PaidPrice, content.Parts[0].IsAnnounced, content.Parts[0].EventTime));
        }

        // Of markets that nobody follows nothing is said, not even that they are not known.
        var others = new FrameContent();
        Assert.Equal(DriftKind.None, new KalshiProtocol().Decode("""{"type":"market_lifecycle_v2","sid":4,"msg":{"event_type":"determined","market_ticker":"OTHER","result":"yes"}}"""u8, table, others));
        Assert.Equal(0, others.Parts.Length);
    }

    [Fact]
    public void Ends_are_asked_for_by_the_venues_own_names()
    {
        var kalshi = Known(new KalshiProtocol(), """{"markets":[{"ticker":"A","status":"active"},{"ticker":"B","status":"active"}],"cursor":""}""");
        Assert.Equal(["/trade-api/v2/markets?limit=100&tickers=A,B"], new KalshiProtocol().EndsPaths([kalshi[new ListingId(1)], kalshi[new ListingId(2)]]));
        var token = kalshi[new ListingId(1)] with { Venue = FeedVenue.Polymarket };
        Assert.Equal(["/markets?closed=true&limit=40&clob_token_ids=A"], new PolymarketProtocol().EndsPaths([token]));
    }

    private static ListingTable Known(IVenueProtocol protocol, string list)
    {
        var table = new ListingTable(4);
        Assert.Equal(DriftKind.None, protocol.DecodeListings(Encoding.UTF8.GetBytes(list), table));
        Assert.Null(table[new ListingId(1)].PaidPrice);
        return table;
    }
}
