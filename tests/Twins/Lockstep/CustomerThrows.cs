using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>Random commands about customers: most are verified and have limits that some days pass, some may not do this or that, and what stops everything soon goes off again.</summary>
internal sealed class CustomerThrows(Dice dice, Market market)
{
    private static readonly CountryCode[] _countries = [default, Code("CH"), Code("DE"), Code("KP"), Code("US")];

    /// <summary>Commands that come before the first order.</summary>
    public IEnumerable<Command> Setup()
    {
        for (var customer = 1; customer <= market.Owners; customer++)
            if (dice.Percent(92))
                yield return Command.SetVerification(new OwnerId(customer), Good());
        foreach (var asset in market.Assets)
            for (var tier = VerificationTier.Level1; tier <= VerificationTier.Level2; tier++)
                if (dice.Percent(60))
                    yield return Limit(tier, asset);
        if (dice.Percent(40))
            yield return Command.SetCountry(Code("KP"), isListed: true, (AccountRights)dice.Between(1, 15));
        yield return Command.SetVerificationPolicy(new VerificationPolicy(IsRequired: true, ListedOnly: false));
    }

    /// <summary>One command.</summary>
    public Command Any() => dice.Weighted(40, 26, 12, 10, 12) switch
    {
        0 => Verify(),
        1 when market.Assets.Count > 0 => Limit((VerificationTier)dice.Between(1, 4), market.Assets[(int)dice.Between(0, market.Assets.Count - 1)]),
        2 => Command.SetVerificationPolicy(new VerificationPolicy(dice.Percent(92), dice.Percent(8))),
        3 => Command.SetCountry(_countries[(int)dice.Between(1, _countries.Length - 1)], dice.Percent(75), dice.Percent(70) ? AccountRights.None : (AccountRights)dice.Between(0, 15)),
        _ => Odd(),
    };

    private Command Verify()
    {
        var verification = dice.Percent(75) ? Good() : new Verification((VerificationState)dice.Between(0, 3), (VerificationTier)dice.Between(0, 4), Country());
        return Command.SetVerification(new OwnerId((int)dice.Between(1, market.Owners + 1)), verification, cancelOrders: dice.Percent(20));
    }

    private Verification Good() => new(VerificationState.Verified, (VerificationTier)dice.Weighted(0, 40, 30, 20, 10), Country());

    private CountryCode Country() => _countries[dice.Weighted(30, 30, 30, 4, 6)];

    private Command Limit(VerificationTier tier, Asset asset)
    {
        long Amount() => dice.Percent(30) ? -1 : dice.Percent(4) ? 0 : market.Worth(dice, asset, dice.Of<long>(5, 20, 100, 1_000, 10_000)).Units;
        return Command.SetTierLimit(new TierLimit(tier, asset.Id, new DailyLimits(Amount(), Amount(), Amount())));
    }

    private Command Odd()
    {
        var c = dice.Percent(50) ? Verify() : Limit((VerificationTier)dice.Between(0, 5), new Asset(new AssetId((int)dice.Of<long>(0, 1, 4, 65_536)), default, 0));
        c.Kind = (CommandKind)dice.Between(60, 64);
        switch (dice.Between(0, 5))
        {
            case 0:
                c.Owner = new OwnerId((int)dice.Of<long>(0, -1, 7, int.MaxValue));
                break;
            case 1:
                c.Terms = new OrderTerms((ushort)dice.Of<long>(1, 16, 32, 64, 0x511, 0x17, 0x71, 0x10, 0x1F, ushort.MaxValue));
                break;
            case 2:
                c.Text = new Text36(dice.Of<ulong>('U', 0x5500, 0x535553, 0x7A7A, 0x5355), dice.Percent(30) ? 1u : 0, 0, 0, 0);
                break;
            case 3:
                c.Quantity = new Quantity(dice.Of(-2, Asset.MaxHeld, Asset.MaxHeld + 1, long.MinValue));
                break;
            case 4:
                c.TriggerPrice = new Price(dice.Of(-2, -1, Asset.MaxHeld + 1));
                break;
            default:
                c.DisplayQuantity = new Quantity(dice.Of(-2, 0, long.MaxValue));
                break;
        }

        return c;
    }

    private static CountryCode Code(string letters) => new((ushort)(letters[0] | letters[1] << 8));
}
