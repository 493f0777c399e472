using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>Random commands about contracts: little money behind large positions, marks that move by whole collars, leverage, limits, funding, settlement, and values that are simply wrong.</summary>
internal sealed class MarginThrows(Dice dice, Market market)
{
    private int _references;

    /// <summary>Commands that come before the first order: terms of the contracts, marks, and money for their traders.</summary>
    public IEnumerable<Command> Setup()
    {
        foreach (var i in Contracts)
        {
            if (dice.Percent(30))
                yield return Spoil(Command.SetContract(i.Id, Terms(i)));
            yield return Command.SetContract(i.Id, Terms(i));
            if (dice.Percent(85))
                yield return Mark(i, 0);
        }

        for (var owner = 1; owner <= market.Owners; owner++)
            foreach (var i in Contracts)
                yield return Deposit(owner, i, dice.Of(2, 6, 20, 80));
        if (dice.Percent(50))
            yield return Command.FundInsurance(Contracts[0].Asset(market), Worth(Contracts[0], dice.Of(1, 5)));
    }

    /// <summary>One command.</summary>
    public Command Next()
    {
        var i = Contracts[(int)dice.Between(0, Contracts.Count - 1)];
        var owner = new OwnerId((int)dice.Between(1, market.Owners));
        var c = dice.Weighted(52, 9, 4, 4, 10, 9, 4, 10, 2, 3) switch
        {
            0 => Mark(i, 1),
            1 => Command.ApplyFunding(i.Id, dice.Of(0, 1, -1, 100_000, -250_000, 10_000_000, -50_000_000, 1_000_000_000)),
            2 => Command.SetPositionLimit(i.Id, dice.Percent(50) ? default : owner, 0, Lots(i, 8, 40), Lots(i, 6, 12)) is var limit && limit.Owner.Value == 0 && dice.Percent(30)
                ? limit with { Terms = new OrderTerms(1) }
                : dice.Percent(70) ? limit with { Quantity = default, DisplayQuantity = default } : limit,
            3 => Command.SetRiskTier(owner, (ushort)dice.Between(0, 1)),
            4 => Command.SetLeverage(owner, i.Id, (int)dice.Of<long>(0, 1, 2, 5, 10, 20, 100), dice.Percent(45) ? MarginMode.Isolated : MarginMode.Cross),
            5 => Command.MoveIsolatedMargin(owner, i.Id, new Money(dice.Percent(70) ? Worth(i, dice.Of(1, 2, 6)).Units : -Worth(i, 1).Units)),
            6 => Command.FundInsurance(i.Asset(market), new Money(dice.Percent(80) ? Worth(i, 2).Units : -Worth(i, 2).Units), dice.Percent(30) ? Text36.Of("note") : default),
            7 => Deposit(owner.Value, i, dice.Of(1, 2, 6)) is var d && dice.Percent(60) ? d : d with { Kind = CommandKind.Withdraw },
            8 => Command.SetContract(i.Id, Terms(i)),
            _ when dice.Percent(75) => Mark(i, 1),
            _ => Command.SettleContract(i.Id, market.PriceAt(i, dice.Between(-market.Width, market.Width))),
        };
        return dice.Percent(5) ? Spoil(c) : c;
    }

    private List<Instrument> Contracts => market.Contracts;

    private ContractTerms Terms(Instrument i)
    {
        var initial = dice.Of(1_000, 20_000, 20_000, 50_000, 50_000, 100_000, 200_000, 1_000_000);
        return new ContractTerms(
            i.Asset(market), market.MultiplierOf(i), initial, Math.Max(1, initial / dice.Of(1, 2, 2, 3)), dice.Of(10_000, 50_000, 150_000, 150_000, 500_000, 1_000_000), dice.Of(1, 100_000, 250_000, 500_000, 1_000_000),
            dice.Of(0, 0, 5_000, 30_000), dice.Percent(65) ? default : new Timestamp(1_767_603_600_000_000_000 + dice.Between(1, 4) * 1_200_000_000_000));
    }

    private Command Mark(Instrument i, int moves)
    {
        var ticks = moves == 0 ? 0 : dice.Weighted(70, 22, 8) switch
        {
            0 => dice.Between(-market.Width, market.Width),
            1 => dice.Between(-4 * market.Width, 4 * market.Width),
            _ => dice.Between(-40 * market.Width, 40 * market.Width),
        };
        return Command.SetMarkPrice(i.Id, market.PriceAt(i, ticks));
    }

    private Command Deposit(int owner, Instrument i, int times) => Command.Deposit(new OwnerId(owner), i.Asset(market), Worth(i, times), Text36.Of($"c{++_references}"));

    /// <summary>So many times a twentieth of what nine lots are worth.</summary>
    private Money Worth(Instrument i, int times)
    {
        var worth = BigInteger.Max(1, EntryChecks.NotionalOf(i, market.PriceAt(i, 0), i.Lot.Units * 9) * market.MultiplierOf(i) * times / 20);
        return new Money((long)BigInteger.Min(worth, 1L << 55));
    }

    private Quantity Lots(Instrument i, int least, int most) => new(i.Lot.Units * dice.Between(least, most));

    /// <summary>One field becomes something it should not be, or the edge of what it may be.</summary>
    private Command Spoil(Command c)
    {
        switch (dice.Between(0, 7))
        {
            case 0:
                c.Instrument = new InstrumentId((int)dice.Of<long>(0, -1, 1, 2, 3, 65_536));
                break;
            case 1:
                c.Owner = new OwnerId((int)dice.Of<long>(0, -1, market.Owners + 1, int.MaxValue));
                break;
            case 2:
                c.Price = new Price(dice.Of(0, -1, 1, Price.MaxUnits, Price.MaxUnits + 1, long.MaxValue, (long)dice.Next()));
                break;
            case 3:
                c.Quantity = new Quantity(dice.Of(0, -1, 1, 1_000_001, Contract18, Contract18 + 1, long.MaxValue, long.MinValue, (long)dice.Next()));
                break;
            case 4:
                c.DisplayQuantity = new Quantity(dice.Of(0, -1, Contract18 + 1, 1L << 32, long.MinValue));
                break;
            case 5:
                c.Terms = new OrderTerms((ushort)dice.Of<long>(0, 1, 2, 65_535));
                break;
            case 6:
                c.OrderId = new OrderId(dice.Of(0, 1, 1L << 32, (long)dice.Next()));
                (c.Price, c.Quantity) = c.Kind == CommandKind.SetContract && dice.Percent(60) ? (new Price((long)dice.Next()), new Quantity((long)dice.Next())) : (c.Price, c.Quantity);
                break;
            default:
                (c.ExpireTime, c.Text) = (new Timestamp(dice.Of(-1L, 1, long.MaxValue)), new Text36(dice.Next(), 0, 0, 0, 0));
                break;
        }

        return c;
    }

    private const long Contract18 = 1_000_000_000_000_000_000;
}

/// <summary>What a random market says of its contracts.</summary>
internal static class ContractWords
{
    /// <summary>All contracts of a market are settled in one asset, so that they share what is behind them.</summary>
    public static AssetId Asset(this Instrument i, Market market) => market.Assets[i.Id.Value == 3 ? 0 : ^1].Id;
}
