using Rialto.Host.Simulation;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Simulation;

/// <summary>Random commands of a small settled market: four accounts with money that comes, goes and changes hands, and orders of all kinds on two instruments.</summary>
internal static class MoneyFlow
{
    private const int Accounts = 4;

    private static readonly Instrument[] Instruments =
    [
        new(new InstrumentId(1), Text36.Of("A-CASH"), 2, 0, 3, new Price(1), new Quantity(1), new Quantity(1), new Quantity(10_000), new AssetId(2), new AssetId(1)),
        new(new InstrumentId(2), Text36.Of("B-CASH"), 1, 2, 3, new Price(1), new Quantity(5), new Quantity(5), new Quantity(50_000), new AssetId(3), new AssetId(1)),
    ];

    /// <summary>The commands of a seed.</summary>
    public static IEnumerable<Command> Of(ulong seed, int count)
    {
        var dice = Dice.Of(seed, 1);
        var opening = Opening().ToList();
        var movements = new List<Command>();
        for (var i = 0; i < count; i++)
        {
            var command = i < opening.Count ? opening[i] : movements.Count > 0 && dice.Percent(4) ? movements[dice.Below(movements.Count)] : Next(dice, i);
            if (command.Kind is CommandKind.Deposit or CommandKind.Withdraw or CommandKind.Transfer)
                movements.Add(command);
            yield return command with { Sequence = i + 1, Time = new Timestamp(1_000 + i) };
        }
    }

    private static IEnumerable<Command> Opening()
    {
        yield return Command.DefineAsset(new Asset(new AssetId(1), Text36.Of("CASH"), 3));
        yield return Command.DefineAsset(new Asset(new AssetId(2), Text36.Of("A"), 0));
        yield return Command.DefineAsset(new Asset(new AssetId(3), Text36.Of("B"), 4));
        foreach (var instrument in Instruments)
        {
            yield return Command.DefineInstrument(instrument);
            yield return Command.SetInstrumentRules(instrument.Id, InstrumentRules.None with { MakerFeePpm = -150, TakerFeePpm = 1_234, AuctionFeePpm = 333, CollarPpm = 50_000 });
            yield return Command.SetInstrumentState(instrument.Id, InstrumentState.Open);
        }

        for (var account = 1; account <= Accounts; account++)
        {
            yield return Command.SetAccount(new Account(new OwnerId(account), new OwnerId(account == 4 ? 1 : 0), default, default, AccountRights.All));
            for (var asset = 1; asset <= 3; asset++)
                yield return Command.Deposit(new OwnerId(account), new AssetId(asset), new Money(asset == 1 ? 20_000_000 : 40_000), Text36.Of($"opening-{asset}"));
        }
    }

    private static Command Next(Dice dice, int i)
    {
        var owner = new OwnerId((int)dice.Between(1, Accounts));
        var instrument = Instruments[dice.Below(Instruments.Length)];
        var asset = new AssetId((int)dice.Between(1, 3));
        // A reference comes again now and then, for the same movement or another.
        var reference = Text36.Of($"m-{(dice.Percent(15) ? dice.Between(1, i) : i)}");
        var amount = new Money(dice.Between(1, 3_000));
        switch (dice.Weighted(8, 5, 5, 60, 14, 3, 2, 1))
        {
            case 0:
                return Command.Deposit(owner, asset, amount, reference);
            case 1:
                return Command.Withdraw(owner, asset, amount, reference);
            case 2:
                return Command.Transfer(owner, new OwnerId((int)dice.Between(1, Accounts)), asset, amount, reference);
            case 3:
                return Order(dice, owner, instrument);
            case 4:
                return new Command { Kind = CommandKind.CancelOrder, Owner = owner, OrderId = new OrderId(dice.Between(1, Math.Max(i / 2, 1))) };
            case 5:
                return new Command
                {
                    Kind = CommandKind.ReplaceOrder,
                    Owner = owner,
                    OrderId = new OrderId(dice.Between(1, Math.Max(i / 2, 1))),
                    Price = Near(dice),
                    Quantity = new Quantity(instrument.Lot.Units * dice.Between(1, 30)),
                };
            case 6:
                return Command.SetInstrumentState(instrument.Id, dice.Of(InstrumentState.Open, InstrumentState.Auction, InstrumentState.Open));
            default:
                return Command.MassCancel(owner, InstrumentId.None, MassCancelScope.Owner);
        }
    }

    private static Command Order(Dice dice, OwnerId owner, Instrument instrument)
    {
        var type = (OrderType)dice.Weighted(75, 12, 6, 7);
        var isPriced = type is OrderType.Limit or OrderType.StopLimit;
        return new Command
        {
            Kind = CommandKind.NewOrder,
            Owner = owner,
            Instrument = instrument.Id,
            Side = (Side)dice.Below(2),
            Terms = OrderTerms.Of(type, isPriced ? (TimeInForce)dice.Weighted(80, 10, 10) : TimeInForce.Ioc, dice.Of(SelfTradePrevention.None, SelfTradePrevention.None, SelfTradePrevention.CancelResting)),
            Price = isPriced || dice.Percent(30) ? Near(dice) : Price.None,
            TriggerPrice = type >= OrderType.StopLoss ? Near(dice) : Price.None,
            Quantity = new Quantity(instrument.Lot.Units * dice.Between(1, 25)),
        };
    }

    private static Price Near(Dice dice) => new(1_000 + dice.Between(-8, 8));
}
