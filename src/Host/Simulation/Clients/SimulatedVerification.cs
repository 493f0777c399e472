using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Simulation.Clients;

/// <summary>
/// Those who look at customers: most are verified most of the time, some are stopped for a while; limits of a day are now wide, now a few orders long; countries are closed and opened.
/// </summary>
internal sealed class SimulatedVerification(SimulatedWorld world)
{
    /// <summary>Does something.</summary>
    public string? Ask(SimulatedNode node, Dice dice)
    {
        var setting = world.Setting;
        var customer = new OwnerId((int)dice.Between(1, setting.Holders));
        var command = dice.Weighted(10, 60, 20, 10) switch
        {
            0 => Command.SetVerificationPolicy(new VerificationPolicy(dice.Percent(80), dice.Percent(15))),
            1 => Command.SetVerification(customer, Known(dice), dice.Percent(30)),
            2 => Command.SetTierLimit(Limit(dice)),
            _ => Command.SetCountry(Country(dice), dice.Percent(70), dice.Percent(60) ? AccountRights.None : AccountRights.Trade),
        };
        return world.Send(node, in command);
    }

    private static Verification Known(Dice dice) => new(
        dice.Percent(75) ? VerificationState.Verified : (VerificationState)dice.Between(0, 4), (VerificationTier)dice.Between(1, 3), dice.Percent(20) ? CountryCode.None : Country(dice));

    private static CountryCode Country(Dice dice)
    {
        CountryCode.TryCreate(dice.Of(Text36.Of("CH"), Text36.Of("DE"), Text36.Of("KP")), out var country);
        return country;
    }

    private TierLimit Limit(Dice dice)
    {
        var asset = world.Setting.Assets[dice.Below(world.Setting.Assets.Count)];
        long Amount() => dice.Percent(40) ? DailyLimits.Unlimited : world.Setting.UsualAmount(asset) * dice.Between(1, 2_000);
        return new TierLimit((VerificationTier)dice.Between(1, 3), asset.Id, new DailyLimits(Amount(), Amount(), Amount()));
    }
}
