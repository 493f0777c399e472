using System.Buffers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Twins.Lockstep;
using Rialto.Venue.Baskets;
using Rialto.Venue.Snapshots;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>Baskets beyond what scenarios show: that random streams reach every rule, and that faults are found.</summary>
public sealed class BasketTests
{
    [Fact]
    public void Random_streams_see_every_event_of_baskets_and_every_reason_they_give()
    {
        var (kinds, reasons, whole, reduced, slices) = (new HashSet<EventKind>(), new HashSet<RejectReason>(), 0L, 0L, (Executed: 0L, Refused: 0L, Filled: 0L));
        for (var seed = 400UL; seed < 510; seed++)
        {
            var run = LockstepRun.Random(seed, 1_500, Engines.All[0].Create, Engines.All[^1].Create, out var mismatch);
            Assert.True(mismatch is null, mismatch is null ? "" : Shrinker.Report(mismatch, Engines.All[0].Create, Engines.All[^1].Create));
            kinds.UnionWith(Enum.GetValues<EventKind>().Where(kind => run.EventCounts[(int)kind] > 0));
            reasons.UnionWith(Enum.GetValues<RejectReason>().Where(reason => run.RejectCounts[(int)reason] > 0));
            whole += run.Rebuilt.Baskets.Done.Whole;
            reduced += run.Rebuilt.Baskets.Done.Reduced;
            var done = run.Rebuilt.Baskets.Slices;
            slices = (slices.Executed + done.Executed, slices.Refused + done.Refused, slices.Filled + done.Filled);
        }

        var seen = $"{whole} baskets whole, {reduced} reduced; {slices.Executed} slices executed, {slices.Refused} refused, {slices.Filled} baskets over time filled";
        TestContext.Current.TestOutputHelper?.WriteLine(seen);
        Assert.True(whole > 20 && reduced > 8 && slices is { Executed: > 8, Refused: > 8, Filled: > 0 }, seen);
        Assert.Empty(Enum.GetValues<EventKind>().Where(kind => kind is (>= EventKind.BasketOpened and <= EventKind.BasketEnded) or (>= EventKind.BasketScheduled and <= EventKind.BasketLegProgressed)).Except(kinds));
        // So many open at once come in no random stream; they have a scenario of their own.
        Assert.Equal([RejectReason.TooManyBaskets], Enum.GetValues<RejectReason>().Where(reason => reason is >= RejectReason.BasketTermsInvalid and <= RejectReason.DuplicateBasketId).Except(reasons));
    }

    /// <summary>Each spoils one number that a basket tells, or swallows an event of one.</summary>
    [Theory]
    [InlineData("larger leg")]
    [InlineData("smaller leg")]
    [InlineData("order of another")]
    [InlineData("swallowed leg")]
    [InlineData("swallowed end")]
    [InlineData("wrong end")]
    [InlineData("one leg more in a slice")]
    [InlineData("more filled than traded")]
    [InlineData("a rest called filled")]
    [InlineData("more than planned")]
    public void A_fault_that_both_engines_share_breaks_a_promise(string fault)
    {
        Func<ExchangeLimits, IEngine> wrong = limits => new FaultyEngine(Engines.All[^1].Create(limits), (ref ExchangeEvent e) => Spoil(fault, ref e));
        Mismatch? found = null;
        for (var seed = 400UL; found is null && seed < 460; seed++)
            LockstepRun.Random(seed, 1_500, wrong, wrong, out found);
        Assert.NotNull(found);
    }

    [Fact]
    public void The_host_is_told_when_a_basket_is_to_be_abandoned()
    {
        var exchange = new FastExchange(instruments: 1);
        Assert.False(exchange.Engine.TakeNewDeadline());
        exchange.Apply(new Command { Kind = CommandKind.OpenBasket, Owner = new OwnerId(1), LegCount = 1 });
        Assert.True(exchange.Engine.TakeNewDeadline());
        Assert.Equal(exchange.Engine.Time.Nanoseconds + 10_000_000_000, exchange.Engine.NextDeadline.Nanoseconds);
    }

