using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;

namespace Rialto.Unit.Wire.Native;

/// <summary>One frame of each type with every field set, by name.</summary>
internal static class NativeSamples
{
    public static readonly Command NewOrder = new()
    {
        Kind = CommandKind.NewOrder,
        Instrument = new InstrumentId(7),
        Side = Side.Sell,
        Terms = OrderTerms.Of(OrderType.StopLimit, TimeInForce.Gtd, SelfTradePrevention.CancelSmallest, PostOnly.Slide, true, false, true),
        Price = new Price(15_045),
        Quantity = new Quantity(100),
        DisplayQuantity = new Quantity(10),
        TriggerPrice = new Price(15_050),
        ExpireTime = new Timestamp(1_795_234_252_000_000_001),
        Text = Text36.Of("01234567-89ab-cdef-0123-456789abcdef"),
    };

    public static readonly Command Cancel = new() { Kind = CommandKind.CancelOrder, OrderId = new OrderId(17), Text = Text36.Of("mm-17") };

    public static readonly Command Replace = new()
    {
        Kind = CommandKind.ReplaceOrder,
        OrderId = new OrderId(17),
        Price = new Price(1),
        Quantity = new Quantity(2),
        DisplayQuantity = new Quantity(3),
        TriggerPrice = new Price(4),
        Text = Text36.Of("mm-18"),
    };

    public static readonly Command Reduce = new() { Kind = CommandKind.ReduceOrder, OrderId = new OrderId(17), Quantity = new Quantity(5), Text = Text36.Of("x") };

    public static readonly Command MassCancel = Command.MassCancel(default, new InstrumentId(7), MassCancelScope.OneSide | MassCancelScope.OneSession, Side.Sell);

    public static readonly NativeLogon Logon = new(1, 3, Text36.Of("key-1"), true, new Timestamp(1_795_234_252_000_000_001), 5_000);

    public static readonly NativeLogonAccepted LogonAccepted =
        new(1, new SessionId(4), new OwnerId(3), NativePermissions.Read | NativePermissions.Trade, new Timestamp(99), 8_811, 5_000, 1_024);

    public static readonly NativeMoment Moment = new(8_811, new Timestamp(1_795_234_252_000_000_001), Side.Sell, NativeMarks.LastOfCommand | NativeMarks.Snapshot, new InstrumentId(7));

    public static readonly NativeInstrument Instrument = new(
        new Instrument(new InstrumentId(7), Text36.Of("BTC-USDT"), 2, 8, 12, new Price(5), new Quantity(1_000), new Quantity(2_000), new Quantity(Quantity.MaxUnits)),
        InstrumentState.Auction, 8_811);

    public static readonly ExchangeEvent Accepted = new()
    {
        Sequence = 8_811,
        Time = new Timestamp(1_795_234_252_000_000_001),
        Kind = EventKind.OrderAccepted,
        Side = Side.Sell,
        Reason = 3,
        Instrument = new InstrumentId(7),
        Flags = EventFlags.Resting | EventFlags.LastOfCommand,
        Terms = NewOrder.Terms,
        Owner = new OwnerId(3),
        OrderId = new OrderId(17),
        Price = new Price(15_045),
        Quantity = new Quantity(100),
        ClientOrderId = Text36.Of("01234567-89ab-cdef-0123-456789abcdef"),
        Session = new SessionId(4),
        DisplayQuantity = new Quantity(10),
        TriggerPrice = new Price(15_050),
        ExpireTime = new Timestamp(1_795_234_252_000_000_009),
        LevelQuantity = new Quantity(210),
    };

    public static readonly ExchangeEvent SelfTrade = new()
    {
        Sequence = 8_812,
        Time = new Timestamp(5),
        Kind = EventKind.SelfTradePrevented,
        Instrument = new InstrumentId(7),
        Terms = new OrderTerms(5),
        Owner = new OwnerId(3),
        OrderId = new OrderId(18),
        MakerOrderId = new OrderId(17),
        Price = new Price(15_045),
        Quantity = new Quantity(4),
    };

    public static readonly ExchangeEvent Traded = new()
    {
        Sequence = 8_813,
        Time = new Timestamp(6),
        Kind = EventKind.Trade,
        Side = Side.Buy,
        Instrument = new InstrumentId(7),
        Flags = EventFlags.Auction | EventFlags.LastOfCommand,
        Owner = new OwnerId(3),
        OrderId = new OrderId(18),
        Price = new Price(15_045),
        Quantity = new Quantity(4),
        MakerOrderId = new OrderId(17),
        TradeId = new TradeId(9),
        MakerFee = new Money(-2),
        TakerFee = new Money(3),
        MakerLeaves = new Quantity(96),
        TakerLeaves = new Quantity(1),
        MakerDisplay = new Quantity(6),
        MakerOwner = new OwnerId(5),
        LevelQuantity = new Quantity(206),
    };

    public static readonly ExchangeEvent Uncrossed = new()
    {
        Sequence = 8_814,
        Time = new Timestamp(7),
        Kind = EventKind.AuctionUncrossed,
        Side = Side.Sell,
        Instrument = new InstrumentId(7),
        Flags = EventFlags.LastOfCommand,
        Price = new Price(15_045),
        Quantity = new Quantity(31),
        Surplus = new Quantity(12),
    };

