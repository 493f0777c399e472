using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Strategies of arbitrage on whole recordings: through real adapters or from tables, reconciled to the last digit, and the same again bit for bit.</summary>
public sealed class ArbitrageTradeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Spot_and_perpetual_are_traded_against_each_other_where_nothing_is_charged()
    {
        var config = TradedArbitrage.Basis(_folder.Path, spotFee: "0", contractFee: "0");
        var one = await TradedRecordings.TradeAsync(config);
        Sound(one);
        Assert.All(one.GetProperty("strategies").EnumerateArray(), strategy =>
        {
            Assert.True(strategy.GetProperty("fills").GetInt64() > 10, strategy.ToString());
            var held = strategy.GetProperty("markets").EnumerateArray().Select(market => Decimal(market.GetProperty("position"))).ToArray();
            Assert.Equal(0m, held.Sum());
            Assert.True(held[0] < 0, strategy.ToString());
        });
        Assert.True(one.GetProperty("audits").GetProperty("Opportunity").GetInt64() > 10);
        Assert.True(one.GetProperty("audits").GetProperty("LegsChanged").GetInt64() > 10);

        // Screens show the newest sets with what they brought: nothing is charged, so that it is what the fills say.
        var sets = one.GetProperty("leg_sets").EnumerateArray().Where(set => set.GetProperty("state").GetString() == "Complete").ToList();
        Assert.NotEmpty(sets);
        Assert.All(sets, set =>
        {
            Assert.Equal(("USDT", "0"), (set.GetProperty("paid_in").GetString(), set.GetProperty("fees").GetString()));
            Assert.Equal(Decimal(set.GetProperty("cash")), Decimal(set.GetProperty("realised")));
            Assert.Equal(("binance", "binance-usdm"), Ordered(set.GetProperty("buy").GetProperty("venue").GetString()!, set.GetProperty("sell").GetProperty("venue").GetString()!));
            Assert.True(Decimal(set.GetProperty("net")) > 0, set.ToString());
        });
        await IsTheSameAgain(config, one);
    }

    [Fact]
    public async Task Nothing_is_traded_where_fees_are_more_than_the_distance()
    {
        var run = await TradedRecordings.TradeAsync(TradedArbitrage.Basis(_folder.Path, spotFee: "0.001", contractFee: "0.0005"));
        Sound(run);
        Assert.Equal(0, run.GetProperty("fills").GetInt64());
    }

    [Fact]
    public async Task Books_of_a_table_are_a_market_like_any_other()
    {
        var config = TradedArbitrage.BasisOfTables(_folder.Path);
        var one = await TradedRecordings.TradeAsync(config);
        Sound(one);
        Assert.True(one.GetProperty("fills").GetInt64() > 5, one.ToString());
        await IsTheSameAgain(config, one);
    }

    [Fact]
    public async Task Spreads_are_traded_where_nothing_is_charged()
    {
        var config = TradedArbitrage.Spreads(_folder.Path, spotFee: "0", contractFee: "0");
        var one = await TradedRecordings.TradeAsync(config);
        Sound(one);
        Assert.All(one.GetProperty("strategies").EnumerateArray(), strategy => Assert.True(strategy.GetProperty("fills").GetInt64() > 20, strategy.ToString()));
        await IsTheSameAgain(config, one);
    }

    [Fact]
    public async Task Spreads_are_left_alone_where_four_fees_are_more_than_the_way_back()
    {
        var run = await TradedRecordings.TradeAsync(TradedArbitrage.Spreads(_folder.Path, spotFee: "0.001", contractFee: "0.0005"));
        Sound(run);
        Assert.Equal(0, run.GetProperty("fills").GetInt64());
    }

    [Fact]
    public async Task Outcomes_that_must_pay_together_pay_what_the_recording_says_they_were_settled_at()
    {
        var run = await TradedRecordings.TradeAsync(TradedArbitrage.Outcomes(_folder.Path));
        Sound(run);
        Assert.Equal(960, run.GetProperty("fills").GetInt64());
        var settled = TradedArbitrage.Settled();
        var (paid, held) = (0m, 0m);
        foreach (var position in run.GetProperty("positions").EnumerateArray())
        {
            // NO is YES that was sold: its price is bound, and it pays where YES does not.
            var quantity = Decimal(position.GetProperty("quantity"));
            held += Math.Abs(quantity);
            if (quantity != 0)
                paid += Math.Abs(quantity) * (settled[position.GetProperty("symbol").GetString()!] == (quantity > 0 ? "1" : "0") ? 1 : 0);
        }

        var cash = Decimal(Assert.Single(run.GetProperty("balances").EnumerateArray()).GetProperty("venues"));
        Assert.Equal((9_140m, 7_530m, 2_715.26574m), (held, paid, cash));
        var replay = await TradedRecordings.ReplayAsync(run.GetProperty("run").GetString()!);
        Assert.True(replay.GetProperty("same").GetBoolean(), replay.ToString());
        Assert.Equal(run.GetProperty("output_hash").GetString(), replay.GetProperty("output_hash").GetString());
    }

    [Fact]
    public async Task Outcomes_are_paid_what_a_file_says_and_nothing_is_left_but_money()
    {
        // The recording's own list has no times: all is paid at its end. What is not settled by then stays open, and is told so.
        var settled = TradedArbitrage.Settled();
        var file = _folder.File("ends.csv");
        await File.WriteAllLinesAsync(file, ["time,market,price", .. settled.Where(one => one.Value.Length > 0).Select(one => $",polymarket:{one.Key},{one.Value}")], TestContext.Current.CancellationToken);
        var config = TradedArbitrage.Outcomes(_folder.Path);
        var run = await TradedRecordings.TradeAsync(config, "--settlements", file);
        Sound(run);
        Assert.Equal(960, run.GetProperty("fills").GetInt64());
        foreach (var position in run.GetProperty("positions").EnumerateArray())
        {
            var told = settled[position.GetProperty("symbol").GetString()!];
            Assert.Equal(told.Length > 0 ? "Paid" : "Open", position.GetProperty("settlement_state").GetString());
            if (told.Length > 0)
                Assert.Equal((0m, 0m, decimal.Parse(told, CultureInfo.InvariantCulture)), (Decimal(position.GetProperty("quantity")), Decimal(position.GetProperty("unrealised")), Decimal(position.GetProperty("settlement"))));
        }

        // The money that the fills left, and what 7,530 of 9,140 held pay: one each.
        var balance = Assert.Single(run.GetProperty("balances").EnumerateArray());
        Assert.Equal((2_715.26574m + 7_530m, 2_715.26574m + 7_530m), (Decimal(balance.GetProperty("venues")), Decimal(balance.GetProperty("ours"))));
        Assert.Equal(245.26574m, Decimal(run.GetProperty("pnl").GetProperty("result")));
        await IsTheSameAgain(config, run, "--settlements", file);
    }

    [Fact]
    public async Task A_file_of_ends_that_is_none_is_refused_with_its_line()
    {
        var config = TradedArbitrage.Outcomes(_folder.Path);
        foreach (var (line, said) in ((string, string)[])[("yesterday,polymarket:x,1", "line 2"), (",nowhere:x,1", "line 2"), (",polymarket:x,one", "line 2"), (",polymarket:cpc-btc-150k-10-31-2026,1.5", "cannot be settled at 1.5")])
        {
            var file = _folder.File("ends.csv");
            await File.WriteAllLinesAsync(file, ["time,market,price", line], TestContext.Current.CancellationToken);
            var refused = await RialtoProcess.RunAsync("trade", "--config", config, "--paper", "--settlements", file);
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains(said, refused.Errors, StringComparison.Ordinal);
        }
    }

    private static void Sound(JsonElement run)
    {
        Assert.Empty(run.GetProperty("differences").EnumerateArray());
        Assert.Empty(run.GetProperty("books").EnumerateArray());
        Assert.False(run.GetProperty("audits").TryGetProperty("Mismatch", out _), run.ToString());
        Assert.All(run.GetProperty("strategies").EnumerateArray(), strategy =>
        {
            Assert.Equal("Stopped", strategy.GetProperty("state").GetString());
            Assert.Equal(0, strategy.GetProperty("live_orders").GetInt32());
        });
    }

    private static async Task IsTheSameAgain(string config, JsonElement one, params string[] more)
    {
        var other = await TradedRecordings.TradeAsync(config, more);
        var replay = await TradedRecordings.ReplayAsync(one.GetProperty("run").GetString()!);
        Assert.True(replay.GetProperty("same").GetBoolean(), replay.ToString());
        foreach (var hash in (string[])["state_hash", "output_hash"])
        {
            Assert.Equal(one.GetProperty(hash).GetString(), other.GetProperty(hash).GetString());
            Assert.Equal(one.GetProperty(hash).GetString(), replay.GetProperty(hash).GetString());
        }
    }

    private static decimal Decimal(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static (string, string) Ordered(string one, string other) => string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
}
