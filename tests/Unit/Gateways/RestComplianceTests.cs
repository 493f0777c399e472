using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Gateways.Views.Saving;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Venue;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Verification and limits over REST, on the product's engine.</summary>
public sealed class RestComplianceTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private RunningExchange _exchange = null!;
    private RestClient _root = null!;
    private RestClient _desk = null!;
    private RestClient _alice = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(withInstrument: false, clock: _time);
        _root = Client("root", "admin");
        _desk = Client("desk", "operator");
        _alice = Client("alice", "trader");
        await DoneAsync(_root.PostAsync("/api/v1/assets", """{"code":"USD","scale":2}"""));
        await DoneAsync(_root.PostAsync("/api/v1/accounts", """{"user_id":"alice"}"""));
        await DoneAsync(_root.PostAsync("/api/v1/accounts", """{"user_id":"alice-sub","parent":"alice"}"""));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in (RestClient[])[_root, _desk, _alice])
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_asked_until_it_is_required_and_then_only_verified_customers_move_money_within_their_limits()
    {
        Assert.Equal(201, (await DepositAsync("alice", "5000.00", "free")).Status);
        await DoneAsync(_root.PutAsync("/api/v1/compliance/limits", """{"tier":"level1","asset":"USD","deposits":"1000.00","withdrawals":"1000"}"""));
        var policy = await DoneAsync(_root.PutAsync("/api/v1/compliance/policy", """{"required":true}"""));
        Assert.Equal("1000.00", policy.Body.GetProperty("limits")[0].GetProperty("deposits").GetString());

        RestOrderTests.AssertProblem(await DepositAsync("alice", "1.00", "d-1"), 403, RejectReason.VerificationPending);
        var verified = await DoneAsync(_desk.PutAsync("/api/v1/users/alice/verification", """{"state":"verified","tier":"level1","country":"CH"}"""));
        Assert.Equal(("verified", "level1", "CH"), (verified["state"], verified["tier"], verified["country"]));
        Assert.Equal(201, (await DepositAsync("alice", "900.00", "d-2")).Status);
        RestOrderTests.AssertProblem(await DepositAsync("alice-sub", "100.01", "d-3"), 422, RejectReason.DepositLimitReached);
        Assert.Equal(201, (await DepositAsync("alice-sub", "100.00", "d-4")).Status);

        var limits = await DoneAsync(_alice.GetAsync("/api/v1/compliance/limits"));
        Assert.Equal(("alice", "level1", "True"), (limits["user_id"], limits["tier"], limits["verification_required"]));
        var usd = limits.Body.GetProperty("limits")[0];
        Assert.Equal(("1000.00", "0.00"), (usd.GetProperty("deposits").GetProperty("used").GetString(), usd.GetProperty("deposits").GetProperty("remaining").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, usd.GetProperty("trades").GetProperty("limit").ValueKind);

        _time.Step(TimeSpan.FromDays(1));
        Assert.Equal("0.00", (await DoneAsync(_alice.GetAsync("/api/v1/compliance/limits"))).Body.GetProperty("limits")[0].GetProperty("deposits").GetProperty("used").GetString());
        Assert.Equal(201, (await DepositAsync("alice", "1000.00", "d-5")).Status);
    }

    [Fact]
    public async Task Countries_are_listed_with_what_is_closed_and_unlisted_again()
    {
        await DoneAsync(_root.PutAsync("/api/v1/compliance/policy", """{"required":true}"""));
        await DoneAsync(_desk.PutAsync("/api/v1/users/alice/verification", """{"state":"verified","tier":"level3","country":"KP"}"""));
        await DoneAsync(_root.PutAsync("/api/v1/compliance/countries/KP", """{"closed":["deposit"]}"""));
        RestOrderTests.AssertProblem(await DepositAsync("alice", "1.00", "d-1"), 403, RejectReason.CountryRestricted);
        await DoneAsync(_root.DeleteAsync("/api/v1/compliance/countries/KP"));
        Assert.Equal(201, (await DepositAsync("alice", "1.00", "d-2")).Status);
        await DoneAsync(_root.PutAsync("/api/v1/compliance/policy", """{"listed_only":true}"""));
        RestOrderTests.AssertProblem(await DepositAsync("alice", "1.00", "d-3"), 403, RejectReason.CountryNotListed);
    }

    [Theory]
    [InlineData("/api/v1/users/alice/verification", """{"state":"verified"}""", 422)]
    [InlineData("/api/v1/users/alice/verification", """{"state":"1","tier":"level1"}""", 400)]
    [InlineData("/api/v1/users/alice/verification", """{"tier":"gold"}""", 400)]
    [InlineData("/api/v1/users/alice/verification", """{"country":"ch"}""", 400)]
    [InlineData("/api/v1/users/alice-sub/verification", """{"state":"verified","tier":"level1"}""", 422)]
    [InlineData("/api/v1/users/nobody/verification", """{"state":"verified","tier":"level1"}""", 404)]
    [InlineData("/api/v1/compliance/limits", """{"tier":"unverified","asset":"USD"}""", 422)]
    [InlineData("/api/v1/compliance/limits", """{"tier":"level1","asset":"EUR"}""", 404)]
    [InlineData("/api/v1/compliance/limits", """{"tier":"level1","asset":"USD","trades":"0.001"}""", 400)]
    [InlineData("/api/v1/compliance/countries/Switzerland", """{}""", 400)]
    [InlineData("/api/v1/compliance/countries/CH", """{"closed":["fun"]}""", 400)]
    public async Task What_cannot_be_is_refused(string path, string body, int status) => Assert.Equal(status, (await _root.PutAsync(path, body)).Status);

    [Fact]
    public async Task Another_customers_limits_are_for_those_who_run_the_market()
    {
        Assert.Equal("alice", (await DoneAsync(_desk.GetAsync("/api/v1/compliance/limits?user_id=alice")))["user_id"]);
        Assert.Equal("alice", (await DoneAsync(_desk.GetAsync("/api/v1/compliance/limits?user_id=alice-sub")))["user_id"]);
        RestOrderTests.AssertProblem(await _alice.GetAsync("/api/v1/compliance/limits?user_id=desk"), 403, RejectReason.Forbidden);
    }

    [Fact]
    public void Views_are_the_same_after_they_were_saved_and_loaded()
    {
        var log = new EventLog();
        var exchange = new Exchange<EventLogSink>(new ExchangeLimits(), new EventLogSink(log));
        var (views, loaded) = (new ExchangeViews(new ViewOptions()), new ExchangeViews(new ViewOptions()));
        var (alice, usd) = (new OwnerId(1), new AssetId(1));
        Command[] commands =
        [
            Command.DefineAsset(new Asset(usd, Text36.Of("USD"), 2)),
            Command.SetAccount(new Account(alice, default, default, default, AccountRights.All)),
            Command.SetTierLimit(new TierLimit(VerificationTier.Level2, usd, new DailyLimits(5_000, -1, 700))),
            Command.SetCountry(new CountryCode('D' | 'E' << 8), isListed: true, AccountRights.Trade),
            Command.SetVerification(alice, new Verification(VerificationState.Verified, VerificationTier.Level2, new CountryCode('C' | 'H' << 8))),
            Command.SetVerificationPolicy(new VerificationPolicy(IsRequired: true, ListedOnly: false)),
            Command.Deposit(alice, usd, new Money(1_234), Text36.Of("d-1")),
        ];
        for (var i = 0; i < commands.Length; i++)
            exchange.Apply(commands[i] with { Sequence = i + 1, Time = new Timestamp(1_700_000_000_000_000_000) });
        foreach (var e in log.Events)
            views.Apply(e);

        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        CustomersSection.Save(views, bytes);
        Assert.Null(ViewsSections.Load(loaded, Text36.Of("customers"), bytes.WrittenSpan.ToArray()));
        Assert.Equal(Of(views.Customers), Of(loaded.Customers));
        Assert.Equal(new DailyUse(1_234, 0, 0), loaded.Customers.UseOf(alice, usd, exchange.Time));
        Assert.NotNull(ViewsSections.Load(new ExchangeViews(new ViewOptions()), Text36.Of("customers"), bytes.WrittenSpan[..^1].ToArray()));

        static string Of(CustomersView view) =>
            $"{view.Policy} {string.Join(' ', view.Limits)} {string.Join(' ', view.Countries)} {string.Join(' ', view.Customers)} {string.Join(' ', view.Uses)}";
    }

    private RestClient Client(string user, string role) => _exchange.Rest(user, Role.Find(role)!.Permissions);

    private Task<RestAnswer> DepositAsync(string user, string amount, string reference) =>
        _desk.PostAsync($"/api/v1/users/{user}/deposit", $$"""{"asset":"USD","amount":"{{amount}}","reference":"{{reference}}"}""");

    private static async Task<RestAnswer> DoneAsync(Task<RestAnswer> answer)
    {
        var got = await answer;
        Assert.True(got.Status is 200 or 201, got.Body.ToString());
        return got;
    }
}
