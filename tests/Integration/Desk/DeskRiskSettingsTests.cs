using Rialto.Host.Desk;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Desk;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Risk;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Money in <c>desk.json</c>: what cannot be meant is refused, and limits of single things get where they belong.</summary>
public sealed class DeskRiskSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Limits:OrderNotional", "-5", "must not be below 0")]
    [InlineData("Limits:Drawdown", "-1", "must not be below 0")]
    [InlineData("Limits:MarginRatio", "unlimited", "must be a decimal number")]
    [InlineData("Limits:MarginRatio", "-1", "must be from 0")]
    [InlineData("Limits:OrderNotional", "99999999999999999999999999", "is beyond 92233720368.54775807")]
    [InlineData("Limits:StopLossCloses", "1", "must be true or false")]
    [InlineData("Limits:Markets:binance:BTC-USDT:StopLossCloses", "maybe", "must be true or false")]
    [InlineData("Limits:Nonsense", "1", "--show-config")]
    [InlineData("Venues:0:Balances:USDT", "-100", "must not be below 0")]
    [InlineData("Markets:0:Maker", "-0.9", "must be from -0.5")]
    [InlineData("Markets:0:Taker", "7", "must be from -0.5")]
    [InlineData("Markets:0:MinNotional", "-1", "must not be below 0")]
    [InlineData("Rates:EUR", "0", "must not be below 0.00000001")]
    [InlineData("Rates:USDT", "0.5", "of the reporting currency")]
    [InlineData("Limits:Markets:binance:DOGE-USDT:Position", "1", "must name one of Markets")]
    [InlineData("Limits:Markets:binance:BTC-USDT:Position", "-1", "above zero")]
    [InlineData("Limits:Markets:binance:BTC-USDT:VenueGross", "1", "must be one of OrderQuantity")]
    [InlineData("Limits:Venues:kraken:VenueGross", "1", "must name a venue of Markets")]
    [InlineData("Limits:Strategies:nobody:StrategyGross", "1", "must name one of Strategies")]
    [InlineData("Risk:Correlation:BTC-ETH", "0.5", "needs Risk:Volatility")]
    [InlineData("Risk:Volatility:BTC", "-1", "must be from 0")]
    public void What_cannot_be_meant_is_refused(string key, string value, string said)
    {
        var problem = Assert.Throws<ToolException>(() => Load((key, value)));
        Assert.Contains(key, problem.Message, StringComparison.Ordinal);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_without_an_entry_is_said_to_have_none()
    {
        var path = _folder.File("empty.json");
        File.WriteAllText(path, """{ "Mode": "paper", "Markets": [], "Venues": [], "Strategies": [] }""");
        var problem = Assert.Throws<ToolException>(() => TradeCommand.Load(path, _ => { }));
        foreach (var list in (string[])["Markets", "Venues", "Strategies"])
            Assert.Contains($"{list} (no entry) needs at least one", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Correlations_are_complete_and_possible()
    {
        Assert.Contains("is needed", Refusal(("Risk:Volatility:BTC", "0.03"), ("Risk:Volatility:ETH", "0.04")), StringComparison.Ordinal);
        (string, string)[] three = [("Risk:Volatility:BTC", "0.03"), ("Risk:Volatility:ETH", "0.04"), ("Risk:Volatility:SOL", "0.06"), ("Risk:Correlation:BTC-ETH", "0.9"), ("Risk:Correlation:ETH-SOL", "0.9")];
        Assert.Contains("contradict", Refusal([.. three, ("Risk:Correlation:SOL-BTC", "-0.9")]), StringComparison.Ordinal);
        Assert.Contains("once", Refusal([.. three, ("Risk:Correlation:SOL-BTC", "0.8"), ("Risk:Correlation:BTC-SOL", "0.8")]), StringComparison.Ordinal);
        Assert.Equal(3, Load([.. three, ("Risk:Correlation:SOL-BTC", "0.8")]).Factors!.Matrix.Count);
    }

    [Fact]
    public void A_stop_loss_closes_where_somebody_says_so()
    {
        Assert.Equal(0, Load().Limits.StopLossCloses);
        Assert.Equal(1, Load(("Limits:StopLossCloses", "true")).Limits.StopLossCloses);
        var scoped = Assert.Single(Load(("Limits:Markets:binance:ETHUSDT:StopLossCloses", "true")).Scoped);
        Assert.Equal((RiskLimitKind.StopLossCloses, 1, 1L), (scoped.Kind, scoped.Scope, scoped.Value));
    }

    [Fact]
    public void Limits_get_where_they_belong()
    {
        var settings = Load(
            ("Limits:Markets:binance:BTC-USDT:Position", "0.25"), ("Limits:Markets:binance:ETHUSDT:SymbolGross", "700"), ("Limits:Venues:binance:VenueGross", "900"), ("Limits:Venues:binance:VenueRate", "3"),
            ("Limits:Strategies:eth:StrategyDailyLoss", "20"), ("Limits:PortfolioRisk", "50"), ("Risk:Volatility:BTC", "0.03"), ("Risk:Volatility:ETH", "0.04"), ("Risk:Correlation:ETH-BTC", "0.8"));
        var (desk, listings) = Made(settings);
        var risk = desk.Trader.Risk;
        long Limit(RiskLimitKind kind, int scope) => risk.UseOf(kind, scope, default, 0).Limit;
        Assert.Equal((25_000_000L, RiskLimits.Unlimited), (Limit(RiskLimitKind.Position, 1), Limit(RiskLimitKind.Position, 2)));
        Assert.Equal((900 * RiskLimits.One, 3L), (Limit(RiskLimitKind.VenueGross, (int)FeedVenue.BinanceSpot), Limit(RiskLimitKind.VenueRate, (int)FeedVenue.BinanceSpot)));
        Assert.Equal((new RiskLimits().StrategyDailyLoss, 20 * RiskLimits.One), (Limit(RiskLimitKind.StrategyDailyLoss, 1), Limit(RiskLimitKind.StrategyDailyLoss, 2)));
        Assert.Equal(50 * RiskLimits.One, Limit(RiskLimitKind.PortfolioRisk, 0));

        // Symbols are numbered by the trader: one of both has the limit.
        Assert.Equal([700 * RiskLimits.One, new RiskLimits().SymbolGross], new[] { Limit(RiskLimitKind.SymbolGross, 0), Limit(RiskLimitKind.SymbolGross, 1) }.Order());
        Assert.Equal([0, 1], DeskParts.Terms(settings, listings).Traded.Select(traded => traded.Factor));
    }

    [Fact]
    public void A_market_without_a_volatility_does_not_count_in_silence()
    {
        var settings = Load(("Risk:Volatility:BTC", "0.03"));
        Assert.Contains("Risk:Volatility:ETH", Assert.Throws<DeskFaultException>(() => Made(settings)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BTC-JPY")]
    [InlineData("SOL-USDT")]
    [InlineData("BTC-USDT.PERP")]
    public void What_the_source_knows_has_no_other_name(string name)
    {
        var settings = Load(("Markets:0:Name", name), ("Strategies:0:Markets:0", "binance:BTCUSDT"), ("Rates:JPY", "0.0067"));
        Assert.Contains("leave Name out", Assert.Throws<DeskFaultException>(() => Made(settings)).Message, StringComparison.Ordinal);
    }

    private static (DeskRun Desk, ListingTable Listings) Made(DeskSettings settings)
    {
        var source = new ListingTable(2);
        foreach (var symbol in (string[])["BTC", "ETH"])
            source.Add(new Listing(source.NextId, FeedVenue.BinanceSpot, symbol + "USDT", symbol + "-USDT", ListingKind.Spot, 2, 8, new Price(1), new Quantity(1_000), "USDT", ListingStatus.Open));
        var numbers = new Dictionary<int, ListingId>();
        var listings = DeskParts.Listings(settings, source, numbers);
        return (new DeskRun(settings, listings, numbers, null), listings);
    }

    private string Refusal(params (string Key, string Value)[] more) => Assert.Throws<ToolException>(() => Load(more)).Message;

    private DeskSettings Load(params (string Key, string Value)[] more)
    {
        var config = _folder.File("desk.json");
        File.WriteAllText(config, """
            {
              "Name": "test", "Mode": "paper", "Journal": false, "Source": { "Captures": ["none"] },
              "Venues": [{ "Venue": "binance", "Balances": { "USDT": "100000" } }],
              "Markets": [{ "Venue": "binance", "Symbol": "BTCUSDT", "Name": "BTC-USDT" }, { "Venue": "binance", "Symbol": "ETHUSDT", "Name": "ETH-USDT" }],
              "Strategies": [
                { "Name": "btc", "Kind": "spread-maker", "Markets": ["binance:BTC-USDT"], "Parameters": { "size": "0.01" } },
                { "Name": "eth", "Kind": "spread-maker", "Markets": ["binance:ETH-USDT"], "Parameters": { "size": "0.1" } }
              ]
            }
            """);
        return TradeCommand.Load(config, into =>
        {
            foreach (var (key, value) in more)
                into.Set(key, value, "test");
        }).Settings;
    }
}
