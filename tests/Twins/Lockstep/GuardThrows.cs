using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>Random commands about guards: breakers and bands a few ticks wide, an index of a few instruments, kill switches that soon go off again.</summary>
internal sealed class GuardThrows(Dice dice, Market market, Func<OwnerId, SessionId> sessionOf)
{
    private readonly List<KillSwitch> _on = [];

    /// <summary>Commands that come before the first order.</summary>
    public IEnumerable<Command> Setup()
    {
        foreach (var i in market.Instruments)
        {
            if (dice.Percent(75))
                yield return Breaker(i);
            if (dice.Percent(60))
                yield return Member(i);
        }

        if (dice.Percent(70))
            yield return MarketBreaker();
    }

    /// <summary>A switch that should go off again before it stops everything for long; null where none is due.</summary>
    public Command? Release()
    {
        if (_on.Count == 0 || !dice.Percent(12))
            return null;
        var kill = _on[(int)dice.Between(0, _on.Count - 1)];
        _on.Remove(kill);
        return Command.SetKillSwitch(kill with { Terms = new OrderTerms((ushort)(kill.Terms.Bits & ~4)) });
    }

    /// <summary>One command.</summary>
    public Command Any(Instrument i) => dice.Weighted(30, 14, 16, 8, 26, 6) switch
    {
        0 => Breaker(i),
        1 => MarketBreaker(),
        2 => Member(i),
        3 => Command.StartMarketDay(dice.Percent(40)) with { Terms = new OrderTerms((ushort)dice.Of<long>(0, 0, 0, 1, 1, 2)) },
        4 => Kill(i),
        _ => Odd(i),
    };

    private Command Breaker(Instrument i)
    {
        if (dice.Percent(15))
            return Command.SetBreaker(i.Id, BreakerRules.None);
        var breaker = dice.Percent(70) ? Share(i, 2 * market.Width) : 0;
        var band = dice.Percent(45) ? Share(i, market.Width) : 0;
        return Command.SetBreaker(i.Id, new BreakerRules(
            dice.Of(1, 640, 1_000, 5_000, 60_000, (int)dice.Between(1, 10_000)), breaker, band, band > 0 && dice.Percent(60) ? dice.Of(1, 500, 1_000, 3_000) : 0,
            dice.Of(0, 500, 1_000, 4_000), dice.Of(0, 1, 700, 2_000) is var auction && dice.Percent(90) ? auction : 0, dice.Percent(20)));
    }

    private Command MarketBreaker()
    {
        var i = market.Instruments[0];
        var one = Share(i, 2);
        var two = dice.Percent(80) ? one + Share(i, 2) : 0;
        var three = two > 0 && dice.Percent(80) ? two + Share(i, 2) : 0;
        return Command.SetMarketBreaker(new MarketBreakerRules(
            one, Math.Min(two, 1_000_000), Math.Min(three, 1_000_000), dice.Of(0, 500, 2_000, 3_000), dice.Of(0, 1_000), dice.Of(0, 0, 1_000), dice.Of(0, 800), dice.Percent(15), dice.Percent(40)));
    }

    private Command Member(Instrument i) =>
        Command.SetIndexMember(i.Id, dice.Of<long>(0, 1, 3, 1_000, 1_000_000), new Price(Math.Min(market.PriceAt(i, dice.Between(-1, market.Width)).Units, Price.MaxUnits)));

    private Command Kill(Instrument i)
    {
        var owner = new OwnerId((int)dice.Between(1, market.Owners));
        var scope = (KillScope)dice.Weighted(6, 20, 40, 34);
        var isOn = dice.Percent(85);
        var kill = KillSwitch.Of(scope, isOn, dice.Percent(40), i.Id, owner, sessionOf(owner));
        if (isOn)
            _on.Add(kill);
        return Command.SetKillSwitch(kill, dice.Percent(30) ? Text36.Of("note") : default);
    }

    /// <summary>Values that no honest operator sends.</summary>
    private Command Odd(Instrument i)
    {
        var c = dice.Between(0, 4) switch
        {
            0 => Breaker(i),
            1 => MarketBreaker(),
            2 => Member(i),
            3 => Command.StartMarketDay(false),
            _ => Kill(i),
        };
        switch (dice.Between(0, 7))
        {
            case 0:
                c.OrderId = new OrderId((long)dice.Next());
                break;
            case 1:
                c.TriggerPrice = new Price((long)dice.Next());
                break;
            case 2:
                c.ExpireTime = new Timestamp((long)dice.Next());
                break;
            case 3:
                c.Terms = new OrderTerms((ushort)dice.Next());
                break;
            case 4:
                c.Instrument = new InstrumentId((int)dice.Of<long>(0, -1, 9, int.MaxValue));
                break;
            case 5:
                (c.Owner, c.Session) = (new OwnerId((int)dice.Of<long>(0, -1)), new SessionId((int)dice.Of<long>(0, -1, int.MaxValue)));
                break;
            case 6:
                (c.Price, c.Quantity) = (new Price(dice.Of(0, -1, Price.MaxUnits + 1, long.MaxValue)), new Quantity(dice.Of(-1, 1_000_001, long.MinValue)));
                break;
            default:
                c.Text = new Text36(dice.Next(), 0, 0, 0, 0);
                break;
        }

        return c;
    }

    /// <summary>So many ticks at most, in millionths of the middle.</summary>
    private int Share(Instrument i, long ticks) =>
        (int)Int128.Clamp((Int128)1_000_000 * dice.Between(1, ticks) * i.Tick.Units / Math.Max(1, market.PriceAt(i, 0).Units), 1, 1_000_000);
}
