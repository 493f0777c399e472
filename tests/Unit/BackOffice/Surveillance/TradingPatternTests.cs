using Rialto.BackOffice.Export;
using Rialto.BackOffice.Surveillance;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.BackOffice.Surveillance;

/// <summary>Patterns of trading, on journals of the real engine. A command comes a second after the one before; alice is 1, bob 2, carol 3, dave 4.</summary>
public sealed class TradingPatternTests
{
    [Fact]
    public void Orders_on_several_prices_withdrawn_after_trading_on_the_other_side_are_layering()
    {
        using var past = new PastJournal();
        for (var i = 0; i < 3; i++)
            PressAndWithdraw(past, prices: 3);
        var alert = Assert.Single(Alerts(past));
        Assert.Equal(SuspicionKind.Layering, alert.Kind);
        Assert.Equal([new OwnerId(1)], alert.Owners);
        Assert.Equal(PastJournal.Apple.Id, alert.Instrument);
        Assert.Equal(past.Commands.Count, alert.Sequence);
        Assert.Contains("3 times within 60 minutes owner 1", alert.Text, StringComparison.Ordinal);
        Assert.Contains("withdrew 300 of 300 on 3 prices (asks)", alert.Text, StringComparison.Ordinal);

        // Each episode: three orders, the trade, three cancels.
        Assert.Equal(21, alert.Evidence.Count);
        Assert.Equal($"layering-{alert.Sequence}-1", alert.Id);
    }

    [Fact]
    public void On_one_price_they_are_spoofing()
    {
        using var past = new PastJournal();
        for (var i = 0; i < 3; i++)
            PressAndWithdraw(past, prices: 1);
        Assert.Equal(SuspicionKind.Spoofing, Assert.Single(Alerts(past)).Kind);
    }

    [Fact]
    public void Twice_is_not_often_enough_and_six_times_are_two_alerts()
    {
        using var past = new PastJournal();
        for (var i = 0; i < 2; i++)
            PressAndWithdraw(past, prices: 3);
        Assert.Empty(Alerts(past));
        for (var i = 0; i < 4; i++)
            PressAndWithdraw(past, prices: 3);
        Assert.Equal(2, Alerts(past).Count);
    }

    [Fact]
    public void Orders_withdrawn_by_a_new_price_or_a_mass_cancel_count_as_withdrawn()
    {
        using var past = new PastJournal();
        for (var i = 0; i < 3; i++)
        {
            past.Sell(2, 10, 100);
            var order = OrderOf(past, () => past.Sell(1, 100, 105));
            past.Buy(1, 10, 100);
            past.Add(new Command { Kind = CommandKind.ReplaceOrder, Owner = new OwnerId(1), OrderId = new OrderId(order), Price = new Price(900) });
        }

        for (var i = 0; i < 3; i++)
        {
            past.Sell(2, 10, 100);
            past.Sell(1, 100, 105);
            past.Buy(1, 10, 100);
            past.Add(Command.MassCancel(new OwnerId(1), default, MassCancelScope.Owner));
        }

        Assert.Equal(2, Alerts(past).Count);
    }

    [Fact]
    public void Orders_that_stay_that_are_old_that_are_small_or_that_trade_are_no_pressure()
    {
        using var past = new PastJournal();
        for (var i = 0; i < 3; i++)
        {
            // Withdrawn late.
            var late = OrderOf(past, () => past.Sell(1, 100, 105));
            past.Sell(2, 10, 100);
            past.Buy(1, 10, 100);
            for (var wait = 0; wait < 6; wait++)
                past.Buy(3, 1, 50);
            past.Cancel(1, late);

            // Small.
            var small = OrderOf(past, () => past.Sell(1, 40, 105));
            past.Sell(2, 10, 100);
            past.Buy(1, 10, 100);
            past.Cancel(1, small);

            // Old.
            var old = OrderOf(past, () => past.Sell(1, 100, 105));
            for (var wait = 0; wait < 31; wait++)
                past.Buy(3, 1, 50);
            past.Sell(2, 10, 100);
            past.Buy(1, 10, 100);
            past.Cancel(1, old);

            // Traded, and what was left of it withdrawn.
            var traded = OrderOf(past, () => past.Sell(1, 100, 105));
            past.Sell(2, 10, 100);
            past.Buy(1, 10, 100);
            past.Buy(3, 60, 105);
            past.Cancel(1, traded);
        }

        Assert.Empty(Alerts(past));
    }

