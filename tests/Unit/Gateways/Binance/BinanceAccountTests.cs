using Rialto.Gateways.Auth;
using Xunit;
using static Rialto.Unit.Gateways.Binance.BinanceFixture;

namespace Rialto.Unit.Gateways.Binance;

/// <summary>Balances, commissions, and who may ask for them.</summary>
public sealed class BinanceAccountTests : IAsyncLifetime
{
    private BinanceFixture _fixture = null!;

    private BinanceClient Alice => _fixture.Alice;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _fixture = await StartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task An_account_shows_what_is_free_and_what_its_orders_hold()
    {
        await LimitAsync(Alice, "BUY", "100", "2");
        var account = await AskAsync(Alice, "account");
        Assert.Equal("""[{"asset":"USDT","free":"99799.600000","locked":"200.400000"},{"asset":"BTC","free":"10.00000000","locked":"0.00000000"}]""", account.GetProperty("balances").GetRawText());
        Assert.Equal((10, 20, true, "SPOT"), (account.GetProperty("makerCommission").GetInt32(), account.GetProperty("takerCommission").GetInt32(), account.GetProperty("canTrade").GetBoolean(), account.GetProperty("accountType").GetString()));
        Assert.Equal("""{"maker":"0.00100000","taker":"0.00200000","buyer":"0.00000000","seller":"0.00000000"}""", account.GetProperty("commissionRates").GetRawText());
    }

    [Fact]
    public async Task Balances_of_zero_are_left_out_on_request_and_strangers_have_none()
    {
        await LimitAsync(Alice, "SELL", "100", "10");
        await LimitAsync(_fixture.Bob, "BUY", "100", "10");
        Assert.Equal(["USDT", "BTC"], Assets(await AskAsync(Alice, "account")));
        Assert.Equal(["USDT"], Assets(await AskAsync(Alice, "account", "omitZeroBalances=true")));
        using var carol = _fixture.Client("carol");
        var stranger = await AskAsync(carol, "account");
        Assert.Empty(Assets(stranger));
        Assert.False(stranger.GetProperty("canTrade").GetBoolean());

        static string[] Assets(System.Text.Json.JsonElement account) => [.. account.GetProperty("balances").EnumerateArray().Select(balance => balance.GetProperty("asset").GetString()!)];
    }

