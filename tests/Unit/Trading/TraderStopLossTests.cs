using System.Buffers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading;

public class TraderStopLossTests
{
    private static readonly TraderSettings Paper = new(StrategyMode.Paper);
    private static readonly StrategyId First = new(1);

    [Fact]
    public void A_hit_stop_loss_cancels_pauses_and_closes_from_the_trigger_to_flat()
    {
        var rig = Hit(Rig());
        Assert.Equal((0L, 0L), (rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units, rig.Trader.ViewOf(First).PositionOf(DeskRig.One)));
        Assert.False(rig.Trader.IsClosing(DeskRig.One));
        Assert.Equal(
            [DeskAuditKind.Problem, DeskAuditKind.StopLossHit, DeskAuditKind.Flatten, DeskAuditKind.StopLossClosed],
            rig.Audits.Select(audit => audit.Kind).Where(kind => kind is DeskAuditKind.Problem or DeskAuditKind.StopLossHit or DeskAuditKind.Flatten or DeskAuditKind.StopLossClosed));
        var hit = rig.Audits.Single(audit => audit.Kind == DeskAuditKind.StopLossHit);
        Assert.Equal((DeskSeverity.Critical, 1_000L, 1, DeskRig.One, 20 * RiskLimits.One), (hit.Severity, hit.Quantity.Units, hit.Number, hit.Listing, hit.Other));
        Assert.True(hit.Value >= hit.Other);

        // A limit half of a percent through the bid, within the collar: no order at the market.
        var close = rig.Places.Last();
        Assert.Equal((Side.Sell, OrderType.Limit, TimeInForce.Ioc, 1_000L, 5_771_000L), (close.Side, close.Type, close.TimeInForce, close.Quantity.Units, close.Price.Units));
        Assert.True(close.Flags.HasFlag(OrderRequestFlags.ReduceOnly));
        Assert.Equal(0, rig.Audits.Last(audit => audit.Kind == DeskAuditKind.StopLossClosed).Quantity.Units);
        Assert.Equal([StrategyState.Paused, StrategyState.Paused, StrategyState.Running], rig.Trader.Strategies.Select(id => rig.Trader.ViewOf(id).State));

        // They go on by command alone; the one of the other listing has gone on all the time.
        var before = rig.Places.Count();
        rig.Book(DeskRig.One, 5_800_001, 5_800_101);
        rig.Pass(5_000);
        Assert.Equal(before, rig.Places.Count());
        rig.Book(DeskRig.Two, 5_800_000, 5_800_100);
        Assert.Equal(DeskRig.Two, rig.Places.Skip(before).Single().Listing);
        rig.Command(DeskCommandKind.Start, 2, who: "ada");
        rig.Book(DeskRig.One, 5_800_002, 5_800_102);
        Assert.Equal((DeskRig.One, 2), (rig.Places.Last().Listing, rig.Places.Last().Strategy.Value));
    }