    [Fact]
    public void An_owner_that_trades_with_itself_is_told_at_each_doubling()
    {
        using var past = new PastJournal();
        for (var i = 0; i < 5; i++)
        {
            past.Sell(1, 10, 100);
            past.Buy(1, 10, 100);
        }

        var alerts = Alerts(past);
        Assert.Equal([SuspicionKind.WashTrades, SuspicionKind.WashTrades, SuspicionKind.WashTrades], alerts.Select(alert => alert.Kind));
        Assert.Contains("buyer and seller of 4 trades", alerts[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Owners_whose_orders_name_one_group_wash_too()
    {
        using var past = new PastJournal();
        past.Add(PastJournal.Limit(Side.Sell, 1, 10, 100) with { Group = new OwnerGroup(9) });
        past.Add(PastJournal.Limit(Side.Buy, 2, 10, 100) with { Group = new OwnerGroup(9) });
        past.Add(PastJournal.Limit(Side.Sell, 1, 10, 100) with { Group = new OwnerGroup(9) });
        past.Add(PastJournal.Limit(Side.Buy, 2, 10, 100));
        Assert.Equal([new OwnerId(2), new OwnerId(1)], Assert.Single(Alerts(past)).Owners);
    }

    [Fact]
    public void The_same_counterparty_again_and_again_is_told_unless_it_is_the_market()
    {
        using var past = new PastJournal();
        for (var i = 0; i < 20; i++)
        {
            Trade(past, 1, 2, 10);
            Trade(past, 3, 4, 20);
            Trade(past, 3, 5, 20);
        }

        var alerts = Alerts(past).Where(alert => alert.Owners.Contains(new OwnerId(1))).ToList();
        Assert.Equal(SuspicionKind.FixedCounterparty, Assert.Single(alerts).Kind);
        Assert.Contains("20 trades today of owner", alerts[0].Text, StringComparison.Ordinal);

        // Dave sells to everybody: whoever trades only with him has no choice.
        using var market = new PastJournal();
        for (var i = 0; i < 20; i++)
        {
            foreach (var buyer in new[] { 1, 2, 3 })
                Trade(market, 4, buyer, 10);
        }

        Assert.Empty(Alerts(market));
    }

    [Fact]
    public void Many_new_owners_from_one_address_are_told_once()
    {
        using var past = new PastJournal();
        for (var owner = 11; owner <= 16; owner++)
        {
            past.Add(Command.OpenSession(new SessionId(owner), new OwnerId(owner), Text36.Of($"198.51.100.7:{40000 + owner}"), cancelOnDisconnect: false));
            past.Sell(2, 10, 100);
            past.Buy(owner, 10, 100, session: owner);
        }

        var alert = Assert.Single(Alerts(past), one => one.Kind == SuspicionKind.NewAccounts);
        Assert.Equal([11, 12, 13, 14, 15], alert.Owners.Select(owner => owner.Value));
        Assert.Contains("all from 198.51.100.7", alert.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void New_owners_from_many_addresses_are_not()
    {
        using var past = new PastJournal();
        for (var owner = 11; owner <= 16; owner++)
        {
            past.Add(Command.OpenSession(new SessionId(owner), new OwnerId(owner), Text36.Of($"198.51.100.{owner}:4000"), cancelOnDisconnect: false));
            past.Sell(2, 10, 100);
            past.Buy(owner, 10, 100, session: owner);
        }

        Assert.Empty(Alerts(past));
    }

    [Fact]
    public void A_flood_of_messages_without_trades_is_told_once_a_minute()
    {
        using var past = new PastJournal();
        for (var i = 0; i < 70; i++)
            past.Buy(1, 10, 100);
        var alerts = Alerts(past, """{"messages":{"per_second":1,"per_trade":1}}""");
        Assert.Equal(2, alerts.Count);
        Assert.All(alerts, alert => Assert.Equal(SuspicionKind.MessageFlood, alert.Kind));
    }

    [Fact]
    public void What_is_switched_off_is_not_looked_for()
    {
        using var past = new PastJournal();
        past.Sell(1, 10, 100);
        past.Buy(1, 10, 100);
        Assert.Empty(Alerts(past, """{"wash_trades":null}"""));
    }

    [Fact]
    public void Reading_again_gives_the_same_alerts()
    {
        using var past = new PastJournal();
        for (var i = 0; i < 6; i++)
        {
            PressAndWithdraw(past, prices: 3);
            Trade(past, 1, 1, 10);
        }

        var first = Alerts(past);
        Assert.NotEmpty(first);
        Assert.Equal(first.Select(Text), Alerts(past).Select(Text));
        Assert.Equal(first.Count, first.Select(alert => alert.Id).Distinct().Count());

        static string Text(SurveillanceAlert alert) => $"{alert.Id} {alert.Time} {alert.Text} {string.Join(',', alert.Evidence)}";
    }

    private static void PressAndWithdraw(PastJournal past, int prices)
    {
        past.Sell(2, 10, 100);
        var orders = new List<long>();
        for (var i = 0; i < prices; i++)
            orders.Add(OrderOf(past, () => past.Sell(1, 100, 103 + i)));
        past.Buy(1, 10, 100);
        foreach (var order in orders)
            past.Cancel(1, order);
    }

    private static void Trade(PastJournal past, int seller, int buyer, long quantity)
    {
        past.Sell(seller, quantity, 100);
        past.Buy(buyer, quantity, 100);
    }

    /// <summary>The number the order will get: orders are numbered as they are accepted, and here all are.</summary>
    private static long OrderOf(PastJournal past, Action enter)
    {
        enter();
        return past.Commands.Count(command => command.Kind == CommandKind.NewOrder);
    }

    private static List<SurveillanceAlert> Alerts(PastJournal past, string? rules = null)
    {
        var watch = new Watch(rules is null ? SurveillanceRules.Usual : SurveillanceRules.Parse(rules));
        using var reader = new EventReader(past.History, EventCursor.Start);
        var alerts = new List<SurveillanceAlert>();
        bool isAtEnd;
        do
        {
            isAtEnd = reader.Poll(watch, TestContext.Current.CancellationToken);
            alerts.AddRange(watch.TakeAlerts());
        }
        while (!isAtEnd);
        return alerts;
    }
}
