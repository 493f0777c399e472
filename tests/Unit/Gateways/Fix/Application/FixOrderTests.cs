using Rialto.Gateways.Auth;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Application;

/// <summary>Orders over FIX: what is sent, and every report of it. Field by field as docs/reference/fix.md has it.</summary>
public sealed class FixOrderTests : IAsyncLifetime
{
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
    public async Task An_order_that_rests_is_new_with_all_that_it_is()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");

        var report = await alice.AskAsync("D", "11=a1|1=alice|55=AAPL|54=1|38=100|111=10|40=2|44=150.25|59=1|18=6|8000=2");

        Assert.Equal("8|0|0|a1|1|alice|AAPL|1", report.Of(35, 150, 39, 11, 37, 1, 55, 54));
        Assert.Equal("100|2|150.25|1|10|6|2|100|0|0.00", report.Of(38, 40, 44, 59, 111, 18, 8000, 151, 14, 6));
        Assert.Equal(report[8006] + "-0", report[17]);
        Assert.True(alice.IsEmpty);
    }

    [Fact]
    public async Task Both_sides_of_a_trade_are_told_their_own_share()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=100|40=2|44=150.25|59=1");

        bob.Send("D", "11=b|55=AAPL|54=2|38=40|40=1");
        var (taken, filled) = (await bob.ReceiveAsync(), await bob.ReceiveAsync());
        var made = await alice.ReceiveAsync();

        Assert.Equal("0|0|1|3", taken.Of(150, 39, 40, 59));
        Assert.Equal("F|2|40|150.25|0|40|150.25|2|12.02|3", filled.Of(150, 39, 32, 31, 151, 14, 6, 851, 12, 13));
        Assert.Equal("F|1|40|150.25|60|40|150.25|1|6.01", made.Of(150, 39, 32, 31, 151, 14, 6, 851, 12));
        Assert.Equal((filled[880], filled[17][..^1]), (made[880], made[17][..^1]));
        Assert.Equal(("T", "M"), (filled[17][^1..], made[17][^1..]));
    }

    [Fact]
    public async Task A_cancel_repeats_both_names_and_leaves_nothing()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=100|40=2|44=150.25|59=1");

        var report = await alice.AskAsync("F", "41=a|11=c|55=AAPL|54=1");

        Assert.Equal("8|4|4|c|a|0|requested|1", report.Of(35, 150, 39, 11, 41, 151, 58, 8005));
    }

    [Fact]
    public async Task A_cancel_of_nothing_is_unknown_and_of_an_ended_order_too_late()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=100|40=2|44=150.25|59=1");
        await alice.AskAsync("F", "41=a|11=c1|55=AAPL|54=1");

        var unknown = await alice.AskAsync("F", "41=never|11=c2|55=AAPL|54=1");
        var late = await alice.AskAsync("F", "41=a|11=c3|55=AAPL|54=1");

        Assert.Equal("9|NONE|c2|never|8|1|1|104", unknown.Of(35, 37, 11, 41, 39, 434, 102, 8005));
        Assert.Equal("9|1|c3|a|4|1|0|104", late.Of(35, 37, 11, 41, 39, 434, 102, 8005));
    }

    [Fact]
    public async Task A_cancel_by_number_tells_nothing_of_orders_of_others()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        var number = (await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=100|40=2|44=150.25|59=1"))[37];
        await bob.AskAsync("D", "11=own|55=AAPL|54=1|38=100|40=2|44=149|59=1");

        var resting = await bob.AskAsync("F", $"41=x|11=c1|37={number}|55=AAPL|54=1");
        var named = await bob.AskAsync("F", $"41=own|11=c2|37={number}|55=AAPL|54=1");
        await alice.AskAsync("F", "41=a|11=b|55=AAPL|54=1");
        var ended = await bob.AskAsync("F", $"41=x|11=c3|37={number}|55=AAPL|54=1");
        var never = await bob.AskAsync("F", "41=x|11=c4|37=999999999|55=AAPL|54=1");

        Assert.Equal("9|NONE|8|1", resting.Of(35, 37, 39, 102));
        Assert.NotEqual(number, named[37]);
        Assert.Equal("9|0", named.Of(35, 39));
        Assert.Equal(never.Of(35, 37, 39, 102, 58), resting.Of(35, 37, 39, 102, 58));
        Assert.Equal(never.Of(35, 37, 39, 102, 58), ended.Of(35, 37, 39, 102, 58));
    }

    [Fact]
    public async Task A_replacement_gives_the_order_its_new_name_and_chains_on()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=100|40=2|44=150.25|59=1");

        var replaced = await alice.AskAsync("G", "41=a|11=b|55=AAPL|54=1|38=80|40=2|44=150.30|59=1");
        var again = await alice.AskAsync("G", "41=b|11=c|55=AAPL|54=1|38=60|40=2|44=150.30");
        var former = await alice.AskAsync("G", "41=a|11=d|55=AAPL|54=1|38=60|40=2|44=150.30");
        var canceled = await alice.AskAsync("F", "41=c|11=e|55=AAPL|54=1");

        Assert.Equal("8|5|0|b|a|80|150.30|80", replaced.Of(35, 150, 39, 11, 41, 38, 44, 151));
        Assert.Equal("8|5|0|c|b|60|150.30|60", again.Of(35, 150, 39, 11, 41, 38, 44, 151));
        Assert.Equal("9|d|a|2|1", former.Of(35, 11, 41, 434, 102));
        Assert.Equal("4|e|c", canceled.Of(150, 11, 41));
    }

    [Fact]
    public async Task Requests_that_come_together_find_what_those_before_them_made()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");

        alice.Send("D", "11=a|55=AAPL|54=1|38=100|40=2|44=150.25|59=1", isLast: false);
        alice.Send("G", "41=a|11=b|55=AAPL|54=1|38=80|40=2|44=150.30", isLast: false);
        alice.Send("G", "41=b|11=c|55=AAPL|54=1|38=70|40=2|44=150.30", isLast: false);
        alice.Send("F", "41=c|11=d|55=AAPL|54=1");

        Assert.Equal("0|a", (await alice.ReceiveAsync()).Of(150, 11));
        Assert.Equal("5|b|a", (await alice.ReceiveAsync()).Of(150, 11, 41));
        Assert.Equal("5|c|b", (await alice.ReceiveAsync()).Of(150, 11, 41));
        Assert.Equal("4|d|c", (await alice.ReceiveAsync()).Of(150, 11, 41));
    }

    [Theory]
    [InlineData("54=2|38=80|40=2|44=150", 105)]
    [InlineData("54=1|38=80|40=1", 105)]
    [InlineData("54=1|38=80|40=2|44=150|59=3", 105)]
    [InlineData("54=1|38=0|40=2|44=150", 30)]
    [InlineData("54=1|38=80.5|40=2|44=150", 33)]
    [InlineData("54=1|38=80|40=2|44=0", 50)]
    [InlineData("54=1|38=80|40=2|44=150.001", 52)]
    [InlineData("54=1|38=80|40=2|44=150|18=6", 105)]
    public async Task A_replacement_that_would_change_what_cannot_change_is_refused_and_the_order_stays(string values, int reason)
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=100|40=2|44=150.25|59=1");

        var refused = await alice.AskAsync("G", "41=a|11=b|55=AAPL|" + values);
        var status = await alice.AskAsync("H", "11=a|55=AAPL|54=1|790=q");

        Assert.Equal($"9|b|a|2|{reason}", refused.Of(35, 11, 41, 434, 8005));
        Assert.Equal("I|0|0|a|q|100|150.25", status.Of(150, 39, 17, 11, 790, 38, 44));
    }

    [Fact]
    public async Task A_replacement_to_what_has_filled_ends_the_order()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=100|40=2|44=150.25|59=1");
        bob.Send("D", "11=b|55=AAPL|54=2|38=40|40=2|44=150.25|59=3");
        await alice.ReceiveAsync();

        var report = await alice.AskAsync("G", "41=a|11=c|55=AAPL|54=1|38=40|40=2|44=150.25");

        Assert.Equal("8|4|4|c|a|40|0|replaced_below_filled", report.Of(35, 150, 39, 11, 41, 14, 151, 58));
    }

    [Theory]
    [InlineData("54=1|38=100.5|40=2|44=150.25", 33, 13)]
    [InlineData("54=1|38=100|40=2|44=150.251", 52, 99)]
    [InlineData("54=1|38=-1|40=2|44=150.25", 30, 13)]
    [InlineData("54=1|38=100|111=0|40=2|44=150.25", 34, 13)]
    [InlineData("54=1|38=100|40=2|44=150.25|59=3|18=6", 80, 11)]
    [InlineData("54=1|38=100|40=1|59=1", 81, 11)]
    [InlineData("54=1|38=100|40=2|44=150.25|126=20200101-00:00:00|59=6", 82, 4)]
    [InlineData("54=1|38=100|40=2|44=150.25|99=151", 54, 99)]
    [InlineData("54=1|38=100|152=100|40=1", 36, 11)]
    [InlineData("54=1|38=1000001|40=2|44=150.25", 32, 13)]
    [InlineData("54=1|1=bob|38=1|40=2|44=150.25", 202, 0)]
    public async Task A_bad_order_is_refused_with_the_exchanges_reason(string values, int reason, int fixReason)
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");

        var report = await alice.AskAsync("D", "11=a|55=AAPL|" + values);

        Assert.Equal($"8|8|8|NONE|a|{fixReason}|{reason}|0|0", report.Of(35, 150, 39, 37, 11, 103, 8005, 151, 14));
        Assert.NotEmpty(report[58]);
    }

    [Fact]
    public async Task Names_instruments_and_rights_are_judged_before_the_exchange()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var reader = await FixClient.LogonAsync(_exchange, "carol", Permissions.Read);

        var symbol = await alice.AskAsync("D", "11=a|55=MSFT|54=1|38=1|40=2|44=1");
        var name = await alice.AskAsync("D", "11=a name with blanks|55=AAPL|54=1|38=1|40=2|44=1");
        var quantity = await alice.AskAsync("D", "11=a|55=AAPL|54=1|40=2|44=1");
        var right = await reader.AskAsync("D", "11=a|55=AAPL|54=1|38=1|40=2|44=1");
        var cancel = await reader.AskAsync("F", "41=x|11=a|55=AAPL|54=1");
        var mass = await reader.AskAsync("q", "11=a|530=7");

        Assert.Equal("8|8|1|2|MSFT", symbol.Of(35, 39, 103, 8005, 55));
        Assert.Equal("8|8|99|6|a name with blanks", name.Of(35, 39, 103, 8005, 11));
        Assert.Equal("j|D|5|a", quantity.Of(35, 372, 380, 379));
        Assert.Equal("8|8|0|202", right.Of(35, 39, 103, 8005));
        Assert.Equal("9|2|202", cancel.Of(35, 102, 8005));
        Assert.Equal("r|0|99|202", mass.Of(35, 531, 532, 8005));
    }

    [Fact]
    public async Task Immediate_orders_are_canceled_and_dated_ones_expire()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");

        alice.Send("D", "11=i|55=AAPL|54=1|38=100|40=2|44=150.25|59=3");
        Assert.Equal("0|0", (await alice.ReceiveAsync()).Of(150, 39));
        Assert.Equal("4|4|immediate_remainder", (await alice.ReceiveAsync()).Of(150, 39, 58));
        alice.Send("D", "11=f|55=AAPL|54=1|38=100|40=2|44=150.25|59=4");
        Assert.Equal("0|0|4", (await alice.ReceiveAsync()).Of(150, 39, 59));
        Assert.Equal("4|4|fill_or_kill", (await alice.ReceiveAsync()).Of(150, 39, 58));
        await alice.AskAsync("D", "11=d|55=AAPL|54=1|38=100|40=2|44=150.25");
        _exchange.Inject(Command.SetInstrumentState(new InstrumentId(1), InstrumentState.Closed));
        Assert.Equal("C|C|d|day_ended|0", (await alice.ReceiveAsync()).Of(150, 39, 11, 58, 59));
    }

    [Fact]
    public async Task A_stop_is_triggered_and_then_trades()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        var waiting = await alice.AskAsync("D", "11=s|55=AAPL|54=1|38=10|40=4|44=152|99=151|59=1");
        await bob.AskAsync("D", "11=1|55=AAPL|54=2|38=5|40=2|44=151|59=1");
        await bob.AskAsync("D", "11=2|55=AAPL|54=2|38=10|40=2|44=151.50|59=1");

        bob.Send("D", "11=3|55=AAPL|54=1|38=5|40=2|44=151|59=3");

        var triggered = await alice.ReceiveAsync();
        var filled = await alice.ReceiveAsync();
        Assert.Equal("0|0|4|152.00|151.00", waiting.Of(150, 39, 40, 44, 99));
        Assert.Equal("L|0|s|10", triggered.Of(150, 39, 11, 151));
        Assert.Equal("F|2|151.50|10", filled.Of(150, 39, 31, 32));
    }

    [Fact]
    public async Task An_iceberg_tells_of_each_tranche_and_a_slid_order_of_its_price()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        await alice.AskAsync("D", "11=a|55=AAPL|54=2|38=30|1138=10|40=2|44=151|59=1");

        bob.Send("D", "11=b|55=AAPL|54=1|38=10|40=2|44=151|59=3");
        Assert.Equal("F|1|20", (await alice.ReceiveAsync()).Of(150, 39, 151));
        Assert.Equal("D|1|99|replenished|10|20", (await alice.ReceiveAsync()).Of(150, 39, 378, 58, 111, 151));
        bob.Send("D", "11=s|55=AAPL|54=1|38=10|40=2|44=152|59=1|18=6|8001=Y");
        await bob.ReceiveAsync();
        await bob.ReceiveAsync();
        Assert.Equal("0|152.00|6|Y", (await bob.ReceiveAsync()).Of(150, 44, 18, 8001));
        Assert.Equal("D|99|slid|150.99", (await bob.ReceiveAsync()).Of(150, 378, 58, 44));
    }

    [Fact]
    public async Task A_budget_is_spent_in_money()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        await alice.AskAsync("D", "11=a|55=AAPL|54=2|38=30|40=2|44=100|59=1");

        bob.Send("D", "11=b|55=AAPL|54=1|152=250|40=1");

        Assert.Equal("0|250.00||0", (await bob.ReceiveAsync()).Of(150, 152, 38, 151));
        Assert.Equal("F|1|2|100.00|0|2", (await bob.ReceiveAsync()).Of(150, 39, 32, 31, 151, 14));
        Assert.Equal("4|4|budget_spent|0|2", (await bob.ReceiveAsync()).Of(150, 39, 58, 151, 14));
    }

    [Fact]
    public async Task A_budget_whose_money_left_rounds_to_nothing_is_not_filled_before_its_rest_is_cancelled()
    {
        // A share is traded in hundredths, so money has less decimals than price times quantity.
        _exchange.Inject(Command.DefineInstrument(new Instrument(new InstrumentId(2), Text36.Of("FINE"), 2, 2, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000))));
        _exchange.Inject(Command.SetInstrumentState(new InstrumentId(2), InstrumentState.Open));
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        await alice.AskAsync("D", "11=a|55=FINE|54=2|38=30|40=2|44=2.50|59=1");

        bob.Send("D", "11=b|55=FINE|54=1|152=0.03|40=1");

        Assert.Equal("0|0.03", (await bob.ReceiveAsync()).Of(150, 152));
        Assert.Equal("F|1|0.01|2.50|0.01", (await bob.ReceiveAsync()).Of(150, 39, 32, 31, 14));
        Assert.Equal("4|4|budget_spent|0.01", (await bob.ReceiveAsync()).Of(150, 39, 58, 14));
    }

    [Fact]
    public async Task A_budget_that_is_spent_to_the_last_is_filled()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        await alice.AskAsync("D", "11=a|55=AAPL|54=2|38=30|40=2|44=100|59=1");
        bob.Send("D", "11=b|55=AAPL|54=1|152=200|40=1");
        await bob.ReceiveAsync();
        Assert.Equal("F|2|2|100.00|2", (await bob.ReceiveAsync()).Of(150, 39, 32, 31, 14));
        Assert.Equal("I|2|2", (await bob.AskAsync("H", "11=b|55=AAPL|54=1")).Of(150, 39, 14));
    }

    [Fact]
    public async Task In_an_auction_each_order_tells_once_what_it_lost_to_itself()
    {
        _exchange.Inject(Command.SetInstrumentState(new InstrumentId(1), InstrumentState.Auction));
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        await alice.AskAsync("D", "11=a|55=AAPL|54=2|38=10|40=2|44=100|59=1|8000=5");
        await alice.AskAsync("D", "11=b|55=AAPL|54=1|38=4|40=2|44=100|59=1|8000=5");
        _exchange.Inject(Command.SetInstrumentState(new InstrumentId(1), InstrumentState.Open));

        Assert.Equal("D|a|99|self_trade|6|0", (await alice.ReceiveAsync()).Of(150, 11, 378, 58, 151, 14));
        Assert.Equal("4|b|self_trade|0", (await alice.ReceiveAsync()).Of(150, 11, 58, 151));
        Assert.Equal("I|a|6", (await alice.AskAsync("H", "11=a|55=AAPL|54=2")).Of(150, 11, 151));
    }

    [Fact]
    public async Task Self_trade_prevention_tells_both_orders_what_they_lost()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        await alice.AskAsync("D", "11=a|55=AAPL|54=2|38=10|40=2|44=100|59=1");

        alice.Send("D", "11=b|55=AAPL|54=1|38=4|40=2|44=100|59=1|8000=5");

        Assert.Equal("0|b", (await alice.ReceiveAsync()).Of(150, 11));
        Assert.Equal("D|a|99|self_trade|6|0", (await alice.ReceiveAsync()).Of(150, 11, 378, 58, 151, 14));
        Assert.Equal("4|b|self_trade|0", (await alice.ReceiveAsync()).Of(150, 11, 58, 151));
    }

    [Fact]
    public async Task A_mass_cancel_reports_each_own_order_and_then_how_many()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=10|40=2|44=100|59=1");
        await alice.AskAsync("D", "11=b|55=AAPL|54=2|38=10|40=2|44=101|59=1");

        alice.Send("q", "11=m1|530=1|55=AAPL|54=1");
        Assert.Equal("8|4|a|mass_cancel", (await alice.ReceiveAsync()).Of(35, 150, 11, 58));
        Assert.Equal("r|m1|1|1|1|AAPL", (await alice.ReceiveAsync()).Of(35, 11, 530, 531, 533, 55));
        alice.Send("q", "11=m2|530=7");
        Assert.Equal("8|4|b", (await alice.ReceiveAsync()).Of(35, 150, 11));
        Assert.Equal("r|m2|7|7|1", (await alice.ReceiveAsync()).Of(35, 11, 530, 531, 533));
        Assert.Equal("r|m3|0|1|2", (await alice.AskAsync("q", "11=m3|530=1|55=MSFT")).Of(35, 11, 531, 532, 8005));
    }

    [Fact]
    public async Task An_order_sent_twice_is_a_duplicate_and_with_PossResend_a_status()
    {
        const string Order = "11=a|55=AAPL|54=1|38=10|40=2|44=100|59=1";
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        await alice.AskAsync("D", Order);

        var twice = await alice.AskAsync("D", Order);
        var other = await alice.AskAsync("D", Order.Replace("38=10", "38=11", StringComparison.Ordinal));
        var resent = await alice.AskAsync("D", "97=Y|" + Order);
        await alice.AskAsync("F", "41=a|11=c|55=AAPL|54=1");
        var ended = await alice.AskAsync("D", "97=Y|" + Order);

        Assert.Equal("8|8|6|100", twice.Of(39, 150, 103, 8005));
        Assert.Equal("8|8|6|100", other.Of(39, 150, 103, 8005));
        Assert.Equal("I|0|1|10", resent.Of(150, 39, 37, 151));
        Assert.Equal("I|4|1|requested", ended.Of(150, 39, 37, 58));
    }

    [Fact]
    public async Task A_lost_order_that_comes_again_late_is_refused()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");

        var late = await alice.AskAsync("D", "43=Y|122=20200101-00:00:00|11=a|55=AAPL|54=1|38=10|40=2|44=100|59=1");

        Assert.Equal("8|8|a|204", late.Of(39, 150, 11, 8005));
    }

    [Fact]
    public async Task Statuses_tell_of_one_order_of_all_and_of_none()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var none = await alice.AskAsync("AF", "584=m0|585=7");
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=10|40=2|44=100|59=1");
        await alice.AskAsync("D", "11=b|55=AAPL|54=1|38=10|40=2|44=99|59=1");

        alice.Send("AF", "584=m1|585=1|55=AAPL");
        var (one, two) = (await alice.ReceiveAsync(), await alice.ReceiveAsync());
        var unknown = await alice.AskAsync("H", "11=x|55=AAPL|54=2");

        Assert.Equal("8|I|8|m0|0|Y", none.Of(35, 150, 39, 584, 911, 912));
        Assert.Equal("I|a|m1|2|N", one.Of(150, 11, 584, 911, 912));
        Assert.Equal("I|b|m1|2|Y", two.Of(150, 11, 584, 911, 912));
        Assert.Equal("I|8|NONE|x|5|2|AAPL", unknown.Of(150, 39, 37, 11, 103, 54, 55));
    }

    [Fact]
    public async Task A_drop_copy_hears_of_orders_however_they_came()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var desk = await FixClient.LogonAsync(_exchange, "alice", Permissions.Read, dropCopy: true);
        using var rest = _exchange.Rest();

        var own = await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=10|40=2|44=100|59=1");
        var copy = await desk.ReceiveAsync();
        await rest.PostAsync("/api/v1/orders", """{"symbol":"AAPL","side":"sell","quantity":"4","price":"100","client_order_id":"r"}""");
        var copies = new[] { await desk.ReceiveAsync(), await desk.ReceiveAsync(), await desk.ReceiveAsync() };

        Assert.Equal(own.Of(17, 150, 39, 11, 37), copy.Of(17, 150, 39, 11, 37));
        Assert.Equal(("", "Y"), (own[797], copy[797]));
        Assert.Equal(["0|r|Y", "F|r|Y", "F|a|Y"], copies.Select(message => message.Of(150, 11, 797)));
        Assert.Equal("F|a|", (await alice.ReceiveAsync()).Of(150, 11, 797));
        Assert.True(alice.IsEmpty);
    }

    [Fact]
    public async Task What_happens_while_the_client_is_away_is_sent_all_the_same()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice");
        var bob = await FixClient.LogonAsync(_exchange, "bob");
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=10|40=2|44=100|59=1");
        await alice.LeaveAsync();

        bob.Send("D", "11=b|55=AAPL|54=2|38=4|40=2|44=100|59=3");
        Assert.Equal("F|1|4", (await alice.ReceiveAsync()).Of(150, 39, 32));
        await alice.ReturnAsync();
        Assert.Equal("5|b|a|12", (await alice.AskAsync("G", "41=a|11=b|55=AAPL|54=1|38=12|40=2|44=100")).Of(150, 11, 41, 38));
        bob.Send("D", "11=c|55=AAPL|54=2|38=4|40=2|44=100|59=3");
        Assert.Equal("F|1|4|8", (await alice.ReceiveAsync()).Of(150, 39, 32, 14));
    }

    [Fact]
    public async Task Orders_go_with_a_connection_that_asked_for_it()
    {
        var alice = await FixClient.LogonAsync(_exchange, "alice", cancelOnDisconnect: true);
        await alice.AskAsync("D", "11=a|55=AAPL|54=1|38=10|40=2|44=100|59=1");

        await alice.LeaveAsync();

        Assert.Equal("4|4|a|disconnected", (await alice.ReceiveAsync()).Of(150, 39, 11, 58));
    }
}