    [Fact]
    public void The_host_is_told_when_a_slice_is_due()
    {
        var exchange = new FastExchange(instruments: 1);
        var (owner, basket) = (new OwnerId(1), new BasketId(exchange.Engine.LastSequence + 1));
        var now = exchange.Engine.Time.Nanoseconds;
        exchange.Apply(new Command { Kind = CommandKind.OpenBasket, Owner = owner, LegCount = 1 });
        exchange.Apply(Command.AddBasketLeg(owner, basket, 0, exchange.Engine.Instruments[0].Id, Side.Buy, exchange.Engine.Instruments[0].Lot));
        exchange.Apply(Command.ScheduleBasket(owner, basket, AlgoType.Twap, new Timestamp(now + 1_000_000_000), new Timestamp(now + 3_000_000_000), AlgoPace.Of(1_000)));
        exchange.Engine.TakeNewDeadline();
        exchange.Apply(Command.SubmitBasket(owner, basket));
        Assert.True(exchange.Engine.TakeNewDeadline());
        Assert.Equal(now + 1_000_000_000, exchange.Engine.NextDeadline.Nanoseconds);
    }

    [Fact]
    public void As_many_baskets_over_time_as_there_may_be_are_saved_and_loaded()
    {
        var exchange = new FastExchange(instruments: BasketTerms.MaxLegs);
        for (var number = 0; number <= BasketRegistry.MaxLive; number++)
        {
            var (owner, basket, now) = (new OwnerId(1 + (number / BasketRegistry.MaxLiveOfOwner)), new BasketId(exchange.Engine.LastSequence + 1), exchange.Engine.Time.Nanoseconds);
            exchange.Apply(new Command { Kind = CommandKind.OpenBasket, Owner = owner, LegCount = BasketTerms.MaxLegs });
            for (var leg = 0; leg < BasketTerms.MaxLegs; leg++)
                exchange.Apply(Command.AddBasketLeg(owner, basket, leg, new InstrumentId(leg + 1), Side.Buy, new Quantity(1_000), new Price(100)));
            exchange.Apply(Command.ScheduleBasket(owner, basket, AlgoType.Vwap, new Timestamp(now + 60_000_000_000), new Timestamp(now + 3_660_000_000_000), AlgoPace.Of(6_400)));
            exchange.Apply(Command.SubmitBasket(owner, basket));
            var answer = exchange.Engine.Sink[exchange.Engine.Sink.Count - 1];
            Assert.Equal(number < BasketRegistry.MaxLive ? EventKind.BasketLegPlanned : EventKind.CommandRejected, answer.Kind);
        }

        var saved = new ArrayBufferWriter<byte>();
        exchange.Engine.Save(saved);
        var loaded = SavedState.Load(new ReadOnlySequence<byte>(saved.WrittenMemory), new SlotSink(1), out var fault);
        Assert.Null(fault);
        Assert.Equal(exchange.Engine.StateHash(), loaded!.StateHash());
    }

