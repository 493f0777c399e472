using System.Collections.Immutable;
using System.Text;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Strategies.Signals;
using Rialto.Trading;
using Rialto.Trading.Signals.Trees;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies.Signals;

public class SignalTakerTests
{
    private const int Period = 40;

    private static readonly StrategyId Taker = new(1);

    // The rig's inputs are a millisecond apart, a book is three of them.
    private static readonly ForecastPlan Quick = new() { Features = ["imbalance"], HorizonMs = 60, StepMs = 10, HalfLifeMs = 100, ExpiryMs = 300, Trial = 30, Memory = 300, Models = [Ridge(), Logistic()] };

    [Fact]
    public void It_learns_what_foretells_and_holds_it_from_then_on()
    {
        var rig = Rig(Quick, ("patience", "0"), ("margin", "5"), ("pause", "0"));
        Swing(rig, 3);
        Assert.Empty(rig.Places);
        Swing(rig, 40);
        var first = rig.Places.First();
        Assert.Equal((Side.Buy, TimeInForce.Ioc), (first.Side, first.TimeInForce));
        var view = rig.Trader.ViewOf(Taker);
        Assert.True(view.Counts.Fills > 4, $"{view.Counts}");
        Assert.InRange(view.PositionOf(DeskRig.One), 0, 1_000);
        Assert.True(view.PnlOf(DeskRig.One).Total > 0, "what repeats itself is foretold");
        Assert.Equal(StrategyFault.None, view.Fault);
        Assert.True(rig.Snapshots > 0);
    }

    [Fact]
    public void An_entry_that_rests_never_takes_and_ends_with_its_signal()
    {
        var rig = Rig(Quick, ("entry", "rest"), ("patience", "0"), ("margin", "5"), ("pause", "0"));
        Swing(rig, 40);
        Assert.NotEmpty(rig.Places);
        Assert.All(rig.Places, place => Assert.Equal((Side.Buy, TimeInForce.Gtc, true), (place.Side, place.TimeInForce, place.Flags.HasFlag(OrderRequestFlags.PostOnly))));
        for (var i = 0; i < 100; i++)
            rig.Pass(20);
        Assert.Equal(0, rig.Trader.LiveOrders);
    }

