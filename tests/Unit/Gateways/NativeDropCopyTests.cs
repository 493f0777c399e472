using Rialto.Gateways.Auth;
using Rialto.Model.Markets;
using Rialto.Wire.Native;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>The native channels Halts and Account, over real sockets.</summary>
public sealed class NativeDropCopyTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _root = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(withInstrument: false);
        (_root, _alice, _bob) = (Client("root", "admin"), Client("alice", "trader"), Client("bob", "trader"));
        await DoneAsync("assets", """{"code":"USD","scale":2}""");
        await DoneAsync("instruments", """{"symbol":"PERP","price_scale":2,"tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"1000","money_scale":2}""");
        foreach (var user in (string[])["alice", "bob"])
        {
            await DoneAsync("accounts", $$"""{"user_id":"{{user}}","rights":["trade","deposit","withdraw","transfer","margin"]}""");
            await DoneAsync($"users/{user}/deposit", """{"asset":"USD","amount":"1000.00","reference":"first"}""");
        }

        Assert.Equal(200, (await _root.PutAsync("/api/v1/instruments/PERP/contract",
            """{"settlement_asset":"USD","multiplier":10,"initial_ppm":100000,"maintenance_ppm":50000,"collar_ppm":200000,"liquidation_step_ppm":250000,"liquidation_fee_ppm":10000}""")).Status);
        Assert.Equal(200, (await _root.PutAsync("/api/v1/instruments/PERP/mark", """{"price":"100.00"}""")).Status);
        await DoneAsync("instruments/PERP/state", """{"state":"open"}""", put: true);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in (RestClient[])[_root, _alice, _bob])
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task Money_and_positions_are_told_as_they_stand_and_as_they_change()
    {
        using var desk = await JoinAsync("alice", NativeChannel.Account);
        Assert.True(NativeBalance.TryDecode(await desk.FindAsync(NativeType.Balance), out var first, out _));
        Assert.Equal(("USD", 2, 100_000L, 0L, NativeMarks.Snapshot), (first.Asset.Code.ToString(), first.Asset.Scale, first.Total.Units, first.Reserved.Units, first.Marks));
        await desk.FindAsync(NativeType.SnapshotEnd);

        await DoneAsync("users/alice/deposit", """{"asset":"USD","amount":"5.00","reference":"wire-2"}""");
        Assert.True(NativeMovement.TryDecode(await desk.FindAsync(NativeType.Movement), out var deposit, out _));
        Assert.Equal((NativeMovementKind.Deposit, 500L, "wire-2", first.Asset.Id), (deposit.Kind, deposit.Amount.Units, deposit.Reference.ToString(), deposit.Asset));
        Assert.True(NativeBalance.TryDecode(await desk.FindAsync(NativeType.Balance), out var more, out _));
        Assert.Equal((100_500L, NativeMarks.None, deposit.Sequence), (more.Total.Units, more.Marks, more.Sequence));

        await DoneAsync("users/bob/transfer", """{"to":"alice","asset":"USD","amount":"1.00","reference":"thanks"}""");
        Assert.True(NativeMovement.TryDecode(await desk.FindAsync(NativeType.Movement), out var transfer, out _));
        Assert.Equal((NativeMovementKind.TransferIn, 100L), (transfer.Kind, transfer.Amount.Units));
        Assert.NotEqual(0, transfer.Counterparty.Value);

        await _bob.OrderAsync("""{"symbol":"PERP","side":"sell","price":"100.00","quantity":"5"}""");
        await _alice.OrderAsync("""{"symbol":"PERP","side":"buy","price":"100.00","quantity":"5"}""");
        Assert.True(NativePosition.TryDecode(await desk.FindAsync(NativeType.Position), out var position, out _));
        Assert.Equal((5L, 500_000L, 10_000L, NativeMarks.None), (position.Quantity, position.Cost.Units, position.Mark.Units, position.Marks));

        using var again = await JoinAsync("alice", NativeChannel.Account);
        Assert.True(NativePosition.TryDecode(await again.FindAsync(NativeType.Position), out var shown, out _));
        Assert.Equal((5L, NativeMarks.Snapshot), (shown.Quantity, shown.Marks));
    }

    [Fact]
    public async Task A_margin_call_and_a_liquidation_are_told_to_the_account_alone()
    {
        await _bob.OrderAsync("""{"symbol":"PERP","side":"sell","price":"100.00","quantity":"9"}""");
        await _alice.OrderAsync("""{"symbol":"PERP","side":"buy","price":"100.00","quantity":"9"}""");
        using var alice = await JoinAsync("alice", NativeChannel.Account);
        using var bob = await JoinAsync("bob", NativeChannel.Account);
        await alice.FindAsync(NativeType.SnapshotEnd);
        await bob.FindAsync(NativeType.SnapshotEnd);

        foreach (var mark in (string[])["94.50", "90.00"])
            Assert.Equal(200, (await _root.PutAsync("/api/v1/instruments/PERP/mark", $$"""{"price":"{{mark}}"}""")).Status);
        await DoneAsync("users/bob/deposit", """{"asset":"USD","amount":"5.00","reference":"wire-2"}""");

        Assert.True(NativeMarginEvent.TryDecode(await alice.FindAsync(NativeType.MarginEvent), out var call, out _));
        Assert.Equal((NativeMarginKind.Called, 50_500L, 42_525L), (call.Kind, call.Equity.Units, call.Maintenance.Units));
        Assert.True(NativeMarginEvent.TryDecode(await alice.FindAsync(NativeType.MarginEvent), out var started, out _));
        Assert.Equal(NativeMarginKind.LiquidationStarted, started.Kind);
        for (var frame = await bob.ReceiveAsync(); NativeFrame.TypeOf(frame) != NativeType.Movement; frame = await bob.ReceiveAsync())
        {
            if (NativeMarginEvent.TryDecode(frame, out var told, out _))
                Assert.Equal(NativeMarginKind.Deleveraged, told.Kind);
        }
    }

    [Fact]
    public async Task Halts_and_switches_are_told_as_they_stand_and_as_they_come()
    {
        using var watcher = await JoinAsync("carol", NativeChannel.Halts, instrument: 1);
        await watcher.FindAsync(NativeType.SnapshotEnd);
        Assert.Equal(200, (await _root.PutAsync("/api/v1/instruments/PERP/breaker", """{"window_ms":300000,"breaker_ppm":100000,"pause_ms":300000,"auction_ms":60000}""")).Status);
        Assert.Equal(200, (await _root.PostAsync("/api/v1/kill-switches/account-alice", """{"note":"private"}""")).Status);
        Assert.Equal(200, (await _root.DeleteAsync("/api/v1/kill-switches/account-alice")).Status);
        Assert.Equal(200, (await _root.PostAsync("/api/v1/kill-switches/exchange", """{"note":"all"}""")).Status);
        using var late = await JoinAsync("carol", NativeChannel.Halts);
        Assert.Equal(200, (await _root.DeleteAsync("/api/v1/kill-switches/exchange")).Status);
        foreach (var price in (string[])["100.00", "90.00"])
        {
            await _bob.OrderAsync($$"""{"symbol":"PERP","side":"sell","price":"{{price}}","quantity":"1"}""");
            await _alice.OrderAsync($$"""{"symbol":"PERP","side":"buy","price":"{{price}}","quantity":"1"}""");
        }

        Assert.Equal((NativeHaltKind.Stopped, 0), KindOf(await HaltAsync(watcher)));
        Assert.Equal((NativeHaltKind.Released, 0), KindOf(await HaltAsync(watcher)));
        var halt = await HaltAsync(watcher);
        Assert.Equal((NativeHaltKind.Triggered, 1), KindOf(halt));
        Assert.Equal((HaltReason.Breaker, 9_000L, 10_000L, 100_000L, 300_000L), (halt.Cause, halt.Price.Units, halt.Reference.Units, halt.MovePpm, halt.WindowMs));
        Assert.True(halt.ResumeAt > halt.Until && halt.Until > halt.Moment.Time);

        var standing = await HaltAsync(late);
        Assert.Equal((NativeHaltKind.Stopped, NativeMarks.Snapshot), (standing.Kind, standing.Moment.Marks));
        using var later = await JoinAsync("carol", NativeChannel.Halts);
        Assert.Equal(halt with { Moment = halt.Moment with { Marks = NativeMarks.Snapshot } }, await HaltAsync(later));
    }

    [Theory]
    [InlineData("breaker", """{"window_ms":300000,"band_ppm":200000,"limit_state_ms":15000,"pause_ms":300000}""")]
    [InlineData("state", """{"state":"halted"}""")]
    public async Task A_limit_state_that_other_rules_or_another_state_ended_is_told_once_natively_and_over_the_socket(string path, string body)
    {
        const string Rules = """{"window_ms":300000,"band_ppm":100000,"limit_state_ms":15000,"pause_ms":300000}""";
        foreach (var user in (RestClient[])[_bob, _alice])
            await user.OrderAsync($$"""{"symbol":"PERP","side":"{{(user == _bob ? "sell" : "buy")}}","price":"100.00","quantity":"1"}""");
        Assert.Equal(200, (await _root.PutAsync("/api/v1/instruments/PERP/breaker", Rules)).Status);
        using var watcher = await JoinAsync("carol", NativeChannel.Halts);
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync("""{"op":"subscribe","channel":"halts"}""");
        await socket.ExpectAsync("subscribed");
        Assert.Equal(201, (await _alice.OrderAsync("""{"symbol":"PERP","side":"buy","price":"110.00","quantity":"1"}""")).Status);
        Assert.Equal((NativeHaltKind.LimitState, 1), KindOf(await HaltAsync(watcher)));
        Assert.Equal("limit_up", (await socket.ExpectAsync("circuit_breaker")).GetProperty("status").GetString());

        Assert.Equal(200, (await _root.PutAsync($"/api/v1/instruments/PERP/{path}", body)).Status);
        // A change without a limit state says nothing: the next thing told is the switch.
        Assert.Equal(200, (await _root.PutAsync("/api/v1/instruments/PERP/breaker", """{"window_ms":300000,"breaker_ppm":500000,"pause_ms":300000}""")).Status);
        Assert.Equal(200, (await _root.PostAsync("/api/v1/kill-switches/exchange", "{}")).Status);
        var over = await HaltAsync(watcher);
        Assert.Equal((NativeHaltKind.LimitOver, 1), KindOf(over));
        Assert.Equal((NativeHaltKind.Stopped, 0), KindOf(await HaltAsync(watcher)));
        var told = await socket.ExpectAsync("circuit_breaker");
        Assert.Equal(("PERP", "limit_over", over.Moment.Sequence), (told.GetProperty("symbol").GetString(), told.GetProperty("status").GetString(), told.GetProperty("sequence").GetInt64()));
        Assert.Equal("stopped", (await socket.ExpectAsync("circuit_breaker")).GetProperty("status").GetString());
    }

    private static (NativeHaltKind Kind, int Instrument) KindOf(NativeHalt halt) => (halt.Kind, halt.Moment.Instrument.Value);

    private static async Task<NativeHalt> HaltAsync(NativeClient client)
    {
        Assert.True(NativeHalt.TryDecode(await client.FindAsync(NativeType.Halt), out var halt, out _));
        return halt;
    }

    private async Task<NativeClient> JoinAsync(string user, NativeChannel channel, int instrument = 0)
    {
        var (client, _) = await NativeClient.LogonAsync(_exchange, user, permissions: Permissions.Read);
        await client.SubscribeAsync(channel, instrument);
        await client.FindAsync(NativeType.Subscription);
        return client;
    }

    private RestClient Client(string user, string role) => _exchange.Rest(user, Role.Find(role)!.Permissions);

    private async Task DoneAsync(string path, string body, bool put = false)
    {
        var answer = put ? await _root.PutAsync($"/api/v1/{path}", body) : await _root.PostAsync($"/api/v1/{path}", body);
        Assert.True(answer.Status is 200 or 201, $"{path}: {answer.Status} {answer.Body}");
    }
}
