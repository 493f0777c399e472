using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>Random commands about fees: tiers that a few trades reach and makers who quote now and then, promotions that begin and end, tiers fixed for a while.</summary>
internal sealed class FeeThrows(Dice dice, Market market, Func<Timestamp> now)
{
    /// <summary>Commands that come before the first order.</summary>
    public IEnumerable<Command> Setup()
    {
        foreach (var asset in market.Assets)
            if (dice.Percent(75))
                yield return Weight(asset);
        for (var tiers = dice.Between(1, 5); tiers > 0; tiers--)
            yield return Tier();
        foreach (var i in market.Instruments)
            for (var owner = 1; owner <= market.Owners; owner++)
                if (dice.Percent(50))
                    yield return Maker(i, owner);
    }

    /// <summary>One command.</summary>
    public Command Any(Instrument i) => dice.Weighted(28, 10, 16, 16, 22, 12) switch
    {
        0 => Tier(),
        1 => Weight(AnyAsset()),
        2 => AccountTier(),
        3 => Promotion(i),
        4 => Maker(i, (int)dice.Between(1, market.Owners)),
        _ => Odd(i),
    };

    private Command Tier()
    {
        var number = (int)dice.Between(1, 5);
        if (dice.Percent(12))
            return Command.RemoveFeeTier(number);
        var volume = dice.Percent(25) ? 0 : market.Worth(dice, AnyAsset(), dice.Of<long>(1, 10, 60, 300)).Units;
        return Command.SetFeeTier(new FeeTier(
            number, dice.Percent(50) ? default : Text36.Of($"T{number}"), volume, dice.Percent(40) ? dice.Of(1, 20_000, 200_000, 1_000_000) : 0, Rates(), dice.Percent(60)));
    }

    private FeeRates Rates() => new(Rate(), Rate(), Rate());

    private int Rate() => dice.Percent(30) ? dice.Of(0, 1, 100) : (int)dice.Of<long>(-100_000, -250, -1, 1, 333, 2_500, 100_000);

    private Command Weight(Asset asset) => Command.SetVolumeWeight(new VolumeWeight(
        asset.Id, dice.Of(0, 1, 1, 7, 1_000, VolumeWeight.Most), dice.Of(1, 1, 3, 1_000, VolumeWeight.Most)));

    private Command AccountTier()
    {
        var account = new OwnerId((int)dice.Between(1, market.Owners));
        if (dice.Percent(35))
            return Command.ReleaseAccountTier(account);
        return Command.SetAccountTier(account, (int)dice.Between(0, 5), dice.Percent(50) ? default : After(dice.Between(0, 60)));
    }

    private Command Promotion(Instrument i)
    {
        if (dice.Percent(25))
            return Command.RemovePromotion(i.Id);
        var from = dice.Percent(50) ? default : After(dice.Between(-10, 30));
        return Command.SetPromotion(new Promotion(i.Id, dice.Percent(50) ? default : Text36.Of("promo"), from, After(dice.Between(-1, 60)), Rates(), dice.Percent(60)));
    }

    private Command Maker(Instrument i, int owner)
    {
        if (dice.Percent(15))
            return Command.RemoveMaker(new OwnerId(owner), i.Id);
        var width = Int128.Clamp((Int128)1_000_000 * dice.Between(1, 2 * market.Width) * i.Tick.Units / Math.Max(1, market.PriceAt(i, 0).Units), 1, 1_000_000);
        return Command.SetMaker(new MakerTerms(new OwnerId(owner), i.Id, (int)width, new Quantity(i.Lot.Units * dice.Of<long>(1, 1, 2, 5))));
    }

    private Timestamp After(long hours) => new(now().Nanoseconds + hours * 3_600_000_000_000);

    /// <summary>Values that no honest operator sends.</summary>
    private Command Odd(Instrument i)
    {
        var c = dice.Between(0, 4) switch
        {
            0 => Tier(),
            1 => Weight(AnyAsset()),
            2 => AccountTier(),
            3 => Promotion(i),
            _ => Maker(i, 1),
        };
        switch (dice.Between(0, 8))
        {
            case 0:
                c.OrderId = new OrderId((long)dice.Next());
                break;
            case 1:
                c.TriggerPrice = new Price((long)dice.Next());
                break;
            case 2:
                c.ExpireTime = new Timestamp(dice.Of(-1, 1, long.MaxValue, now().Nanoseconds));
                break;
            case 3:
                c.Terms = new OrderTerms((ushort)dice.Next());
                break;
            case 4:
                c.Instrument = new InstrumentId((int)dice.Of<long>(0, -1, 9, int.MaxValue));
                break;
            case 5:
                c.Owner = new OwnerId((int)dice.Of<long>(0, -1, 77));
                break;
            case 6:
                (c.Price, c.Quantity) = (new Price(dice.Of(-1, long.MaxValue)), new Quantity(dice.Of(-1, 0, long.MaxValue, VolumeWeight.Most + 1)));
                break;
            case 7:
                c.DisplayQuantity = new Quantity(dice.Of(-1, 0, VolumeWeight.Most + 1));
                break;
            default:
                c.Text = new Text36(dice.Next(), 0, 0, 0, 0);
                break;
        }

        return c;
    }

    private Asset AnyAsset() => market.Assets[(int)dice.Between(0, market.Assets.Count - 1)];
}
