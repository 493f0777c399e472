using Rialto.Gateways.Auth;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Application;

/// <summary>Market data, lists, statuses and trades over FIX.</summary>
public sealed class FixMarketTests : IAsyncLifetime
{
    private const string Levels = "267=2|269=0|269=1|146=1|55=AAPL";

    private RunningExchange _exchange = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _exchange = await RunningExchange.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _exchange.DisposeAsync();
        Assert.Null(_exchange.Fault);
    }

    [Fact]
    public async Task A_snapshot_holds_the_levels_best_first_and_an_empty_book_says_so()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var empty = await alice.AskAsync("V", $"262=m1|263=0|264=0|{Levels}");
        await alice.AskAsync("D", "11=1|55=AAPL|54=1|38=10|40=2|44=100|59=1");
        await alice.AskAsync("D", "11=2|55=AAPL|54=1|38=20|40=2|44=101|59=1");
        await alice.AskAsync("D", "11=3|55=AAPL|54=2|38=30|40=2|44=102|59=1");

        var full = await alice.AskAsync("V", $"262=m2|263=0|264=0|{Levels}");
        var top = await alice.AskAsync("V", $"262=m3|263=0|264=1|{Levels}");

        Assert.Equal("W|m1|AAPL|1|J", empty.Of(35, 262, 55, 268, 269));
        Assert.Equal(["0", "0", "1"], full.All(269));
        Assert.Equal(["101.00", "100.00", "102.00"], full.All(270));
        Assert.Equal(["20", "10", "30"], full.All(271));
        Assert.Equal(["1", "2", "1"], full.All(290));
        Assert.Equal(["101.00", "102.00"], top.All(270));
    }

    [Fact]
    public async Task A_whole_book_is_kept_by_new_changed_and_deleted_levels_and_trades()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var reader = await FixClient.LogonAsync(_exchange, "reader", Permissions.Read);
        await alice.AskAsync("D", "11=1|55=AAPL|54=1|38=10|40=2|44=100|59=1");
        await reader.AskAsync("V", "262=m|263=1|264=0|265=1|267=3|269=0|269=1|269=2|146=1|55=AAPL");

        await alice.AskAsync("D", "11=2|55=AAPL|54=1|38=5|40=2|44=99|59=1");
        var added = await reader.ReceiveAsync();
        await alice.AskAsync("D", "11=3|55=AAPL|54=1|38=5|40=2|44=100|59=1");
        var changed = await reader.ReceiveAsync();
        alice.Send("D", "11=4|55=AAPL|54=2|38=15|40=2|44=100|59=3");
        var traded = await reader.ReceiveAsync();

        Assert.Equal("X|m|1|0|0|AAPL|99.00|5|1", added.Of(35, 262, 268, 279, 269, 55, 270, 271, 346));
        Assert.Equal("1|0|100.00|15|2", changed.Of(279, 269, 270, 271, 346));
        Assert.Equal(["0", "0", "2"], traded.All(279));
        Assert.Equal(["2", "2", "0"], traded.All(269));
        Assert.Equal(["10", "5"], traded.All(271));
        Assert.Equal(["2", "2"], traded.All(2446));
        Assert.Equal(["1", "2"], traded.All(278));
    }

    [Fact]
    public async Task A_window_of_the_best_levels_deletes_what_falls_out_of_it_and_brings_back_what_returns()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var reader = await FixClient.LogonAsync(_exchange, "reader", Permissions.Read);
        await alice.AskAsync("D", "11=1|55=AAPL|54=1|38=10|40=2|44=100|59=1");
        await alice.AskAsync("D", "11=2|55=AAPL|54=1|38=20|40=2|44=99|59=1");
        await reader.AskAsync("V", $"262=m|263=1|264=2|265=1|{Levels}");

        await alice.AskAsync("D", "11=3|55=AAPL|54=1|38=30|40=2|44=101|59=1");
        var better = await reader.ReceiveAsync();
        await alice.AskAsync("D", "11=4|55=AAPL|54=1|38=40|40=2|44=98|59=1");
        await alice.AskAsync("F", "41=3|11=c|55=AAPL|54=1");
        var back = await reader.ReceiveAsync();

        Assert.Equal(["0", "2"], better.All(279));
        Assert.Equal(["101.00", "99.00"], better.All(270));
        Assert.Equal(["2", "0"], back.All(279));
        Assert.Equal(["101.00", "99.00"], back.All(270));
        Assert.True(reader.IsEmpty);
    }

    [Fact]
    public async Task Books_kept_by_updates_are_those_of_a_new_snapshot_whatever_happens()
    {
        var random = new Random(4);
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var readers = new List<(FixClient Client, Dictionary<string, string> Book, int Depth)>();
        foreach (var depth in new[] { 0, 1, 3 })
        {
            var reader = await FixClient.LogonAsync(_exchange, "reader", Permissions.Read);
            await reader.AskAsync("V", $"262=m|263=1|264={depth}|265=1|{Levels}");
            readers.Add((reader, [], depth));
        }

        for (var i = 0; i < 400; i++)
        {
            var kind = random.Next(4);
            alice.Send(
                kind == 0 ? "F" : "D",
                kind == 0
                    ? $"41=o{random.Next(i + 1)}|11=c{i}|55=AAPL|54=1"
                    : $"11=o{i}|55=AAPL|54={random.Next(1, 3)}|38={random.Next(1, 50)}|40=2|44={random.Next(95, 106)}|59={(kind == 1 ? 3 : 1)}");
        }

        foreach (var (client, book, depth) in readers)
        {
            client.Send("V", $"262=last|263=0|264={depth}|{Levels}");
            FixFields message;
            while ((message = await client.ReceiveAsync())[262] != "last")
                Apply(book, message);
            var expected = message.All(269).Zip(message.All(270), message.All(271)).ToDictionary(level => level.First + level.Second, level => level.Third);
            Assert.Equal(expected.OrderBy(level => level.Key, StringComparer.Ordinal), book.OrderBy(level => level.Key, StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Full_refreshes_come_whole_after_each_change()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        await alice.AskAsync("V", $"262=m|263=1|264=5|265=0|{Levels}");

        alice.Send("D", "11=1|55=AAPL|54=1|38=10|40=2|44=100|59=1");
        var both = new[] { await alice.ReceiveAsync(), await alice.ReceiveAsync() };

        Assert.Equal("W|m|0|100.00|10", both.Single(message => message.Type == "W").Of(35, 262, 269, 270, 271));
    }

    [Fact]
    public async Task Whole_books_anew_at_each_change_have_a_depth_and_an_instrument_has_few_subscriptions()
    {
        var reader = await FixClient.LogonAsync(_exchange, "reader", Permissions.Read);
        Assert.Equal("Y|m|6", (await reader.AskAsync("V", $"262=m|263=1|264=0|265=0|{Levels}")).Of(35, 262, 281));
        for (var i = 0; i < 8; i++)
            Assert.Equal("W", (await reader.AskAsync("V", $"262=m{i}|263=1|264=0|265=1|{Levels}")).Type);
        Assert.Equal("Y|m8|2", (await reader.AskAsync("V", $"262=m8|263=1|264=0|265=1|{Levels}")).Of(35, 262, 281));
    }

    [Fact]
    public async Task A_book_whose_changes_could_not_be_sent_comes_anew_when_they_can()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var reader = await FixClient.LogonAsync(_exchange, "reader", Permissions.Read);
        await reader.AskAsync("V", $"262=m|263=1|264=0|265=1|{Levels}");
        reader.IsBusy = true;
        await alice.AskAsync("D", "11=1|55=AAPL|54=1|38=10|40=2|44=100|59=1");
        await alice.AskAsync("D", "11=2|55=AAPL|54=1|38=10|40=2|44=101|59=1");
        Assert.True(reader.IsEmpty);

        reader.IsBusy = false;
        await alice.AskAsync("D", "11=3|55=AAPL|54=1|38=10|40=2|44=102|59=1");
        Assert.True(reader.IsEmpty);
        reader.EndResend();
        var whole = await reader.ReceiveAsync();
        Assert.Equal("W|m|102.00,101.00,100.00", $"{whole.Of(35, 262)}|{string.Join(',', whole.All(270))}");
        await alice.AskAsync("D", "11=4|55=AAPL|54=1|38=10|40=2|44=103|59=1");
        Assert.Equal("X|0|103.00", (await reader.ReceiveAsync()).Of(35, 279, 270));
    }

    [Fact]
    public async Task A_subscription_ends_when_asked_and_with_the_connection()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var reader = await FixClient.LogonAsync(_exchange, "reader", Permissions.Read);
        await reader.AskAsync("V", $"262=m|263=1|264=0|265=1|{Levels}");
        var twice = await reader.AskAsync("V", $"262=m|263=1|264=0|265=1|{Levels}");
        reader.Send("V", $"262=m|263=2|264=0|{Levels}");
        var gone = await reader.AskAsync("V", $"262=m|263=2|264=0|{Levels}");
        await reader.AskAsync("V", $"262=n|263=1|264=0|265=1|{Levels}");
        await reader.LeaveAsync();

        await alice.AskAsync("D", "11=1|55=AAPL|54=1|38=10|40=2|44=100|59=1");

        Assert.Equal("Y|m|1", twice.Of(35, 262, 281));
        Assert.Equal("Y|m|1", gone.Of(35, 262, 281));
        Assert.True(reader.IsEmpty);
    }

    [Theory]
    [InlineData("263=1|264=101|267=1|269=0|146=1|55=AAPL", "5")]
    [InlineData("263=1|264=0|266=N|267=1|269=0|146=1|55=AAPL", "7")]
    [InlineData("263=1|264=0|267=1|269=J|146=1|55=AAPL", "8")]
    [InlineData("263=1|264=0|267=1|269=0|146=2|55=AAPL|55=MSFT", "0")]
    public async Task Market_data_that_there_is_not_is_refused_with_the_reason(string request, string reason)
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");

        var refused = await alice.AskAsync("V", "262=m|" + request);

        Assert.Equal($"Y|m|{reason}", refused.Of(35, 262, 281));
        Assert.NotEmpty(refused[58]);
    }

    [Fact]
    public async Task Instruments_are_listed_with_their_grid()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");

        var all = await alice.AskAsync("x", "320=l1|559=4");
        var one = await alice.AskAsync("x", "320=l2|559=0|55=AAPL");
        var none = await alice.AskAsync("x", "320=l3|559=0|55=MSFT");

        Assert.Equal("y|l1|0|1|Y|1|AAPL|1|1|1000000|0.01|2|2|0", all.Of(35, 320, 560, 393, 893, 146, 55, 561, 562, 1140, 969, 8007, 8008, 8009));
        Assert.Equal("l2|0|AAPL", one.Of(320, 560, 55));
        Assert.Equal("l3|2|0|", none.Of(320, 560, 393, 146));
    }

    [Fact]
    public async Task An_instruments_status_is_told_once_and_whenever_it_changes()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");

        var open = await alice.AskAsync("e", "324=s|55=AAPL|263=1");
        _exchange.Inject(Command.SetInstrumentState(new InstrumentId(1), InstrumentState.Halted));
        var halted = await alice.ReceiveAsync();
        alice.Send("e", "324=s|55=AAPL|263=2");
        var twice = await alice.AskAsync("e", "324=s|55=AAPL|263=2");
        var unknown = await alice.AskAsync("e", "324=u|55=MSFT|263=0");

        Assert.Equal("f|s|AAPL|17|open|2", open.Of(35, 324, 55, 326, 58, 8007));
        Assert.Equal("f|s|2|halted|3", halted.Of(35, 324, 326, 58, 8007));
        Assert.Equal("j|e|s|1", twice.Of(35, 372, 379, 380));
        Assert.Equal("j|e|u|2", unknown.Of(35, 372, 379, 380));
    }

    [Fact]
    public async Task The_trading_session_is_open_until_the_exchange_is_stopped()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");

        var open = await alice.AskAsync("g", "335=t|263=1");
        _exchange.Inject(Command.SetKillSwitch(KillSwitch.Of(KillScope.Exchange, isOn: true, cancelOrders: false)));
        var halted = await alice.ReceiveAsync();
        var other = await alice.AskAsync("g", "335=o|336=NIGHT|263=0");

        Assert.Equal("h|t|RIALTO|2", open.Of(35, 335, 336, 340));
        Assert.Equal("h|t|RIALTO|1", halted.Of(35, 335, 336, 340));
        Assert.Equal("h|o|0|1", other.Of(35, 335, 340, 567));
    }

    [Fact]
    public async Task Trades_are_reported_that_were_and_that_come()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        var desk = await FixClient.LogonAsync(_exchange, "alice", Permissions.Read);
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=100|40=2|44=150|59=1");
        bob.Send("D", "11=b|55=AAPL|54=2|38=40|40=2|44=150|59=3");
        await alice.ReceiveAsync();

        desk.Send("AD", "568=r|569=0|263=1");
        var (taken, old) = (await desk.ReceiveAsync(), await desk.ReceiveAsync());
        bob.Send("D", "11=c|55=AAPL|54=2|38=10|40=2|44=150|59=3");
        var fresh = await desk.ReceiveAsync();
        var none = await desk.AskAsync("AD", "568=n|569=0|263=0|11=other");

        Assert.Equal("AQ|r|1|0|0", taken.Of(35, 568, 748, 749, 750));
        Assert.Equal("AE|1M|r|Y|AAPL|40|150.00|1|1|a|6.00|1|1|Y", old.Of(35, 571, 568, 570, 55, 32, 31, 54, 37, 11, 12, 851, 748, 912));
        Assert.NotEmpty(old[60]);
        Assert.Equal("AE|2M|N|10", fresh.Of(35, 571, 570, 32));
        Assert.Equal("AQ|n|0|0|1", none.Of(35, 568, 748, 749, 750));
    }

    [Fact]
    public async Task Who_may_not_read_is_told_nothing_and_messages_of_ours_are_not_taken()
    {
        var trader = await FixClient.LogonAsync(_exchange, "alice", Permissions.Trade);
        var reader = await FixClient.LogonAsync(_exchange, "bob", Permissions.Read);

        var forbidden = await trader.AskAsync("x", "320=l|559=4");
        var strange = await reader.AskAsync("j", "372=D|380=0");

        Assert.Equal("j|x|6|202", forbidden.Of(35, 372, 380, 8005));
        Assert.Equal("j|j|3", strange.Of(35, 372, 380));
    }

    private static void Apply(Dictionary<string, string> book, FixFields message)
    {
        var sizes = new Queue<string>(message.All(271));
        foreach (var (action, type, price) in message.All(279).Zip(message.All(269), message.All(270)))
        {
            if (action == "2")
                Assert.True(book.Remove(type + price));
            else if (action == "0")
                book.Add(type + price, sizes.Dequeue());
            else
                book[type + price] = book.ContainsKey(type + price) ? sizes.Dequeue() : throw new InvalidOperationException("A level that is not there has changed.");
        }
    }
}
