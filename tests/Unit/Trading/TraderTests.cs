using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading;

public class TraderTests
{
    private static readonly TraderSettings Paper = new(StrategyMode.Paper);

    [Fact]
    public void A_strategy_starts_with_the_first_input_and_its_order_carries_that_inputs_number()
    {
        var calls = new List<string>();
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted
        {
            Parameters = _ => calls.Add("parameters"),
            Start = desk => calls.Add($"start {desk.Place(default).Refusal}"),
            Book = (desk, listing) => calls.Add($"book {desk.Best(listing).BidPrice} {desk.Quote(listing, Side.Buy, new Price(5_999_000), new Quantity(1_000), tag: 7).IsTaken}"),
            Order = (_, order) => calls.Add($"order {order.State} {order.Tag}"),
        })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(["parameters", "start NotRunning", "book 6000000 True", "order Submitted 7"], calls);
        var placed = rig.Places.Single();
        Assert.Equal((placed.Cause, 1L), (rig.Audits.Single(audit => audit.Kind == DeskAuditKind.IntentTaken).Cause, placed.Order.Value));
        Assert.Equal((5_999_000L, 1_000L, OrderRequestFlags.PostOnly, placed.Time), (placed.Price.Units, placed.Quantity.Units, placed.Flags, placed.TickTime));
    }

    [Fact]
    public void A_strategy_that_observes_sends_nothing_and_what_it_would_have_done_is_written_down()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1) with { Mode = StrategyMode.Observation }, new Scripted { Book = (desk, listing) => desk.Quote(listing, Side.Sell, new Price(6_000_200), new Quantity(500)) })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Empty(rig.Places);
        var observed = rig.Audits.Single(audit => audit.Kind == DeskAuditKind.IntentObserved);
        Assert.Equal((6_000_200L, 500L, Side.Sell), (observed.Price.Units, observed.Quantity.Units, observed.Side));
        Assert.Equal(1, rig.Trader.ViewOf(new StrategyId(1)).Counts.Observed);
    }

    [Fact]
    public void A_strategy_that_throws_is_taken_out_with_its_orders_and_the_others_go_on()
    {
        var books = 0;
        var bad = new Scripted { Book = (desk, listing) => { if (desk.Orders.IsEmpty) desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)); else throw new InvalidTimeZoneException(); } };
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), bad), (DeskRig.Settings(2), new Scripted { Book = (_, _) => books++ })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        rig.Book(DeskRig.One, 6_000_002, 6_000_100);
        var view = rig.Trader.ViewOf(new StrategyId(1));
        Assert.Equal((StrategyState.Faulted, StrategyFault.Threw, 0), (view.State, view.Fault, view.Orders.Length));
        Assert.Equal((3, 1, 0), (books, rig.Requests.Count(request => request.Kind == OrderRequestKind.Cancel), rig.Trader.LiveOrders));
        var audit = rig.Audits.Single(audit => audit.State == StrategyState.Faulted);
        Assert.Equal((DeskSeverity.Critical, "InvalidTimeZoneException"), (audit.Severity, audit.Text.ToString()));
        rig.Command(DeskCommandKind.Start, 1);
        Assert.Equal(StrategyState.Running, rig.Trader.ViewOf(new StrategyId(1)).State);
    }

    [Fact]
    public void A_strategy_that_floods_is_taken_out_after_what_it_declared()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted { Book = (desk, listing) => { while (desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)).Refusal != IntentRefusal.TooMany) { } } })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal((32, StrategyFault.TooManyIntents), (rig.Places.Count(), rig.Trader.ViewOf(new StrategyId(1)).Fault));
        Assert.Equal(0, rig.Trader.LiveOrders);
    }

    [Fact]
    public void A_strategy_that_answers_every_change_of_its_orders_with_an_order_comes_to_an_end()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) => desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)),
            Order = (desk, order) => { desk.Cancel(order.Id); desk.Quote(order.Listing, Side.Buy, new Price(5_000_000), new Quantity(100)); },
        }))
        { IsSilent = true };
        rig.Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        for (var i = 0; i < 100; i++)
            rig.Pass(1);
        Assert.InRange(rig.Places.Count(), 1, 200);
    }

    [Fact]
    public void A_strategy_that_implements_nothing_runs()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Silent())).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal((StrategyState.Running, 0L), (rig.Trader.ViewOf(new StrategyId(1)).State, rig.Trader.ViewOf(new StrategyId(1)).Counts.Intents));
        Assert.Empty(rig.Places);
    }

    [Fact]
    public void A_book_that_is_not_believed_cancels_what_rests_then_widens_and_shrinks_until_its_grace_ends()
    {
        var wants = true;
        IntentResult taken = default;
        var strategy = new Scripted
        {
            Book = (desk, listing) =>
            {
                if (wants)
                    desk.Quote(listing, Side.Buy, new Price(5_999_950), new Quantity(1_010));
                taken = desk.Take(listing, Side.Buy, new Price(6_000_100), new Quantity(100));
                wants = false;
            },
        };
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), strategy)).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal((1, true), (rig.Places.Count(place => place.TimeInForce == TimeInForce.Gtc), taken.IsTaken));

        // Mid 6,000,050; asked 100 below, so 200 below goes out, and half of 1,010 rounded down to the lot of 10.
        wants = true;
        rig.Trust(DeskRig.One, BookTrust.Stale);
        Assert.Single(rig.Requests, request => request.Kind == OrderRequestKind.Cancel);
        var widened = rig.Places.Last();
        Assert.Equal((5_999_850L, 500L, IntentRefusal.StaleMarket), (widened.Price.Units, widened.Quantity.Units, taken.Refusal));
        var audit = rig.Audits.Single(audit => audit.Kind == DeskAuditKind.IntentWidened);
        Assert.Equal((5_999_950L, 1_010L), (audit.OtherPrice.Units, audit.OtherQuantity.Units));

        rig.Pass(5_000);
        Assert.Equal(0, rig.Trader.LiveOrders);
        wants = true;
        rig.Trust(DeskRig.One, BookTrust.Disconnected);
        Assert.Equal(0, rig.Trader.LiveOrders);

        rig.Trust(DeskRig.One, BookTrust.Trusted);
        wants = true;
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(1_010, rig.Places.Last(place => place.TimeInForce == TimeInForce.Gtc).Quantity.Units);
    }

    [Fact]
    public void A_slow_desk_takes_nothing_and_spaces_what_rests()
    {
        List<IntentRefusal> answers = [];
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) => answers.AddRange([desk.Take(listing, Side.Buy, new Price(6_000_100), new Quantity(100)).Refusal, desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)).Refusal]),
        })).Up();
        rig.Command(DeskCommandKind.Latency, value: ParameterValue.Of(100_000_001));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        rig.Pass(1_000);
        rig.Book(DeskRig.One, 6_000_002, 6_000_100);
        rig.Command(DeskCommandKind.Latency, value: ParameterValue.Of(50_000_000));
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        rig.Command(DeskCommandKind.Latency, value: ParameterValue.Of(49_999_999));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        const IntentRefusal Slow = IntentRefusal.SlowDown, None = IntentRefusal.None;
        Assert.Equal([Slow, None, Slow, Slow, Slow, None, Slow, Slow, None, None], answers);
    }

    [Fact]
    public void A_venue_whose_execution_fails_gets_cancels_only_then_three_trials()
    {
        IntentResult last = default;
        var rig = new DeskRig(Paper, (DeskRig.Settings(1, DeskRig.One, DeskRig.Two), new Scripted
        {
            Book = (desk, listing) => last = desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)),
        })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        var fails = true;
        rig.OnPlace = request => fails && request.Venue == FeedVenue.BinanceSpot
            ? new OrderReport { Kind = OrderReportKind.Rejected, Order = request.Order, Listing = request.Listing, Venue = request.Venue, Failure = FailureClass.Retry, Reason = VenueReason.VenueBusy }
            : null;
        for (var i = 1; i <= 5; i++)
            rig.Book(DeskRig.One, 6_000_000 + i, 6_000_100);
        Assert.Equal((5, BreakerState.Open), (rig.Audits.Count(audit => audit.Kind == DeskAuditKind.OrderChanged && audit.Code == (ushort)Rialto.Trading.Orders.DeskOrderState.Rejected), LastBreaker(rig)));
        Assert.Equal(0, rig.Trader.LiveOrders);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(IntentRefusal.ExecutionFailing, last.Refusal);
        rig.Book(DeskRig.Two, 6_000_000, 6_000_100);
        Assert.True(last.IsTaken);
        rig.Pass(30_000);
        Assert.Equal(BreakerState.HalfOpen, LastBreaker(rig));
        fails = false;
        for (var i = 1; i <= 3; i++)
            rig.Book(DeskRig.One, 6_000_000 + i, 6_000_100);
        Assert.Equal((BreakerState.Closed, true), (LastBreaker(rig), last.IsTaken));
    }

    [Fact]
    public void An_emergency_stop_does_its_actions_in_order_and_waits_for_a_name_and_a_reason()
    {
        IntentResult last = default;
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted { Book = (desk, listing) => last = desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)) })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Audits.Clear();
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        Assert.Equal(
            [DeskAuditKind.StrategyChanged, DeskAuditKind.CancelAll, DeskAuditKind.PersistRequested, DeskAuditKind.EmergencyStop],
            rig.Audits.Select(audit => audit.Kind).Where(kind => kind is DeskAuditKind.StrategyChanged or DeskAuditKind.CancelAll or DeskAuditKind.PersistRequested or DeskAuditKind.EmergencyStop));
        var stop = rig.Audits.Single(audit => audit.Kind == DeskAuditKind.EmergencyStop);
        Assert.Equal((StopTrigger.Manual, DeskSeverity.Critical, "ada", 1), ((StopTrigger)stop.Code, stop.Severity, stop.Text.ToString(), stop.Number));
        Assert.Equal((true, 0), (rig.Trader.IsStopped, rig.Trader.LiveOrders));
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        Assert.Equal(IntentRefusal.NotRunning, last.Refusal);
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        Assert.Equal(CommandRefusal.EmergencyStop, LastRefusal(rig));
        rig.Command(DeskCommandKind.Resume, who: "ada");
        Assert.Equal(CommandRefusal.NoReason, LastRefusal(rig));
        rig.Command(DeskCommandKind.Resume, who: "ada", reason: "looked");
        Assert.False(rig.Trader.IsStopped);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(IntentRefusal.NotRunning, last.Refusal);
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        Assert.True(last.IsTaken);
    }

    [Fact]
    public void A_critical_service_that_fails_stops_everything_and_another_does_not()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted())).Up();
        rig.Command(DeskCommandKind.Health, number: 16);
        Assert.False(rig.Trader.IsStopped);
        rig.Command(DeskCommandKind.Health, number: 3);
        Assert.True(rig.Trader.IsStopped);
        Assert.Equal((StopTrigger.Health, 3L), ((StopTrigger)rig.Audits.Single(audit => audit.Kind == DeskAuditKind.EmergencyStop).Code, rig.Audits.Single(audit => audit.Kind == DeskAuditKind.EmergencyStop).Value));
    }

    [Fact]
    public void More_than_ten_rejects_within_a_minute_stop_everything()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted { Book = (desk, listing) => desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(1_000)) })).Up();
        rig.OnPlace = request => new OrderReport
        {
            Kind = OrderReportKind.Rejected,
            Order = request.Order,
            Listing = request.Listing,
            Venue = request.Venue,
            Failure = FailureClass.Reject,
            Reason = VenueReason.PriceOutOfBand,
        };
        for (var i = 0; i < 10; i++)
            rig.Book(DeskRig.One, 6_000_000 + i, 6_000_100);
        Assert.False(rig.Trader.IsStopped);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.True(rig.Trader.IsStopped);
        Assert.Equal(StopTrigger.Rejects, (StopTrigger)rig.Audits.Single(audit => audit.Kind == DeskAuditKind.EmergencyStop).Code);
        rig.Command(DeskCommandKind.Resume, who: "ada", reason: "looked");
        rig.OnPlace = null;
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        Assert.Equal(1, rig.Trader.LiveOrders);
    }

    [Fact]
    public void A_loss_of_the_day_beyond_its_limit_stops_everything()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) => { if (desk.Position(listing) == 0) desk.Take(listing, Side.Buy, new Price(6_000_100), new Quantity(10_000)); },
        })).Up();
        rig.Command(DeskCommandKind.SetLimit, number: (int)Rialto.Trading.Risk.RiskLimitKind.DailyLoss, value: ParameterValue.Of(20 * Rialto.Trading.Risk.RiskLimits.One), who: "ada");
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(10_000, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.False(rig.Trader.IsStopped);

        // 0.1 bought at 60,001.00 for a fee of 6.0001: 300 lower the day has lost 36.
        rig.Book(DeskRig.One, 5_970_000, 5_970_100);
        Assert.True(rig.Trader.IsStopped);
        Assert.Equal(StopTrigger.Drawdown, (StopTrigger)rig.Audits.Single(audit => audit.Kind == DeskAuditKind.EmergencyStop).Code);
    }

    [Fact]
    public void A_stop_that_flattens_sells_what_was_bought_once_the_cancels_are_through()
    {
        var bought = false;
        var rig = new DeskRig(Paper with { FlattensOnStop = true }, (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) =>
            {
                if (!bought)
                    desk.Take(listing, Side.Buy, new Price(6_000_100), new Quantity(700));
                else
                    desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100));
                bought = true;
            },
        })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        Assert.Equal(700, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        rig.Pass(1_000);
        var flatten = rig.Places.Last();
        Assert.Equal((Side.Sell, OrderType.Market, 700L, true), (flatten.Side, flatten.Type, flatten.Quantity.Units, flatten.Flags.HasFlag(OrderRequestFlags.ReduceOnly)));
        Assert.Equal((0L, 0), (rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One), rig.Trader.LiveOrders));
        var places = rig.Places.Count();
        rig.Pass(5_000);
        Assert.Equal(places, rig.Places.Count());
    }

    [Fact]
    public void A_parameter_changes_while_the_strategy_runs_within_its_bounds_and_where_it_is_hot()
    {
        var (hot, cold) = (Parameter.Whole("levels", 5, 1, 9, "", "Levels."), Parameter.Whole("mode", 0, 0, 1, "", "Mode.", isHot: false));
        long seen = 0;
        var declaration = new StrategyDeclaration("scripted", "1", "What a test wants.") { Parameters = [hot, cold] };
        var rig = new DeskRig(Paper, (DeskRig.Settings(1) with { Parameters = DeskRig.Settings(1).Parameters.Add("levels", "7") }, new Scripted(declaration) { Parameters = desk => seen = desk.Get(hot) })).Up();
        Assert.Equal(7, seen);
        rig.Command(DeskCommandKind.SetParameter, 1, 0, ParameterValue.Of(9), "ada");
        Assert.Equal(9, seen);
        rig.Command(DeskCommandKind.SetParameter, 1, 0, ParameterValue.Of(10), "ada");
        Assert.Equal((9L, CommandRefusal.OutOfBounds), (seen, LastRefusal(rig)));
        rig.Command(DeskCommandKind.SetParameter, 1, 1, ParameterValue.Of(1), "ada");
        Assert.Equal(CommandRefusal.NotHot, LastRefusal(rig));
        rig.Command(DeskCommandKind.SetParameter, 1, 2, ParameterValue.Of(1), "ada");
        Assert.Equal(CommandRefusal.UnknownParameter, LastRefusal(rig));
        rig.Command(DeskCommandKind.SetParameter, 2, 0, ParameterValue.Of(1), "ada");
        Assert.Equal(CommandRefusal.UnknownStrategy, LastRefusal(rig));
    }

    [Fact]
    public void A_life_goes_from_loaded_to_stopped_and_back()
    {
        var stops = 0;
        var rig = new DeskRig(Paper, (DeskRig.Settings(1) with { StartsAtOnce = false }, new Scripted
        {
            Book = (desk, listing) => { if (desk.Orders.IsEmpty) desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)); },
            Stop = _ => stops++,
        })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal((StrategyState.Loaded, 0), (State(rig), rig.Places.Count()));
        rig.Command(DeskCommandKind.Pause, 1);
        Assert.Equal(CommandRefusal.WrongState, LastRefusal(rig));
        rig.Command(DeskCommandKind.Start, 1);
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        Assert.Equal((StrategyState.Running, 1), (State(rig), rig.Trader.LiveOrders));
        rig.Command(DeskCommandKind.Pause, 1);
        Assert.Equal((StrategyState.Paused, 0), (State(rig), rig.Trader.LiveOrders));
        rig.Command(DeskCommandKind.Start, 1);
        rig.Book(DeskRig.One, 6_000_002, 6_000_100);
        rig.IsSilent = true;
        rig.Command(DeskCommandKind.Stop, 1);
        Assert.Equal((StrategyState.Stopping, 1), (State(rig), stops));
        rig.Answer();
        Assert.Equal(StrategyState.Stopped, State(rig));
        rig.Command(DeskCommandKind.Start, 1);
        Assert.Equal(StrategyState.Running, State(rig));
    }

    [Fact]
    public void A_timer_is_called_once_with_the_first_input_at_or_after_its_time()
    {
        var calls = new List<int>();
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted
        {
            Start = desk => { desk.SetTimer(0, 5_000); desk.SetTimer(1, 2_000); },
            Timer = (_, timer) => calls.Add(timer),
        })).Up();
        Assert.InRange(rig.Trader.NextDeadline.Nanoseconds, 1, 1_790_000_002_001_000_000);
        rig.Pass(1_000);
        Assert.Empty(calls);
        rig.Pass(6_000);
        rig.Pass(6_000);
        Assert.Equal([1, 0], calls);
    }

    [Fact]
    public void Another_strategy_takes_over_with_state_orders_and_position_and_a_bad_one_does_not()
    {
        var first = new Scripted { Book = (desk, listing) => { if (desk.Orders.IsEmpty) desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)); }, State = new byte[9_000] };
        first.State[8_999] = 42;
        var seen = 0;
        var next = new Scripted(new StrategyDeclaration("scripted", "2", "The next.")) { Book = (desk, _) => seen = desk.Orders.Length };
        var wrong = new Scripted(new StrategyDeclaration("scripted", "3", "Wants other features.") { Features = ["mid"] });
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), first)).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(wrong));
        Assert.Equal(CommandRefusal.OfferNotTaken, LastRefusal(rig));
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(next));
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        Assert.Equal((1, 42, "2", 1), (seen, next.State[8_999], rig.Trader.ViewOf(new StrategyId(1)).Declaration.Version, rig.Trader.LiveOrders));
        rig.Command(DeskCommandKind.Store, value: ParameterValue.Of(0));
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(first));
        Assert.Equal(CommandRefusal.StoreFailing, LastRefusal(rig));
    }

    [Fact]
    public void A_paper_report_on_a_live_desk_is_not_used()
    {
        var rig = new DeskRig(new TraderSettings(StrategyMode.Live), (DeskRig.Settings(1) with { Mode = StrategyMode.Live }, new Scripted { Book = (desk, listing) => desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)) })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Report(new OrderReport
        {
            Kind = OrderReportKind.Filled,
            Order = new DeskOrderId(1),
            Listing = DeskRig.One,
            Venue = FeedVenue.BinanceSpot,
            FillPrice = new Price(5_000_000),
            FillQuantity = new Quantity(100),
            TradeId = Text36.Of("x"),
            Flags = OrderReportFlags.Paper,
        });
        Assert.Single(rig.Audits, audit => audit.Kind == DeskAuditKind.ReportIgnored && audit.Severity == DeskSeverity.Critical);
        Assert.Equal(0, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
    }

    [Fact]
    public void What_contradicts_itself_is_refused_with_the_name_of_it()
    {
        var listings = DeskRig.Listings();
        string? FaultOf(TraderSettings settings, params (StrategySettings, IStrategy)[] strategies) => settings.Check(DeskRig.Terms(listings), strategies);
        Assert.Contains("'strategy-1' is Live", FaultOf(Paper, (DeskRig.Settings(1) with { Mode = StrategyMode.Live }, new Scripted())));
        Assert.Contains("names listing 9", FaultOf(Paper, (DeskRig.Settings(1, new ListingId(9)), new Scripted())));
        Assert.Contains("has no parameter 'sice'", FaultOf(Paper, (DeskRig.Settings(1) with { Parameters = DeskRig.Settings(1).Parameters.Add("sice", "1") }, new Scripted())));
        Assert.Contains("ofx", FaultOf(Paper, (DeskRig.Settings(1), new Scripted(new StrategyDeclaration("scripted", "1", "x") { Features = ["ofx:5"] }))));
        Assert.Contains("Two strategies have number 1", FaultOf(Paper, (DeskRig.Settings(1), new Scripted()), (DeskRig.Settings(1) with { Name = "b" }, new Scripted())));
        Assert.Contains("StaleSizePermille", FaultOf(Paper with { StaleSizePermille = 0 }));
        Assert.Null(FaultOf(Paper, (DeskRig.Settings(1), new Scripted())));
    }

    private static StrategyState State(DeskRig rig) => rig.Trader.ViewOf(new StrategyId(1)).State;

    private static CommandRefusal LastRefusal(DeskRig rig) => (CommandRefusal)rig.Audits.Last(audit => audit.Kind == DeskAuditKind.CommandRefused).Code;

    private static BreakerState LastBreaker(DeskRig rig) => (BreakerState)rig.Audits.Last(audit => audit.Kind == DeskAuditKind.BreakerChanged).Code;

    private sealed class Silent : IStrategy
    {
        public StrategyDeclaration Declaration { get; } = new("silent", "1", "Does nothing.") { Inputs = StrategyInputs.Books | StrategyInputs.Best | StrategyInputs.Trades };
    }
}
