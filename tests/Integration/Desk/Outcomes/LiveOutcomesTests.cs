using Rialto.Host.Desk;
using Rialto.Host.Tools.Desk;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Integration.Desk.Outcomes;

/// <summary>What a desk with real orders on outcomes needs, and what it is refused for, in words that say what to do.</summary>
public sealed class LiveOutcomesTests : IDisposable
{
    private const string Fees = """ "Fees": "quadratic", "Maker": "0", "Taker": "0.04" """;
    private const string Both = $$"""{ "Venue": "polymarket", "Symbol": "11", {{Fees}} }, { "Venue": "polymarket", "Symbol": "22", {{Fees}} }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_two_tokens_of_a_question_are_paired_by_the_desks_numbers_and_sold_where_they_are_held()
    {
        var settings = Settings($$"""{ "Venue": "kalshi", "Symbol": "T", {{Fees}} }, {{Both}}""");
        var listings = DeskParts.Listings(settings, Source(), []);
        Assert.Equal((0, 3, 2), (listings[new ListingId(1)].Complement.Value, listings[new ListingId(2)].Complement.Value, listings[new ListingId(3)].Complement.Value));
        Assert.Equal((true, null), (listings[new ListingId(2)].IsExclusive, listings[new ListingId(2)].PaidPrice));
        var terms = DeskParts.Terms(settings, listings);
        Assert.Equal([false, true, true], terms.Traded.Select(traded => traded.MustBeHeld));
        Assert.Equal([true, false], terms.Venues.Select(venue => venue.BalanceMayBeFree));

        // Venues that pretend take both, as they always did.
        var paper = Settings($$"""{ "Venue": "kalshi", "Symbol": "T", {{Fees}} }, {{Both}}""", mode: "paper");
        var pretended = DeskParts.Listings(paper, Source(), []);
        Assert.Equal(ListingId.None, pretended[new ListingId(2)].Complement);
        Assert.All(DeskParts.Terms(paper, pretended).Traded, traded => Assert.False(traded.MustBeHeld));
    }

    [Theory]
    [InlineData("""{ "Venue": "kalshi", "Symbol": "T" }""", "Markets:0:Fees is needed: kalshi:T is an outcome")]
    [InlineData($$"""{ "Venue": "polymarket", "Symbol": "11", {{Fees}} }""", "Markets needs the other side of polymarket:11 too: polymarket:22")]
    [InlineData($$"""{ "Venue": "polymarket", "Symbol": "33", {{Fees}} }""", "the feed does not follow the other one: name both in its --symbols")]
    public void What_is_missing_is_said(string markets, string problem) =>
        Assert.Contains(problem, Assert.Throws<DeskFaultException>(() => DeskParts.Listings(Settings(markets), Source(), [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("two-venues", "polymarket:11", "kalshi:T", true)]
    [InlineData("two-venues", "kalshi:T", "polymarket:11", false)]
    [InlineData("implication", "polymarket:11", "kalshi:T", false)]
    [InlineData("implication", "kalshi:T", "polymarket:22", true)]
    [InlineData("all-no", "kalshi:T", "polymarket:11", false)]
    [InlineData("all-no-tokens", "polymarket:11", "polymarket:22", true)]
    [InlineData("complement", "polymarket:11", "polymarket:22", true)]
    public void A_set_that_would_sell_tokens_that_are_not_held_is_refused(string set, string first, string second, bool isTaken)
    {
        var markets = $$"""{ "Venue": "kalshi", "Symbol": "T", {{Fees}} }, {{Both}}""";
        var strategies = $$"""[{ "Name": "set", "Kind": "outcome-arbitrage", "Markets": ["{{first}}", "{{second}}"], "Parameters": { "set": "{{set}}" } }]""";
        var refused = Record.Exception(() => DeskParts.Strategies(Settings(markets, strategies)));
        Assert.Equal(isTaken, refused is null);
        if (refused is not null)
            Assert.Contains("without holding it", Assert.IsType<DeskFaultException>(refused).Message, StringComparison.Ordinal);
        Assert.Null(Record.Exception(() => DeskParts.Strategies(Settings(markets, strategies, "paper"))));
    }

    private static ListingTable Source()
    {
        var table = new ListingTable(8);
        Listing Of(FeedVenue venue, string symbol) => new(table.NextId, venue, symbol, symbol, ListingKind.Outcome, 4, 6, new Price(100), new Quantity(10_000), venue == FeedVenue.Kalshi ? "USD" : "pUSD", ListingStatus.Open);
        table.Add(Of(FeedVenue.Polymarket, "11") with { Complement = new ListingId(2), IsExclusive = true, PaidPrice = new Price(0) });
        table.Add(Of(FeedVenue.Polymarket, "22") with { Complement = new ListingId(1), IsExclusive = true });
        table.Add(Of(FeedVenue.Polymarket, "33"));
        table.Add(Of(FeedVenue.Kalshi, "T"));
        return table;
    }

    private DeskSettings Settings(string markets, string? strategies = null, string mode = "live")
    {
        var config = _folder.File($"{Guid.NewGuid():N}.json");
        var first = markets.Contains("kalshi", StringComparison.Ordinal) ? "kalshi:T" : markets.Contains("\"33\"", StringComparison.Ordinal) ? "polymarket:33" : "polymarket:11";
        File.WriteAllText(config, $$"""
            {
              "Name": "outc", "Mode": "{{mode}}", "ReportingCurrency": "USD", "Rates": { "pUSD": "1" }, "Venues": [{ "Venue": "kalshi" }, { "Venue": "polymarket" }], "Markets": [{{markets}}],
              "Limits": { "OrderNotional": "100", "TotalGross": "1000", "DailyLoss": "100", "Drawdown": "100" },
              "Strategies": {{strategies ?? $$"""[{ "Kind": "spread-maker", "Markets": ["{{first}}"] }]"""}}
            }
            """);
        return TradeCommand.Load(config, _ => { }).Settings;
    }
}
