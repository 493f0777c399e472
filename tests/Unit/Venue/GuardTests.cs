using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>Guards beyond what scenarios show: that random streams reach every rule, that they cost no memory, and what the host is told to wait for.</summary>
public sealed class GuardTests
{
    [Fact]
    public void Random_streams_see_every_event_of_guards_and_every_reason_they_give()
    {
        var (kinds, reasons) = (new HashSet<EventKind>(), new HashSet<RejectReason>());
        for (var seed = 200UL; seed < 250; seed++)
        {
            var run = LockstepRun.Random(seed, 1_500, Engines.All[0].Create, Engines.All[^1].Create, out var mismatch);
            Assert.True(mismatch is null, mismatch is null ? "" : Shrinker.Report(mismatch, Engines.All[0].Create, Engines.All[^1].Create));
            kinds.UnionWith(Enum.GetValues<EventKind>().Where(kind => run.EventCounts[(int)kind] > 0));
            reasons.UnionWith(Enum.GetValues<RejectReason>().Where(reason => run.RejectCounts[(int)reason] > 0));
        }

        Assert.Empty(Enum.GetValues<EventKind>().Where(kind => kind is >= EventKind.BreakerSet and <= EventKind.LimitState).Except(kinds));
        Assert.Empty(Enum.GetValues<RejectReason>().Where(reason => reason is >= RejectReason.ExchangeStopped and <= RejectReason.PriceBeyondLimit).Except(reasons));
    }

    [Fact]
    public void Guarded_instruments_trade_trip_and_resume_without_allocating_a_byte()
    {
        var exchange = new FastExchange(instruments: 4);
        var flow = new MixedFlow(instruments: 4);
        for (var i = 1; i <= 4; i++)
        {
            exchange.Apply(Command.SetBreaker(new InstrumentId(i), new BreakerRules(5, 4_000, i % 2 == 0 ? 3_000 : 0, i % 2 == 0 ? 1 : 0, 1, 1, false)));
            exchange.Apply(Command.SetIndexMember(new InstrumentId(i), i, new Price(10_000)));
        }

        exchange.Apply(Command.SetMarketBreaker(new MarketBreakerRules(500_000, 0, 0, 1, 0, 0, 0, false, false)));
        exchange.Apply(Command.SetKillSwitch(KillSwitch.Of(KillScope.Account, isOn: true, cancelOrders: false, account: new OwnerId(77))));
        FastAllocationTests.GrowTables(exchange);
        // Halts keep the memory of ended orders filling slowly: it may still grow a few times before it is full.
        Play(exchange, flow, 60_000);
        var halts = new List<int>();
        Assert.Equal(0, Allocations.Least(_ =>
        {
            var (allocated, halted) = Play(exchange, flow, 60_000);
            halts.Add(halted);
            return allocated;
        }));
        Assert.DoesNotContain(0, halts);
    }

    private static (long Allocated, int Halts) Play(FastExchange exchange, MixedFlow flow, int commands)
    {
        var (before, halts) = (Allocations.SoFar, 0);
        var seen = exchange.Engine.Sink.Count;
        for (var i = 0; i < commands; i++)
        {
            exchange.Apply(flow.Next());
            for (; seen < exchange.Engine.Sink.Count; seen++)
                if (exchange.Engine.Sink[seen].Kind == EventKind.TradingHalted)
                    halts++;
        }

        return (Allocations.SoFar - before, halts);
    }

    [Fact]
    public void The_host_is_told_when_there_is_something_new_to_wait_for()
    {
        var exchange = new FastExchange(instruments: 1);
        var x = new InstrumentId(1);
        exchange.Apply(Command.SetBreaker(x, new BreakerRules(60_000, 100_000, 0, 0, 5_000, 2_000, false)));
        exchange.Apply(Order(1, Side.Sell, 100));
        exchange.Apply(Order(2, Side.Buy, 100));
        Assert.False(exchange.Engine.TakeNewDeadline());
        exchange.Apply(Order(1, Side.Sell, 90));
        exchange.Apply(Order(2, Side.Buy, 90));

        Assert.Equal(InstrumentState.Halted, exchange.Engine.StateOf(x));
        Assert.True(exchange.Engine.TakeNewDeadline());
        Assert.False(exchange.Engine.TakeNewDeadline());
        Assert.Equal(exchange.Engine.Time.Nanoseconds + 5_000_000_000, exchange.Engine.NextDeadline.Nanoseconds);

        static Command Order(int owner, Side side, long price) => new()
        {
            Kind = CommandKind.NewOrder,
            Owner = new OwnerId(owner),
            Instrument = new InstrumentId(1),
            Side = side,
            Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Gtc),
            Price = new Price(price),
            Quantity = new Quantity(1),
        };
    }
}