    [Fact]
    public async Task Commissions_are_those_of_the_account_s_tier_and_of_promotions()
    {
        const string own = """{"maker":"0.00100000","taker":"0.00200000","buyer":"0.00000000","seller":"0.00000000"}""";
        Assert.Equal(own, (await AskAsync(Alice, "account/commission", "symbol=BTCUSDT")).GetProperty("standardCommission").GetRawText());
        await _fixture.DoneAsync("fee-tiers/1", """{"name":"VIP","min_volume":"0","maker_fee_ppm":-50,"taker_fee_ppm":500,"auction_fee_ppm":100}""", HttpMethod.Put);
        const string tier = """{"maker":"-0.00005000","taker":"0.00050000","buyer":"0.00000000","seller":"0.00000000"}""";
        Assert.Equal(tier, (await AskAsync(Alice, "account/commission", "symbol=BTCUSDT")).GetProperty("standardCommission").GetRawText());
        var test = (await Alice.SignedAsync(HttpMethod.Post, "/api/v3/order/test", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=100&computeCommissionRates=true")).Body;
        Assert.Equal("""{"maker":"-0.00005000","taker":"0.00050000"}""", test.GetProperty("standardCommissionForOrder").GetRawText());
        Assert.False(test.GetProperty("discount").GetProperty("enabledForAccount").GetBoolean());
    }

    [Fact]
    public async Task Requests_that_are_not_signed_as_they_should_be_are_refused()
    {
        AssertError(await _fixture.Anybody.GetAsync("/api/v3/account"), 401, -2014, "API-key format invalid.");
        using var revoked = _fixture.Client("alice");
        _fixture.Exchange.Keys.Revoke(revoked.Key.Key.Id);
        AssertError(await revoked.SignedAsync(HttpMethod.Get, "/api/v3/account"), 401, -2015, "Invalid API-key, IP, or permissions for action.");
        AssertError(await Alice.GetAsync("/api/v3/account"), 400, -1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.");
        AssertError(await Alice.GetAsync("/api/v3/account?timestamp=" + Alice.Now), 400, -1102, "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.");
        AssertError(await Alice.GetAsync($"/api/v3/account?timestamp={Alice.Now}&signature=00"), 400, -1022, "Signature for this request is not valid.");
        AssertError(await SendAsync($"recvWindow=60001&timestamp={Alice.Now}"), 400, -1131, "recvWindow must be less than 60000");
    }

    [Fact]
    public async Task A_timestamp_is_good_for_its_window_in_milliseconds_or_microseconds()
    {
        var now = long.Parse(Alice.Now, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(200, (await SendAsync($"timestamp={now - 5_000}")).Status);
        AssertError(await SendAsync($"timestamp={now - 5_001}"), 400, -1021, "Timestamp for this request is outside of the recvWindow.");
        Assert.Equal(200, (await SendAsync($"recvWindow=60000&timestamp={now - 60_000}")).Status);
        Assert.Equal(200, (await SendAsync($"timestamp={now + 999}")).Status);
        AssertError(await SendAsync($"timestamp={now + 1_000}"), 400, -1021, "Timestamp for this request was 1000ms ahead of the server's time.");
        Assert.Equal(200, (await SendAsync($"timestamp={now}000")).Status);
        Assert.Equal(200, (await SendAsync($"recvWindow=0.5&timestamp={now - 1}500")).Status);
        AssertError(await SendAsync($"recvWindow=0.5&timestamp={now - 1}499"), 400, -1021, "Timestamp for this request is outside of the recvWindow.");
    }

    [Fact]
    public async Task A_request_may_be_signed_with_an_Ed25519_key_from_body_and_query()
    {
        Assert.SkipUnless(Rialto.Runtime.Cryptography.Ed25519.IsAvailable, "OpenSSL 3 is not installed.");
        // The key, and what it signed, are of RFC 8032, section 7.1, test 2: one byte. No request is so short, and so no signature fits; that one does is shown with the codec alone.
        var key = _fixture.Exchange.Keys.Create("alice", Permissions.Read, Convert.FromHexString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        var answer = await _fixture.Anybody.SendAsync(
            HttpMethod.Get, $"/api/v3/account?timestamp={Alice.Now}&signature=kqAJqfDUyrhyDoILX2QlQKKyUEFlFAiP2Dt2IiPr22naCFrB5D4VmW5Fj2E9DxHYw4ey6utDArrrAN0pFhG7DAA%3D", null,
            request => request.Headers.Add("X-MBX-APIKEY", key.Id));
        AssertError(answer, 400, -1022, "Signature for this request is not valid.");
    }

    [Fact]
    public async Task An_address_that_asks_too_much_is_told_when_to_come_again()
    {
        await using var fixture = await StartAsync(options => options.Binance.WeightPerMinute = 25);
        Assert.Equal(200, (await fixture.Anybody.GetAsync("/api/v3/exchangeInfo")).Status);
        var refused = await fixture.Anybody.GetAsync("/api/v3/exchangeInfo");
        Assert.Equal((429, "-1003", "60", "20"), (refused.Status, refused["code"], refused.Header("Retry-After"), refused.Header("X-MBX-USED-WEIGHT-1M")));
        fixture.Time.Step(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await fixture.Anybody.GetAsync("/api/v3/exchangeInfo")).Status);
    }

    private Task<RestAnswer> SendAsync(string parameters) => Alice.GetAsync($"/api/v3/account?{parameters}&signature={Alice.Sign(parameters)}");
}
