using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Unit.Adapters.Compliance;
using Rialto.Unit.Wire.Fuzz;
using Rialto.Wire.Files.Captures;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>
/// Frames bent in every way: no exception, the same content twice for the same bytes, parts that stay inside their bounds, and a session whose books stay in order.
/// The samples are the frames of the pretended venues and, where there are recordings, their first frames.
/// </summary>
public class FeedFuzzTests
{
    private static readonly Dictionary<FeedVenue, string> Captures = new()
    {
        [FeedVenue.BinanceSpot] = "binance-spot/capture-2021-04-17.jsonl.gz",
        [FeedVenue.BinanceUsdM] = "binance-usdm/capture-2021-04-17.jsonl.gz",
        [FeedVenue.BinanceCoinM] = "binance-coinm/capture-2021-07-22.jsonl.gz",
        [FeedVenue.BybitSpot] = "bybit/capture-v5-2026-08-09.jsonl.gz",
        [FeedVenue.BybitLinear] = "bybit/capture-v5-2026-08-09.jsonl.gz",
        [FeedVenue.CoinbaseAdvanced] = "coinbase/capture-advanced-trade-2026-08-09.jsonl.gz",
        [FeedVenue.CoinbaseExchange] = "coinbase/capture-exchange-2021-04-17.jsonl.gz",
        [FeedVenue.Deribit] = "deribit/capture-2021-04-05.jsonl.gz",
        [FeedVenue.KrakenV1] = "kraken/capture-v1-2021-04-05.jsonl.gz",
        [FeedVenue.Okx] = "okx/capture-v5-2022-05-13.jsonl.gz",
        [FeedVenue.Upbit] = "upbit/capture-simple-2021-04-05.jsonl.gz",
    };

    public static TheoryData<FeedVenue> Venues => ComplianceTests.Venues;

