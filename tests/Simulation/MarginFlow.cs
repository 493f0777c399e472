using Rialto.Host.Simulation;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Simulation;

/// <summary>Random commands of a small market of contracts: five margin accounts with more courage than money, two perpetual contracts of one asset, marks that wander and jump.</summary>
internal static class MarginFlow
{
    private const int Accounts = 5;

    private static readonly AssetId Cash = new(1);

    private static readonly Instrument[] Instruments =
    [
        new(new InstrumentId(1), Text36.Of("A-PERP"), 2, 0, 3, new Price(1), new Quantity(1), new Quantity(1), new Quantity(10_000)),
        new(new InstrumentId(2), Text36.Of("B-PERP"), 1, 2, 3, new Price(1), new Quantity(5), new Quantity(5), new Quantity(50_000)),
    ];

    private static readonly ContractTerms[] Terms =
    [
        new(Cash, 10, 100_000, 50_000, 100_000, 250_000, 5_000),
        new(Cash, 3, 200_000, 120_000, 150_000, 500_000, 0),
    ];

    /// <summary>The commands of a seed.</summary>
    public static IEnumerable<Command> Of(ulong seed, int count)
    {
        var dice = Dice.Of(seed, 3);
        var opening = Opening().ToList();
        var marks = new long[] { 1_000, 1_000 };
        for (var i = 0; i < count; i++)
            yield return (i < opening.Count ? opening[i] : Next(dice, i, marks)) with { Sequence = i + 1, Time = new Timestamp(1_000 + i) };
    }

    private static IEnumerable<Command> Opening()
    {
        yield return Command.DefineAsset(new Asset(Cash, Text36.Of("CASH"), 3));
        for (var i = 0; i < Instruments.Length; i++)
        {
            var id = Instruments[i].Id;
            yield return Command.DefineInstrument(Instruments[i]);
            yield return Command.SetInstrumentRules(id, InstrumentRules.None with { MakerFeePpm = -50, TakerFeePpm = 433, AuctionFeePpm = 133 });
            yield return Command.SetContract(id, Terms[i]);
            yield return Command.SetInstrumentState(id, InstrumentState.Open);
            yield return Command.SetMarkPrice(id, new Price(1_000));
        }

        for (var account = 1; account <= Accounts; account++)
        {
            yield return Command.SetAccount(new Account(new OwnerId(account), default, default, Text36.Of($"m-{account}"), AccountRights.Defined));
            yield return Command.Deposit(new OwnerId(account), Cash, new Money(account == 5 ? 5_000_000 : 300_000), Text36.Of("opening"));
        }
    }

    private static Command Next(Dice dice, int i, long[] marks)
    {
        var owner = new OwnerId((int)dice.Between(1, Accounts));
        var which = dice.Below(Instruments.Length);
        var (instrument, id) = (Instruments[which], Instruments[which].Id);
        switch (dice.Weighted(4, 2, 50, 8, 14, 3, 3, 3, 2, 2, 1))
        {
            case 0:
                return Command.Deposit(owner, Cash, new Money(dice.Between(1, 60_000)), Text36.Of($"d-{i}"));
            case 1:
                return Command.Withdraw(owner, Cash, new Money(dice.Between(1, 20_000)), Text36.Of($"w-{i}"));
            case 2:
                return Order(dice, owner, instrument, marks[which]);
            case 3:
                return new Command { Kind = CommandKind.CancelOrder, Owner = owner, OrderId = new OrderId(dice.Between(1, Math.Max(i / 2, 1))) };
            case 4:
                marks[which] = dice.Percent(12) ? dice.Between(700, 1_400) : Math.Clamp(marks[which] + dice.Between(-12, 12), 500, 2_000);
                return Command.SetMarkPrice(id, new Price(marks[which]));
            case 5:
                return Command.ApplyFunding(id, dice.Between(-3_000_000, 3_000_000));
            case 6:
                return Command.SetLeverage(owner, id, (int)dice.Between(0, 5), (MarginMode)dice.Below(2));
            case 7:
                return Command.MoveIsolatedMargin(owner, id, new Money(dice.Between(-10_000, 40_000)));
            case 8:
                return Command.FundInsurance(Cash, new Money(dice.Between(-500, 900)));
            case 9:
                return Command.SetInstrumentState(id, dice.Of(InstrumentState.Open, InstrumentState.Auction, InstrumentState.Open));
            default:
                return Command.MassCancel(owner, InstrumentId.None, MassCancelScope.Owner);
        }
    }

    private static Command Order(Dice dice, OwnerId owner, Instrument instrument, long mark)
    {
        var isLimit = dice.Percent(75);
        return new Command
        {
            Kind = CommandKind.NewOrder,
            Owner = owner,
            Instrument = instrument.Id,
            Side = (Side)dice.Below(2),
            Terms = OrderTerms.Of(isLimit ? OrderType.Limit : OrderType.Market, isLimit ? TimeInForce.Gtc : TimeInForce.Ioc, dice.Of(SelfTradePrevention.None, SelfTradePrevention.None, SelfTradePrevention.CancelResting)),
            Price = isLimit ? new Price(mark + dice.Between(-8, 8)) : Price.None,
            Quantity = new Quantity(instrument.Lot.Units * dice.Between(1, 25)),
        };
    }
}
