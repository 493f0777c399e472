using System.Globalization;
using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Results;
using Rialto.Host.Desk.Status;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Desk;
using Rialto.Model.Feeds;
using Rialto.Trading.Risk;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>What a desk that trades a recorded day tells of itself, and what that costs its thread.</summary>
public sealed class DeskStatusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_running_desk_tells_orders_fills_positions_results_and_what_is_used_of_each_limit()
    {
        var status = new DeskStatus(TimeProvider.System, everyMs: 0);
        var (live, fills) = (0, 0L);
        var desk = await TradedAsync((running, _) =>
        {
            status.Turn(running);
            live = Math.Max(live, running.Trader.LiveOrders);
            return (fills = running.Counts.Fills) < 40 || running.Trader.LiveOrders == 0;
        });
        var report = JsonElement.Parse(status.Latest!.Json.Span);

        Assert.Equal(("test", "paper", "USDT", "false"), (report.Member("desk"), report.Member("mode"), report.Member("reporting"), report.Member("stopped")));
        Assert.Equal(desk.Trader.LiveOrders, report.Items("open_orders").Count());
        Assert.All(report.Items("open_orders"), order => Assert.Contains(order.Member("strategy"), (string[])["btc-maker", "eth-maker"]));
        var newest = report.Items("last_fills").First();
        Assert.Equal("binance", newest.Member("venue"));
        Assert.Equal(Math.Min(fills, RecentReport.FillsShown), report.Items("last_fills").Count());

        var pnl = report.GetProperty("pnl");
        Assert.Equal(Decimal(pnl, "result"), Decimal(pnl, "realised") + Decimal(pnl, "unrealised"));
        Assert.Equal(Decimal(pnl, "result"), report.Items("strategies").Sum(strategy => Decimal(strategy, "result")));
        Assert.True(Decimal(pnl, "equity") > 100_000);

        var uses = report.GetProperty("risk").Items("use").ToList();
        Assert.Equal(desk.Trader.LiveOrders, Decimal(Use(uses, "OpenOrders", "test"), "used"));
        var gross = report.Items("positions").Sum(position => Decimal(position, "gross"));
        Assert.Equal(decimal.Round(gross, 8, MidpointRounding.ToZero), Decimal(Use(uses, "TotalGross", "test"), "used"));
        Assert.Equal(Decimal(Use(uses, "TotalGross", "test"), "used"), Decimal(Use(uses, "VenueGross", "binance"), "used"));
        Assert.Equal("10000.00000000", Use(uses, "TotalGross", "test").Member("most"));
        foreach (var position in report.Items("positions"))
        {
            var most = Math.Max(Decimal(position, "quantity") + Decimal(position, "open_buy"), Decimal(position, "open_sell") - Decimal(position, "quantity"));
            Assert.Equal(Math.Max(0, most), Decimal(Use(uses, "Position", position.Member("symbol")!), "used"));
        }

        Assert.All(uses.Where(use => use.Member("sense") == "most" && use.Member("most") is not null), use => Assert.True(Decimal(use, "used") <= Decimal(use, "most"), use.ToString()));
        Assert.Null(Use(uses, "OrderNotional", "BTC-USDT").Member("used"));

        var venue = report.Items("venues").Single();
        Assert.Equal(("true", "true", "false", "Closed"), (venue.Member("up"), venue.Member("reconciled"), venue.Member("difference_open"), venue.Member("breaker")));
        Assert.Equal(20_000_000, venue.GetProperty("answer_ns").GetProperty("p50").GetDouble(), 400_000.0);
        Assert.Equal(["btc-maker", "eth-maker"], status.Latest.Strategies.Select(strategy => strategy.Name));
        Assert.True(live > 0);
    }

    [Fact]
    public async Task Results_over_time_end_where_the_desk_stands_and_take_no_more_memory_than_they_may()
    {
        var desk = await TradedAsync((_, _) => true);
        desk.History.Show(desk.Trader.Now, desk.Trader.Portfolio);
        var (all, days) = (desk.History.Copy(PnlSpan.Cumulative), desk.History.Days());

        Assert.InRange(all.Length, 100, PnlHistory.Kept);
        Assert.Equal(all.Select(point => point.TimeNs).Order(), all.Select(point => point.TimeNs));
        Assert.Equal(2, days.Length);
        Assert.Equal(0, days[0].TimeNs % 86_400_000_000_000);
        Assert.Equal(desk.Trader.Portfolio.Result, AllDays.Sum(days).Result);
        Assert.Equal(desk.Trader.Portfolio.Unrealised, AllDays.Sum(days).Unrealised);
        Assert.All(days, day => Assert.Equal(day.Total.Result, day.Strategies.Aggregate((Int128)0, (sum, one) => sum + one.Figures.Result)));
        var ofStrategies = desk.Trader.Strategies.Sum(id => desk.History.Copy(id)[^1].Value);
        Assert.InRange(ofStrategies - all[^1].Value, -2, 2);
    }

    [Fact]
    public async Task A_turn_without_a_report_allocates_nothing_and_a_report_little_more_than_its_bytes()
    {
        var seldom = new DeskStatus(TimeProvider.System, everyMs: 1_000_000);
        var always = new DeskStatus(TimeProvider.System, everyMs: 0);
        var turns = 0;
        long most = 0, extra = long.MaxValue;
        await TradedAsync((desk, _) =>
        {
            if (desk.Trader.Sequence == 0)
                return true;
            most = Math.Max(most, Allocations.Of(() => seldom.Turn(desk)));
            if (++turns < 2_000)
                return true;
            extra = Math.Min(extra, Allocations.Of(() => always.Publish(desk)) - always.Latest!.Json.Length);
            return turns < 2_010;
        });
        Assert.Equal(0, most);
        Assert.InRange(extra, 0, 24_000);
    }

    [Fact]
    public void A_line_that_is_full_keeps_every_other_value_and_goes_on_at_twice_the_distance()
    {
        var line = new ThinningSeries(8, 10);
        for (var i = 0; i < 1_000; i++)
            line.Add(i, i);
        Assert.InRange(line.Count, 4, 8);
        Assert.Equal(160, line.StepNs);
        Assert.All(line.Points.ToArray(), point => Assert.Equal((0, true), ((int)(point.TimeNs % 160), point.Value >= point.TimeNs && point.Value < point.TimeNs + 160)));

        // Values that are far apart are thinned until there is room all the same.
        line.Clear();
        for (var i = 0; i < 100; i++)
            line.Add(i * 1_000_000L, i);
        Assert.InRange(line.Count, 4, 8);
        Assert.Equal(10, new ThinningSeries(8, 10).StepNs);
    }

    [Theory]
    [InlineData("0", 18, "0")]
    [InlineData("1", 18, "0.000000000000000001")]
    [InlineData("-1500000000000000000", 18, "-1.5")]
    [InlineData("-120", 1, "-12")]
    [InlineData("42", 0, "42")]
    [InlineData("170141183460469231731687303715884105727", 18, "170141183460469231731.687303715884105727")]
    [InlineData("-170141183460469231731687303715884105728", 36, "-170.141183460469231731687303715884105728")]
    [InlineData("100", 36, "0.0000000000000000000000000000000001")]
    public void Wide_numbers_are_written_exactly_without_zeros_at_their_end(string units, int scale, string text) =>
        Assert.Equal(text, DeskReport.Text(Int128.Parse(units, CultureInfo.InvariantCulture), scale));

    [Fact]
    public void Every_limit_has_a_unit_and_can_be_asked_for_its_use()
    {
        foreach (var kind in Enum.GetValues<RiskLimitKind>())
            Assert.NotEmpty(RiskReport.UnitOf(kind).Unit);
    }

    private static JsonElement Use(List<JsonElement> uses, string limit, string name) => Assert.Single(uses, use => use.Member("limit") == limit && use.Member("name") == name);

    private static decimal Decimal(JsonElement from, string name) => decimal.Parse(from.Member(name)!, CultureInfo.InvariantCulture);

    /// <summary>Trades the recording until told that it is enough; not to its end then.</summary>
    private async Task<DeskRun> TradedAsync(Func<DeskRun, int, bool> goesOn)
    {
        var settings = TradeCommand.Load(TradedRecordings.BtcAndEth(_folder.Path), _ => { }).Settings;
        var stop = TestContext.Current.CancellationToken;
        var source = await TradeCommand.OpenAsync(settings, new Terminal(json: true), stop);
        var numbers = new Dictionary<int, ListingId>();
        var listings = DeskParts.Listings(settings, source.Listings, numbers);
        var desk = new DeskRun(settings, listings, numbers, null);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var frames = 0;
        try
        {
            source.Read(
                frame =>
                {
                    enough.Token.ThrowIfCancellationRequested();
                    desk.Take(frame);
                    if (!goesOn(desk, ++frames))
                        enough.Cancel();
                },
                enough.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Enough was seen.
        }

        return desk;
    }
}
