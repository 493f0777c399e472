using Rialto.Host.Conservation;
using Rialto.Host.Roles.Following;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Simulation;

/// <summary>The gauge agrees with the engine's ledger on whatever happens to money, and notices one unit.</summary>
public sealed class MoneyConservationTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 10).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Money_from_events_agrees_with_the_ledger(ulong seed)
    {
        var ledger = new ConservationLedger();
        var trades = 0;
        Play(seed, 3_000, (sequence, events, replica) =>
        {
            Assert.Null(ledger.Apply(events));
            trades += events.Count(e => e.Kind == EventKind.Trade);
            if (sequence % 50 == 0)
                Assert.Null(ledger.Compare(replica.AuditAccounts()));
        });
        Assert.All(ledger.Money.Assets, asset => Assert.Equal(0, asset.Difference));
        Assert.Contains(ledger.Money.Assets, asset => asset.House != 0);
        Assert.True(trades > 200, $"{trades} trades");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sums_of_money_may_begin_in_the_middle(ulong seed)
    {
        ConservationLedger? ledger = null;
        Play(seed, 2_000, (sequence, events, replica) =>
        {
            if (ledger is not null)
                Assert.Null(ledger.Apply(events));
            if (sequence == 700)
            {
                ledger = new ConservationLedger { HasFeeTiers = replica.HasFeeTiers };
                ledger.Begin(replica);
            }
            else if (ledger is not null && sequence % 50 == 0)
            {
                Assert.Null(ledger.Compare(replica.AuditAccounts()));
            }
        });
    }

    [Fact]
    public void After_everything_is_cancelled_nothing_is_reserved()
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var replica = ReplayedExchange.New(new ExchangeLimits());
            foreach (var command in MoneyFlow.Of(seed, 1_500))
                replica.Apply(in command);
            Assert.NotEmpty(replica.AuditAccounts().Covers);
            var cancel = Command.MassCancel(default, default, MassCancelScope.AllOwners) with { Sequence = 1_501, Time = new Timestamp(10_000_000) };
            replica.Apply(in cancel);
            Assert.Empty(replica.AuditAccounts().Covers);
            Assert.All(replica.AuditAccounts().Balances, balance => Assert.Equal(0, balance.Reserved.Units));
        }
    }

    public static TheoryData<string> Alterations => [.. Alter.Keys];

    [Theory]
    [MemberData(nameof(Alterations))]
    public void One_unit_of_money_anywhere_is_found(string what)
    {
        var altered = 0;
        for (var seed = 1UL; seed <= 12; seed++)
        {
            if (Finds(seed, Alter[what]) is not { } found)
                continue;
            Assert.True(found, $"{what}, seed {seed}: unnoticed");
            altered++;
        }

        Assert.True(altered > 3, $"{what}: altered {altered} times only");
    }

    private static readonly Dictionary<string, Func<ExchangeEvent, ExchangeEvent[]?>> Alter = new()
    {
        ["a deposit of one more"] = e => e.Kind == EventKind.Deposited ? [e with { Amount = new Money(e.Amount.Units + 1) }] : null,
        ["a withdrawal of one less"] = e => e.Kind == EventKind.Withdrawn ? [e with { Amount = new Money(e.Amount.Units - 1) }] : null,
        ["a transfer to another"] = e => e.Kind == EventKind.Transferred ? [e with { To = new OwnerId(e.To.Value % 4 + 1) }] : null,
        ["a transfer of one more"] = e => e.Kind == EventKind.Transferred ? [e with { Amount = new Money(e.Amount.Units + 1) }] : null,
        ["a deposit told twice"] = e => e.Kind == EventKind.Deposited ? [e, e] : null,
        ["a deposit left out"] = e => e.Kind == EventKind.Deposited ? [] : null,
        ["a total one higher"] = e => e.Kind == EventKind.BalanceChanged ? [e with { Total = new Money(e.Total.Units + 1) }] : null,
        ["a reserve one higher"] = e => e.Kind == EventKind.BalanceChanged && e.Reserved < e.Total ? [e with { Reserved = new Money(e.Reserved.Units + 1) }] : null,
        ["a balance left out"] = e => e.Kind == EventKind.BalanceChanged ? [] : null,
        ["a balance of another"] = e => e.Kind == EventKind.BalanceChanged ? [e with { Owner = new OwnerId(e.Owner.Value % 4 + 1) }] : null,
        ["a fee one higher"] = e => e.Kind == EventKind.Trade ? [e with { TakerFee = new Money(e.TakerFee.Units + 1) }] : null,
        ["a rebate one higher"] = e => e.Kind == EventKind.Trade ? [e with { MakerFee = new Money(e.MakerFee.Units - 1) }] : null,
        // Who trades with itself pays itself, at whatever price.
        ["a trade at another price"] = e => e.Kind == EventKind.Trade && e.Owner != e.MakerOwner ? [e with { Price = new Price(e.Price.Units + 1) }] : null,
        ["a duplicate of another amount"] = e => e.Kind == EventKind.MovementDuplicate ? [e with { Amount = new Money(e.Amount.Units + 1) }] : null,
    };

    private static bool? Finds(ulong seed, Func<ExchangeEvent, ExchangeEvent[]?> alter) =>
        AlteredStory.Finds(MoneyFlow.Of(seed, 900), alter, static (ledger, replica) => ledger.Compare(replica.AuditAccounts()));

    private static void Play(ulong seed, int commands, Action<long, ExchangeEvent[], ReplayedExchange> played) => AlteredStory.Play(MoneyFlow.Of(seed, commands), played);
}
