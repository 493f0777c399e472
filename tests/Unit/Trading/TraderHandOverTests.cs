using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading;

public class TraderHandOverTests
{
    private static readonly TraderSettings Paper = new(StrategyMode.Paper);

    [Fact]
    public void A_strategy_that_cannot_write_its_state_does_not_stop_the_desk()
    {
        var books = 0;
        var rig = new DeskRig(
            Paper,
            (DeskRig.Settings(1), new Scripted { Save = () => throw new InvalidTimeZoneException() }),
            (DeskRig.Settings(2), new Scripted { State = new byte[(1 << 20) + 1] }),
            (DeskRig.Settings(3), new Scripted { Save = () => int.MaxValue }),
            (DeskRig.Settings(4), new Scripted { Book = (_, _) => books++ })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        var outputs = rig.Trader.OutputHash;
        Assert.Equal(rig.Trader.StateHash(), rig.Trader.StateHash());
        Assert.Equal((outputs, StrategyState.Running), (rig.Trader.OutputHash, rig.Trader.ViewOf(new StrategyId(1)).State));
        for (var strategy = 1; strategy <= 3; strategy++)
        {
            rig.Command(DeskCommandKind.Swap, strategy, rig.Trader.Offer(new Scripted()));
            Assert.Equal(CommandRefusal.OfferNotTaken, (CommandRefusal)rig.Audits.Last().Code);
        }

        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        Assert.Equal(2, books);
    }

    [Fact]
    public void A_strategy_that_has_faulted_is_asked_for_nothing_and_its_successor_begins_anew()
    {
        var (isFaulted, asked, started) = (false, 0, 0);
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted
        {
            Book = (_, _) => { isFaulted = true; throw new InvalidTimeZoneException(); },
            Save = () => isFaulted ? ++asked : 0,
        })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(rig.Trader.StateHash(), rig.Trader.StateHash());
        var next = new Scripted { Start = _ => started++, State = [7] };
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(next));
        rig.Command(DeskCommandKind.Start, 1);
        Assert.Equal((0, 1, StrategyState.Running), (asked, started, rig.Trader.ViewOf(new StrategyId(1)).State));
        Assert.Equal([7], next.State);
    }

    [Fact]
    public void An_offer_that_throws_when_it_is_asked_what_it_is_is_not_taken()
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted())).Up();
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(new Nameless()));
        Assert.Equal((DeskAuditKind.CommandRefused, CommandRefusal.OfferNotTaken), (rig.Audits.Last().Kind, (CommandRefusal)rig.Audits.Last().Code));
    }

    [Fact]
    public void A_slow_desk_amends_nothing_that_may_take()
    {
        List<IntentRefusal> answers = [];
        var rig = new DeskRig(Paper, Amending(), (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) =>
            {
                if (desk.Orders.IsEmpty)
                    desk.Place(new OrderIntent { Listing = listing, Side = Side.Buy, Type = OrderType.Limit, Price = new Price(5_000_000), Quantity = new Quantity(100), TimeInForce = TimeInForce.Gtc });
                else
                    answers.Add(desk.Amend(desk.Orders[0].Id, new Price(6_000_100), new Quantity(100)).Refusal);
            },
        })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Pass(2_000);
        rig.Command(DeskCommandKind.Latency, value: ParameterValue.Of(100_000_001));
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        rig.Command(DeskCommandKind.Latency, value: ParameterValue.Of(1));
        rig.Trust(DeskRig.One, BookTrust.Stale);
        Assert.Equal([IntentRefusal.SlowDown, IntentRefusal.StaleMarket], answers);
        Assert.DoesNotContain(rig.Requests, request => request.Kind == OrderRequestKind.Amend);
    }

    [Fact]
    public void An_amendment_is_one_of_the_few_requests_that_try_a_venue()
    {
        List<IntentRefusal> answers = [];
        var rig = new DeskRig(Paper, Amending(), (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) =>
            {
                answers.Add(desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)).Refusal);
                foreach (var order in desk.Orders.ToArray().Where(order => order.State == DeskOrderState.Submitted))
                    answers.Add(desk.Amend(order.Id, new Price(5_000_100), new Quantity(100)).Refusal);
            },
        })).Up();
        rig.Report(new OrderReport { Kind = OrderReportKind.StreamDown, Venue = FeedVenue.BinanceSpot });
        rig.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BinanceSpot });
        rig.Answer();

        // Three may try it: the first order, the second and an amendment of the first. The third order is one too many.
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.IsSilent = true;
        rig.Book(DeskRig.One, 6_000_001, 6_000_100);
        rig.Book(DeskRig.One, 6_000_002, 6_000_100);
        Assert.Equal([IntentRefusal.None, IntentRefusal.None, IntentRefusal.None, IntentRefusal.ExecutionFailing], answers.Take(4));
    }

    private static DeskTerms Amending()
    {
        var terms = DeskRig.Terms(DeskRig.Listings());
        return terms with { Venues = [.. terms.Venues.Select(venue => venue with { CanAmend = true })] };
    }

    private sealed class Nameless : IStrategy
    {
        public StrategyDeclaration Declaration => throw new InvalidTimeZoneException();
    }
}
