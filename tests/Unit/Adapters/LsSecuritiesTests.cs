using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.LsSecurities;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>
/// Trades were recorded with four members of their bodies and without headers, the list of shares under Korean names: the tests put the headers and names back. Books were not recorded: their
/// shape is that of the venue's own examples.
/// </summary>
public class LsSecuritiesTests(ITestOutputHelper output)
{
    // 2025-11-26 10:11:25 in Seoul.
    private static readonly Timestamp Morning = new(1_764_119_485_000_000_000);

    [Theory]
    [InlineData("005930", "2025-11-25", 309, 162)]
    [InlineData("035720", "2025-11-26", 23_434, 13_391)]
    public void Every_recorded_trade_is_told_with_its_time_and_aggressor(string code, string day, int trades, int bought)
    {
        var (session, log, table) = Open(code);
        var (count, buys, last, sum) = (0, 0, default(Timestamp), 0L);
        log.OnFrame = events =>
        {
            foreach (ref readonly var told in events.Span)
            {
                if (told.Kind != FeedEventKind.Trade)
                    continue;
                count++;
                buys += told.Side == Side.Buy ? 1 : 0;
                sum += told.Price.Units * told.Quantity.Units;
                Assert.True(told.EventTime >= last);
                last = told.EventTime;
            }
        };
        var expected = 0L;
        var midnight = new DateTimeOffset(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(9));
        foreach (var body in Lines($"wire/ls/ws-trades-{code}_{day}.jsonl.gz"))
        {
            using var trade = JsonDocument.Parse(body);
            var time = trade.RootElement.GetProperty("chetime").GetString()!;
            var at = midnight.Add(new TimeSpan(Number(time[..2]), Number(time[2..4]), Number(time[4..])));
            expected += Number(trade.RootElement.GetProperty("price").GetString()!) * (long)Number(trade.RootElement.GetProperty("cvolume").GetString()!);
            session.OnFrame(Encoding.UTF8.GetBytes($$$"""{"header":{"tr_cd":"S3_","tr_key":"{{{code}}}"},"body":{{{body}}}}"""), new Timestamp((at.ToUnixTimeMilliseconds() + 350) * 1_000_000));
            Assert.Equal(at.ToUnixTimeSeconds() * 1_000_000_000, last.Nanoseconds);
        }

        output.WriteLine($"{count} trades worth {sum} won");
        Assert.Equal((trades, bought, expected, 0L), (count, buys, sum, session.Counters.DriftsTotal));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void The_recorded_list_has_every_share_of_both_markets()
    {
        var token = new AccessToken();
        token.Renew("t");
        var (protocol, table, frames) = (new LsSecuritiesProtocol(token), new ListingTable(8_192), new List<string>());
        using var file = new GZipStream(File.OpenRead(Recordings.Path("wire/ls/rest-stock-list.json.gz")), CompressionMode.Decompress);
        using var recorded = JsonDocument.Parse(file);
        var shares = recorded.RootElement.EnumerateArray().Select(share => new
        {
            hname = share.GetProperty("종목명").GetString(),
            shcode = share.GetProperty("단축코드").GetString(),
            expcode = share.GetProperty("확장코드").GetString(),
            etfgubun = share.GetProperty("ETF구분").GetString(),
            uplmtprice = share.GetProperty("상한가").GetInt64(),
            memedan = share.GetProperty("memedan").GetString(),
            gubun = share.GetProperty("시장구분").GetString(),
        });
        var body = JsonSerializer.SerializeToUtf8Bytes(new { rsp_cd = "00000", t8436OutBlock = shares });
        Assert.Equal(DriftKind.None, protocol.DecodeListings(body, table));
        Assert.Equal(4_212, table.Count);
        Assert.True(table.TryFind(FeedVenue.LsSecurities, "005930"u8, out var samsung));
        Assert.Equal(("005930-KRW", ListingKind.Equity, 0, 0, 1L, 1L, "KRW"), (samsung.Symbol, samsung.Kind, samsung.PriceScale, samsung.QuantityScale, samsung.Tick.Units, samsung.Lot.Units, samsung.Quote));
        Assert.True(table.TryFind(FeedVenue.LsSecurities, "0098F0"u8, out _));

        // KOSPI, and KOSDAQ.
        Assert.True(table.TryFind(FeedVenue.LsSecurities, "086520"u8, out var ecopro));
        protocol.Subscribe([samsung, ecopro], frames);
        Assert.Equal(
            [
                """{"header":{"token":"t","tr_type":"3"},"body":{"tr_cd":"H1_","tr_key":"005930"}}""",
                """{"header":{"token":"t","tr_type":"3"},"body":{"tr_cd":"S3_","tr_key":"005930"}}""",
                """{"header":{"token":"t","tr_type":"3"},"body":{"tr_cd":"HA_","tr_key":"086520"}}""",
                """{"header":{"token":"t","tr_type":"3"},"body":{"tr_cd":"K3_","tr_key":"086520"}}""",
            ],
            frames);
    }

    [Theory]
    [InlineData("H1_", "005930", "bids 72300:70581 72200:100447 72100:156534 asks 72400:32616 72500:66102 72600:74102")]
    [InlineData("HA_", "086520", "bids 762000:286 761000:14 760000:1438 asks 763000:560 764000:1081 765000:1082")]
    public void The_venues_own_examples_of_books_are_read_without_their_empty_levels(string feed, string code, string picture)
    {
        var (session, log, _) = Open(code);
        session.OnFrame(Encoding.UTF8.GetBytes(Example(feed)), Morning);
        Assert.Equal(picture, log.BookOf(new ListingId(1)).Picture());
        Assert.Equal((BookTrust.Trusted, 0L), (session.StateOf(new ListingId(1)), session.Counters.DriftsTotal));
    }

    [Theory]
    [InlineData("S3_", "005930")]
    [InlineData("K3_", "122870")]
    public void The_venues_own_examples_of_trades_are_read(string feed, string code)
    {
        var (session, log, _) = Open(code);
        session.OnFrame(Encoding.UTF8.GetBytes(Example(feed)), Morning);
        Assert.Equal((1L, 0L), (log.Trades, session.Counters.DriftsTotal));
    }

    [Theory]
    [InlineData("090000", 0, 3_600)]
    [InlineData("085959", 86_399, 3_600)]
    [InlineData("235959", 53_999, 54_001)]
    [InlineData("000001", 54_001, 53_998)]
    public void A_time_without_a_date_is_of_the_day_that_is_nearest(string time, long secondOfDay, long nowSecondOfDay)
    {
        const long Day = 86_400_000_000_000;
        var (content, table) = (new FrameContent(), TestListings.Of(FeedVenue.LsSecurities, ("005930", 0, 0)));
        new LsSecuritiesProtocol(new AccessToken()).Decode(Encoding.UTF8.GetBytes($$$"""{"header":{"tr_cd":"S3_","tr_key":"005930"},"body":{"chetime":"{{{time}}}","price":"1","cvolume":"1","cgubun":"+"}}"""), table, content);
        var midnight = Morning.Nanoseconds - Morning.Nanoseconds % Day;
        content.DateTimes(new Timestamp(midnight + nowSecondOfDay * 1_000_000_000));
        var told = content.TradesOf(in content.Parts[0])[0].Time.Nanoseconds;
        Assert.Equal(secondOfDay, (told % Day) / 1_000_000_000);
        Assert.InRange(told - midnight - nowSecondOfDay * 1_000_000_000, -Day / 2, Day / 2);
    }

    [Fact]
    public void Without_a_token_nothing_is_sent_and_the_token_is_never_told()
    {
        var (token, frames) = (new AccessToken(), new List<string>());
        var protocol = new LsSecuritiesProtocol(token);
        var table = TestListings.Of(FeedVenue.LsSecurities, ("005930", 0, 0));
        protocol.Subscribe([table[new ListingId(1)]], frames);
        Assert.Empty(frames);
        token.Renew("secret");
        protocol.Subscribe([table[new ListingId(1)]], frames);
        Assert.Equal(4, frames.Count);
        Assert.True(protocol.SendsSecrets);
        Assert.DoesNotContain("secret", token.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => token.Renew("a\"b"));
    }

    private static (FeedSession<FeedLogSink> Session, FeedLog Log, ListingTable Table) Open(string code)
    {
        var (table, log, token) = (TestListings.Of(FeedVenue.LsSecurities, (code, 0, 0)), new FeedLog(), new AccessToken());
        token.Renew("t");
        var session = new FeedSession<FeedLogSink>(new LsSecuritiesProtocol(token), table, [new ListingId(1)], new FeedLogSink(log));
        session.OnConnected(Morning);
        return (session, log, table);
    }

    private static string Example(string feed)
    {
        foreach (var line in Lines("wire/ls/doc-examples.jsonl.gz"))
        {
            using var example = JsonDocument.Parse(line);
            if (example.RootElement.GetProperty("tr").GetString() == feed && example.RootElement.GetProperty("kind").GetString() == "response")
                return example.RootElement.GetProperty("json").GetRawText();
        }

        throw new InvalidOperationException($"No example of {feed}.");
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static List<string> Lines(string name)
    {
        using var file = new GZipStream(File.OpenRead(Recordings.Path(name)), CompressionMode.Decompress);
        using var lines = new StreamReader(file);
        var all = new List<string>();
        while (lines.ReadLine() is { } line)
            all.Add(line);
        return all;
    }
}