    [Theory]
    [MemberData(nameof(Venues))]
    public void Bent_frames_never_break_a_session(FeedVenue name)
    {
        var script = ComplianceTests.Script(name);
        var listing = new ListingId(1);
        var (first, second) = (new FrameContent(), new FrameContent());
        var table = TestListings.Of(name, script.Listing);
        var log = new FeedLog();
        var session = new FeedSession<FeedLogSink>(script.Protocol, table, [listing], new FeedLogSink(log), 1);
        session.OnConnected(new Rialto.Model.Units.Timestamp(1));
        var isRest = script.Protocol.Rules.Snapshot == SnapshotSource.Rest;
        FuzzRun.Over(Samples(script), FuzzRun.TextBytes, 5, (frame, index) =>
        {
            first.Clear();
            second.Clear();
            var drift = script.Protocol.Decode(frame, table, first);
            if (drift != script.Protocol.Decode(frame, table, second) || (drift == DriftKind.None && !Same(first, second)))
                Assert.Fail("two readings differ");
            var now = new Rialto.Model.Units.Timestamp(index * 1_000_000);
            session.OnFrame(frame, now);
            if (isRest)
                session.OnSnapshot(listing, frame, now);
            if (index % 64 == 0)
                session.OnClock(now);
            while (session.TryTakeAction(out _))
            {
            }

            if (session.StateOf(listing) == BookTrust.Trusted && script.Protocol.Rules.CrossedIsWrong && log.BookOf(listing).IsCrossed)
                Assert.Fail("trusted and crossed");
            log.Changes.Clear();
            log.Drifts.Clear();
        });
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Bent_lists_of_instruments_never_break_the_reader(FeedVenue name)
    {
        var protocol = ComplianceTests.Script(name).Protocol;
        if (protocol.ListingsPaths.Count == 0)
            return;
        byte[][] samples =
        [
            """{"symbols":[{"symbol":"ETHBTC","status":"TRADING","baseAsset":"ETH","baseAssetPrecision":8,"quoteAsset":"BTC","contractType":"PERPETUAL","deliveryDate":1632470400000,"contractSize":100,"filters":[{"filterType":"PRICE_FILTER","tickSize":"0.00000100"},{"filterType":"LOT_SIZE","stepSize":"0.00100000"}]}]}"""u8.ToArray(),
            """{"code":"0","data":[{"instId":"BTC-USD-SWAP","instType":"SWAP","uly":"BTC-USD","settleCcy":"BTC","tickSz":"0.1","lotSz":"1","ctVal":"100","ctValCcy":"USD","expTime":"1653033600000","state":"live"}],"msg":""}"""u8.ToArray(),
            """{"error":[],"result":{"XXBTZUSD":{"altname":"XBTUSD","wsname":"XBT\/USD","base":"XXBT","quote":"ZUSD","pair_decimals":1,"lot_decimals":8,"fees":[[0,0.26]],"ordermin":"0.0002","status":"online"}}}"""u8.ToArray(),
            """{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"BTCUSDT-14AUG26","contractType":"LinearFutures","status":"Trading","baseCoin":"BTC","quoteCoin":"USDT","deliveryTime":"1786694400000","priceFilter":{"tickSize":"0.1"},"lotSizeFilter":{"minOrderQty":"0.001","qtyStep":"0.001"},"settleCoin":"USDT"}]}}"""u8.ToArray(),
            """{"retCode":0,"result":{"category":"spot","list":[{"symbol":"BTCUSDT","baseCoin":"BTC","quoteCoin":"USDT","status":"Trading","lotSizeFilter":{"basePrecision":"0.000001"},"priceFilter":{"tickSize":"0.1"}}]}}"""u8.ToArray(),
            """{"products":[{"product_id":"BTC-USD","base_increment":"0.00000001","quote_increment":"0.01","price_increment":"0.01","status":"online","trading_disabled":false,"product_type":"SPOT","quote_currency_id":"USD","base_currency_id":"BTC","alias":""}],"num_products":1}"""u8.ToArray(),
            """[{"id":"SKL-EUR","base_currency":"SKL","quote_currency":"EUR","quote_increment":"0.0001","base_increment":"0.1","cancel_only":false,"status":"online"}]"""u8.ToArray(),
            """{"jsonrpc":"2.0","result":[{"tick_size":5e-4,"strike":40000.0,"settlement_period":"month","quote_currency":"USD","option_type":"put","min_trade_amount":0.1,"kind":"option","is_active":true,"instrument_name":"BTC-24SEP21-40000-P","expiration_timestamp":1632470400000,"contract_size":1.0,"base_currency":"BTC"}],"usIn":1}"""u8.ToArray(),
            """{"rsp_cd":"00000","t8436OutBlock":[{"shcode":"000020","jnilclose":10550,"etfgubun":"0","gubun":"1","memedan":"00001","expcode":"KR7000020008","hname":"x"},{"shcode":"0009K0","gubun":"2","memedan":"00001"}]}"""u8.ToArray(),
            """[{"market":"KRW-BTC","korean_name":"x","english_name":"Bitcoin"},{"market":"BTC-ETH","market_event":{"warning":false}}]"""u8.ToArray(),
            """[{"id":"517310","outcomes":"[\"Yes\", \"No\"]","active":true,"closed":false,"enableOrderBook":true,"orderPriceMinTickSize":0.001,"clobTokenIds":"[\"101\", \"102\"]","acceptingOrders":true}]"""u8.ToArray(),
        ];
        var table = new ListingTable(64);
        FuzzRun.Over(samples, FuzzRun.TextBytes, 1, (body, _) =>
        {
            if (table.IsFull)
                table = new ListingTable(64);
            protocol.DecodeListings(body, table);
        });
    }

    private static bool Same(FrameContent one, FrameContent other)
    {
        if (one.Parts.Length != other.Parts.Length)
            return false;
        for (var i = 0; i < one.Parts.Length; i++)
        {
            var (left, right) = (one.Parts[i], other.Parts[i]);
            if (!left.Equals(right))
                return false;
            if (left.Kind == PartKind.Trades ? !one.TradesOf(in left).SequenceEqual(other.TradesOf(in right)) : !one.LevelsOf(in left).SequenceEqual(other.LevelsOf(in right)))
                return false;
        }

        return true;
    }

    private static byte[][] Samples(VenueScript script)
    {
        var samples = new List<byte[]> { Encoding.UTF8.GetBytes(script.Trade) };
        var book = new PretendedBook();
        book.Levels.Set(Rialto.Model.Orders.Side.Buy, 19_990, 7);
        book.Levels.Set(Rialto.Model.Orders.Side.Sell, 20_010, 8);
        samples.Add(Encoding.UTF8.GetBytes(script.Snapshot(book)));
        for (var i = 0; i < 6; i++)
        {
            book.Last += 3;
            book.Frames++;
            book.Levels.Set(Rialto.Model.Orders.Side.Buy, 19_980 + i, i);
            samples.Add(Encoding.UTF8.GetBytes(script.Update(book, [new ScriptChange(Rialto.Model.Orders.Side.Buy, 19_980 + i, i, 0), new ScriptChange(Rialto.Model.Orders.Side.Sell, 20_010 - i, 9, 0)])));
        }

        if (Captures.TryGetValue(script.Protocol.Venue, out var capture) && Recordings.TryPath("wire/" + capture, out var path))
        {
            using var reader = CaptureReader.Open(path);
            for (var i = 0; i < 400 && samples.Count < 60 && reader.TryRead(); i++)
            {
                if (reader.Kind == CaptureKind.Receive)
                    samples.Add(reader.Payload[..Math.Min(reader.Payload.Length, 2_000)].ToArray());
            }
        }

        return [.. samples];
    }
}
