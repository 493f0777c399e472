using System.Text.Json;
using Rialto.BackOffice.Audit;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.BackOffice;

public sealed class OrderStoryTests
{
    [Fact]
    public void A_story_tells_who_entered_the_order_over_which_session_and_from_where()
    {
        using var past = new PastJournal();
        var entered = past.Buy(1, 100, 15_000, "mine", session: 7);

        var story = past.Queries.Order(new OrderId(1))!;
        var text = StoryText.Of(story, PastJournal.Scene());

        Assert.Equal(entered, story.Steps[0].Sequence);
        Assert.Equal(OrderEnd.Live, story.End);
        Assert.Contains("Order 1 of alice (owner 1), client order id mine", text, StringComparison.Ordinal);
        Assert.Contains("over session 7 from 192.0.2.7:51234", text, StringComparison.Ordinal);
        Assert.Contains(past.Commands[(int)entered - 1].Time.ToString(), text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_queue_ahead_is_told_at_entry_and_after_each_change_that_matters()
    {
        using var past = new PastJournal();
        past.Buy(2, 30, 15_000);
        past.Buy(2, 500, 15_000, display: 20);
        past.Buy(3, 5, 15_001);
        past.Buy(1, 100, 15_000);
        past.Buy(3, 7, 15_000);
        past.Sell(3, 65, 15_000);

        var story = past.Queries.Order(new OrderId(4))!;

        var entry = story.Steps[0].Place!;
        Assert.Equal((2, 50L, 530L, 0, 1, 5L), (entry.OrdersAhead, entry.ShownAhead.Units, entry.LeavesAhead.Units, entry.OrdersBehind, entry.BetterOrders, entry.BetterShown.Units));
        Assert.Empty(story.Steps[0].BookBefore!.Asks);
        Assert.Equal(15_001, story.Steps[0].BookBefore!.Bids[0].Price.Units);
        // 5 at the better price, 30 and the tranche of 20 before it, then 10 of its own; the next tranche of the iceberg queues behind.
        var after = story.Steps[1];
        Assert.Equal(10, after.Events.Single(one => one.Kind == EventKind.Trade).Quantity.Units);
        Assert.Equal((0, 2, 90L), (after.Place!.OrdersAhead, after.Place.OrdersBehind, after.Place.Leaves.Units));
    }

    [Fact]
    public void Each_fill_has_its_counterparty_its_role_and_its_fee_and_they_add_up()
    {
        using var past = new PastJournal();
        past.Sell(2, 40, 15_000);
        past.Sell(3, 100, 15_010);
        past.Buy(1, 100, 15_010);

        var story = past.Queries.Order(new OrderId(3))!;
        var text = StoryText.Of(story, PastJournal.Scene());

        Assert.Equal(OrderEnd.Filled, story.End);
        Assert.Equal(100, story.Filled);
        Assert.Equal(2, story.Trades);
        Assert.Equal(story.Steps.SelectMany(step => step.Events).Where(one => one.Kind == EventKind.Trade).Sum(one => one.TakerFee.Units), (long)story.Fees);
        Assert.Contains("it bought 40 at 150.00 from order 1 of bob (owner 2), as taker; fee 1.8000; 60 left", text, StringComparison.Ordinal);
        Assert.Contains("it bought 60 at 150.10 from order 2 of carol (owner 3), as taker", text, StringComparison.Ordinal);
        Assert.Contains("100 in 2 trades at 150.06 on average", text, StringComparison.Ordinal);
        Assert.Contains("it filled whole", text, StringComparison.Ordinal);
        Assert.Contains("it sold 40 at 150.00 to order 3 of alice (owner 1), as maker; rebate 0.6000", StoryText.Of(past.Queries.Order(new OrderId(1))!, PastJournal.Scene()), StringComparison.Ordinal);
    }

    [Fact]
    public void Self_trade_prevention_is_told_to_both_orders_it_touched()
    {
        using var past = new PastJournal();
        past.Sell(1, 40, 15_000);
        var command = PastJournal.Limit(Side.Buy, 1, 100, 15_000);
        command.Terms = OrderTerms.Of(OrderType.Limit, selfTradePrevention: SelfTradePrevention.CancelResting);
        past.Add(command);

        var resting = StoryText.Of(past.Queries.Order(new OrderId(1))!, PastJournal.Scene());
        var incoming = StoryText.Of(past.Queries.Order(new OrderId(2))!, PastJournal.Scene());

        Assert.Contains("Self-trade prevention (cancel resting): order 2 of its own group met it at 150.00", resting, StringComparison.Ordinal);
        Assert.Contains("self-trade prevention took it out", resting, StringComparison.Ordinal);
        Assert.Contains("Self-trade prevention (cancel resting): it met order 1 of its own group", incoming, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collar_that_left_no_event_is_told_with_the_price_it_allowed()
    {
        using var past = new PastJournal(InstrumentRules.None with { CollarPpm = 10_000 });
        past.Sell(2, 10, 10_000);
        past.Sell(2, 10, 10_200);
        var command = PastJournal.Limit(Side.Buy, 1, 20, 0);
        command.Terms = OrderTerms.Of(OrderType.Market, TimeInForce.Ioc);
        past.Add(command);

        var story = past.Queries.Order(new OrderId(3))!;

        Assert.Equal("the instrument's collar of 1% let this market order trade no worse than 101.00", story.Steps[0].Guard);
        Assert.Equal(CancelReason.InsufficientLiquidity, story.Reason);
    }

    [Theory]
    [InlineData("cancel", "cancelled as alice (owner 1) asked")]
    [InlineData("mass", "cancelled by a mass cancel of alice (owner 1)")]
    [InlineData("disconnect", "its session ended and had asked for cancel on disconnect")]
    [InlineData("day", "the trading day ended")]
    [InlineData("expired", "the instrument expired")]
    public void Why_it_ended_is_told(string how, string told)
    {
        using var past = new PastJournal();
        var order = PastJournal.Limit(Side.Buy, 1, 100, 15_000, session: 7);
        if (how == "day")
            order.Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Day);
        past.Add(order);
        var end = how switch
        {
            "cancel" => past.Cancel(1, 1),
            "mass" => past.Add(Command.MassCancel(new OwnerId(1), InstrumentId.None, MassCancelScope.Owner)),
            "disconnect" => past.Add(Command.CloseSession(new SessionId(7), new OwnerId(0))),
            "day" => past.Add(Command.SetInstrumentState(PastJournal.Apple.Id, InstrumentState.Closed)),
            _ => past.Add(Command.SetInstrumentState(PastJournal.Apple.Id, InstrumentState.Expired)),
        };

        var story = past.Queries.Order(new OrderId(1))!;

        Assert.Equal(end, story.Last!.Sequence);
        Assert.Contains(told, StoryText.Of(story, PastJournal.Scene()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_tried_with_an_order_that_had_ended_belongs_to_its_story()
    {
        using var past = new PastJournal();
        past.Buy(1, 100, 15_000);
        past.Cancel(1, 1);
        var late = past.Cancel(2, 1);

        var story = past.Queries.Order(new OrderId(1))!;

        Assert.Equal(late, story.Steps[^1].Sequence);
        Assert.Contains("The cancel order was refused (UnknownOrder).", StoryText.Of(story, PastJournal.Scene()), StringComparison.Ordinal);
        Assert.Contains("cancel of order 1 by bob (owner 2)", StoryText.Of(story, PastJournal.Scene()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_replacement_moves_price_and_total_and_what_is_left_is_what_the_book_has()
    {
        using var past = new PastJournal();
        past.Buy(1, 100, 15_000);
        past.Sell(2, 30, 15_000);
        past.Add(new Command { Kind = CommandKind.ReplaceOrder, Owner = new OwnerId(1), OrderId = new OrderId(1), Quantity = new Quantity(80), Price = new Price(14_990) });
        past.Add(new Command { Kind = CommandKind.ReduceOrder, Owner = new OwnerId(1), OrderId = new OrderId(1), Quantity = new Quantity(15) });

        var story = past.Queries.Order(new OrderId(1))!;

        Assert.Equal((14_990L, 80L, 35L), (story.Price.Units, story.Total.Units, story.Leaves.Units));
        Assert.Equal(story.Leaves, story.Steps[^1].Place!.Leaves);
    }

    [Fact]
    public void Orders_are_found_by_their_owners_client_order_id_also_where_it_was_used_twice()
    {
        using var past = new PastJournal();
        past.Buy(1, 100, 15_000, "same");
        past.Buy(2, 100, 15_000, "same");
        past.Cancel(1, 1);
        past.Buy(1, 1, 15_000, "same");
        past.Buy(1, 0, 15_000, "never");

        Assert.Equal([1L, 3L], past.Queries.Orders(new OwnerId(1), Text36.Of("same")).Orders.Select(one => one.Value));
        var (orders, refusals) = past.Queries.Orders(new OwnerId(1), Text36.Of("never"));
        Assert.Empty(orders);
        Assert.Equal(RejectReason.QuantityNotPositive, refusals.Single().Events.Single().RejectReason);
    }

    [Fact]
    public void An_owner_sees_its_own_order_without_counterparties_and_hidden_quantities()
    {
        using var past = new PastJournal();
        past.Buy(2, 500, 15_000, display: 20);
        past.Buy(1, 100, 15_000);
        past.Sell(3, 60, 15_000);
        var story = past.Queries.Order(new OrderId(2))!;

        var own = Json(story, new OwnerId(1));
        var compliance = Json(story, null);

        Assert.DoesNotContain("bob", own, StringComparison.Ordinal);
        Assert.DoesNotContain("carol", own, StringComparison.Ordinal);
        Assert.DoesNotContain("leaves_ahead", own, StringComparison.Ordinal);
        Assert.DoesNotContain("counterparty", own, StringComparison.Ordinal);
        Assert.Contains("\"counterparty\":{\"order_id\":\"3\",\"owner\":3,\"user_id\":\"carol\"}", compliance, StringComparison.Ordinal);
        Assert.Contains("\"leaves_ahead\":\"500\"", compliance, StringComparison.Ordinal);
        Assert.DoesNotContain("carol", StoryText.Of(story, PastJournal.Scene(new OwnerId(1))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_that_never_was_has_no_story()
    {
        using var past = new PastJournal();
        past.Buy(1, 100, 15_000);

        Assert.Null(past.Queries.Order(new OrderId(2)));
        Assert.Null(past.Queries.Trade(new TradeId(1)));
    }

    internal static string Json(OrderStory story, OwnerId? viewer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            StoryJson.Write(json, story, PastJournal.Scene(viewer));
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
