using System.Buffers;
using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins.Lockstep;
using Xunit;
using static Rialto.Unit.Gateways.ViewsOnDisk;

namespace Rialto.Unit.Gateways;

/// <summary>What the views know of accounts, from events alone, and over a snapshot.</summary>
public sealed class AccountViewsTests
{
    private static readonly ViewOptions Options = new() { KeptMovements = 20 };

    [Fact]
    public void Views_of_accounts_that_were_saved_and_loaded_go_on_as_if_they_had_not_been()
    {
        for (var seed = 1UL; seed <= 8; seed++)
            AssertGoOn(Story(seed), Options);
    }

    [Fact]
    public void Balances_and_rights_are_those_last_told()
    {
        var views = Of(Story(3));
        var balances = new Dictionary<(int, int), (long, long)>();
        var rights = new Dictionary<int, AccountRights>();
        foreach (var e in Story(3))
        {
            if (e.Kind == EventKind.BalanceChanged)
                balances[(e.Owner.Value, e.Asset.Value)] = (e.Total.Units, e.Reserved.Units);
            else if (e.Kind == EventKind.AccountSet)
                rights[e.Owner.Value] = e.ToAccount().Rights;
        }

        Assert.Equal(rights, views.Accounts.All.ToDictionary(view => view.Account.Id.Value, view => view.Account.Rights));
        Assert.Equal(
            balances.OrderBy(pair => pair.Key).Select(pair => pair.Value),
            views.Accounts.All.SelectMany(view => view.Balances).Select(balance => (balance.Total.Units, balance.Reserved.Units)));
    }

    [Fact]
    public void Only_the_last_movements_are_kept_and_each_account_has_its_own()
    {
        var views = Of(Story(5));
        var told = Story(5).Where(e => e.Kind is EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred).TakeLast(Options.KeptMovements).ToList();

        Assert.Equal(told.Select(e => e.MovementNumber).Reverse(), Numbers(views.Accounts.Movements));
        foreach (var account in views.Accounts.All)
        {
            var own = told.Where(e => e.Owner == account.Account.Id || (e.Kind == EventKind.Transferred && e.To == account.Account.Id));
            Assert.Equal(own.Select(e => e.MovementNumber).Reverse(), Numbers(account.Movements));
        }

        var list = views.Accounts.Movements;
        for (var age = 0; age < list.Count; age++)
            Assert.Equal(age + 1, list.AgeBelow(list[age].Number));
    }

    [Fact]
    public void A_parent_holds_its_sub_accounts_and_nobody_else_does()
    {
        var views = Of([Account(1, 0, 1), Account(2, 0, 2), Account(5, 2, 3)]);

        Assert.Equal([new OwnerId(5)], views.Accounts.Find(new OwnerId(2))!.SubAccounts);
        Assert.True(views.Accounts.IsOf(new OwnerId(5), new OwnerId(2)));
        Assert.True(views.Accounts.IsOf(new OwnerId(5), new OwnerId(5)));
        Assert.False(views.Accounts.IsOf(new OwnerId(5), new OwnerId(1)));
        Assert.False(views.Accounts.IsOf(new OwnerId(2), new OwnerId(5)));
        Assert.Equal([2, 5], views.Accounts.After(new OwnerId(1)).Select(view => view.Account.Id.Value));
    }

    [Fact]
    public void Views_without_accounts_are_saved_as_ever_and_a_section_of_the_future_is_passed_over()
    {
        var bytes = Saved(new ViewsReplica(Options));
        Assert.Equal(1, BitConverter.ToInt32(bytes, 8));

        var views = new ViewsReplica(Options);
        foreach (var e in Story(2))
            views.On(default, [e]);
        var saved = Saved(views);
        Assert.Equal(2, BitConverter.ToInt32(saved, 8));
        var at = saved.AsSpan().IndexOf("accounts"u8);
        "ACCOUNTS"u8.CopyTo(saved.AsSpan(at));
        var loaded = new ViewsReplica(Options);
        Assert.Null(loaded.Load(new ReadOnlySequence<byte>(saved)));
        Assert.Equal(-1, Saved(loaded).AsSpan().IndexOf("accounts"u8));
    }

    [Fact]
    public void Broken_accounts_are_refused_with_a_reason_and_never_throw()
    {
        var views = new ViewsReplica(Options);
        foreach (var e in Story(7))
            views.On(default, [e]);
        var bytes = Saved(views);
        AssertRefusesBroken(bytes, Options, rounds: 2_000);
    }

