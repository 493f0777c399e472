using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>Random assets, accounts and movements: enough money to trade with, little enough to run out of, and values that are simply wrong.</summary>
internal sealed class MoneyGenerator(Dice dice, Market market, RebuiltBank bank)
{
    private int _references;

    /// <summary>Assets, an account for nearly every owner, and what they begin with.</summary>
    public void SetUp(Queue<Command> setup)
    {
        foreach (var asset in market.Assets)
            setup.Enqueue(Command.DefineAsset(asset));
        if (market.Assets.Count == 0)
            return;
        for (var owner = 1; owner <= market.Owners; owner++)
        {
            if (dice.Percent(5))
                continue;
            var parent = market.HasFees && owner > 1 && dice.Percent(35) ? new OwnerId(1) : default;
            setup.Enqueue(Command.SetAccount(new Account(new OwnerId(owner), parent, Group(), Name(), Kind(owner) | (dice.Percent(90) ? AccountRights.All : Rights()))));
            foreach (var asset in market.Assets)
                setup.Enqueue(Command.Deposit(new OwnerId(owner), asset.Id, market.Worth(dice, asset, dice.Of<long>(1, 10, 40, 300)), Reference()));
        }
    }

    /// <summary>One command about money.</summary>
    public Command Next()
    {
        var c = dice.Weighted(34, 22, 22, 10, 10, 2) switch
        {
            0 => Command.Deposit(AnyAccount(), AnyAsset().Id, Amount(), Reference()),
            1 => Command.Withdraw(AnyAccount(), AnyAsset().Id, Amount(), Reference()),
            2 => Command.Transfer(AnyAccount(), AnyAccount(), AnyAsset().Id, Amount(), Reference()),
            3 => SetAccount(),
            4 => Resend(),
            _ => Command.DefineAsset(new Asset(new AssetId((int)dice.Between(0, 5)), dice.Percent(70) ? Text36.Of($"A{dice.Between(1, 6)}") : default, (byte)dice.Between(0, 14))),
        };
        return dice.Percent(7) ? Spoil(c) : c;
    }

    private Command SetAccount()
    {
        var owner = AnyAccount();
        var known = bank.Accounts.GetValueOrDefault(owner.Value);
        var parent = dice.Percent(90) ? known?.Parent ?? default : new OwnerId((int)dice.Between(-1, market.Owners + 1));
        return Command.SetAccount(new Account(owner, parent, Group(), Name(), Kind(owner.Value) | (dice.Percent(75) ? AccountRights.All : Rights())));
    }

    /// <summary>Where there are contracts, all but every third are margin accounts.</summary>
    private AccountRights Kind(int owner) => market.Contracts.Count > 0 && owner % 3 != 0 ? AccountRights.Margin : AccountRights.None;

    private Command Resend()
    {
        if (bank.Movements.Count == 0)
            return SetAccount();
        var c = bank.Movements[bank.Movements.Count - 1 - (int)dice.Between(0, Math.Min(bank.Movements.Count, 12) - 1)];
        if (dice.Percent(15))
            c.Amount = new Money(c.Amount.Units + 1);
        if (dice.Percent(10))
            c.To = AnyAccount();
        if (dice.Percent(5))
            c.Kind = CommandKind.Withdraw;
        return c;
    }

    private Command Spoil(Command c)
    {
        switch (dice.Between(0, 5))
        {
            case 0:
                c.Owner = new OwnerId((int)dice.Of<long>(0, -1, market.Owners + 3, int.MaxValue));
                break;
            case 1:
                c.Asset = new AssetId((int)dice.Of<long>(0, -1, 5, 65_536));
                break;
            case 2:
                c.Amount = new Money(dice.Of(0, -1, 1, Asset.MaxHeld, Asset.MaxHeld + 1, long.MaxValue, long.MinValue));
                break;
            case 3:
                c.Text = dice.Percent(50) ? default : new Text36(dice.Next(), 0, dice.Percent(50) ? 1u : 0u, 0, 0);
                break;
            case 4:
                c.Terms = new OrderTerms((ushort)dice.Next());
                break;
            default:
                c.OrderId = new OrderId(dice.Of<long>(-1, 1, 2, 1L << 32, long.MaxValue));
                break;
        }

        return c;
    }

    private Money Amount()
    {
        var asset = AnyAsset();
        if (dice.Percent(15))
            return new Money(Math.Max(0, bank.AvailableOf(AnyAccount().Value, asset.Id.Value) + dice.Between(-1, 1)));
        return dice.Percent(2) ? new Money(Asset.MaxHeld - dice.Between(0, 3)) : market.Worth(dice, asset, dice.Of<long>(1, 2, 5, 10, 30));
    }

    private OwnerId AnyAccount() => new((int)dice.Between(1, market.Owners + (dice.Percent(10) ? 2 : 0)));

    private Asset AnyAsset() => market.Assets[(int)dice.Between(0, market.Assets.Count - 1)];

    private OwnerGroup Group() => new((int)dice.Of<long>(0, 0, 7, 8));

    private AccountRights Rights() => (AccountRights)dice.Between(0, 15);

    private Text36 Name() => dice.Percent(50) ? default : Text36.Of("desk");

    private Text36 Reference() => dice.Percent(80) ? Text36.Of($"m{++_references}") : Text36.Of($"r{dice.Between(0, 5)}");
}
