using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Simulation.Clients;

/// <summary>
/// The exchange's own people, and customers who let it work their orders: breakers and bands a few ticks wide, kill switches that soon go off again, fee tiers that a few trades reach, makers,
/// promotions, algo orders of a few seconds. It does not ask what became of anything: that is for the witness and the references to see.
/// </summary>
internal sealed class SimulatedOffice(SimulatedWorld world)
{
    private readonly HashSet<KillSwitch> _on = [];
    private int _lastName;

    /// <summary>Does something.</summary>
    public string? Ask(SimulatedNode node, Dice dice)
    {
        var setting = world.Setting;
        var owner = new OwnerId((int)dice.Between(1, setting.Clients));
        var instrument = setting.Instruments[dice.Below(setting.Instruments.Count)];
        var command = dice.Weighted(5, 1, 1, 3, 26, setting.Assets.Count > 0 ? 14 : 0, 36, 14) switch
        {
            0 => Command.SetBreaker(instrument.Id, Breaker(dice)),
            1 => Command.SetMarketBreaker(new MarketBreakerRules(6_000, 9_000, 20_000, 2_000, 3_000, 1_000, 0, dice.Percent(20), dice.Percent(40))),
            2 => Command.SetIndexMember(instrument.Id, dice.Between(0, 3), OrderWish.Near(dice, instrument)),
            3 => Kill(dice, owner, instrument.Id),
            4 => Release(dice),
            5 => Fees(dice, owner, instrument),
            6 => Algo(dice, owner, instrument),
            _ => Command.ChangeAlgo(dice.Of(CommandKind.PauseAlgo, CommandKind.ResumeAlgo, CommandKind.ResumeAlgo, CommandKind.CancelAlgo), owner, default, Text36.Of($"a{dice.Between(Math.Max(1, _lastName - 8), _lastName + 1)}")),
        };
        return world.Send(node, in command);
    }

    private static BreakerRules Breaker(Dice dice) => dice.Percent(20) ? BreakerRules.None : new BreakerRules(
        dice.Of<int>(640, 5_000, 60_000), dice.Percent(60) ? (int)dice.Between(3_000, 9_000) : 0, dice.Percent(50) ? (int)dice.Between(2_000, 6_000) : 0, 0, dice.Of<int>(500, 2_000), dice.Of<int>(0, 700), dice.Percent(20));

    private Command Kill(Dice dice, OwnerId owner, InstrumentId instrument)
    {
        var kill = KillSwitch.Of(dice.Of(KillScope.Account, KillScope.Account, KillScope.Instrument, KillScope.Exchange), true, dice.Percent(40), instrument, owner, default);
        _on.Add(kill);
        return Command.SetKillSwitch(kill);
    }

    // A market that stands still shows nothing: what is on goes off again before long. What was lost on its way is sent again some time, so nothing is forgotten.
    private Command Release(Dice dice)
    {
        var kill = _on.Count == 0 ? default : _on.ElementAt(dice.Below(_on.Count));
        return Command.SetKillSwitch(KillSwitch.Of(kill.Scope, false, false, kill.Instrument, kill.Account, kill.Session));
    }

    private Command Fees(Dice dice, OwnerId owner, Instrument instrument)
    {
        var cash = world.Setting.Assets[0];
        var number = (int)dice.Between(1, 3);
        var now = world.Clock.UtcNanoseconds;
        FeeRates Rates() => new(dice.Of<int>(-250, 0, 100), dice.Of<int>(100, 333, 2_500), dice.Of<int>(0, 133));
        return dice.Weighted(20, 10, 10, 10, 15) switch
        {
            0 => Command.SetFeeTier(new FeeTier(number, default, world.Setting.UsualAmount(cash) * dice.Between(0, 20), dice.Of<int>(0, 0, 20_000, 500_000), Rates(), dice.Percent(60))),
            1 => Command.SetVolumeWeight(new VolumeWeight(cash.Id, 1, 1)),
            2 => Command.SetAccountTier(owner, number, dice.Percent(50) ? default : new Timestamp(now + dice.Between(1, 100_000_000_000_000))),
            3 => Command.SetPromotion(new Promotion(instrument.Id, default, default, new Timestamp(now + dice.Between(1, 100_000_000_000_000)), Rates(), dice.Percent(60))),
            _ => Command.SetMaker(new MakerTerms(owner, instrument.Id, (int)dice.Between(1_000, 12_000), instrument.Lot)),
        };
    }

    private Command Algo(Dice dice, OwnerId owner, Instrument instrument)
    {
        var type = (AlgoType)dice.Between(1, 3);
        return new Command
        {
            Kind = CommandKind.StartAlgo,
            Owner = owner,
            Instrument = instrument.Id,
            Side = (Side)dice.Below(2),
            Terms = new OrderTerms(AlgoTerms.Of(type, dice.Percent(40), dice.Percent(40), dice.Percent(50) ? SelfTradePrevention.None : SelfTradePrevention.CancelResting).Bits),
            Pace = AlgoPace.Of((int)dice.Of<long>(100, 1_000, 3_000), type == AlgoType.Pov ? (int)dice.Of<long>(100_000, 500_000) : 0, (int)dice.Of<long>(0, 100, 300), (int)dice.Of<long>(0, 10)),
            Quantity = new Quantity(instrument.Lot.Units * dice.Between(2, 60)),
            Price = dice.Percent(60) ? OrderWish.Near(dice, instrument) : Price.None,
            ExpireTime = new Timestamp(world.Clock.UtcNanoseconds + (dice.Between(1, 20) * 1_000_000_000)),
            Text = Text36.Of($"a{++_lastName}"),
        };
    }
}