    [Fact]
    public void Without_the_limit_it_is_told_and_nothing_is_closed()
    {
        var rig = Rig(closes: false);
        Hit(rig);
        Assert.Equal(1_000, rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units);
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.Problem && audit.Code == (ushort)DeskProblemKind.StopLoss);
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind is DeskAuditKind.StopLossHit or DeskAuditKind.Flatten);

        // Switched on while the loss is there, it closes at once.
        rig.Command(DeskCommandKind.SetLimit, DeskRig.One.Value, (int)RiskLimitKind.StopLossCloses, ParameterValue.Of(1), "ada");
        rig.Pass(1_000);
        Assert.Equal(0, rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units);
    }

    [Fact]
    public void The_frame_that_hits_takes_no_order_of_its_strategies_any_more()
    {
        List<IntentRefusal> answers = [];
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) => answers.Add(desk.Position(listing) == 0
                ? desk.Take(listing, Side.Buy, new Price(6_000_100), new Quantity(1_000)).Refusal
                : desk.Quote(listing, Side.Sell, new Price(6_500_000), new Quantity(100)).Refusal),
        })).Up();
        Limit(rig);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 5_800_000, 5_800_100);
        Assert.Equal([IntentRefusal.None, IntentRefusal.StopLoss], answers);
    }

    [Fact]
    public void Partial_fills_refusals_and_unknown_outcomes_are_tried_again_until_it_is_flat()
    {
        var rig = Rig();
        var tries = 0;
        rig.OnPlace = order =>
        {
            if (order.Side != Side.Sell || order.TimeInForce != TimeInForce.Ioc)
                return null;
            switch (++tries)
            {
                case 1:
                    return Answer(order, OrderReportKind.Rejected) with { Failure = FailureClass.Reject, Reason = VenueReason.PriceOutOfBand };
                case 2 or 4:
                    rig.Fill(order, 300, order.Price.Units, Liquidity.Taker);
                    return Answer(order, OrderReportKind.Cancelled) with { Reason = VenueReason.Requested, FilledQuantity = new Quantity(300) };
                case 3:
                    return Answer(order, OrderReportKind.Unknown) with { Failure = FailureClass.Unknown };
                default:
                    return null;
            }
        };
        Hit(rig);
        for (var i = 0; i < 60 && rig.Trader.IsClosing(DeskRig.One); i++)
        {
            Assert.Equal(CommandRefusal.StopLoss, Refused(rig, DeskCommandKind.Start, 1));
            rig.Pass(1_000);
        }

        Assert.Equal((false, 0L, 5), (rig.Trader.IsClosing(DeskRig.One), rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units, tries));
        var closing = rig.Places.Where(place => place is { Side: Side.Sell, TimeInForce: TimeInForce.Ioc }).Select(place => place.Quantity.Units);
        Assert.Equal([1_000L, 1_000L, 700L, 700L, 400L], closing);
        Assert.Single(rig.Audits, audit => audit.Kind == DeskAuditKind.StopLossClosed);
        Proven(rig);
    }

    [Fact]
    public void Every_moment_can_be_saved_and_loaded_and_the_replay_is_the_same()
    {
        var rig = Rig();
        Hit(rig);
        rig.Pass(2_000);
        Proven(rig);
    }

    [Fact]
    public void A_book_that_is_not_believed_holds_it_up_and_is_told_once()
    {
        var rig = new DeskRig(Paper with { StaleGraceMs = 0 }, Strategies()).Up();
        Limit(rig);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        rig.IsSilent = true;
        rig.Book(DeskRig.One, 5_800_000, 5_800_100);
        rig.Trust(DeskRig.One, BookTrust.Stale);
        rig.IsSilent = false;
        rig.Answer();
        for (var i = 0; i < 10; i++)
            rig.Pass(1_000);
        Assert.True(rig.Trader.IsClosing(DeskRig.One));
        Assert.Equal(1, rig.Audits.Count(audit => audit is { Kind: DeskAuditKind.Flatten, Severity: DeskSeverity.Critical, Code: (ushort)DeskRefusal.BookNotTrusted }));
        rig.Book(DeskRig.One, 5_700_000, 5_700_100);
        rig.Pass(1_000);
        rig.Pass(1_000);
        Assert.Equal((false, 0L), (rig.Trader.IsClosing(DeskRig.One), rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_emergency_stop_lets_it_close_and_observes_afterwards(bool isStoppedFirst)
    {
        var rig = Rig();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        if (isStoppedFirst)
            rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        rig.OnPlace = order => order.Side == Side.Sell ? Answer(order, OrderReportKind.Rejected) with { Failure = FailureClass.Reject, Reason = VenueReason.PriceOutOfBand } : null;
        rig.Book(DeskRig.One, 5_800_000, 5_800_100);
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        Assert.Equal((true, (long)DeskMode.ReduceOnly), (rig.Trader.IsClosing(DeskRig.One), rig.Trader.Risk.LimitOf(RiskLimitKind.DeskModeOf)));
        rig.OnPlace = null;
        for (var i = 0; i < 4; i++)
            rig.Pass(1_000);
        Assert.Equal((false, 0L, (long)DeskMode.CancelsOnly), (rig.Trader.IsClosing(DeskRig.One), rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units, rig.Trader.Risk.LimitOf(RiskLimitKind.DeskModeOf)));
        rig.Command(DeskCommandKind.Resume, who: "ada", reason: "looked");
        Assert.Equal((long)DeskMode.Normal, rig.Trader.Risk.LimitOf(RiskLimitKind.DeskModeOf));
    }

    [Fact]
    public void Who_wants_cancels_only_holds_it_up_and_who_switches_it_off_ends_it()
    {
        var rig = Rig();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        rig.Command(DeskCommandKind.SetLimit, number: (int)RiskLimitKind.DeskModeOf, value: ParameterValue.Of((long)DeskMode.CancelsOnly), who: "ada");
        rig.Book(DeskRig.One, 5_800_000, 5_800_100);
        rig.Pass(1_000);
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        rig.Pass(1_000);
        Assert.Equal((true, 1_000L, (long)DeskMode.CancelsOnly), (rig.Trader.IsClosing(DeskRig.One), rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units, rig.Trader.Risk.LimitOf(RiskLimitKind.DeskModeOf)));
        rig.Command(DeskCommandKind.SetLimit, DeskRig.One.Value, (int)RiskLimitKind.StopLossCloses, ParameterValue.Of(0), "ada");
        var done = rig.Audits.Single(audit => audit.Kind == DeskAuditKind.StopLossClosed);
        Assert.Equal((1_000L, Text36.Of("ada"), false), (done.Quantity.Units, done.Text, rig.Trader.IsClosing(DeskRig.One)));
        Assert.Equal(CommandRefusal.LimitNotSet, Refused(rig, DeskCommandKind.SetLimit, DeskRig.One.Value, (int)RiskLimitKind.StopLossCloses, 2));
    }

    [Fact]
    public void A_restart_goes_on_closing()
    {
        var rig = Rig();
        rig.OnPlace = order => order.Side == Side.Sell ? Answer(order, OrderReportKind.Rejected) with { Failure = FailureClass.Reject, Reason = VenueReason.PriceOutOfBand } : null;
        Hit(rig);
        Assert.True(rig.Trader.IsClosing(DeskRig.One));
        rig.Forget();
        rig.OnPlace = null;
        rig.Command(DeskCommandKind.Restart, who: "rialto-trade");
        rig.Up();
        rig.Pass(1_000);
        rig.Book(DeskRig.One, 5_600_000, 5_600_100);
        rig.Pass(1_000);
        rig.Pass(1_000);
        Assert.Equal((false, 0L), (rig.Trader.IsClosing(DeskRig.One), rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units));
        Assert.Equal(StrategyState.Paused, rig.Trader.ViewOf(First).State);
    }

    private static (StrategySettings, IStrategy)[] Strategies() =>
    [
        (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) =>
            {
                if (desk.Position(listing) == 0)
                    desk.Take(listing, Side.Buy, new Price(6_000_100), new Quantity(1_000));
            },
        }),
        (DeskRig.Settings(2), Quoter()),
        (DeskRig.Settings(3, DeskRig.Two), Quoter()),
    ];

    private static Scripted Quoter() => new()
    {
        Book = (desk, listing) =>
        {
            if (desk.Orders.IsEmpty)
                desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100));
        },
    };

    [Fact]
    public void What_a_fee_took_of_a_purchase_is_not_sold_and_does_not_keep_it_open()
    {
        // 0.01 bought, 0.1 % of it taken as the fee: 0.00999 are there, and a lot is 0.0001.
        var rig = new DeskRig(Paper, Strategies()) { HasFeesInBase = true }.Up();
        Limit(rig);
        Hit(rig);
        Assert.Equal(990, Assert.Single(rig.Places, place => place.Side == Side.Sell).Quantity.Units);
        rig.Pass(1_000);
        Assert.Equal((false, 10L), (rig.Trader.IsClosing(DeskRig.One), rig.Audits.Single(audit => audit.Kind == DeskAuditKind.StopLossClosed).Quantity.Units));
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        Assert.Equal(StrategyState.Running, rig.Trader.ViewOf(First).State);
    }

    [Fact]
    public void A_venue_that_refuses_to_close_is_asked_ever_more_rarely_and_the_desk_is_not_stopped_for_it()
    {
        var rig = Rig();
        var refused = 0;
        rig.OnPlace = order => order.Side == Side.Sell && refused++ < 8 ? Answer(order, OrderReportKind.Rejected) with { Failure = FailureClass.Reject, Reason = VenueReason.PriceOutOfBand } : null;
        Hit(rig);
        for (var i = 0; i < 60; i++)
            rig.Pass(1_000);
        Assert.InRange(refused, 4, 6);
        for (var i = 0; i < 240; i++)
            rig.Pass(1_000);
        Assert.Equal((false, false, 0L), (rig.Trader.IsStopped, rig.Trader.IsClosing(DeskRig.One), rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units));
    }

    [Fact]
    public void A_refusal_of_the_venue_beside_a_rest_that_is_too_small_does_not_end_the_closing_of_the_others()
    {
        var listings = DeskRig.Listings();
        var rig = new DeskRig(Paper, DeskRig.Terms(listings), (DeskRig.Settings(1), Holder(1_000)), (DeskRig.Settings(2), Holder(100))).Up();
        Limit(rig);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        Assert.Equal(1_100, rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units);

        // The list is read again: from here on the least order is worth more than what the second one holds.
        listings.Replace(listings[DeskRig.One] with { Limits = new ListingLimits(default, default, default, 10_000_000_000) });
        rig.Feed(new FeedEvent { Kind = FeedEventKind.ListingChanged, Listing = DeskRig.One, Venue = FeedVenue.BinanceSpot, Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame });
        var refused = 0;
        rig.OnPlace = order => order.Side == Side.Sell && refused++ == 0 ? Answer(order, OrderReportKind.Rejected) with { Failure = FailureClass.Reject, Reason = VenueReason.PriceOutOfBand } : null;
        rig.Book(DeskRig.One, 5_800_000, 5_800_100);
        for (var i = 0; i < 30; i++)
            rig.Pass(1_000);
        Assert.Equal((false, 100L), (rig.Trader.IsClosing(DeskRig.One), rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units));
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.Flatten && audit.Code == (ushort)DeskRefusal.NotionalTooSmall);

        static Scripted Holder(long units) => new()
        {
            Book = (desk, listing) =>
            {
                if (desk.Position(listing) == 0)
                    desk.Take(listing, Side.Buy, new Price(6_000_100), new Quantity(units));
            },
        };
    }

    [Fact]
    public void A_cancel_that_the_venue_refuses_is_asked_for_again_and_then_it_closes()
    {
        var rig = Rig();
        rig.CancelsRefused = 3;
        Hit(rig);
        Assert.Equal((0, 1_000L), (rig.Places.Count(place => place.Side == Side.Sell), rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units));
        for (var i = 0; i < 10 && rig.Trader.IsClosing(DeskRig.One); i++)
            rig.Pass(1_000);
        Assert.Equal((0, false, 0L), (rig.CancelsRefused, rig.Trader.IsClosing(DeskRig.One), rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units));
        Proven(rig);
    }

    private static DeskRig Rig(bool closes = true)
    {
        var rig = new DeskRig(Paper, Strategies()).Up();
        Limit(rig, closes);
        return rig;
    }

    private static void Limit(DeskRig rig, bool closes = true)
    {
        rig.Command(DeskCommandKind.SetLimit, DeskRig.One.Value, (int)RiskLimitKind.StopLoss, ParameterValue.Of(20 * RiskLimits.One), "ada");
        if (closes)
            rig.Command(DeskCommandKind.SetLimit, DeskRig.One.Value, (int)RiskLimitKind.StopLossCloses, ParameterValue.Of(1), "ada");
    }

    /// <summary>0.01 bought at 60,001: at 58,000 it has lost 20.005, fees aside.</summary>
    private static DeskRig Hit(DeskRig rig)
    {
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        Assert.Equal(1_000, rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units);
        rig.Book(DeskRig.One, 5_800_000, 5_800_100);
        rig.Pass(1_000);
        return rig;
    }

    private static OrderReport Answer(OrderRequest order, OrderReportKind kind) => new()
    {
        Kind = kind,
        Order = order.Order,
        Listing = order.Listing,
        Venue = order.Venue,
        Side = order.Side,
        FilledQuantity = new Quantity(OrderReport.NotTold),
    };

    private static CommandRefusal Refused(DeskRig rig, DeskCommandKind kind, int strategy, int number = 0, long value = 0)
    {
        rig.Command(kind, strategy, number, ParameterValue.Of(value), "ada");
        return (CommandRefusal)rig.Audits.Last(audit => audit.Kind == DeskAuditKind.CommandRefused).Code;
    }

    /// <summary>A replay is the same, and so is one that goes on from a state that was saved after any of the inputs.</summary>
    private static void Proven(DeskRig rig)
    {
        Assert.Equal((rig.Trader.OutputHash, rig.Trader.StateHash()), HashesOf(DeskRig.Replay(rig, Paper, Strategies())));
        var first = Make();
        for (var place = 0; place < rig.Inputs.Count; place++)
        {
            Apply(first, rig.Inputs[place]);
            var bytes = new ArrayBufferWriter<byte>();
            if (!first.TrySave(bytes, out _))
                continue;
            var second = Make();
            Assert.True(second.TryLoad(new ReadOnlySequence<byte>(bytes.WrittenMemory), null, out var fault), fault);
            Assert.Equal((first.NextDeadline, first.IsClosing(DeskRig.One)), (second.NextDeadline, second.IsClosing(DeskRig.One)));
            foreach (var input in rig.Inputs.Skip(place + 1))
                Apply(second, input);
            Assert.Equal((rig.Trader.OutputHash, rig.Trader.StateHash()), HashesOf(second));
        }
    }

    private static Trader<DeskRig.RigSink> Make() => new(Paper, DeskRig.Terms(DeskRig.Listings()), Strategies(), new DeskRig.RigSink(new DeskRig.SinkLog(null)));

    private static (ulong Output, ulong State) HashesOf(Trader<DeskRig.RigSink> trader) => (trader.OutputHash, trader.StateHash());

    private static void Apply(Trader<DeskRig.RigSink> trader, object input)
    {
        switch (input)
        {
            case FeedEvent told:
                trader.Apply(in told);
                break;
            case OrderReport report:
                trader.Apply(in report);
                break;
            case DeskCommand command:
                trader.Apply(in command);
                break;
        }
    }
}
