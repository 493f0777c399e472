using Rialto.Gateways;
using Rialto.Host.Conservation;
using Rialto.Host.Roles;
using Rialto.Host.Roles.Following;
using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Rings;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Simulation;

/// <summary>The gauge agrees with the engine on whatever the engine does, and notices one unit.</summary>
public sealed class ConservationTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 12).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sums_from_events_agree_with_every_book(ulong seed)
    {
        var ledger = new ConservationLedger();
        Play(seed, 3_000, (command, events, replica) =>
        {
            Assert.Null(ledger.Apply(events.ToArray()));
            if (command.Sequence % 50 == 0)
                Assert.All(replica.Instruments, instrument => Assert.Null(ledger.Compare(replica.Audit(instrument.Id))));
        });
        Assert.All(ledger.Instruments, instrument => Assert.Equal(0, instrument.Difference));
        Assert.Contains(ledger.Instruments, instrument => instrument.Traded > 0);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_ledger_may_begin_in_the_middle(ulong seed)
    {
        ConservationLedger? ledger = null;
        Play(seed, 2_000, (command, events, replica) =>
        {
            if (ledger is not null)
                Assert.Null(ledger.Apply(events.ToArray()));
            if (command.Sequence == 500)
            {
                ledger = new ConservationLedger { HasFeeTiers = replica.HasFeeTiers };
                ledger.Begin(replica);
            }
            else if (ledger is not null && command.Sequence % 50 == 0)
            {
                Assert.All(replica.Instruments, instrument => Assert.Null(ledger.Compare(replica.Audit(instrument.Id))));
            }
        });
    }

    [Fact]
    public void One_unit_anywhere_is_found()
    {
        var altered = 0;
        foreach (var (kind, alter) in Alterations())
        {
            for (var seed = 1UL; seed <= 30; seed++)
            {
                if (Finds(seed, kind, alter) is not { } found)
                    continue;
                Assert.True(found, $"one unit more in a {kind} of seed {seed} went unnoticed");
                altered++;
            }
        }
        Assert.True(altered > 150, $"only {altered} events were altered");
    }

    [Fact]
    public void A_mismatch_raises_an_alert_and_halts_every_instrument_once()
    {
        var alerts = new Alerts();
        var ring = new MpscRing<Command>(16);
        var replica = ReplayedExchange.New(new ExchangeLimits(10, 0));
        var halt = new TradingHalt(new CommandPort(ring), static () => false);
        var gauge = new ConservationGauge(alerts, books => halt.Halt(books.Instruments.Select(instrument => instrument.Id)), compareEvery: 1);
        var cut = new FollowerCut(JournalPosition.Start, 0);
        gauge.OnStart(in cut, replica);
        var sequence = 0L;
        foreach (var command in Trading(3))
        {
            var next = command with { Sequence = ++sequence, Time = new Timestamp(sequence) };
            gauge.On(in next, replica.Apply(in next));
            gauge.OnCut(in cut);
        }
        Assert.Empty(alerts.Raised);
        Assert.Equal(0, ring.Depth);

        var order = Order(1, Side.Buy, 2) with { Sequence = ++sequence };
        var events = replica.Apply(in order).ToArray();
        events[0].LevelQuantity += new Quantity(1);
        gauge.On(in order, events);
        gauge.OnCut(in cut);
        gauge.OnCut(in cut);

        Assert.Equal((ConservationGauge.AlertName, AlertSeverity.Critical), (alerts.Raised[0].Name, alerts.Raised[0].Severity));
        Assert.Equal(1, gauge.Mismatches.Value);
        Assert.Equal(3, ring.Ready(16));
        for (var i = 0; i < 3; i++)
            Assert.Equal((CommandKind.SetInstrumentState, InstrumentState.Halted, i + 1), (ring.Peek(i).Kind, ring.Peek(i).TargetState, ring.Peek(i).Instrument.Value));
    }

    private static IEnumerable<(EventKind Kind, Func<ExchangeEvent, ExchangeEvent?> Alter)> Alterations()
    {
        var one = new Quantity(1);
        yield return (EventKind.Trade, e => e with { Quantity = e.Quantity + one });
        yield return (EventKind.Trade, e => e with { MakerLeaves = e.MakerLeaves + one });
        yield return (EventKind.Trade, e => e with { TakerLeaves = e.TakerLeaves + one });
        yield return (EventKind.Trade, e => e with { MakerFee = new Money(e.MakerFee.Units + 1) });
        yield return (EventKind.Trade, e => e with { TakerFee = new Money(e.TakerFee.Units - 1) });
        yield return (EventKind.Trade, e => e with { LevelQuantity = e.LevelQuantity + one });
        yield return (EventKind.OrderCanceled, e => e with { Quantity = e.Quantity + one });
        yield return (EventKind.OrderReduced, e => e with { Quantity = e.Quantity + one });
        yield return (EventKind.OrderRested, e => e with { Quantity = e.Quantity + one });
        yield return (EventKind.OrderRested, e => e with { DisplayQuantity = e.DisplayQuantity + one });
        yield return (EventKind.OrderReplaced, e => e with { Quantity = e.Quantity + one });
        yield return (EventKind.OrderAccepted, e => e.Terms.QuoteQuantity ? null : e with { Quantity = e.Quantity + one });
        yield return (EventKind.SelfTradePrevented, e => e with { Quantity = e.Quantity + one });
    }

    /// <summary>Alters one event of a run. Null where there was none to alter.</summary>
    private static bool? Finds(ulong seed, EventKind kind, Func<ExchangeEvent, ExchangeEvent?> alter)
    {
        var ledger = new ConservationLedger();
        var (isAltered, isFound) = (false, false);
        Play(seed, 800, (command, events, replica) =>
        {
            var told = events.ToArray();
            for (var i = 0; i < told.Length && !isAltered && command.Sequence > 100; i++)
            {
                if (told[i].Kind == kind && alter(told[i]) is { } other)
                    (told[i], isAltered) = (other, true);
            }
            isFound |= ledger.Apply(told) is not null;
            if (isAltered && !isFound)
                isFound |= replica.Instruments.Any(instrument => ledger.Compare(replica.Audit(instrument.Id)) is not null);
        });
        return isAltered ? isFound : null;
    }

    private delegate void Played(Command command, ReadOnlySpan<ExchangeEvent> events, ReplayedExchange replica);

    private static void Play(ulong seed, int commands, Played played)
    {
        var seen = new RebuiltMarket();
        var generator = new CommandGenerator(seed, seen);
        var replica = ReplayedExchange.New(generator.Limits);
        for (var sequence = 1L; sequence <= commands; sequence++)
        {
            var (command, _) = generator.Next();
            command.Sequence = sequence;
            var events = replica.Apply(in command);
            seen.Apply(events, sequence, command.Time);
            played(command, events, replica);
        }
    }

    private static IEnumerable<Command> Trading(int instruments)
    {
        for (var id = 1; id <= instruments; id++)
        {
            yield return Command.DefineInstrument(new Instrument(new InstrumentId(id), Text36.Of($"S{id}"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1000)));
            yield return Command.SetInstrumentState(new InstrumentId(id), InstrumentState.Open);
            yield return Order(id, Side.Sell, 5);
            yield return Order(id, Side.Buy, 3);
        }
    }

    private static Command Order(int instrument, Side side, long quantity) => new()
    {
        Kind = CommandKind.NewOrder,
        Owner = new OwnerId(1),
        Instrument = new InstrumentId(instrument),
        Side = side,
        Price = new Price(side == Side.Buy ? 100 : 101),
        Quantity = new Quantity(quantity),
    };
}
