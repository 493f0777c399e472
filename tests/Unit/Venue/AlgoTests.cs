using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>Algo orders beyond what scenarios show: that random streams reach every rule, that faults are found, how many there may be, and what the host waits for.</summary>
public sealed class AlgoTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Random_streams_see_every_event_of_algo_orders_and_every_reason_they_give()
    {
        var (kinds, reasons) = (new HashSet<EventKind>(), new HashSet<RejectReason>());
        for (var seed = 300UL; seed < 336; seed++)
        {
            var run = LockstepRun.Random(seed, 1_500, Engines.All[0].Create, Engines.All[^1].Create, out var mismatch);
            Assert.True(mismatch is null, mismatch is null ? "" : Shrinker.Report(mismatch, Engines.All[0].Create, Engines.All[^1].Create));
            kinds.UnionWith(Enum.GetValues<EventKind>().Where(kind => run.EventCounts[(int)kind] > 0));
            reasons.UnionWith(Enum.GetValues<RejectReason>().Where(reason => run.RejectCounts[(int)reason] > 0));
        }

        Assert.Empty(Enum.GetValues<EventKind>().Where(kind => kind is >= EventKind.AlgoAccepted and <= EventKind.VolumeCurveSet).Except(kinds));
        // So many live at once come in no random stream; they have a test of their own.
        Assert.Equal([RejectReason.TooManyAlgos], Enum.GetValues<RejectReason>().Where(reason => reason is >= RejectReason.AlgoTermsInvalid and <= RejectReason.ChildOfAlgo).Except(reasons));
    }

    /// <summary>Each spoils one number that an algo order tells, or swallows an event of one.</summary>
    [Theory]
    [InlineData("filled")]
    [InlineData("average")]
    [InlineData("swallowed end")]
    [InlineData("child of another")]
    [InlineData("larger child")]
    public void A_fault_that_both_engines_share_breaks_a_promise(string fault)
    {
        Func<ExchangeLimits, IEngine> wrong = limits => new FaultyEngine(Engines.All[^1].Create(limits), (ref ExchangeEvent e) => Spoil(fault, ref e));
        Mismatch? found = null;
        for (var seed = 300UL; found is null && seed < 330; seed++)
            LockstepRun.Random(seed, 1_500, wrong, wrong, out found);
        Assert.NotNull(found);
    }

    private static bool Spoil(string fault, ref ExchangeEvent e)
    {
        switch (fault)
        {
            case "filled" when e.Kind == EventKind.AlgoProgressed:
                e.Quantity = new Quantity(e.Quantity.Units + 1);
                break;
            case "average" when e.Kind == EventKind.AlgoProgressed && !e.Quantity.IsZero:
                e.AveragePrice++;
                break;
            case "swallowed end" when e.Kind == EventKind.AlgoStateChanged && e.AlgoState == AlgoState.Ended && e.Reason != 0:
                return false;
            case "child of another" when e.Kind == EventKind.AlgoSliced && e.OrderId.Value > 1:
                e.OrderId = new OrderId(e.OrderId.Value - 1);
                break;
            case "larger child" when e.Kind == EventKind.AlgoSliced && !e.Quantity.IsZero:
                e.Quantity = new Quantity(e.Quantity.Units * 100);
                break;
        }

        return true;
    }

    [Fact]
    public void No_more_than_64_of_an_owner_and_1024_of_all_are_live()
    {
        foreach (var (name, create) in Engines.All)
        {
            var engine = Open(create);
            for (var i = 0; i < 1_024; i++)
                Assert.Equal((EventKind.AlgoAccepted, name), (Apply(engine, Twap(owner: 1 + i / 64))[0].Kind, name));
            Assert.Equal(RejectReason.TooManyAlgos, Apply(engine, Twap(owner: 99))[0].RejectReason);
            Apply(engine, Command.ChangeAlgo(CommandKind.CancelAlgo, new OwnerId(2), new AlgoId(65)));
            Assert.Equal(RejectReason.TooManyAlgos, Apply(engine, Twap(owner: 1))[0].RejectReason);
            Assert.Equal(EventKind.AlgoAccepted, Apply(engine, Twap(owner: 99))[0].Kind);
        }
    }

    [Fact]
    public void The_host_is_told_when_a_slice_is_to_be_waited_for()
    {
        var exchange = new FastExchange(instruments: 1);
        Assert.False(exchange.Engine.TakeNewDeadline());
        exchange.Apply(Twap(owner: 1) with { StartTime = new Timestamp(exchange.Engine.Time.Nanoseconds + 5 * Second), ExpireTime = new Timestamp(exchange.Engine.Time.Nanoseconds + 60 * Second) });
        Assert.True(exchange.Engine.TakeNewDeadline());
        Assert.False(exchange.Engine.TakeNewDeadline());
        Assert.NotEqual(Timestamp.None, exchange.Engine.NextDeadline);
    }

    private static IEngine Open(Func<ExchangeLimits, IEngine> create)
    {
        var engine = create(new ExchangeLimits(64, 0, 0));
        Apply(engine, Command.DefineInstrument(new Instrument(
            new InstrumentId(1), Text36.Of("X"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000))));
        Apply(engine, Command.SetInstrumentState(new InstrumentId(1), InstrumentState.Open));
        return engine;
    }

    private static ExchangeEvent[] Apply(IEngine engine, Command command)
    {
        engine.Log.Clear();
        engine.Apply(command with { Sequence = engine.LastSequence + 1, Time = new Timestamp(1_767_603_600 * Second) });
        return engine.Log.Events.ToArray();
    }

    private static Command Twap(int owner) => new()
    {
        Kind = CommandKind.StartAlgo,
        Owner = new OwnerId(owner),
        Instrument = new InstrumentId(1),
        Terms = new OrderTerms(AlgoTerms.Of(AlgoType.Twap).Bits),
        Quantity = new Quantity(100),
        Pace = AlgoPace.Of(1_000),
        ExpireTime = new Timestamp((1_767_603_600 + 60) * Second),
    };
}