    [Fact]
    public void Events_of_assets_are_not_taken_for_those_of_instruments()
    {
        var views = Of([
            Define(1), new ExchangeEvent { Sequence = 2, Kind = EventKind.AssetDefined, Asset = new AssetId(1), ClientOrderId = Text36.Of("USD") },
            new ExchangeEvent { Sequence = 3, Kind = EventKind.CommandRejected, Asset = new AssetId(1), Terms = new OrderTerms((ushort)CommandKind.Deposit) }]);

        Assert.Equal((1L, 1L), (views.Find(new InstrumentId(1))!.Sequence, views.Totals.Refusals));
    }

    private static IEnumerable<long> Numbers(MovementList list) => Enumerable.Range(0, list.Count).Select(age => list[age].Number);

    private static ExchangeViews Of(IEnumerable<ExchangeEvent> events)
    {
        var views = new ExchangeViews(Options);
        foreach (var e in events)
            views.Apply(in e);
        return views;
    }

    private static ExchangeEvent Define(long sequence)
    {
        var command = RunningExchange.Opening()[0];
        return new ExchangeEvent
        {
            Sequence = sequence,
            Kind = EventKind.InstrumentDefined,
            Instrument = command.Instrument,
            ClientOrderId = command.Text,
            Terms = command.Terms,
            Price = command.Price,
            Quantity = command.Quantity,
            DisplayQuantity = command.DisplayQuantity,
            TriggerPrice = command.TriggerPrice,
        };
    }

    private static ExchangeEvent Account(int id, int parent, long sequence, AccountRights rights = AccountRights.All) => new()
    {
        Sequence = sequence,
        Kind = EventKind.AccountSet,
        Owner = new OwnerId(id),
        OrderId = new OrderId(parent),
        ClientOrderId = Text36.Of($"account-{id}"),
        Terms = new OrderTerms((ushort)rights),
    };

    /// <summary>Assets, a settled instrument, accounts, and whatever may happen to them.</summary>
    private static IEnumerable<ExchangeEvent> Story(ulong seed)
    {
        var dice = new Dice(seed);
        var sequence = 0L;
        for (var id = 1; id <= 3; id++)
            yield return new ExchangeEvent { Sequence = ++sequence, Kind = EventKind.AssetDefined, Asset = new AssetId(id), ClientOrderId = Text36.Of($"A{id}"), Terms = new OrderTerms((ushort)(id * 2)) };
        yield return Define(++sequence) with { OrderId = new OrderId(1L | (2L << 32)) };
        var (accounts, movements) = (0, 0L);
        var parents = new Dictionary<int, int>();
        for (var i = 0; i < 400; i++)
        {
            sequence++;
            var owner = accounts == 0 ? 0 : (int)dice.Between(1, accounts);
            var asset = new AssetId((int)dice.Between(1, 3));
            if (accounts == 0 || (accounts < 6 && dice.Percent(3)))
            {
                accounts++;
                // Those with a parent are none themselves.
                parents[accounts] = accounts > 2 && dice.Percent(50) ? (int)dice.Between(1, 2) : 0;
                yield return Account(accounts, parents[accounts], sequence);
            }
            else if (dice.Percent(4))
            {
                yield return Account(owner, parents[owner], sequence, (AccountRights)dice.Between(0, 15));
            }
            else if (accounts > 1 && dice.Percent(45))
            {
                var kind = (EventKind)dice.Between((int)EventKind.Deposited, (int)EventKind.Transferred);
                var to = owner % accounts + 1;
                yield return new ExchangeEvent
                {
                    Sequence = sequence,
                    Time = new Timestamp(sequence * 1_000),
                    Kind = kind,
                    Owner = new OwnerId(owner),
                    Asset = asset,
                    Amount = new Money(dice.Between(1, 1_000)),
                    MovementNumber = ++movements,
                    ClientOrderId = Text36.Of($"ref-{movements}"),
                    To = kind == EventKind.Transferred ? new OwnerId(to) : default,
                };
            }
            else
            {
                var total = dice.Between(0, 1_000_000);
                yield return new ExchangeEvent { Sequence = sequence, Kind = EventKind.BalanceChanged, Owner = new OwnerId(owner), Asset = asset, Total = new Money(total), Reserved = new Money(dice.Between(0, total)) };
            }
        }
    }
}