    [Fact]
    public void It_sells_what_falls_where_it_may()
    {
        var rig = Rig(Quick, ("short", "true"), ("margin", "5"), ("patience", "0"), ("pause", "0"));
        Swing(rig, 40);
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.Filled && audit.Value < 0);
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.Filled && audit.Value > 0);
    }

    [Fact]
    public void Nothing_is_entered_that_does_not_pay_and_a_smaller_margin_is_taken_over_while_it_runs()
    {
        var rig = Rig(Quick, ("margin", "9000"), ("patience", "0"));
        Swing(rig, 40);
        Assert.Empty(rig.Places);
        var margin = rig.Trader.ViewOf(Taker).Declaration;
        Assert.Equal(CommandRefusal.None, RefusalOf(rig, margin.IndexOf("margin"), ParameterValue.Of(5.0)));
        Swing(rig, 4);
        Assert.NotEmpty(rig.Places);
    }

    [Fact]
    public void Nobody_speaks_before_its_trial_is_over()
    {
        var rig = Rig(Quick with { Trial = 100_000 }, ("margin", "0"), ("confidence", "0"));
        Swing(rig, 40);
        Assert.Empty(rig.Places);
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.Signal && audit.Number == SignalTaker.FirstModelSignal);
        Assert.All(rig.Audits.Where(audit => audit.Kind == DeskAuditKind.Signal && audit.Number == SignalTaker.ConfidenceSignal), audit => Assert.Equal(0.0, BitConverter.Int64BitsToDouble(audit.Value)));
    }

    [Fact]
    public void The_size_is_in_proportion_to_confidence_and_stays_while_it_holds()
    {
        var rig = Rig(Quick, ("full-confidence", "1"), ("margin", "5"), ("patience", "0"), ("pause", "0"));
        Swing(rig, 40);
        var bought = rig.Places.Where(place => place.Side == Side.Buy).Select(place => place.Quantity.Units).ToArray();
        Assert.NotEmpty(bought);
        Assert.All(bought, quantity => Assert.InRange(quantity, 10, 990));
        Assert.All(bought, quantity => Assert.Equal(0, quantity % 10));
    }

    [Fact]
    public void It_leaves_at_its_stop_and_enters_nothing_for_its_pause()
    {
        var rig = Rig(Quick, ("margin", "5"), ("patience", "0"), ("stop", "3000"), ("stop-pause", "60000"), ("pause", "0"));
        for (var i = 0; i < 60 * Period && rig.Trader.ViewOf(Taker).PositionOf(DeskRig.One) == 0; i++)
            Step(rig, i);
        Assert.True(rig.Trader.ViewOf(Taker).PositionOf(DeskRig.One) > 0);
        for (var i = 0; i < 3; i++)
        {
            rig.Pass(100);
            rig.Book(DeskRig.One, 2_000_000, 2_000_100 + i);
        }

        Assert.Equal(0, rig.Trader.ViewOf(Taker).PositionOf(DeskRig.One));
        var places = rig.Places.Count();
        Swing(rig, 4);
        Assert.Equal(places, rig.Places.Count());
    }

    /// <summary>A market that has nothing more to say: the signal fades, and what is held is given up by the timer.</summary>
    [Fact]
    public void What_is_not_renewed_fades_also_where_no_frame_comes()
    {
        var rig = Rig(Quick, ("margin", "5"), ("patience", "0"), ("pause", "0"));
        for (var i = 0; i < 60 * Period && rig.Trader.ViewOf(Taker).PositionOf(DeskRig.One) == 0; i++)
            Step(rig, i);
        Assert.True(rig.Trader.ViewOf(Taker).PositionOf(DeskRig.One) > 0);
        for (var i = 0; i < 100; i++)
            rig.Pass(20);
        Assert.Equal(0, rig.Trader.ViewOf(Taker).PositionOf(DeskRig.One));
    }

    [Fact]
    public void A_break_of_the_book_is_nobodys_return()
    {
        var lessons = new List<double>();
        var rig = Rig(Quick with { Models = [], Lessons = (_, _, came) => lessons.Add(came) });
        for (var i = 0; i < 100; i++)
            rig.Book(DeskRig.One, 6_000_000, 6_000_100, 100 + i % 2, 100);
        rig.Trust(DeskRig.One, BookTrust.Stale);
        for (var i = 0; i < 100; i++)
            rig.Book(DeskRig.One, 3_000_000, 3_000_100, 100 + i % 2, 100);
        Assert.True(lessons.Count > 30);
        Assert.All(lessons, came => Assert.InRange(came, -1, 1));
        Assert.Empty(rig.Places);
    }

    /// <summary>Trees that were trained elsewhere, beside both that learn: a desk that is saved and loaded goes on as it would have.</summary>
    [Fact]
    public void Trees_and_models_that_learn_speak_together()
    {
        Assert.True(TreeModel.TryRead(Encoding.UTF8.GetBytes(Stump("imbalance", -40, 40)), out var trees, out var error), error.ToString());
        Assert.True(ForecastModel.TryOfTrees("stump", 2, trees, Quick.Features, ImmutableDictionary<string, string>.Empty, out var model, out var wrong), wrong);
        var rig = Rig(Quick with { Models = [model, .. Quick.Models] }, ("margin", "5"), ("temper", "false"), ("patience", "0"), ("pause", "0"));
        Swing(rig, 40);
        Assert.True(rig.Trader.ViewOf(Taker).Counts.Fills > 4);
        Assert.Equal([-40, 40], rig.Audits.Where(audit => audit.Kind == DeskAuditKind.Signal && audit.Number == SignalTaker.FirstModelSignal).Select(audit => BitConverter.Int64BitsToDouble(audit.Value)).Distinct().Order());
        Assert.True(rig.Snapshots > 10);
        var again = DeskRig.Replay(rig, new TraderSettings(StrategyMode.Paper), (Settings(("margin", "5"), ("temper", "false"), ("patience", "0"), ("pause", "0")), new SignalTaker(Quick with { Models = [model, .. Quick.Models] })));
        Assert.Equal((rig.Trader.StateHash(), rig.Trader.OutputHash), (again.StateHash(), again.OutputHash));
    }

    [Fact]
    public void After_warm_up_no_event_allocates()
    {
        Assert.True(TreeModel.TryRead(Encoding.UTF8.GetBytes(Stump("imbalance", -40, 40)), out var trees, out var error), error.ToString());
        Assert.True(ForecastModel.TryOfTrees("stump", 1, trees, Quick.Features, ImmutableDictionary<string, string>.Empty, out var model, out var wrong), wrong);

        // It decides and asks for nothing: what an order costs is measured elsewhere.
        var rig = Rig(Quick with { Models = [model, .. Quick.Models] }, ("margin", "9000"));
        Swing(rig, 20);
        rig.Sink.IsDeaf = true;
        var now = rig.Now.Nanoseconds;
        var events = new FeedEvent[2];
        var time = new DeskCommand { Kind = DeskCommandKind.Time };
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                now += 5_000_000;
                events[0] = new FeedEvent { Kind = FeedEventKind.Level, Listing = DeskRig.One, Side = Side.Buy, Price = new Price(6_010_000), Quantity = new Quantity(100 + i % 7 * 100), ReceiveTime = new Timestamp(now) };
                events[1] = events[0] with { Side = Side.Sell, Price = new Price(6_010_100), Quantity = new Quantity(100 + i % 5 * 100), Flags = FeedEventFlags.LastOfFrame };
                foreach (ref readonly var told in events.AsSpan())
                    rig.Trader.Apply(in told);
                time.Time = new Timestamp(now);
                rig.Trader.Apply(in time);
            }
        }));
    }

    private static ForecastModel Ridge() => ForecastModel.Linear() with { Ridge = 1, Forgetting = 0.999, WarmUp = 30 };

    private static ForecastModel Logistic() => ForecastModel.Logistic() with { WarmUp = 30, Rate = 0.2 };

    /// <summary>A model file of one tree: below zero, and above.</summary>
    internal static string Stump(string feature, double low, double high, string objective = "regression") => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=0
        objective={objective}
        feature_names={feature}
        feature_infos=[-1:1]

        Tree=0
        num_leaves=2
        num_cat=0
        split_feature=0
        split_gain=1
        threshold=0
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value={low} {high}
        leaf_weight=1 1
        leaf_count=1 1
        internal_value=0
        internal_weight=0
        internal_count=2
        is_linear=0
        shrinkage=1

        end of trees

        """);

    /// <summary>Half of the time the bid is heavy and the price rises, then the other way round.</summary>
    private static void Swing(DeskRig rig, int times)
    {
        for (var i = 0; i < times * Period; i++)
            Step(rig, i);
    }

    private static void Step(DeskRig rig, int i)
    {
        var (place, isUp) = (i % Period, i % Period < Period / 2);
        var bid = 6_000_000 + 10_000 * (isUp ? place : Period - place);
        rig.Book(DeskRig.One, bid, bid + 100, isUp ? 9_000 + i % 7 * 100 : 1_000, isUp ? 1_000 : 9_000 + i % 5 * 100);
        rig.Pass(3);
    }

    private static CommandRefusal RefusalOf(DeskRig rig, int parameter, ParameterValue value)
    {
        rig.Command(DeskCommandKind.SetParameter, 1, parameter, value);
        return rig.Audits.Any(audit => audit.Kind == DeskAuditKind.CommandRefused) ? (CommandRefusal)rig.Audits.Last(audit => audit.Kind == DeskAuditKind.CommandRefused).Code : CommandRefusal.None;
    }

    private static StrategySettings Settings(params (string Name, string Value)[] parameters) =>
        DeskRig.Settings(1) with { Parameters = DeskRig.Settings(1).Parameters.AddRange(parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)).Concat([KeyValuePair.Create("stop", "9999")]).DistinctBy(pair => pair.Key)) };

    private static DeskRig Rig(ForecastPlan plan, params (string Name, string Value)[] parameters) => new DeskRig(new TraderSettings(StrategyMode.Paper), (Settings(parameters), new SignalTaker(plan))).Up();
}