    [Fact]
    public void The_names_of_an_owners_last_1024_executed_baskets_are_remembered_whatever_others_do()
    {
        foreach (var (name, create) in Engines.All)
        {
            var engine = create(new ExchangeLimits(64, 0, 0));
            var book = new InstrumentId(1);
            Apply(Command.DefineInstrument(new Instrument(book, Text36.Of("X"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000))));
            Apply(Command.SetInstrumentState(book, InstrumentState.Open));
            Apply(new Command { Kind = CommandKind.NewOrder, Owner = new OwnerId(2), Instrument = book, Side = Side.Sell, Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Gtc), Price = new Price(100), Quantity = new Quantity(10_000) });
            Assert.Equal(EventKind.BasketStarted, Execute(3, 7).Kind);
            for (var i = 0; i < 1_025; i++)
                Assert.Equal((EventKind.BasketStarted, name), (Execute(1, i).Kind, name));
            Assert.Equal(RejectReason.DuplicateBasketId, Execute(1, 1).RejectReason);
            Assert.Equal(EventKind.BasketStarted, Execute(1, 0).Kind);
            Assert.Equal(EventKind.BasketStarted, Execute(1, 1).Kind);
            Assert.Equal(RejectReason.DuplicateBasketId, Execute(3, 7).RejectReason);

            ExchangeEvent Execute(int owner, int number)
            {
                var opened = Apply(new Command { Kind = CommandKind.OpenBasket, Owner = new OwnerId(owner), LegCount = 1, Text = Text36.Of($"b{number}") });
                Apply(Command.AddBasketLeg(new OwnerId(owner), opened.BasketId, 0, book, Side.Buy, new Quantity(1)));
                return Apply(Command.SubmitBasket(new OwnerId(owner), opened.BasketId));
            }

            ExchangeEvent Apply(Command command)
            {
                engine.Log.Clear();
                engine.Apply(command with { Sequence = engine.LastSequence + 1, Time = new Timestamp(1_767_603_600_000_000_000) });
                return engine.Log.Events[0];
            }
        }
    }

    [Fact]
    public void Where_no_more_names_fit_the_owner_of_most_loses_the_oldest()
    {
        var names = new BasketNames();
        for (var number = 0; number < BasketNames.MaxOfOwner; number++)
            for (var owner = 1; owner <= BasketNames.MaxInAll / BasketNames.MaxOfOwner; owner++)
                names.Add(owner, Text36.Of($"b{number}"));
        Assert.Equal(BasketNames.MaxInAll, names.Count);
        names.Add(1, Text36.Of("another"));
        Assert.False(names.Contains(1, Text36.Of("b0")));
        Assert.True(names.Contains(64, Text36.Of("b0")));

        // Of several with as many the one with the largest number, and so on down.
        for (var number = 0; number < 3; number++)
            names.Add(100, Text36.Of($"b{number}"));
        Assert.Equal([1_023, 1_023, 1_023, 1_024], new[] { 64, 63, 62, 61 }.Select(names.CountOf));
        Assert.False(names.Contains(64, Text36.Of("b0")));
        Assert.True(names.Contains(64, Text36.Of("b1")));
        Assert.Equal((3, BasketNames.MaxInAll), (names.CountOf(100), names.Count));
        Assert.Equal((2, Text36.Of("b0")), names.All.First());
    }

    private static bool Spoil(string fault, ref ExchangeEvent e)
    {
        switch (fault)
        {
            case "larger leg" when e.Kind == EventKind.BasketLegEntered:
                e.EnteredQuantity = new Quantity(e.EnteredQuantity.Units + 1);
                break;
            case "smaller leg" when e.Kind == EventKind.BasketLegEntered && e.EnteredQuantity.Units > 1:
                e.EnteredQuantity = new Quantity(e.EnteredQuantity.Units - 1);
                break;
            case "order of another" when e.Kind == EventKind.BasketLegEntered:
                e.OrderId = new OrderId(e.OrderId.Value + 1_000_000);
                break;
            case "swallowed leg" when e.Kind == EventKind.BasketLegEntered:
            case "swallowed end" when e.Kind == EventKind.BasketEnded && e.Reason == 0:
                return false;
            case "one leg more in a slice" when e.Kind == EventKind.BasketSliced && e.LegCount != 0:
                e.LegCount++;
                break;
            case "more filled than traded" when e.Kind == EventKind.BasketLegProgressed:
                e.Quantity = new Quantity(e.Quantity.Units + 1);
                break;
            case "a rest called filled" when e.Kind == EventKind.BasketEnded && e.CancelReason == CancelReason.Expired:
                e.Reason = 0;
                break;
            case "more than planned" when e.Kind == EventKind.BasketLegPlanned:
                e.Quantity = new Quantity(1);
                break;
            case "wrong end" when e.Kind == EventKind.BasketEnded && e.CancelReason == CancelReason.BasketReduced:
                e.Reason = 0;
                break;
        }

        return true;
    }
}
