using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Assets, accounts and money over REST, on the product's engine.</summary>
public sealed class RestAccountTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _root = null!;
    private RestClient _desk = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(withInstrument: false);
        _root = Client("root", "admin");
        _desk = Client("desk", "operator");
        _alice = Client("alice", "trader");
        _bob = Client("bob", "strategy");
        await DoneAsync(_root, "assets", """{"code":"USD","scale":2}""");
        await DoneAsync(_root, "assets", """{"code":"AAPL","scale":0}""");
        await DoneAsync(_root, "instruments", """
            {"symbol":"AAPL","price_scale":2,"tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"1000000","base_asset":"AAPL","quote_asset":"USD","rules":{"taker_fee_ppm":1000},"state":"open"}
            """.Trim());
        await DoneAsync(_root, "accounts", """{"user_id":"alice"}""");
        await DoneAsync(_root, "accounts", """{"user_id":"bob","rights":["trade","withdraw"]}""");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in (RestClient[])[_root, _desk, _alice, _bob])
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task An_order_reserves_its_cover_and_a_trade_moves_money_and_goods_at_once()
    {
        await DepositAsync("alice", "USD", "20000.00", "a-1");
        await _root.PutAsync("/api/v1/accounts/bob", """{"rights":["trade","deposit","withdraw","transfer"]}""");
        await DepositAsync("bob", "AAPL", "100", "b-1");

        Assert.Equal(201, (await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"100.00","quantity":"100"}""")).Status);
        Assert.Equal(("20000.00", "10010.00", "9990.00"), await BalanceAsync("alice", "USD"));
        Assert.Equal("filled", (await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"100.00","quantity":"40"}"""))["status"]);

        Assert.Equal(("16000.00", "6006.00", "9994.00"), await BalanceAsync("alice", "USD"));
        Assert.Equal(("40", "0", "40"), await BalanceAsync("alice", "AAPL"));
        Assert.Equal(("60", "0", "60"), await BalanceAsync("bob", "AAPL"));
        Assert.Equal(("3996.00", "0.00", "3996.00"), await BalanceAsync("bob", "USD"));
        RestOrderTests.AssertProblem(await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"100.00","quantity":"100"}"""), 422, RejectReason.InsufficientFunds);
        Assert.Equal("1", (await _alice.DeleteAsync("/api/v1/orders"))["canceled"]);
        Assert.Equal(("16000.00", "0.00", "16000.00"), await BalanceAsync("alice", "USD"));
    }

    [Fact]
    public async Task A_movement_sent_again_is_done_once_and_answered_with_the_first()
    {
        var first = await DepositAsync("alice", "USD", "10.00", "wire-1");
        var again = await DepositAsync("alice", "USD", "10.0", "wire-1");
        var other = await DepositAsync("alice", "USD", "11.00", "wire-1");
        var withdrawn = await MoveAsync(_alice, "me", "withdraw", "USD", "4.00", "out-1");
        var withdrawnAgain = await MoveAsync(_desk, "alice", "withdraw", "USD", "4.00", "out-1");

        Assert.Equal((201, "False", "1", "deposit", "10.00"), (first.Status, first["duplicate"], first["movement_id"], first["type"], first.Body.GetProperty("balance").GetProperty("total").GetString()));
        Assert.Equal((200, "True", "1", "10.00", "wire-1"), (again.Status, again["duplicate"], again["movement_id"], again["amount"], again["reference"]));
        RestOrderTests.AssertProblem(other, 409, RejectReason.ReferenceTaken);
        Assert.Equal((201, "withdrawal", "2"), (withdrawn.Status, withdrawn["type"], withdrawn["movement_id"]));
        Assert.Equal((200, "True", "2"), (withdrawnAgain.Status, withdrawnAgain["duplicate"], withdrawnAgain["movement_id"]));
        Assert.Equal(("6.00", "0.00", "6.00"), await BalanceAsync("alice", "USD"));
    }

    [Fact]
    public async Task Own_money_goes_out_only_with_the_permission_and_nobody_touches_that_of_others()
    {
        await DepositAsync("alice", "USD", "10.00", "wire-1");

        foreach (var (client, user, what) in ((RestClient, string, string)[])
            [(_bob, "bob", "withdraw"), (_bob, "alice", "withdraw"), (_alice, "bob", "transfer"), (_alice, "alice", "deposit"), (_alice, "nobody", "withdraw")])
            RestOrderTests.AssertProblem(await MoveAsync(client, user, what, "USD", "1.00", "x"), 403, RejectReason.Forbidden);
        foreach (var path in (string[])["/api/v1/users/alice/balances", "/api/v1/users/alice/movements", "/api/v1/accounts/alice", "/api/v1/accounts"])
            RestOrderTests.AssertProblem(await _bob.GetAsync(path), 403, RejectReason.Forbidden);
        Assert.Equal(200, (await _desk.GetAsync("/api/v1/users/alice/balances")).Status);
        using var officer = _exchange.Rest("officer", Permissions.Audit);
        Assert.Equal(200, (await officer.GetAsync("/api/v1/accounts")).Status);
        Assert.Equal(200, (await officer.GetAsync("/api/v1/users/alice/movements")).Status);
        RestOrderTests.AssertProblem(await MoveAsync(officer, "alice", "withdraw", "USD", "1.00", "x"), 403, RejectReason.Forbidden);
    }

    [Fact]
    public async Task A_sub_account_belongs_to_its_parent()
    {
        await DepositAsync("alice", "USD", "10.00", "wire-1");
        var made = await DoneAsync(_root, "accounts", """{"user_id":"alice-2","parent":"alice"}""");
        var moved = await _alice.PostAsync("/api/v1/users/alice/transfer", """{"asset":"USD","amount":"7.50","reference":"t-1","to":"alice-2"}""");
        var back = await _alice.PostAsync("/api/v1/users/alice-2/transfer", """{"asset":"USD","amount":"0.50","reference":"t-1","to":"alice"}""");

        Assert.Equal(("alice-2", "alice"), (made["user_id"], made["parent"]));
        Assert.Equal((201, "transfer", "alice-2"), (moved.Status, moved["type"], moved["to"]));
        Assert.Equal(201, back.Status);
        Assert.Equal("7.00", (await _alice.GetAsync("/api/v1/users/alice-2/balances")).Body.GetProperty("balances")[0].GetProperty("total").GetString());
        Assert.Equal("""["alice-2"]""", (await _alice.GetAsync("/api/v1/accounts/me")).Body.GetProperty("sub_accounts").GetRawText());
        RestOrderTests.AssertProblem(await _bob.GetAsync("/api/v1/users/alice-2/balances"), 403, RejectReason.Forbidden);
        // The user's first key gets the number that the account has.
        using var key = _exchange.Rest("alice-2", Permissions.Read);
        Assert.Equal(made["owner"], (await key.GetAsync("/api/v1/accounts/me"))["owner"]);
    }

    [Fact]
    public async Task Movements_come_newest_first_in_pages()
    {
        for (var i = 1; i <= 5; i++)
            await DepositAsync("alice", "USD", "1.00", $"d-{i}");
        await _root.PutAsync("/api/v1/accounts/bob", """{"rights":["deposit"]}""");
        await _alice.PostAsync("/api/v1/users/alice/transfer", """{"asset":"USD","amount":"2.00","reference":"t","to":"bob"}""");

        var seen = new List<string>();
        for (string? before = "0"; before is not null;)
        {
            var page = await _alice.GetAsync($"/api/v1/users/me/movements?limit=4&before={before}");
            seen.AddRange(page.Body.GetProperty("movements").EnumerateArray().Select(one => $"{one.GetProperty("type").GetString()} {one.GetProperty("reference").GetString()}"));
            before = page["next"];
        }

        Assert.Equal(["transfer_out t", "deposit d-5", "deposit d-4", "deposit d-3", "deposit d-2", "deposit d-1"], seen);
        var received = (await _bob.GetAsync("/api/v1/users/bob/movements")).Body.GetProperty("movements")[0];
        Assert.Equal(("transfer_in", "alice", "2.00"), (received.GetProperty("type").GetString(), received.GetProperty("counterparty").GetString(), received.GetProperty("amount").GetString()));
    }

    [Theory]
    [InlineData("""{"asset":"USD","amount":"1.001","reference":"x"}""", 400, "amount")]
    [InlineData("""{"asset":"USD","amount":"1e3","reference":"x"}""", 400, "amount")]
    [InlineData("""{"asset":"USD","reference":"x"}""", 400, "amount")]
    [InlineData("""{"asset":"USD","amount":"1.00"}""", 400, "reference")]
    [InlineData("""{"asset":"USD","amount":"1.00","reference":"has blank"}""", 400, "reference")]
    [InlineData("""{"asset":"USD","amount":"1.00","reference":"x","colour":"red"}""", 400, "colour")]
    [InlineData("""{"asset":"USD","amount":"1.00","amount":"2.00","reference":"x"}""", 400, "amount")]
    [InlineData("""{"asset":"EUR","amount":"1.00","reference":"x"}""", 404, "asset")]
    [InlineData("""{"asset":"USD","amount":"-1.00","reference":"x"}""", 422, null)]
    [InlineData("""[1]""", 400, null)]
    [InlineData("""{"asset":"USD"} x""", 400, null)]
    public async Task A_movement_that_cannot_be_is_refused_and_the_field_named(string body, int status, string? field)
    {
        var answer = await _desk.PostAsync("/api/v1/users/alice/deposit", body);

        Assert.Equal((status, field), (answer.Status, answer["field"]));
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact]
    public async Task What_the_exchange_refuses_says_why()
    {
        RestOrderTests.AssertProblem(await MoveAsync(_alice, "me", "withdraw", "USD", "1.00", "x"), 422, RejectReason.InsufficientFunds);
        RestOrderTests.AssertProblem(await DepositAsync("bob", "USD", "1.00", "x"), 403, RejectReason.AccountMayNotDeposit);
        RestOrderTests.AssertProblem(await DepositAsync("root", "USD", "1.00", "x"), 404, RejectReason.AccountUnknown);
        RestOrderTests.AssertProblem(await _desk.GetAsync("/api/v1/users/nobody/balances"), 404, RejectReason.AccountUnknown);
        RestOrderTests.AssertProblem(await _desk.GetAsync("/api/v1/users/77/balances"), 404, RejectReason.AccountUnknown);
        RestOrderTests.AssertProblem(await _root.PostAsync("/api/v1/assets", """{"code":"USD","scale":2}"""), 409, RejectReason.AssetCodeTaken);
        RestOrderTests.AssertProblem(await _root.PostAsync("/api/v1/accounts", """{"user_id":"alice"}"""), 409, RejectReason.AccountInvalid);
        RestOrderTests.AssertProblem(await _root.PostAsync("/api/v1/accounts", """{"user_id":"123"}"""), 404, RejectReason.AccountUnknown);
        using var carol = Client("carol", "trader");
        var refused = await carol.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"1.00","quantity":"1"}""");
        RestOrderTests.AssertProblem(refused, 404, RejectReason.AccountUnknown);
        Assert.Contains("rialto account create", refused["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Balances_come_as_a_snapshot_and_then_each_change_over_the_socket()
    {
        await DepositAsync("alice", "USD", "100.00", "d-1");
        await using var socket = await SocketClient.ConnectAsync(_exchange, "alice");
        await socket.SendAsync("""{"op":"subscribe","id":1,"channel":"balances"}""");
        var snapshot = await socket.FindAsync("snapshot");
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""");
        var reserved = await socket.FindAsync("balance");
        await MoveAsync(_desk, "alice", "withdraw", "USD", "1.00", "w-1");
        var movement = await socket.ExpectAsync("movement");
        var less = await socket.ExpectAsync("balance");

        Assert.Equal("""[{"asset":"USD","total":"100.00","reserved":"0.00","available":"100.00"}]""", snapshot.GetProperty("balances").GetRawText());
        Assert.Equal(("balances", "USD", "100.00", "50.05", "49.95"), (Text(reserved, "channel"), Text(reserved, "asset"), Text(reserved, "total"), Text(reserved, "reserved"), Text(reserved, "available")));
        Assert.Equal(("withdrawal", "1.00"), (Text(movement.GetProperty("movement"), "type"), Text(movement.GetProperty("movement"), "amount")));
        Assert.Equal("99.00", Text(less, "total"));
        Assert.True(snapshot.GetProperty("sequence").GetInt64() < reserved.GetProperty("sequence").GetInt64());
        Assert.Equal(movement.GetProperty("sequence").GetInt64(), less.GetProperty("sequence").GetInt64());

        await using var stranger = await SocketClient.ConnectAsync(_exchange);
        await stranger.SendAsync("""{"op":"subscribe","channel":"balances"}""");
        Assert.Equal("Unauthorized", Text((await stranger.ExpectAsync("error")).GetProperty("error"), "code"));
        await using var other = await SocketClient.ConnectAsync(_exchange, "bob");
        await other.SendAsync("""{"op":"subscribe","channel":"balances"}""");
        Assert.Equal("[]", (await other.FindAsync("snapshot")).GetProperty("balances").GetRawText());
    }

    [Fact]
    public async Task A_settled_instrument_shows_its_assets()
    {
        var instrument = await _alice.GetAsync("/api/v1/instruments/AAPL");
        Assert.Equal(("AAPL", "USD", "2"), (instrument["base_asset"], instrument["quote_asset"], instrument["money_scale"]));
        Assert.Equal("""[{"asset_id":1,"code":"USD","scale":2},{"asset_id":2,"code":"AAPL","scale":0}]""", (await _alice.GetAsync("/api/v1/assets")).Body.GetProperty("assets").GetRawText());
        RestOrderTests.AssertProblem(
            await _root.PostAsync("/api/v1/instruments", """{"symbol":"X","tick":"1","lot":"1","min_quantity":"1","max_quantity":"9","base_asset":"USD"}"""), 400, RejectReason.MalformedRequest);
    }

    private static string? Text(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetString();

    private RestClient Client(string user, string role) => _exchange.Rest(user, Role.Find(role)!.Permissions);

    private static async Task<RestAnswer> DoneAsync(RestClient client, string path, string body)
    {
        var answer = await client.PostAsync("/api/v1/" + path, body);
        Assert.True(answer.Status == 201, $"{path} {body}: {answer.Status} {answer.Body}");
        return answer;
    }

    private Task<RestAnswer> DepositAsync(string user, string asset, string amount, string reference) => MoveAsync(_desk, user, "deposit", asset, amount, reference);

    private static Task<RestAnswer> MoveAsync(RestClient client, string user, string what, string asset, string amount, string reference) =>
        client.PostAsync(
            $"/api/v1/users/{user}/{what}",
            $$"""{"asset":"{{asset}}","amount":"{{amount}}","reference":"{{reference}}"{{(what == "transfer" ? ",\"to\":\"root\"" : "")}}}""");

    private async Task<(string? Total, string? Reserved, string? Available)> BalanceAsync(string user, string asset)
    {
        var answer = await _desk.GetAsync($"/api/v1/users/{user}/balances");
        var balance = answer.Body.GetProperty("balances").EnumerateArray().Single(one => one.GetProperty("asset").GetString() == asset);
        return (balance.GetProperty("total").GetString(), balance.GetProperty("reserved").GetString(), balance.GetProperty("available").GetString());
    }
}
