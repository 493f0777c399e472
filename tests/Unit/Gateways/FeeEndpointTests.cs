using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Fee tiers, volumes, promotions and makers over REST, on the product's engine and a clock that a test moves.</summary>
public sealed class FeeEndpointTests : IAsyncLifetime
{
    private readonly ManualTime _clock = new();
    private RunningExchange _exchange = null!;
    private RestClient _root = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(clock: _clock, withInstrument: false);
        _root = Client("root", "admin");
        _alice = Client("alice", "trader");
        _bob = Client("bob", "trader");
        await DoneAsync(_root.PostAsync("/api/v1/assets", """{"code":"USD","scale":2}"""));
        await DoneAsync(_root.PostAsync("/api/v1/assets", """{"code":"AAPL","scale":0}"""));
        await DoneAsync(_root.PostAsync("/api/v1/instruments", """
            {"symbol":"AAPL","price_scale":2,"tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"1000000","base_asset":"AAPL","quote_asset":"USD","rules":{"taker_fee_ppm":2000},"state":"open"}
            """.Trim()));
        foreach (var user in (string[])["alice", "bob"])
        {
            await DoneAsync(_root.PostAsync("/api/v1/accounts", $$"""{"user_id":"{{user}}"}"""));
            await DoneAsync(_root.PostAsync($"/api/v1/users/{user}/deposit", $$"""{"asset":"USD","amount":"100000","reference":"{{user}}-1"}"""));
            await DoneAsync(_root.PostAsync($"/api/v1/users/{user}/deposit", $$"""{"asset":"AAPL","amount":"1000","reference":"{{user}}-2"}"""));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in (RestClient[])[_root, _alice, _bob])
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_tier_is_reached_by_the_volume_of_a_day_that_is_over_and_changes_what_is_paid()
    {
        await DoneAsync(_root.PutAsync("/api/v1/assets/USD/volume-weight", """{"multiplier":1}"""));
        var schedule = await DoneAsync(_root.PutAsync("/api/v1/fee-tiers/1", """{"name":"vip","min_volume":"100000","maker_fee_ppm":-100,"taker_fee_ppm":1000}"""));
        Assert.Equal("vip", schedule.Body.GetProperty("tiers")[0].GetProperty("name").GetString());
        Assert.Equal("2.00", await TakerFeeAsync());

        var today = Assert.Single((await _alice.GetAsync("/api/v1/users/me/volume-stats")).Body.GetProperty("today").EnumerateArray());
        Assert.Equal(("USD", "1000.00", "0.00"), (today.GetProperty("asset").GetString(), today.GetProperty("traded").GetString(), today.GetProperty("made").GetString()));
        Assert.Equal("0", (await _alice.GetAsync("/api/v1/users/alice/fee-tier"))["tier"]);
        await EndDayAsync();

        var tier = await _alice.GetAsync("/api/v1/users/alice/fee-tier");
        Assert.Equal(("1", "100000", "False"), (tier["tier"], tier["volume_30d"], tier["fixed"]));
        Assert.Equal("1000", tier.Body.GetProperty("rates").GetProperty("taker_fee_ppm").ToString());
        var stats = await _root.GetAsync("/api/v1/users/bob/volume-stats");
        Assert.Equal(("100000", "100000", "0"), (stats["volume_30d"], stats["maker_volume_30d"], stats["taker_volume_30d"]));
        Assert.Equal("1.00", await TakerFeeAsync());
    }

    [Fact]
    public async Task A_tier_is_fixed_and_released_by_administrators_alone()
    {
        await DoneAsync(_root.PutAsync("/api/v1/fee-tiers/2", """{"min_volume":"1","taker_fee_ppm":10}"""));
        RestOrderTests.AssertProblem(await _root.PutAsync("/api/v1/users/alice/fee-tier", """{"tier":3}"""), 404, RejectReason.FeeTierUnknown);
        Assert.Equal(403, (await _alice.PutAsync("/api/v1/users/alice/fee-tier", """{"tier":2}""")).Status);
        var set = await DoneAsync(_root.PutAsync("/api/v1/users/alice/fee-tier", """{"tier":2,"until":"2027-02-01T00:00:00Z"}"""));
        Assert.Equal(("2", "True", "2027-02-01T00:00:00.000000000Z"), (set["tier"], set["fixed"], set["fixed_until"]));
        Assert.Equal("0", (await DoneAsync(_root.DeleteAsync("/api/v1/users/alice/fee-tier")))["tier"]);
        RestOrderTests.AssertProblem(await _root.PutAsync("/api/v1/fee-tiers/3", """{"maker_fee_ppm":-11}"""), 409, RejectReason.RebateNotFunded);
        Assert.Equal(200, (await _root.PutAsync("/api/v1/fee-tiers/3", """{"maker_fee_ppm":-11,"subsidised":true,"min_volume":"5"}""")).Status);
        Assert.Equal(200, (await _root.DeleteAsync("/api/v1/fee-tiers/3")).Status);
    }