    public static readonly NativeHalt Halt = new(
        Moment, NativeHaltKind.Triggered, HaltReason.MarketWide, 2, true, new Price(13_500), new Price(15_000), 100_000, 300_000, new Timestamp(11), new Timestamp(12));

    public static readonly NativeBalance Balance = new(
        8_815, new Timestamp(8), NativeMarks.Snapshot, new Asset(new AssetId(2), Text36.Of("USDT"), 8), new Money(100_000_000_000), new Money(15_060_000_000));

    public static readonly NativeMovement Movement = new(
        8_816, new Timestamp(9), new AssetId(2), NativeMovementKind.TransferIn, new Money(1_000_000_000), 7, new OwnerId(5), Text36.Of("wire-882"));

    public static readonly NativePosition Position = new(
        8_817, new Timestamp(10), MarginMode.Isolated, NativeMarks.Snapshot, new InstrumentId(7), -2_500, new Money(-125_000), new Money(310), new Money(-12), new Money(9_000), new AssetId(2), new Price(50_000));

    public static readonly NativeMarginEvent MarginEvent = new(
        Moment, NativeMarginKind.Deleveraged, new AssetId(2), new Money(-5), new Money(1_000), new Money(810), new Price(50_000), new Quantity(2), 100_000);

    public static IEnumerable<(string Name, byte[] Frame)> Frames()
    {
        var buffer = new byte[NativeFrame.MaxBytes];
        yield return ("new-order", Cut(NativeOrders.Encode(NewOrder, 0xA1B2C3D4, buffer)));
        yield return ("cancel-order", Cut(NativeOrders.Encode(Cancel, 2, buffer)));
        yield return ("replace-order", Cut(NativeOrders.Encode(Replace, 3, buffer)));
        yield return ("reduce-order", Cut(NativeOrders.Encode(Reduce, 4, buffer)));
        yield return ("mass-cancel", Cut(NativeOrders.Encode(MassCancel, 5, buffer)));
        var logon = Logon.Encode(1, buffer);
        for (var i = 0; i < NativeLogon.SignatureBytes; i++)
            NativeLogon.SignaturePart(buffer.AsSpan())[i] = (byte)i;
        yield return ("logon", Cut(logon));
        yield return ("heartbeat", Cut(new NativeHeartbeat(new Timestamp(77)).Encode(6, buffer)));
        yield return ("subscribe", Cut(new NativeSubscribe(new InstrumentId(7), NativeChannel.Levels).Encode(true, 7, buffer)));
        yield return ("unsubscribe", Cut(new NativeSubscribe(new InstrumentId(7), NativeChannel.Instruments).Encode(false, 8, buffer)));
        yield return ("logout", Cut(NativeFrame.EncodeEmpty(NativeType.Logout, 9, buffer)));
        yield return ("logon-accepted", Cut(LogonAccepted.Encode(1, buffer)));
        yield return ("refused", Cut(new NativeRefused(RejectReason.RateLimited, NativeType.NewOrder, 250).Encode(10, buffer)));
        yield return ("session-ended", Cut(new NativeSessionEnded(SessionEndReason.SlowConsumer).Encode(0, buffer)));
        yield return ("subscription", Cut(new NativeStreamMark(new InstrumentId(7), NativeChannel.Levels, true, 8_811).Encode(NativeType.Subscription, 7, buffer)));
        yield return ("snapshot-end", Cut(new NativeStreamMark(new InstrumentId(7), NativeChannel.Levels, true, 8_811).Encode(NativeType.SnapshotEnd, 0, buffer)));
        yield return ("order-event-accepted", Cut(NativeOrderEvent.Encode(Accepted, 11, buffer)));
        yield return ("order-event-self-trade", Cut(NativeOrderEvent.Encode(SelfTrade, 0, buffer)));
        yield return ("fill-maker", Cut(NativeFill.OfMaker(Traded).Encode(0, buffer)));
        yield return ("fill-taker", Cut(NativeFill.OfTaker(Traded).Encode(12, buffer)));
        yield return ("trade", Cut(NativeTrade.Of(Traded).Encode(buffer)));
        yield return ("level", Cut(new NativeLevel(Moment, new Price(15_045), new Quantity(210), 3).Encode(buffer)));
        yield return ("book-order", Cut(new NativeBookOrder(Moment, NativeBookAction.Change, new OrderId(17), new Price(15_045), new Quantity(10)).Encode(buffer)));
        yield return ("instrument", Cut(Instrument.Encode(0, buffer)));
        yield return ("auction", Cut(NativeAuction.Of(Uncrossed).Encode(buffer)));
        yield return ("halt", Cut(Halt.Encode(buffer)));
        yield return ("balance", Cut(Balance.Encode(buffer)));
        yield return ("movement", Cut(Movement.Encode(buffer)));
        yield return ("position", Cut(Position.Encode(buffer)));
        yield return ("margin-event", Cut(MarginEvent.Encode(buffer)));

        byte[] Cut(int length) => buffer[..length];
    }
}
