using System.Collections.Immutable;
using System.Text;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Strategies.Signals;
using Rialto.Trading;
using Rialto.Trading.Risk;
using Rialto.Trading.Signals.Trees;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies.Signals;

/// <summary>Every order that makes a position larger is worth its cost at that moment; one that is held goes on for less. The model says 100 bps where the bid is heavy, else 1; a way in and out costs some twenty.</summary>
public class SignalTakerHurdleTests
{
    private static readonly StrategyId Taker = new(1);

    private long _price = 6_000_000;

    [Fact]
    public void An_order_that_found_nothing_is_asked_again_only_while_it_is_worth_its_cost()
    {
        var rig = Rig();
        rig.OnPlace = order => Ended(order, 0);
        Say(rig, isMuch: false, 60);
        Assert.Empty(rig.Places);
        Say(rig, isMuch: true, 60);
        Assert.True(rig.Places.Count() > 2, $"{rig.Places.Count()}");
        Nothing(rig);
        Assert.Equal(0, Held(rig));
        Say(rig, isMuch: true, 3);
        rig.OnPlace = null;
        Say(rig, isMuch: true, 30);
        Assert.Equal(1_000, Held(rig));
    }

    [Fact]
    public void What_is_missing_of_a_part_waits_for_the_hurdle_and_the_part_is_kept()
    {
        var rig = Rig();
        rig.OnPlace = order =>
        {
            rig.Fill(order, 300, order.Price.Units, Liquidity.Taker);
            rig.OnPlace = other => Ended(other, 0);
            return Ended(order, 300);
        };
        Say(rig, isMuch: false, 60);
        Say(rig, isMuch: true, 3);
        Assert.Equal(300, Held(rig));
        Nothing(rig);
        Assert.Equal(300, Held(rig));
        rig.OnPlace = null;
        Say(rig, isMuch: true, 30);
        Assert.Equal((1_000L, 700L), (Held(rig), rig.Places.Last().Quantity.Units));

        // All of it: from here on only what it leaves at counts.
        Nothing(rig);
        Assert.Equal(1_000, Held(rig));
        rig.Command(DeskCommandKind.SetParameter, 1, rig.Trader.ViewOf(Taker).Declaration.IndexOf("leave"), ParameterValue.Of(5.0));
        Say(rig, isMuch: false, 30);
        Assert.Equal(0, Held(rig));
    }

    [Fact]
    public void An_entry_that_rests_is_taken_away_below_the_hurdle_and_rests_again_above_it()
    {
        var rig = Rig(("entry", "rest"));
        Say(rig, isMuch: false, 60);
        Assert.Empty(rig.Places);
        Rest(rig);
        Nothing(rig);
        Assert.Equal((0, 0L), (rig.Trader.LiveOrders, Held(rig)));
        Rest(rig);
        rig.Reach(Side.Buy);
        Assert.Equal(1_000, Held(rig));
        Nothing(rig);
        Assert.Equal(1_000, Held(rig));

        void Rest(DeskRig desk)
        {
            for (var i = 0; i < 60 && desk.Trader.LiveOrders == 0; i++)
                Say(desk, isMuch: true, 1);
            Assert.Equal(1, desk.Trader.LiveOrders);
        }
    }

    [Fact]
    public void A_size_too_small_to_be_placed_is_not_decided_anew_below_the_hurdle()
    {
        var rig = Rig(("size", "0.00001"));
        Say(rig, isMuch: false, 60);
        Say(rig, isMuch: true, 10);
        rig.Command(DeskCommandKind.SetParameter, 1, rig.Trader.ViewOf(Taker).Declaration.IndexOf("size"), ParameterValue.Of(0.01m));
        Say(rig, isMuch: false, 40);
        Assert.Empty(rig.Places);
        Say(rig, isMuch: true, 30);
        Assert.Equal(1_000, Held(rig));
    }

    [Fact]
    public void What_a_stop_loss_has_closed_is_not_bought_back_by_a_start_but_entered_anew()
    {
        var rig = Rig();
        Say(rig, isMuch: false, 60);
        Say(rig, isMuch: true, 30);
        Assert.Equal(1_000, Held(rig));
        rig.Command(DeskCommandKind.SetLimit, DeskRig.One.Value, (int)RiskLimitKind.StopLoss, ParameterValue.Of(20 * RiskLimits.One), "ada");
        rig.Command(DeskCommandKind.SetLimit, DeskRig.One.Value, (int)RiskLimitKind.StopLossCloses, ParameterValue.Of(1), "ada");

        // The break is nobody's lesson: the model goes on being believed.
        rig.Trust(DeskRig.One, BookTrust.Stale);
        _price -= 300_000;
        Say(rig, isMuch: true, 3);
        rig.Pass(1_000);
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.StopLossClosed);
        Assert.Equal((0L, StrategyState.Paused), (Held(rig), rig.Trader.ViewOf(Taker).State));