    [Fact]
    public async Task A_promotion_lowers_the_fee_until_it_is_over()
    {
        var set = await DoneAsync(_root.PutAsync("/api/v1/instruments/AAPL/promotion", """{"name":"launch","until":"2026-11-22T00:00:00Z","taker_fee_ppm":500}"""));
        Assert.Equal("launch", set.Body.GetProperty("promotions")[0].GetProperty("name").GetString());
        Assert.Equal("0.50", await TakerFeeAsync());
        _clock.Step(TimeSpan.FromDays(1));
        Assert.Equal("2.00", await TakerFeeAsync());
        Assert.Empty((await DoneAsync(_root.DeleteAsync("/api/v1/instruments/AAPL/promotion"))).Body.GetProperty("promotions").EnumerateArray());
    }

    [Fact]
    public async Task A_maker_sees_its_uptime_and_its_share_of_what_was_made()
    {
        await DoneAsync(_root.PutAsync("/api/v1/users/bob/quoting", """{"symbol":"AAPL","width_ppm":50000,"size":"10"}"""));
        await DoneAsync(_bob.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"99.00","quantity":"10"}"""));
        await DoneAsync(_bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"101.00","quantity":"20"}"""));
        await DoneAsync(_alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"101.00","quantity":"10"}"""));
        var today = Quoted(await _bob.GetAsync("/api/v1/users/me/quoting")).GetProperty("today");
        Assert.Equal(("1010.00", "1000000"), (today.GetProperty("made").GetString(), today.GetProperty("made_share").ToString()));
        await EndDayAsync();

        var quoting = await _bob.GetAsync("/api/v1/users/bob/quoting");
        Assert.Equal(quoting["open_ns"], quoting["quoted_ns"]);
        Assert.Equal("1000000", quoting["uptime_ppm"]);
        var day = Quoted(quoting).GetProperty("last_day");
        Assert.Equal(("1000000", "1010.00"), (day.GetProperty("uptime_ppm").ToString(), day.GetProperty("made").GetString()));
        Assert.Contains("maker_uptime_ratio{symbol=\"AAPL\"", (await _root.GetAsync("/metrics")).Body.GetString(), StringComparison.Ordinal);
        Assert.Empty((await DoneAsync(_root.PutAsync("/api/v1/users/bob/quoting", """{"symbol":"AAPL","size":"0"}"""))).Body.GetProperty("instruments").EnumerateArray());
        RestOrderTests.AssertProblem(await _root.PutAsync("/api/v1/users/bob/quoting", """{"symbol":"AAPL","size":"5"}"""), 422, RejectReason.QuotingInvalid);
    }

    [Fact]
    public async Task What_the_exchange_earned_is_told_by_asset()
    {
        await DoneAsync(_root.PutAsync("/api/v1/fee-tiers/1", """{"maker_fee_ppm":-500,"taker_fee_ppm":1000}"""));
        Assert.Equal("1.00", await TakerFeeAsync());
        var page = (await _root.GetAsync("/metrics")).Body.GetString()!;
        foreach (var line in (string[])["settled_volume_total{asset=\"USD\"} 1000", "fees_total{asset=\"USD\"} 1", "rebates_total{asset=\"USD\"} 0.5", "net_revenue{asset=\"USD\"} 0.5", "fee_tier_families{tier=\"1\"} 2"])
            Assert.Contains(line + "\n", page, StringComparison.Ordinal);
    }

    private static System.Text.Json.JsonElement Quoted(RestAnswer answer) => Assert.Single(answer.Body.GetProperty("instruments").EnumerateArray());

    /// <summary>Alice buys ten from bob at 100.00.</summary>
    private async Task<string?> TakerFeeAsync()
    {
        await DoneAsync(_bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"100.00","quantity":"10"}"""));
        var bought = await DoneAsync(_alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"100.00","quantity":"10"}"""));
        return Assert.Single(bought.Body.GetProperty("fills").EnumerateArray()).GetProperty("fee").GetString();
    }

    private async Task EndDayAsync()
    {
        _clock.Step(TimeSpan.FromDays(1));
        _exchange.Inject(Command.AdvanceTime());
        // The next answer comes after the day has ended.
        await DoneAsync(_root.PutAsync("/api/v1/instruments/AAPL/rules", "{}"));
    }

    private static async Task<RestAnswer> DoneAsync(Task<RestAnswer> sent)
    {
        var answer = await sent;
        Assert.True(answer.Status is 200 or 201, $"{answer.Status}: {answer.Body}");
        return answer;
    }

    private RestClient Client(string user, string role) => _exchange.Rest(user, Role.All.Single(known => known.Name == role).Permissions);
}
