using System.Collections.Immutable;
using System.Text;
using Rialto.Host.Config;
using Rialto.Host.Desk.Gateways;
using Rialto.Host.Desk.Keys;
using Rialto.Journal.Feeds;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary>What a gateway signs: exact sums, refusals in their order, a day's use that outlives the process.</summary>
public sealed class GatewayPolicyTests
{
    private const string Usual = """
        {
          // what a small desk may do
          "Venues": ["binance"],
          "Symbols": {
            "BTCUSDT": { "Quote": "USDT", "Sides": ["buy", "sell"], "Lowest": "10000", "Highest": "200000", "Market": true },
            "ETHUSDT": { "Quote": "USDT", "Sides": ["buy"], "Lowest": "100", "Highest": "20000" },
            "BTCUSD_PERP": { "Quote": "USD", "Sides": ["buy", "sell"], "Lowest": "10000", "Highest": "200000", "Contract": "100", "Inverse": true }
          },
          "OrderNotional": { "USDT": "1000", "USD": "500" },
          "DayNotional": { "USDT": "2500", "USD": "500" },
          "OrdersPerSecond": 2
        }
        """;

    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData(FeedVenue.Kalshi, Side.Buy, 500, "0.5")]

    // Sold without being held it is NO at 0.95; whether it is held a policy cannot know.
    [InlineData(FeedVenue.Kalshi, Side.Sell, 500, "9.5")]
    [InlineData(FeedVenue.Kalshi, Side.Sell, 9_500, "9.5")]
    [InlineData(FeedVenue.Polymarket, Side.Sell, 500, "0.5")]
    public void A_sell_at_Kalshi_is_worth_the_larger_of_both_sides(FeedVenue venue, Side side, long price, string value)
    {
        var table = new ListingTable(1);
        table.Add(new Listing(table.NextId, venue, "T", "T", ListingKind.Outcome, 4, 2, new Price(100), new Quantity(1), "USD", ListingStatus.Open));
        var symbol = new SymbolPolicy("T", "USD", true, true, false, 1, 100_000_000, 100_000_000, false);
        Assert.True(symbol.TryValue(new OrderRequest { Kind = OrderRequestKind.Place, Venue = venue, Listing = new ListingId(1), Side = side, Type = OrderType.Limit, Price = new Price(price), Quantity = new Quantity(1_000) }, table[new ListingId(1)], out var units));
        Assert.Equal((Int128)(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture) * 100_000_000), units);
    }

    [Theory]
    [InlineData(1, Side.Buy, OrderType.Limit, 100_000_00, 1_000_000, PolicyRefusal.None, "1000")]
    [InlineData(1, Side.Buy, OrderType.Limit, 100_000_01, 1_000_000, PolicyRefusal.OrderNotional, "1000.0001")]
    [InlineData(1, Side.Buy, OrderType.Limit, 100_000_01, 999_999, PolicyRefusal.None, "999.9991")]
    [InlineData(1, Side.Sell, OrderType.Limit, 9_999_99, 1, PolicyRefusal.PriceBounds, "0")]
    [InlineData(1, Side.Sell, OrderType.Limit, 10_000_00, 1, PolicyRefusal.None, "0.0001")]
    [InlineData(1, Side.Buy, OrderType.Limit, 200_000_01, 1, PolicyRefusal.PriceBounds, "0")]
    [InlineData(1, Side.Buy, OrderType.Market, 0, 500_000, PolicyRefusal.None, "1000")]
    [InlineData(1, Side.Sell, OrderType.Market, 0, 500_001, PolicyRefusal.OrderNotional, "1000.002")]
    [InlineData(1, Side.Buy, OrderType.StopLoss, 100_000_00, 1, PolicyRefusal.Type, "0")]
    [InlineData(1, (Side)9, OrderType.Limit, 100_000_00, 1, PolicyRefusal.Side, "0")]
    [InlineData(1, Side.Buy, OrderType.Limit, 0, 1, PolicyRefusal.Numbers, "0")]
    [InlineData(1, Side.Buy, OrderType.Limit, 100_000_00, 0, PolicyRefusal.Numbers, "0")]
    [InlineData(2, Side.Sell, OrderType.Limit, 2_000_00, 1, PolicyRefusal.Side, "0")]
    [InlineData(2, Side.Buy, OrderType.Market, 0, 1, PolicyRefusal.Type, "0")]
    [InlineData(3, Side.Buy, OrderType.Limit, 1_00, 1, PolicyRefusal.Symbol, "0")]
    [InlineData(4, Side.Sell, OrderType.Limit, 50_000_00, 5, PolicyRefusal.None, "500")]
    [InlineData(4, Side.Sell, OrderType.Limit, 50_000_00, 6, PolicyRefusal.OrderNotional, "600")]
    [InlineData(0, Side.Buy, OrderType.Limit, 1, 1, PolicyRefusal.UnknownListing, "0")]
    [InlineData(5, Side.Buy, OrderType.Limit, 1, 1, PolicyRefusal.UnknownListing, "0")]
    public void An_order_is_worth_what_it_is_and_refused_for_one_reason(int listing, Side side, OrderType type, long price, long quantity, object refusal, string value)
    {
        var policy = Read(Usual);
        var request = Place(1, listing, side, type, price, quantity);
        Assert.Equal((PolicyRefusal)refusal, policy.Check(in request, Listings(), out _, out var units));
        Assert.Equal((Int128)(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture) * 100_000_000), units);
    }

    /// <summary>The same sums by rational arithmetic of any width.</summary>
    [Fact]
    public void Values_are_exact_and_rounded_up_whatever_the_scales()
    {
        var random = new Random(20_261_122);
        for (var i = 0; i < 20_000; i++)
        {
            var (priceScale, quantityScale) = (random.Next(0, 19), random.Next(0, 19));
            var contract = random.NextInt64(1, 10_000_000_000);
            var listing = new Listing(new ListingId(1), FeedVenue.BinanceSpot, "X", "X-Y", ListingKind.Spot, priceScale, quantityScale, default, default, "Y", ListingStatus.Open);
            var request = Place(1, 1, Side.Buy, OrderType.Limit, random.NextInt64(1, 1L << random.Next(1, 62)), random.NextInt64(1, 1L << random.Next(1, 62)));
            var symbol = new SymbolPolicy("X", "Y", true, true, true, 1, long.MaxValue, contract, false);
            var product = (System.Numerics.BigInteger)request.Price.Units * request.Quantity.Units * contract;
            var unit = System.Numerics.BigInteger.Pow(10, priceScale + quantityScale);
            var exact = (product + unit - 1) / unit;
            if (symbol.TryValue(in request, listing, out var value))
                Assert.Equal(exact, value);
            else
                Assert.True(product > (System.Numerics.BigInteger)Int128.MaxValue - contract);
        }
    }

    [Theory]
    [InlineData("\"Venues\": [\"binance\"]", "\"Venues\": [\"okx\"]", "Venues")]
    [InlineData("\"Lowest\": \"100\", ", "", "Symbols:ETHUSDT:Lowest")]
    [InlineData("\"Highest\": \"20000\"", "\"Highest\": \"20\"", "Symbols:ETHUSDT:Highest")]
    [InlineData("\"Sides\": [\"buy\"]", "\"Sides\": [\"both\"]", "Symbols:ETHUSDT:Sides")]
    [InlineData("\"USDT\": \"1000\", ", "", "OrderNotional:USDT")]
    [InlineData("\"USDT\": \"2500\", ", "", "DayNotional:USDT")]
    [InlineData("\"OrdersPerSecond\": 2", "\"OrderPerSecond\": 2", "OrderPerSecond")]
    [InlineData("\"Contract\": \"100\"", "\"Contract\": \"0\"", "Symbols:BTCUSD_PERP:Contract")]
    public void A_policy_that_leaves_something_open_is_refused_by_its_key(string part, string other, string key)
    {
        Assert.Contains(part, Usual, StringComparison.Ordinal);
        Assert.Contains(key, Assert.Throws<ConfigurationException>(() => Read(Usual.Replace(part, other, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_days_orders_count_until_it_is_sure_that_they_do_not_trade()
    {
        using var folder = new TemporaryFolder();
        var use = Open(folder);
        Assert.Equal(PolicyRefusal.None, Reserve(use, 1, 10, 1_000));
        Assert.Equal(PolicyRefusal.None, Reserve(use, 2, 10, 1_000));
        Assert.Equal(PolicyRefusal.DayNotional, Reserve(use, 3, 10, 501));
        Assert.Equal(2_000, use.Of("USDT"));

        // Refused by the venue: never was. Cancelled: what has traded of it stays, rounded up. Not told how much: all of it.
        use.Take(new OrderReport { Kind = OrderReportKind.Rejected, Order = new(1) });
        Assert.Equal(1_000, use.Of("USDT"));
        use.Take(new OrderReport { Kind = OrderReportKind.Cancelled, Order = new(2), FilledQuantity = new(3) });
        Assert.Equal(300, use.Of("USDT"));
        use.Take(new OrderReport { Kind = OrderReportKind.Cancelled, Order = new(2), FilledQuantity = new(0) });
        Assert.Equal(300, use.Of("USDT"));
        Reserve(use, 4, 10, 1_000);
        use.Take(new OrderReport { Kind = OrderReportKind.Cancelled, Order = new(4), FilledQuantity = new(OrderReport.NotTold) });
        Assert.Equal((Int128)1_300, use.Of("USDT"));
        Assert.Equal(0, use.Reserved);
    }

    [Fact]
    public void An_amended_order_counts_as_the_larger_of_both()
    {
        using var folder = new TemporaryFolder();
        var use = Open(folder);
        Reserve(use, 1, 10, 1_000);
        Assert.Equal(PolicyRefusal.None, use.TryReserve(Amend(1, 0, 30), "USDT", 1_200, Today));
        Assert.Equal((Int128)1_200, use.Of("USDT"));
        Assert.Equal(PolicyRefusal.None, use.TryReserve(Amend(1, 0, 5), "USDT", 100, Today));
        Assert.Equal((Int128)1_200, use.Of("USDT"));

        // A new order of it: both count until the venue says which is.
        Assert.Equal(PolicyRefusal.None, use.TryReserve(Amend(1, 2, 10), "USDT", 1_000, Today));
        Assert.Equal((Int128)2_200, use.Of("USDT"));
        use.Take(new OrderReport { Kind = OrderReportKind.AmendRejected, Order = new(1) });
        Assert.Equal((Int128)1_200, use.Of("USDT"));
        use.TryReserve(Amend(1, 3, 10), "USDT", 1_000, Today);
        use.Take(new OrderReport { Kind = OrderReportKind.Cancelled, Order = new(1) });
        Assert.Equal((Int128)1_000, use.Of("USDT"));
    }

    [Fact]
    public void A_gateway_that_was_killed_starts_with_no_less_than_was_used()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        var used = (Int128)0;
        for (var i = 1; i <= 200; i++)
        {
            // A new object each time, and the one before was never closed.
            var use = Open(folder, 1_000_000);
            Assert.True(use.Of("USDT") >= used);
            for (var n = 0; n < 3; n++)
            {
                var value = random.Next(1, 100);
                if (Reserve(use, i * 10 + n, 1, value) == PolicyRefusal.None)
                    used += value;
            }

            if (i % 50 == 0)
            {
                use.Close();
                used = use.Of("USDT");
            }
        }
    }

    [Fact]
    public void A_new_day_begins_with_what_may_still_trade()
    {
        using var folder = new TemporaryFolder();
        var use = Open(folder);
        Reserve(use, 1, 10, 1_000);
        Reserve(use, 2, 10, 900);
        use.Take(new OrderReport { Kind = OrderReportKind.Filled, Order = new(1), FilledQuantity = new(10) });
        var order = Place(3, 1, Side.Buy, OrderType.Limit, 1, 1);
        Assert.Equal(PolicyRefusal.None, use.TryReserve(in order, "USDT", 1_600, Today.AddDays(1)));
        Assert.Equal((Int128)2_500, use.Of("USDT"));

        // Killed before midnight: what was open then may trade after it, and counts until the venue says that none lives.
        var later = DayUse.Open(folder.File("day.json"), Limits(2_500), Today.AddDays(2));
        Assert.InRange(later.Of("USDT"), 2_500, 2_500 + 2 * 2_500 / 64);
        later.NoneLives();
        var next = Place(4, 1, Side.Buy, OrderType.Limit, 1, 1);
        Assert.Equal(PolicyRefusal.None, later.TryReserve(in next, "USDT", 2_500, Today.AddDays(3)));
    }

    /// <summary>A number that is used twice has answers of both orders: the refusal of the second must not give back what the first may trade.</summary>
    [Fact]
    public void A_number_is_used_once_also_over_lives()
    {
        using var folder = new TemporaryFolder();
        var use = Open(folder);
        Assert.Equal(PolicyRefusal.None, Reserve(use, 5, 10, 1_000));
        Assert.Equal(PolicyRefusal.UsedNumber, Reserve(use, 5, 10, 1_000));
        Assert.Equal(PolicyRefusal.UsedNumber, Reserve(use, 4, 10, 1));
        Assert.Equal(PolicyRefusal.UsedNumber, use.TryReserve(Amend(5, 5, 10), "USDT", 1, Today));
        use.Take(new OrderReport { Kind = OrderReportKind.Cancelled, Order = new(5), FilledQuantity = new(10) });
        Assert.Equal(PolicyRefusal.UsedNumber, Reserve(use, 5, 10, 1_000));
        use.Close();
        Assert.Equal(PolicyRefusal.UsedNumber, Reserve(Open(folder), 5, 10, 1));
        Assert.Equal(PolicyRefusal.None, Reserve(Open(folder), 6, 10, 1));
    }

    /// <summary>Of two amendments to new orders the refusal says not which was refused: the order of the other may trade.</summary>
    [Fact]
    public void The_refusal_of_one_of_two_amendments_gives_nothing_back()
    {
        using var folder = new TemporaryFolder();
        var use = Open(folder);
        Reserve(use, 1, 10, 1);
        Assert.Equal(PolicyRefusal.None, use.TryReserve(Amend(1, 2, 10), "USDT", 1, Today));
        Assert.Equal(PolicyRefusal.None, use.TryReserve(Amend(1, 3, 10), "USDT", 1_000, Today));
        use.Take(new OrderReport { Kind = OrderReportKind.AmendRejected, Order = new(1) });
        Assert.Equal((Int128)1_002, use.Of("USDT"));
    }

    [Fact]
    public void A_hold_that_the_disk_refuses_is_in_force_and_written_later()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("gone.desk.json");
        var memory = GatewayMemory.Open(path);
        memory.Meet("desk", 7, ListingRecords.Encode(Listings()));
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.Throws<VenueKeyException>(memory.Hold);
        Assert.True(memory.IsHeld && !memory.IsKept);
        Assert.Throws<VenueKeyException>(memory.Hold);
        Directory.Delete(path);
        memory.Keep();
        Assert.True(memory.IsKept && GatewayMemory.Open(path).IsHeld);
    }

    [Fact]
    public void A_use_that_cannot_be_read_is_not_taken_for_none()
    {
        using var folder = new TemporaryFolder();
        PrivateFile.Replace(folder.File("day.json"), "{\"day\":\"2026-11-22\",\"used\":{\"USDT\":\"-5\"}}"u8);
        Assert.Contains("not known", Assert.Throws<VenueKeyException>(() => Open(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_has_so_many_at_once_and_as_many_a_second()
    {
        var rate = new OrderRate(2);
        Assert.True(rate.TryTake(0) && rate.TryTake(0));
        Assert.False(rate.TryTake(0));
        Assert.False(rate.TryTake(TimeSpan.TicksPerSecond / 2 - 1));
        Assert.True(rate.TryTake(TimeSpan.TicksPerSecond / 2));
        Assert.False(rate.TryTake(TimeSpan.TicksPerSecond / 2));
        Assert.True(rate.TryTake(TimeSpan.TicksPerSecond * 5) && rate.TryTake(TimeSpan.TicksPerSecond * 5));
        Assert.False(rate.TryTake(TimeSpan.TicksPerSecond * 5));
    }

    [Fact]
    public void Hold_goes_before_all_and_questions_and_cancels_always_pass()
    {
        using var folder = new TemporaryFolder();
        var guard = new GatewayGuard(Read(Usual), Open(folder, 250_000_000_000), TimeProvider.System);
        var place = Place(1, 1, Side.Buy, OrderType.Limit, 50_000_00, 1_000);
        var held = guard.Refusal(in place, Listings(), isHeld: true, Today);
        Assert.Equal((OrderReportKind.Rejected, FailureClass.Reject, VenueReason.NotAllowed, (int)PolicyRefusal.Held, place.Order), (held.Kind, held.Failure, held.Reason, held.Code, held.Order));
        foreach (var kind in new[] { OrderRequestKind.Cancel, OrderRequestKind.CancelAll, OrderRequestKind.Query, OrderRequestKind.QueryOrders, OrderRequestKind.QueryFills })
        {
            var asked = place with { Kind = kind };
            Assert.Equal(OrderReportKind.None, guard.Refusal(in asked, Listings(), isHeld: true, Today).Kind);
        }

        var first = guard.Refusal(in place, Listings(), isHeld: false, Today);
        var second = guard.Refusal(place with { Order = new(2) }, Listings(), isHeld: false, Today);
        var third = guard.Refusal(place with { Order = new(3) }, Listings(), isHeld: false, Today);
        Assert.Equal((OrderReportKind.None, OrderReportKind.None, FailureClass.BackOff), (first.Kind, second.Kind, third.Failure));
        var armed = place with { Kind = OrderRequestKind.ArmDeadMan };
        Assert.Equal(VenueReason.NotOffered, guard.Refusal(in armed, Listings(), isHeld: false, Today).Reason);
    }

    private static ImmutableDictionary<string, long> Limits(long units) => ImmutableDictionary<string, long>.Empty.Add("USDT", units);

    private static DayUse Open(TemporaryFolder folder, long limit = 2_500) => DayUse.Open(folder.File("day.json"), Limits(limit), Today);

    private static PolicyRefusal Reserve(DayUse use, long order, long quantity, long value)
    {
        var request = Place(order, 1, Side.Buy, OrderType.Limit, 1, quantity);
        return use.TryReserve(in request, "USDT", value, Today);
    }

    private static OrderRequest Amend(long order, long next, long quantity) => Place(order, 1, Side.Buy, OrderType.Limit, 1, quantity) with { Kind = OrderRequestKind.Amend, NewOrder = new(next) };

    private static OrderRequest Place(long order, int listing, Side side, OrderType type, long price, long quantity) => new()
    {
        Kind = OrderRequestKind.Place,
        Venue = FeedVenue.BinanceSpot,
        Order = new DeskOrderId(order),
        Listing = new ListingId(listing),
        Side = side,
        Type = type,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
    };

    private static GatewayPolicy Read(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("policy.json"), Encoding.UTF8.GetBytes(text));
        return GatewayPolicy.Read(folder.File("policy.json"), "binance");
    }

    /// <summary>Prices with 2 decimals, quantities with 8 (whole contracts for the last).</summary>
    private static ListingTable Listings()
    {
        var listings = new ListingTable(4);
        foreach (var symbol in new[] { "BTCUSDT", "ETHUSDT", "XRPUSDT", "BTCUSD_PERP" })
        {
            // What the desk says of size and currency of a listing changes nothing.
            listings.Add(new Listing(listings.NextId, FeedVenue.BinanceSpot, symbol, "BTC-USDT", ListingKind.Spot, 2, symbol == "BTCUSD_PERP" ? 0 : 8, default, default, "KRW", ListingStatus.Open)
            {
                ContractSize = 1,
                ContractUnit = "KRW",
            });
        }

        return listings;
    }
}
