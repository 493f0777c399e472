using Rialto.Host.Tools.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>What a desk says to people: of strategies by name, of sizes that can never be.</summary>
public sealed class DeskWordsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_notice_names_the_strategy_and_its_state()
    {
        var listings = new ListingTable(1);
        listings.Add(new Listing(new ListingId(1), FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(1), "USDT", ListingStatus.Open));
        var changed = DeskNotes.Of(new DeskAudit { Kind = DeskAuditKind.StrategyChanged, Severity = DeskSeverity.Notice, Strategy = new StrategyId(1), State = StrategyState.Running }, listings, "btc-maker");
        Assert.EndsWith("Notice: btc-maker is Running", changed, StringComparison.Ordinal);
        var filled = DeskNotes.Of(new DeskAudit { Kind = DeskAuditKind.OverFilled, Code = 1, Strategy = new StrategyId(1), Listing = new ListingId(1), Order = new DeskOrderId(7) }, listings, "btc-maker");
        Assert.EndsWith("OverFilled binance BTC-USDT order 7 of btc-maker", filled, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_size_below_the_smallest_order_is_said_at_the_start_and_in_the_report()
    {
        var config = TradedRecordings.Nexo(_folder.Path);
        var run = await TradedRecordings.TradeAsync(config, "--set", "Markets:0:Lot=100");
        Assert.Contains("maker can never place an order at binance NEXO-USDT: its size is 50, and the smallest order there 100", Assert.Single(run.GetProperty("never_places").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(0, run.GetProperty("placed").GetInt64());
        var told = await RialtoProcess.RunAsync("trade", "--config", config, "--paper", "--set", "Markets:0:Lot=100");
        Assert.Contains("WARNING: maker can never place", told.Errors, StringComparison.Ordinal);
        Assert.Contains("WARNING: maker can never place", told.Output, StringComparison.Ordinal);
        Assert.Contains("strategy maker never asked for an order", told.Output, StringComparison.Ordinal);
        Assert.Empty((await TradedRecordings.TradeAsync(config)).GetProperty("never_places").EnumerateArray());
    }

    [Fact]
    public async Task The_venues_list_holds_where_the_configuration_allows_less_and_refusals_name_it()
    {
        var config = TradedRecordings.Bybit(_folder.Path);
        var run = await TradedRecordings.TradeAsync(config);
        Assert.Equal(0, run.GetProperty("placed").GetInt64());
        var refused = Assert.Single(run.GetProperty("refused_sizes").EnumerateArray()).GetString();
        Assert.Contains("NotionalTooSmall at bybit BTC-USDT: the least is worth 5.00000000 USDT, by the venue's list", refused, StringComparison.Ordinal);
        var told = await RialtoProcess.RunAsync("trade", "--config", config, "--paper");
        Assert.Contains("Markets:0:MinNotional is 1.00000000, and the list of bybit BTC-USDT says 5.00000000, which holds", told.Errors, StringComparison.Ordinal);
        Assert.Contains("of these ", told.Output, StringComparison.Ordinal);
        _ = await TradedRecordings.ReplayAsync(run.GetProperty("run").GetString()!);

        // The configuration may be stricter, and is named then.
        var stricter = await TradedRecordings.TradeAsync(config, "--set", "Markets:0:MinNotional=7", "--set", "Markets:0:MinQuantity=0.001");
        Assert.Contains("QuantityTooSmall at bybit BTC-USDT: the least is 0.001000, by the configuration", Assert.Single(stricter.GetProperty("refused_sizes").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.True((await TradedRecordings.TradeAsync(config, "--set", "Strategies:0:Parameters:size=0.001")).GetProperty("placed").GetInt64() > 0);
    }
}
