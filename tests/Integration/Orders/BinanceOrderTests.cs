using Rialto.Adapters.Orders;
using Rialto.Integration.BinanceApi;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Integration.Orders;

/// <summary>The private side of our Binance adapter trades at our own Binance-compatible exchange: both ends are ours, the protocol between them is Binance's.</summary>
public sealed class BinanceOrderTests
{
    private const int PriceOfTest = 1_000;

    [Theory]
    [InlineData("binance")]
    [InlineData("rialto")]
    public async Task An_order_rests_is_filled_in_part_found_and_cancelled(string name)
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var (listings, listing) = await TestDesk.ListingsAsync(exchange.Url, name == "rialto" ? FeedVenue.Rialto : FeedVenue.BinanceSpot);
        await using var alice = Desk(exchange, listings, listing, name: name);
        await using var bob = Desk(exchange, listings, listing, bob: true, name: name);
        await alice.UntilAsync(OrderReportKind.StreamUp);
        await alice.UntilAsync(OrderReportKind.BalancesEnd);
        Assert.Contains(alice.All, report => report.Kind == OrderReportKind.Balance && report.Asset == AssetCode.Of("USDT") && report.Amount > 0);

        alice.Send(alice.Place(1, Side.Buy, PriceOfTest, 20));
        await alice.UntilAsync(OrderReportKind.Sent, 1);
        var accepted = await alice.UntilAsync(OrderReportKind.Accepted, 1);
        Assert.False(accepted.VenueOrder.IsEmpty);

        bob.Send(bob.Place(1, Side.Sell, PriceOfTest, 5, timeInForce: TimeInForce.Ioc));
        var taken = await bob.UntilAsync(OrderReportKind.Filled, 1);
        var made = await alice.UntilAsync(OrderReportKind.Filled, 1);
        Assert.Equal((taken.TradeId, taken.FillPrice, taken.FillQuantity), (made.TradeId, made.FillPrice, made.FillQuantity));
        Assert.Equal((Liquidity.Maker, Liquidity.Taker), (made.Liquidity, taken.Liquidity));
        Assert.Equal(alice.Place(1, Side.Buy, PriceOfTest, 5).Quantity, made.FilledQuantity);

        alice.Send(alice.Ask(OrderRequestKind.Query, 1));
        var found = await alice.UntilAsync(OrderReportKind.Found, 1);
        Assert.Equal((VenueOrderStatus.Live, made.FilledQuantity, accepted.VenueOrder, made.FillPrice), (found.Status, found.FilledQuantity, found.VenueOrder, found.FillPrice));

        alice.Send(alice.Ask(OrderRequestKind.Cancel, 1) with { VenueOrder = accepted.VenueOrder });
        var cancelled = await alice.UntilAsync(OrderReportKind.Cancelled, 1);
        Assert.Equal(VenueReason.Requested, cancelled.Reason);
        alice.Send(alice.Ask(OrderRequestKind.Cancel, 1));
        var gone = await alice.UntilAsync(OrderReportKind.CancelRejected, 1);
        Assert.Equal((FailureClass.Reject, VenueReason.UnknownOrder, -2011), (gone.Failure, gone.Reason, gone.Code));