        // While it is paused it asks for nothing, whatever the model says.
        var (places, refused) = (rig.Places.Count(), Refused(rig));
        Say(rig, isMuch: true, 60);
        Assert.Equal((places, refused), (rig.Places.Count(), Refused(rig)));
        rig.Command(DeskCommandKind.SetParameter, 1, rig.Trader.ViewOf(Taker).Declaration.IndexOf("size"), ParameterValue.Of(0.005m));
        Say(rig, isMuch: false, 3);
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        Assert.Equal(StrategyState.Running, rig.Trader.ViewOf(Taker).State);
        Nothing(rig);
        Assert.Equal(0, Held(rig));
        Say(rig, isMuch: true, 30);
        Assert.Equal(500, Held(rig));
    }

    [Theory]
    [InlineData("0.0008", "take", 50, 0)]
    [InlineData("0.0008", "rest", 50, 0)]
    [InlineData("0.00099", "take", 0, 100)]
    public void A_size_that_no_venue_takes_is_not_asked_for(string size, string entry, int notional, int quantity)
    {
        var rig = Rig(notional, quantity, ("size", size), ("entry", entry));
        Say(rig, isMuch: false, 60);
        Say(rig, isMuch: true, 30);
        Assert.Equal((0, 0), (rig.Places.Count(), Refused(rig)));
    }

    [Fact]
    public void What_no_venue_takes_of_the_rest_is_not_asked_for_and_is_no_position()
    {
        var rig = Rig(50, 0, ("stop", "20"), ("stop-pause", "60000"));
        Say(rig, isMuch: false, 60);
        OnlyOnce(950);
        Say(rig, isMuch: true, 40);
        Assert.Equal((950L, 1), (Held(rig), rig.Places.Count()));

        // The way out leaves 20 behind.
        OnlyOnce(930);
        rig.Command(DeskCommandKind.SetParameter, 1, rig.Trader.ViewOf(Taker).Declaration.IndexOf("leave"), ParameterValue.Of(5.0));
        Say(rig, isMuch: false, 40);
        Assert.Equal((20L, 2), (Held(rig), rig.Places.Count()));

        // They are far below their price, and stop nothing.
        rig.Trust(DeskRig.One, BookTrust.Stale);
        _price -= 300_000;
        Say(rig, isMuch: true, 30);
        Assert.Equal((1_000L, 980L, 0), (Held(rig), rig.Places.Last().Quantity.Units, Refused(rig)));

        void OnlyOnce(long filled) => rig.OnPlace = order =>
        {
            rig.Fill(order, filled, order.Price.Units, Liquidity.Taker);
            rig.OnPlace = null;
            return Ended(order, filled);
        };
    }

    /// <summary>The price rises all the time, so that both are right.</summary>
    private void Say(DeskRig rig, bool isMuch, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _price += 100;
            rig.Book(DeskRig.One, _price, _price + 100, isMuch ? 9_000_000 : 1_000_000, isMuch ? 1_000_000 : 9_000_000);
            rig.Pass(3);
        }
    }

    /// <summary>Little is foretold for some three hundred milliseconds, after what was asked before is over: nothing more is asked.</summary>
    private void Nothing(DeskRig rig)
    {
        Say(rig, isMuch: false, 3);
        var places = rig.Places.Count();
        Say(rig, isMuch: false, 40);
        Assert.Equal(places, rig.Places.Count());
    }

    private static long Held(DeskRig rig) => rig.Trader.ViewOf(Taker).PositionOf(DeskRig.One);

    private static int Refused(DeskRig rig) => rig.Audits.Count(audit => audit.Kind == DeskAuditKind.IntentRefused);

    private static OrderReport Ended(OrderRequest order, long filled) => new()
    {
        Kind = OrderReportKind.Cancelled,
        Order = order.Order,
        Listing = order.Listing,
        Venue = order.Venue,
        Side = order.Side,
        Reason = VenueReason.Requested,
        FilledQuantity = new Quantity(filled),
    };

    private static DeskRig Rig(params (string Name, string Value)[] parameters) => Rig(0, 0, parameters);

    private static DeskRig Rig(int notionalLeast, int quantityLeast, params (string Name, string Value)[] parameters)
    {
        var plan = new ForecastPlan { Features = ["imbalance"], HorizonMs = 60, StepMs = 10, HalfLifeMs = 100, ExpiryMs = 300, Trial = 30, Memory = 300, Models = [ForecastModel.Linear()] };
        Assert.True(TreeModel.TryRead(Encoding.UTF8.GetBytes(SignalTakerTests.Stump("imbalance", 1, 100)), out var trees, out var error), error.ToString());
        Assert.True(ForecastModel.TryOfTrees("stump", 1, trees, plan.Features, ImmutableDictionary<string, string>.Empty, out var model, out var wrong), wrong);
        var settings = DeskRig.Settings(1);
        settings = settings with
        {
            Parameters = settings.Parameters.AddRange(parameters.Concat([("stop", "9999"), ("temper", "false"), ("pause", "0"), ("patience", "0"), ("full-confidence", "0.05")]).DistinctBy(pair => pair.Item1).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))),
        };
        var terms = DeskRig.Terms(DeskRig.Listings());
        terms = terms with
        {
            Traded = [.. terms.Traded.Select(one => one with { Terms = one.Terms with { MinNotional = notionalLeast * TradingTerms.One, MinQuantity = new Quantity(quantityLeast) } })],
        };
        return new DeskRig(new TraderSettings(StrategyMode.Paper), terms, (settings, new SignalTaker(plan with { Models = [model] }))).Up();
    }
}
