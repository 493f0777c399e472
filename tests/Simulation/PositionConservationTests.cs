using Rialto.Host.Conservation;
using Rialto.Host.Roles.Following;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Simulation;

/// <summary>The gauge agrees with the engine on whatever happens to positions, and notices one unit.</summary>
public sealed class PositionConservationTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 8).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Positions_from_events_agree_with_the_engine(ulong seed)
    {
        var ledger = new ConservationLedger();
        var kinds = new Dictionary<EventKind, int>();
        Play(seed, 3_000, (sequence, events, replica) =>
        {
            Assert.Null(ledger.Apply(events));
            foreach (var e in events)
                kinds[e.Kind] = kinds.GetValueOrDefault(e.Kind) + 1;
            if (sequence % 50 != 0)
                return;
            Assert.Null(ledger.Compare(replica.AuditAccounts()));
            Assert.Null(ledger.Money.Positions.Compare(replica.AuditMargin()));
        });
        Assert.All(ledger.Money.Assets, asset => Assert.Equal(0, asset.Difference));
        Assert.True(kinds.GetValueOrDefault(EventKind.Trade) > 100 && kinds.GetValueOrDefault(EventKind.LiquidationStarted) > 0 && kinds.GetValueOrDefault(EventKind.FundingPaid) > 10, string.Join(' ', kinds));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sums_of_positions_may_begin_in_the_middle(ulong seed)
    {
        ConservationLedger? ledger = null;
        Play(seed, 1_500, (sequence, events, replica) =>
        {
            if (sequence < 700)
                return;
            if (ledger is null)
            {
                ledger = new ConservationLedger { HasFeeTiers = replica.HasFeeTiers };
                ledger.Begin(replica);
                return;
            }

            Assert.Null(ledger.Apply(events));
            Assert.Null(ledger.Money.Positions.Compare(replica.AuditMargin()));
        });
        Assert.Null(ledger!.Compare(ReplayOf(seed, 1_500).AuditAccounts()));
    }

    [Fact]
    public void A_settlement_closes_everything_and_nothing_is_lost()
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var ledger = new ConservationLedger();
            var replica = ReplayedExchange.New(new ExchangeLimits());
            foreach (var command in MarginFlow.Of(seed, 1_200).Concat([Command.SettleContract(new InstrumentId(1), new Price(990)), Command.SettleContract(new InstrumentId(2), new Price(1_010))]).Select((command, i) => command with { Sequence = i + 1, Time = new Timestamp(1_000 + i) }))
                Assert.Null(ledger.Apply(replica.Apply(in command)));
            Assert.All(replica.AuditMargin().Positions, position => Assert.Equal(0, position.Quantity.Units));
            Assert.All(replica.AuditAccounts().Assets, books => Assert.Equal(0, books.Costs));
            Assert.All(replica.AuditAccounts().Balances, balance => Assert.True(balance.Total.Units >= 0));
            Assert.Null(ledger.Compare(replica.AuditAccounts()));
        }
    }

    [Fact]
    public void Rates_of_tiers_and_promotions_that_a_contract_does_not_have_itself_are_right()
    {
        var ledger = new ConservationLedger();
        var replica = ReplayedExchange.New(new ExchangeLimits());
        var dear = new Promotion(new InstrumentId(1), Text36.Of("dear"), new Timestamp(1), new Timestamp(long.MaxValue / 2), new FeeRates(50_000, 60_000, 70_000), false);
        var (paid, commands) = (0L, MarginFlow.Of(3, 1_500).ToList());
        commands.Insert(400, Command.SetPromotion(dear));
        for (var i = 0; i < commands.Count; i++)
        {
            var events = replica.Apply(commands[i] with { Sequence = i + 1, Time = new Timestamp(1_000 + i) });
            Assert.Null(ledger.Apply(events));
            foreach (ref readonly var e in events)
                paid += i > 400 && e.Kind == EventKind.Trade && e.Instrument.Value == 1 ? e.TakerFee.Units : 0;
        }

        Assert.True(paid > 0);
        Assert.Null(ledger.Compare(replica.AuditAccounts()));
    }

    public static TheoryData<string> Alterations => [.. Alter.Keys];

    [Theory]
    [MemberData(nameof(Alterations))]
    public void One_unit_of_a_position_anywhere_is_found(string what)
    {
        var altered = 0;
        for (var seed = 1UL; seed <= 12; seed++)
        {
            if (Finds(seed, Alter[what]) is not { } found)
                continue;
            Assert.True(found, $"{what}, seed {seed}: unnoticed");
            altered++;
        }

        Assert.True(altered > 1, $"{what}: altered {altered} times only");
    }

    private static readonly Dictionary<string, Func<ExchangeEvent, ExchangeEvent[]?>> Alter = new()
    {
        ["a position one larger"] = e => e.Kind == EventKind.PositionChanged ? [e with { Position = new Quantity(e.Position.Units + 1) }] : null,
        ["a cost one higher"] = e => e.Kind == EventKind.PositionChanged ? [e with { Cost = new Money(e.Cost.Units + 1) }] : null,
        ["a profit one higher"] = e => e.Kind == EventKind.PositionChanged ? [e with { Realised = new Money(e.Realised.Units + 1) }] : null,
        ["an isolated margin one higher"] = e => e.Kind == EventKind.PositionChanged ? [e with { IsolatedMargin = new Money(e.IsolatedMargin.Units + 1) }] : null,
        ["a position left out"] = e => e.Kind == EventKind.PositionChanged ? [] : null,
        ["a position told twice"] = e => e.Kind == EventKind.PositionChanged ? [e, e] : null,
        ["a position of another"] = e => e.Kind == EventKind.PositionChanged ? [e with { Owner = new OwnerId(e.Owner.Value % 5 + 1) }] : null,
        ["a funding one higher"] = e => e.Kind == EventKind.FundingPaid ? [e with { Amount = new Money(e.Amount.Units + 1) }] : null,
        ["an insurance payment one higher"] = e => e.Kind == EventKind.InsuranceChanged ? [e with { Amount = new Money(e.Amount.Units + 1) }] : null,
        ["a fund one higher"] = e => e.Kind == EventKind.InsuranceChanged ? [e with { Insurance = new Money(e.Insurance.Units + 1) }] : null,
        ["an isolated margin moved twice"] = e => e.Kind == EventKind.RiskSet && e.RiskKind == CommandKind.MoveIsolatedMargin ? [e, e] : null,
        ["a balance one higher"] = e => e.Kind == EventKind.BalanceChanged ? [e with { Total = new Money(e.Total.Units + 1) }] : null,
        ["a fee one higher"] = e => e.Kind == EventKind.Trade ? [e with { TakerFee = new Money(e.TakerFee.Units + 1) }] : null,
        ["a trade at another price"] = e => e.Kind == EventKind.Trade && e.Owner != e.MakerOwner ? [e with { Price = new Price(e.Price.Units + 1) }] : null,
    };

    private static bool? Finds(ulong seed, Func<ExchangeEvent, ExchangeEvent[]?> alter) =>
        AlteredStory.Finds(MarginFlow.Of(seed, 900), alter, static (ledger, replica) => ledger.Compare(replica.AuditAccounts()) ?? ledger.Money.Positions.Compare(replica.AuditMargin()));

    private static ReplayedExchange ReplayOf(ulong seed, int commands)
    {
        var replica = ReplayedExchange.New(new ExchangeLimits());
        foreach (var command in MarginFlow.Of(seed, commands))
            replica.Apply(in command);
        return replica;
    }

    private static void Play(ulong seed, int commands, Action<long, ExchangeEvent[], ReplayedExchange> played) => AlteredStory.Play(MarginFlow.Of(seed, commands), played);
}