        alice.Send(alice.Ask(OrderRequestKind.QueryFills));
        var again = await alice.UntilAsync(OrderReportKind.Filled);
        Assert.Equal((made.TradeId, accepted.VenueOrder), (again.TradeId, again.VenueOrder));
        await alice.UntilAsync(OrderReportKind.FillsEnd);
        Assert.Equal(0, alice.Counters.Unreadable + alice.Counters.Unknown);
        NoSecretIn(alice, exchange);
    }

    [Fact]
    public async Task An_amendment_is_a_cancel_and_a_new_order_in_one_request()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var (listings, listing) = await TestDesk.ListingsAsync(exchange.Url);
        await using var alice = Desk(exchange, listings, listing);
        await using var bob = Desk(exchange, listings, listing, bob: true);
        await alice.UntilAsync(OrderReportKind.StreamUp);
        alice.Send(alice.Place(1, Side.Buy, PriceOfTest, 20));
        await alice.UntilAsync(OrderReportKind.Accepted, 1);
        alice.Send(alice.Place(1, Side.Buy, PriceOfTest + 1, 10) with { Kind = OrderRequestKind.Amend, NewOrder = new DeskOrderId(2) });
        var accepted = await alice.UntilAsync(OrderReportKind.Accepted, 2);
        Assert.Equal(VenueReason.Requested, (await alice.AnyAsync(OrderReportKind.Cancelled, 1)).Reason);

        // Of an order that was filled in part an amendment could trade too much: the venue is told to refuse it.
        bob.Send(bob.Place(1, Side.Sell, PriceOfTest + 1, 5, timeInForce: TimeInForce.Ioc));
        await alice.UntilAsync(OrderReportKind.Filled, 2);
        alice.Send(alice.Place(2, Side.Buy, PriceOfTest + 2, 10) with { Kind = OrderRequestKind.Amend, NewOrder = new DeskOrderId(3) });
        Assert.Equal(FailureClass.Reject, (await alice.UntilAsync(OrderReportKind.AmendRejected, 2)).Failure);
        alice.Send(alice.Ask(OrderRequestKind.Query, 2));
        Assert.Equal((VenueOrderStatus.Live, accepted.VenueOrder), ((await alice.UntilAsync(OrderReportKind.Found, 2)) is var found ? (found.Status, found.VenueOrder) : default));
        alice.Send(alice.Ask(OrderRequestKind.CancelAll));
        await alice.UntilAsync(OrderReportKind.Cancelled, 2);
    }

    [Fact]
    public async Task Refusals_are_what_the_sheet_says()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var (listings, listing) = await TestDesk.ListingsAsync(exchange.Url);
        await using var alice = Desk(exchange, listings, listing);
        await using var bob = Desk(exchange, listings, listing, bob: true);
        await alice.UntilAsync(OrderReportKind.StreamUp);
        bob.Send(bob.Place(1, Side.Sell, PriceOfTest, 20));
        await bob.UntilAsync(OrderReportKind.Accepted, 1);

        alice.Send(alice.Place(1, Side.Buy, PriceOfTest, 5, OrderRequestFlags.PostOnly));
        Assert.Equal((FailureClass.Reject, VenueReason.WouldTake), Why(await alice.UntilAsync(OrderReportKind.Rejected, 1)));
        alice.Send(alice.Place(2, Side.Buy, PriceOfTest - 1, 900_000_000));
        Assert.Equal(FailureClass.Reject, (await alice.UntilAsync(OrderReportKind.Rejected, 2)).Failure);
        alice.Send(alice.Place(3, Side.Buy, PriceOfTest - 1, 5));
        await alice.UntilAsync(OrderReportKind.Accepted, 3);

        // The second order of one client id never is: which one is there is asked for.
        alice.Send(alice.Place(3, Side.Buy, PriceOfTest - 1, 5));
        Assert.Equal((FailureClass.Unknown, VenueReason.DuplicateId), Why(await alice.UntilAsync(OrderReportKind.Unknown, 3)));
        alice.Send(alice.Ask(OrderRequestKind.Query, 3));
        Assert.Equal(VenueOrderStatus.Live, (await alice.UntilAsync(OrderReportKind.Found, 3)).Status);
        alice.Send(alice.Ask(OrderRequestKind.Query, 4));
        await alice.UntilAsync(OrderReportKind.NotFound, 4);

        alice.Send(alice.Place(5, Side.Buy, PriceOfTest - 1, 5) with { Flags = OrderRequestFlags.ReduceOnly });
        Assert.Equal((FailureClass.Reject, VenueReason.NotOffered), Why(await alice.UntilAsync(OrderReportKind.Rejected, 5)));
        Assert.DoesNotContain(alice.All, report => report.Kind == OrderReportKind.Sent && report.Order.Value == 5);
    }

    [Fact]
    public async Task A_connection_cut_after_the_order_went_out_leaves_it_unknown_until_it_is_looked_up()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var (listings, listing) = await TestDesk.ListingsAsync(exchange.Url);
        await using var wire = new CuttingWire(new Uri(exchange.Url));
        await using var alice = Desk(exchange, listings, listing, wire.Port);
        await alice.UntilAsync(OrderReportKind.StreamUp);
        await alice.UntilAsync(OrderReportKind.BalancesEnd);
        wire.CutsAnswers = true;
        alice.Send(alice.Place(1, Side.Buy, PriceOfTest, 20));
        await alice.UntilAsync(OrderReportKind.Sent, 1);
        Assert.Equal(FailureClass.Unknown, (await alice.AnyAsync(OrderReportKind.Unknown, 1)).Failure);
        wire.CutsAnswers = false;
        alice.Send(alice.Ask(OrderRequestKind.Query, 1));
        Assert.Equal(VenueOrderStatus.Live, (await alice.UntilAsync(OrderReportKind.Found, 1)).Status);

        // Once, not twice: .NET would have sent a request without a body again.
        alice.Send(alice.Ask(OrderRequestKind.QueryOrders));
        await alice.UntilAsync(OrderReportKind.OrdersEnd);
        Assert.Single(alice.All, report => report.Kind == OrderReportKind.Found && report.Order.Value == 1 && report.Flags.HasFlag(OrderReportFlags.FromQuery) && report.ReceiveTime > alice.All.First(first => first.Kind == OrderReportKind.Found).ReceiveTime);

        // What never reached the venue is told as never sent.
        wire.Refuses = true;
        wire.Cut();
        alice.Send(alice.Place(2, Side.Buy, PriceOfTest, 20));
        var ended = await alice.UntilAsync(report => report.Order.Value == 2 && report.Kind is OrderReportKind.Rejected or OrderReportKind.Unknown);
        Assert.True(ended.Kind == OrderReportKind.Unknown || ended.Failure == FailureClass.Retry, TestDesk.Picture(ended));
        wire.Refuses = false;
        alice.Send(alice.Ask(OrderRequestKind.Query, 2));
        await alice.UntilAsync(OrderReportKind.NotFound, 2);
    }

    [Fact]
    public async Task Fills_that_the_stream_missed_are_told_when_it_is_up_again()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var (listings, listing) = await TestDesk.ListingsAsync(exchange.Url);
        await using var wire = new CuttingWire(new Uri(exchange.Url));
        await using var alice = Desk(exchange, listings, listing, streamPort: wire.Port);
        await using var bob = Desk(exchange, listings, listing, bob: true);
        await alice.UntilAsync(OrderReportKind.StreamUp);
        alice.Send(alice.Place(1, Side.Buy, PriceOfTest, 20));
        var accepted = await alice.UntilAsync(OrderReportKind.Accepted, 1);
        wire.Refuses = true;
        wire.Cut();
        await alice.UntilAsync(OrderReportKind.StreamDown);
        bob.Send(bob.Place(1, Side.Sell, PriceOfTest, 5));
        var taken = await bob.UntilAsync(OrderReportKind.Filled, 1);
        wire.Refuses = false;
        await alice.UntilAsync(OrderReportKind.StreamUp);
        var made = await alice.UntilAsync(OrderReportKind.Filled);
        Assert.Equal((taken.TradeId, taken.FillQuantity, accepted.VenueOrder), (made.TradeId, made.FillQuantity, made.VenueOrder));

        // The look at live orders of the first connection may have met the order too, before anything was filled.
        await alice.AnyAsync(report => report.Kind == OrderReportKind.Found && report.Order.Value == 1 && report.FilledQuantity == taken.FillQuantity);
    }

    [Fact]
    public async Task An_exchange_that_was_killed_is_traded_at_again_when_it_is_back()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var (listings, listing) = await TestDesk.ListingsAsync(exchange.Url);
        await using var alice = Desk(exchange, listings, listing);
        await alice.UntilAsync(OrderReportKind.StreamUp);
        alice.Send(alice.Place(1, Side.Buy, PriceOfTest, 20));
        var accepted = await alice.UntilAsync(OrderReportKind.Accepted, 1);
        await exchange.Exchange.StopAsync("KILL");
        await alice.UntilAsync(OrderReportKind.StreamDown);
        alice.Send(alice.Place(2, Side.Buy, PriceOfTest, 20));
        var ended = await alice.UntilAsync(report => report.Order.Value == 2 && report.Kind is OrderReportKind.Rejected or OrderReportKind.Unknown);

        var port = new Uri(exchange.Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var second = await RunningExchange.StartAsync(exchange.Folder.Path, ["--durability", "os", "--binance", port]);
        await alice.UntilAsync(OrderReportKind.StreamUp);
        var found = await alice.UntilAsync(OrderReportKind.Found, 1);
        Assert.Equal((VenueOrderStatus.Live, accepted.VenueOrder), (found.Status, found.VenueOrder));
        alice.Send(alice.Ask(OrderRequestKind.Query, 2));
        await alice.UntilAsync(OrderReportKind.NotFound, 2);
        Assert.True(ended.Kind == OrderReportKind.Unknown || ended is { Failure: FailureClass.Retry, Reason: VenueReason.NotConnected }, TestDesk.Picture(ended));
        alice.Send(alice.Ask(OrderRequestKind.Cancel, 1));
        await alice.UntilAsync(OrderReportKind.Cancelled, 1);
    }

    private static TestDesk Desk(BinanceExchange exchange, ListingTable listings, ListingId listing, int restPort = 0, int streamPort = 0, bool bob = false, string name = "binance")
    {
        Assert.True(OrderVenues.TryFind(name, out var known));
        var url = new Uri(exchange.Url);
        var venue = known with
        {
            Rest = new UriBuilder(url) { Port = restPort > 0 ? restPort : url.Port }.Uri,
            Stream = new UriBuilder(url) { Scheme = "ws", Port = streamPort > 0 ? streamPort : url.Port }.Uri,
        };
        return new TestDesk(venue, listings, listing, exchange.Environment[bob ? "RIALTO_KEY_2" : "RIALTO_KEY"], exchange.Environment[bob ? "RIALTO_SECRET_2" : "RIALTO_SECRET"]);
    }

    private static (FailureClass, VenueReason) Why(OrderReport report) => (report.Failure, report.Reason);

    private static void NoSecretIn(TestDesk desk, BinanceExchange exchange)
    {
        var told = desk.Counters + string.Join('\n', desk.All.Select(TestDesk.Picture));
        Assert.DoesNotContain(exchange.Environment["RIALTO_SECRET"], told, StringComparison.Ordinal);
    }
}
