using Rialto.Host.Arbitrage;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Arbitrage.Kernels;
using Rialto.Trading.Books;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Arbitrage;

/// <summary>Kernels on recorded books, beside loops in plain 128-bit numbers; and the files that others write.</summary>
public sealed class RecordedBooksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    [InlineData(50_000)]
    public void Every_minute_of_six_venues_is_judged_as_a_search_through_all_routes_judges_it(long rate)
    {
        var file = new TableFile(Recordings.Path("ticks/cross-venue/perps6_minute_bbo_2026-02-12_13.csv.gz"), CancellationToken.None);
        var moments = file.Rows.Where(static row => row.Bids.Length > 0 && row.Asks.Length > 0)
            .GroupBy(row => (row.Time.Nanoseconds / 60_000_000_000, file.Sources[row.Source].Symbol)).Select(static group => group.Take(8).ToArray()).ToArray();
        Assert.True(moments.Length > 2_000);
        var board = new CrossBoard(moments.Length, 8);
        var expected = new List<(int, Int128)>();
        for (var market = 0; market < moments.Length; market++)
        {
            var best = Int128.MinValue;
            for (var venue = 0; venue < moments[market].Length; venue++)
            {
                var row = moments[market][venue];
                board.SetRates(market, venue, rate, rate);
                board.Update(market, venue, new Bbo(new Price(row.Bids[0].Price), new Quantity(1), new Price(row.Asks[0].Price), new Quantity(1)));
                foreach (var other in moments[market])
                {
                    if (other.Source != row.Source)
                        best = Int128.Max(best, ((Int128)row.Bids[0].Price * (TradingTerms.One - rate)) - ((Int128)other.Asks[0].Price * (TradingTerms.One + rate)));
                }
            }

            if (best > 0)
                expected.Add((market, best));
        }

        var found = new CrossHit[moments.Length];
        var count = board.Scan(found);
        Assert.Equal(expected, found[..count].Select(static hit => (hit.Market, hit.Edge)));
        Assert.True(count > 50);
    }

    [Fact]
    public void Every_polled_question_is_judged_as_its_fee_formula_judges_it()
    {
        const long One = 100_000_000;
        var file = new TableFile(Recordings.Path("ticks/prediction/cross-venue_2026-06-11_13.csv.gz"), CancellationToken.None);
        var rows = file.Rows.Where(static row => row.Bids.Length > 0 && row.Asks.Length > 0).ToArray();
        foreach (var rate in new[] { 0L, 4_000_000, 7_000_000 })
        {
            var table = new QuadraticTable(rows.Length);
            var hits = new ulong[HitWords.Of(rows.Length)];
            for (var i = 0; i < rows.Length; i++)
            {
                table.Set(i, 0, Units(rows[i].Asks[0].Price), (int)(rate * QuadraticTable.RateOne / TradingTerms.One));
                table.Set(i, 1, Units(One - rows[i].Bids[0].Price), (int)(rate * QuadraticTable.RateOne / TradingTerms.One));
            }

            table.Scan(hits);
            var candidates = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                var (yes, no) = ((Int128)rows[i].Asks[0].Price, One - (Int128)rows[i].Bids[0].Price);
                var cost = ((yes + no) * One * TradingTerms.One) + (rate * yes * (One - yes)) + (rate * no * (One - no));
                var isCandidate = ((hits[i / 64] >> (i % 64)) & 1) != 0;
                candidates += isCandidate ? 1 : 0;
                Assert.True(isCandidate || cost > (Int128)One * One * TradingTerms.One, $"row {i} is lost at a rate of {rate}");

                // What is named falsely is false by some units of the prefilter at most.
                Assert.True(!isCandidate || cost < (Int128)One * One * TradingTerms.One * 10_002 / 10_000, $"row {i} is far from a hit at a rate of {rate}");
            }

            Assert.Equal(rate == 0, candidates > 0);
        }

        static int Units(long price) => (int)(price * QuadraticTable.One / One);
    }

    [Fact]
    public void Rows_that_cannot_be_read_are_counted_and_passed_over()
    {
        File.WriteAllText(_folder.File("m.csv"), "ts_minute_utc,exchange,ticker,best_bid,best_ask\n2026-01-01T00:00:00Z,a,X,1.5,2\nnonsense\n2026-01-01T00:00:00Z,a,X,,1e-9\nno time,a,X,1,2\n\n2026-01-01T00:01:00Z,b,X,-1,99999999999999999999\n");
        var minutes = new TableFile(_folder.File("m.csv"), CancellationToken.None);
        Assert.Equal((3, 2), (minutes.Rows.Count, minutes.Strange));
        Assert.Equal([150_000_000L], minutes.Rows[0].Bids.Select(static level => level.Price));
        Assert.Empty(minutes.Rows[1].Asks);
        Assert.Empty(minutes.Rows[2].Bids);
        File.WriteAllText(
            _folder.File("b.jsonl"),
            """
            {"ts_ms":1771214400140,"bids_px":[2,1],"bids_qty":[8e-05,1],"asks_px":[3],"asks_qty":[1]}
            {"ts_ms":1771214400140,"bids_px":[1,2],"bids_qty":[1,1],"asks_px":[],"asks_qty":[]}
            {"ts_ms":"x","bids_px":[1]
            [1]
            {"ts_ms":1771214400141,"bids_px":[1],"bids_qty":[1,1],"asks_px":[3],"asks_qty":[1]}
            """);
        var books = new TableFile($"venue:A-B@+09:00={_folder.File("b.jsonl")}", CancellationToken.None);
        Assert.Equal((1, 4), (books.Rows.Count, books.Strange));
        Assert.Equal(8_000, books.Rows[0].Bids[0].Quantity);
        Assert.Equal("B", books.Sources[0].Quote);
        Assert.Contains("say which", Assert.Throws<ArbFileException>(() => new TableFile(_folder.File("b.jsonl"), CancellationToken.None)).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("other"), "hello\n");
        Assert.Contains("no table that is known", Assert.Throws<ArbFileException>(() => new TableFile(_folder.File("other"), CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"binance": {"taker": 0.1}}""", "binance: taker is not a text")]
    [InlineData("""{"binance": {"taker": "0.123456789"}}""", "at most 8 places")]
    [InlineData("""{"binance": {"taker": "0.6"}}""", "between -0.5 and 0.5")]
    [InlineData("""{"binance": {"maker": "0.1"}}""", "'maker' is not known")]
    [InlineData("""{"binance": {"formula": "cubic"}}""", "not 'cubic'")]
    [InlineData("[]", "is not an object")]
    [InlineData("{", "fees.json")]
    public void A_file_of_fees_that_is_wrong_says_where(string text, string said)
    {
        File.WriteAllText(_folder.File("fees.json"), text);
        Assert.Contains(said, Assert.Throws<ArbFileException>(() => ArbFees.Read(_folder.File("fees.json"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"markets": [{"name": "a", "sources": ["x:y"]}]}""", "2 to 64 sources")]
    [InlineData("""{"sets": [{"name": "a", "kind": "magic", "legs": []}]}""", "not 'magic'")]
    [InlineData("""{"sets": [{"name": "a", "kind": "implication", "legs": ["a:b yes", "a:c yes"]}]}""", "one of each")]
    [InlineData("""{"sets": [{"name": "a", "kind": "all-no", "legs": ["a:b", "a:c no"]}]}""", "'venue:symbol yes'")]
    [InlineData("""{"sets": [{"name": "a", "kind": "all-no", "legs": ["a:b no", "a:c no"], "resolution_risk": "2"}]}""", "between 0 and 1")]
    [InlineData("""{"rates": {"KRW": {"per": "USDT", "bid": "2", "ask": "1"}}}""", "not below the bid")]
    [InlineData("""{"pairs": []}""", "'pairs' is not known")]
    public void A_file_of_markets_that_is_wrong_says_where(string text, string said)
    {
        File.WriteAllText(_folder.File("markets.json"), text);
        Assert.Contains(said, Assert.Throws<ArbFileException>(() => ArbMarkets.Read(_folder.File("markets.json"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Money_is_bound_for_every_contract_that_a_set_pays()
    {
        File.WriteAllText(
            _folder.File("markets.json"),
            """
            {"sets": [
              {"name": "a", "kind": "all-no", "legs": ["a:b no", "a:c no", "a:d no", "a:e no"], "days_to_settlement": 365, "yearly_rate": "0.04", "resolution_risk": "0.005", "latency_haircut": "0.001"},
              {"name": "b", "kind": "all-yes", "legs": ["a:b yes", "a:c yes", "a:d yes", "a:e yes"], "days_to_settlement": 365, "yearly_rate": "0.04", "resolution_risk": "0.005", "latency_haircut": "0.001"}
            ]}
            """);
        Assert.Equal([12_000_000L + 500_000 + 100_000, 4_000_000L + 500_000 + 100_000], ArbMarkets.Read(_folder.File("markets.json")).Sets.Select(static set => set.HaircutRate));
    }

    [Fact]
    public void Prices_in_another_currency_are_converted_against_us()
    {
        // 1 USDT brings 1384 won and costs 1386: 150,362,000 won are 108,486.29 dollars to who sells, 108,643.07 to who buys.
        var rate = new CurrencyRate(138_400_000_000, 138_600_000_000, 8);
        Assert.True(ConvertedPrice.TryBid(150_362_000, 0, rate, 2, out var bid));
        Assert.True(ConvertedPrice.TryAsk(150_362_000, 0, rate, 2, out var ask));
        Assert.Equal((10_848_629, 10_864_307), (bid, ask));
    }

    [Theory]
    [InlineData("-12.5", -1_250, 2)]
    [InlineData("0", 0, 20)]
    [InlineData("0.001", 1, 3)]
    [InlineData("-0.00000000000000000001", -1, 20)]
    [InlineData("7", 7, 0)]
    public void Amounts_are_written_with_all_their_decimals(string text, long amount, int scale) => Assert.Equal(text, AmountText.Exact(amount, scale));
}
