using System.Text;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Streams.Dashboard;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways.Dashboard;

/// <summary>The binary frames byte for byte, as docs/reference/websocket.md has them. The page's own tests (web/dashboard/test) read the same file.</summary>
public sealed class FrameTests
{
    private static readonly Timestamp Time = new(1_795_234_252_000_000_001);

    private static readonly Instrument Apple =
        new(new InstrumentId(1), Text36.Of("AAPL"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000));

    private static readonly Instrument Coin =
        new(new InstrumentId(300), Text36.Of("BTC-USDT"), 2, 8, 6, new Price(1), new Quantity(1_000), new Quantity(1_000), new Quantity(1_000_000_000_000));

    [Fact]
    public void Frames_are_the_bytes_that_were_promised()
    {
        var golden = new StringBuilder("# Binary frames of the channels dashboard and dashboard_own, one a line: name, bytes.\n");
        Add("instruments", to => Frames.WriteInstruments(to, [Apple, Coin]));
        Add("market", to => Frames.WriteMarket(to, 8_811, Time, [Open(), InAuction()]));
        Add("book-snapshot", to => Frames.WriteBook(
            to, FrameFlags.Snapshot, Apple.Id, 8_811, 0, Time, [Level(Side.Buy, 15_045, 100, 1), Level(Side.Buy, 15_040, 20_000, 300), Level(Side.Sell, 15_050, 150, 2)], 2));
        Add("book-changes", to => Frames.WriteBook(to, FrameFlags.None, Apple.Id, 8_815, 8_811, Time, [Level(Side.Buy, 15_045, 0, 0)], 1));
        Add("trades", to => Frames.WriteTrades(to, FrameFlags.Gap, Apple.Id,
        [
            new PublicTrade(new TradeId(10), new Price(15_045), new Quantity(7), Side.Sell, true, 8_816, Time),
            new PublicTrade(new TradeId(9), new Price(15_050), new Quantity(50), Side.Buy, false, 8_815, Time),
        ]));
        Add("orders", to => Frames.WriteOrders(to, FrameFlags.Snapshot, 8_816, 1, [Resting(), Ended()]));
        Add("fills", to => Frames.WriteFills(
            to, FrameFlags.None, [new OwnFill(new OrderId(17), Apple.Id, Side.Sell, new Fill(new TradeId(9), new Price(15_050), new Quantity(50), new Money(-15), IsMaker: true), Time)]));

        GoldenFiles.Same("dashboard/frames-v1.txt", golden.ToString());

        void Add(string name, Action<FrameWriter> write)
        {
            var to = new FrameWriter();
            write(to);
            golden.Append(name).Append(' ').Append(Convert.ToHexStringLower(to.Take())).Append('\n');
        }
    }

    [Fact]
    public void A_message_holds_the_frames_written_since_the_last_and_grows_as_it_must()
    {
        var to = new FrameWriter();
        Assert.True(to.IsEmpty);
        for (var i = 0; i < 1_000; i++)
            Frames.WriteInstruments(to, [Apple, Coin]);
        var many = to.Take();
        Frames.WriteInstruments(to, [Apple, Coin]);
        var one = to.Take();

        Assert.Equal(1_000 * one.Length, many.Length);
        Assert.Equal(one, many[^one.Length..]);
        Assert.True(to.IsEmpty);
    }

    private static LevelShown Level(Side side, long price, long quantity, int orders) => new(side, new Price(price), new Quantity(quantity), orders);

    private static MarketPicture Open() => new(
        new TickerPicture(
            Apple, InstrumentState.Open, 8_811, Time, new PublicTrade(new TradeId(9), new Price(15_048), new Quantity(50), Side.Buy, false, 8_811, Time),
            new LevelPicture(new Price(15_045), new Quantity(100), 1), new LevelPicture(new Price(15_050), new Quantity(150), 2),
            new DayFigures(new Price(14_900), new Price(15_100), new Price(14_890), Int128.One << 70, 0, 4_105)),
        null);

    private static MarketPicture InAuction() => new(
        new TickerPicture(Coin, InstrumentState.Auction, 8_811, Time, default, default, default, default), new Indication(new Price(6_500_000), new Quantity(7), new Quantity(3), Side.Sell));

    private static OrderState Resting()
    {
        var order = new OrderState
        {
            Picture = new OrderPicture
            {
                OrderId = new OrderId(17),
                Owner = new OwnerId(5),
                Instrument = Apple,
                Side = Side.Sell,
                Status = OrderStatus.PartiallyFilled,
                Triggered = true,
                Slid = true,
                Terms = OrderTerms.Of(OrderType.StopLimit, TimeInForce.Gtd, SelfTradePrevention.DecrementBoth, PostOnly.Slide),
                ClientOrderId = Text36.Of("mm-17"),
                Price = new Price(15_050),
                TriggerPrice = new Price(15_045),
                Quantity = new Quantity(100),
                DisplayQuantity = new Quantity(10),
                Leaves = new Quantity(60),
                Filled = new Quantity(40),
                Turnover = 40 * 15_051,
                ExpireTime = new Timestamp(1_795_234_253_000_000_000),
                Created = new Timestamp(Time.Nanoseconds - 1),
                Updated = Time,
            },
            Shown = new Quantity(10),
        };
        order.Level = new Level();
        return order;
    }

    private static OrderState Ended() => new()
    {
        Picture = new OrderPicture
        {
            OrderId = new OrderId(18),
            Owner = new OwnerId(5),
            Instrument = Coin,
            Side = Side.Buy,
            Status = OrderStatus.Canceled,
            CancelReason = CancelReason.BudgetSpent,
            Terms = OrderTerms.Of(OrderType.Market, TimeInForce.Ioc, rejectIfShort: true, quoteQuantity: true),
            Quantity = new Quantity(1_000_000),
            Created = Time,
            Updated = Time,
        },
    };
}
