using Rialto.Gateways.Faults;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Unit.Gateways.Fix.Session;
using Rialto.Wire.Native;
using Xunit;

namespace Rialto.Unit.Gateways.Faults;

/// <summary>Faults of FIX and native, over real sockets.</summary>
public sealed class FaultRelayTests
{
    private readonly ManualTime _time = new();
    private FaultMode _mode = null!;

    [Fact]
    public async Task A_lost_FIX_report_is_a_gap_that_a_resend_fills()
    {
        await using var running = await FixAsync(new Fault(FaultKind.AckDropped) { Times = 1 });
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await OrderAsync(client, "o1");
        await OrderAsync(client, "o2");
        var second = await client.ReceiveAsync();
        Assert.Contains("|34=3|", second, StringComparison.Ordinal);
        await client.SendAsync("35=2|7=2|16=0");
        var again = await client.ReceiveAsync();
        Assert.Contains("|34=2|", again, StringComparison.Ordinal);
        Assert.Contains("|43=Y|", again, StringComparison.Ordinal);
        Assert.Contains("|11=o1|", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_FIX_fill_comes_twice_the_second_time_as_a_possible_duplicate()
    {
        await using var running = await FixAsync(new Fault(FaultKind.FillDuplicated) { Times = 1 });
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await OrderAsync(client, "o1");
        await client.ReceiveAsync();
        using var maker = running.Exchange.Rest("maker");
        await maker.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":"4"}""");
        var (first, second) = (await client.ReceiveAsync(), await client.ReceiveAsync());
        Assert.Equal(first, second.Replace("|43=Y", "", StringComparison.Ordinal).Replace("|122=-", "", StringComparison.Ordinal));
        Assert.Contains("|43=Y|", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_FIX_report_makes_what_is_behind_it_wait()
    {
        await using var running = await FixAsync(new Fault(FaultKind.AckLate) { Times = 1, DelayMs = 300 });
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await OrderAsync(client, "o1");
        await OrderAsync(client, "o2");
        await UntilAsync(() => _time.Waiting == 1);
        var next = client.ReceiveAsync();
        Assert.False(next.IsCompleted);
        _time.Step(TimeSpan.FromMilliseconds(300));
        Assert.Contains("|11=o1|", await next, StringComparison.Ordinal);
        Assert.Contains("|11=o2|", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.Truncated)]
    [InlineData(FaultKind.ConnectionKilled)]
    public async Task A_FIX_connection_that_breaks_gives_its_session_free_and_the_report_waits(FaultKind kind)
    {
        await using var running = await FixAsync(new Fault(kind) { On = FaultClasses.Orders, Times = 1 });
        var key = running.Key();
        await using (var client = await FixClient.LogonAsync(running.Exchange, key))
        {
            await OrderAsync(client, "o1");
            if (kind == FaultKind.Truncated)
                Assert.Equal("", await client.ReceiveAsync());
            else
                await Assert.ThrowsAsync<IOException>(client.ReceiveAsync);
        }

        await using var again = await FixClient.LogonAsync(running.Exchange, key, nextOut: 3);
        await again.SendAsync("35=2|7=2|16=0");
        Assert.Contains("|11=o1|", await again.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_FIX_session_hears_nothing_and_is_not_heard()
    {
        await using var running = await FixAsync(new Fault(FaultKind.Silent) { On = FaultClasses.Orders, Times = 1 });
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await OrderAsync(client, "o1");
        await UntilAsync(() => _mode.CountOf(FaultKind.Silent) == 1);
        await OrderAsync(client, "o2");
        await client.SendAsync("35=1|112=hello");
        using var alice = running.Exchange.Rest("alice");
        var live = (await alice.GetAsync("/api/v1/orders")).Body.GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("client_order_id").GetString());
        Assert.Equal(["o1"], live);
        Assert.False(client.ReceiveAsync().IsCompleted);
    }

    [Fact]
    public async Task FIX_market_data_has_a_gap_and_a_late_snapshot()
    {
        await using var running = await FixAsync(new Fault(FaultKind.SlowSnapshot) { Times = 1, DelayMs = 200 }, new Fault(FaultKind.StreamGap) { Times = 1 });
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await client.SendAsync("35=V|262=m1|263=1|264=0|265=1|267=2|269=0|269=1|146=1|55=AAPL");
        await UntilAsync(() => _time.Waiting == 1);
        _time.Step(TimeSpan.FromMilliseconds(200));
        Assert.StartsWith("35=W|34=2|", await client.ReceiveAsync(), StringComparison.Ordinal);
        using var maker = running.Exchange.Rest("maker");
        foreach (var price in (string[])["140.00", "141.00"])
        {
            await maker.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"{{price}}","quantity":"1"}""");
            await UntilAsync(() => _mode.CountOf(FaultKind.StreamGap) == 1);
        }

        Assert.StartsWith("35=X|34=4|", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_answer_is_lost_and_an_order_refused_for_its_rate()
    {
        await using var exchange = await NativeAsync(new Fault(FaultKind.AckDropped) { Times = 1 }, new Fault(FaultKind.RateLimited) { First = 2, Times = 1, On = FaultClasses.Orders, RetryAfter = 2 });
        var (client, _) = await NativeClient.LogonAsync(exchange, "alice");
        using var _1 = client;
        await client.SendAsync(Order(Side.Buy, 100, "n1"), 1);
        await client.SendAsync(Order(Side.Buy, 101, "n2"), 2);
        Assert.True(NativeRefused.TryDecode(await client.ReceiveAsync(), out var refused, out _));
        Assert.Equal((RejectReason.RateLimited, 2_000), (refused.Reason, refused.RetryAfterMs));
        _time.Step(TimeSpan.FromSeconds(2));
        await client.SendAsync(Order(Side.Buy, 101, "n1"), 3);
        var answer = await client.ReceiveAsync();
        Assert.True(NativeOrderEvent.TryDecode(answer, out var told, out _));
        Assert.Equal((3u, RejectReason.DuplicateClientOrderId), (NativeFrame.RequestIdOf(answer), (RejectReason)told.Reason));
    }

    [Fact]
    public async Task A_native_fill_comes_twice_and_levels_are_left_out()
    {
        await using var exchange = await NativeAsync(new Fault(FaultKind.FillDuplicated) { Times = 1 }, new Fault(FaultKind.StreamGap) { Times = 1 });
        var (client, _) = await NativeClient.LogonAsync(exchange, "alice");
        using var _1 = client;
        await client.SendAsync(Order(Side.Sell, 15_000, "n1"), 1);
        await client.FindAsync(NativeType.OrderEvent);
        using var taker = exchange.Rest("taker");
        await taker.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.00","quantity":"1"}""");
        Assert.Equal(await client.FindAsync(NativeType.Fill), await client.FindAsync(NativeType.Fill));

        await client.SubscribeAsync(NativeChannel.Levels, 1);
        await client.FindAsync(NativeType.SnapshotEnd);
        foreach (var price in (string[])["140.00", "141.00"])
        {
            await taker.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"{{price}}","quantity":"1"}""");
            await UntilAsync(() => _mode.CountOf(FaultKind.StreamGap) == 1);
        }

        Assert.True(NativeLevel.TryDecode(await client.FindAsync(NativeType.Level), out var level, out _));
        Assert.Equal(14_100, level.Price.Units);
    }

    [Fact]
    public async Task What_is_no_message_passes_as_it_is()
    {
        await using var running = await FixAsync(new Fault(FaultKind.AckDropped) { Times = 1 });
        await using var client = await FixClient.LogonAsync(running.Exchange, running.Key());
        await client.SendRawAsync("garbage 8=FIX.4.4"u8.ToArray());
        await client.SendRawAsync("\u0001more"u8.ToArray());
        await client.SendAsync("35=1|112=still here");
        Assert.Contains("112=still here", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    private static Task OrderAsync(FixClient client, string id) => client.SendAsync($"35=D|11={id}|55=AAPL|54=1|60={DateTime.UtcNow:yyyyMMdd-HH:mm:ss.fff}|38=10|40=2|44=150.00|59=1");

    private static Command Order(Side side, long price, string id) => new()
    {
        Kind = CommandKind.NewOrder,
        Instrument = new InstrumentId(1),
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(5),
        Terms = OrderTerms.Of(OrderType.Limit),
        Text = Text36.Of(id),
    };

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        while (!condition())
            await Task.Delay(5, patience.Token);
    }

    private Task<FixExchange> FixAsync(params Fault[] faults) => FixExchange.StartAsync(faults: _mode = new FaultMode(new FaultProfile("test", faults), _time));

    private Task<RunningExchange> NativeAsync(params Fault[] faults) => RunningExchange.StartAsync(faults: _mode = new FaultMode(new FaultProfile("test", faults), _time));
}
