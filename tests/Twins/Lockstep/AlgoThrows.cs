using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>Random commands about algo orders: short ones of all types, so that they begin, slice, pause and end while a stream lasts, and curves.</summary>
internal sealed class AlgoThrows(Dice dice, Market market, RebuiltAlgos seen, Func<OwnerId, SessionId> sessionOf, Func<Instrument, Side, Price> near)
{
    private int _names;

    /// <summary>One command at this time.</summary>
    public Command Any(Instrument i, Timestamp now) => dice.Weighted(40, 34, 5, 50, 4) switch
    {
        0 => Start(i, now),
        1 => Change(),
        2 => Curve(i),
        3 => Command.AdvanceTime(),
        _ => Odd(Start(i, now), now),
    };

    private Command Start(Instrument i, Timestamp now)
    {
        var owner = new OwnerId((int)dice.Between(1, market.Owners));
        var side = (Side)dice.Between(0, 1);
        var type = (AlgoType)dice.Between(1, 3);
        var start = dice.Percent(60) ? 0 : now.Nanoseconds + dice.Between(0, 8_000_000_000);
        var seconds = dice.Percent(90) ? dice.Between(1, 40) : dice.Between(1, 200_000);
        var interval = seconds > 5_000 ? (int)dice.Between(60_000, 20_000_000) : (int)dice.Of(100, 250, 1_000, 1_001, 3_000, dice.Between(100, 9_000));
        return new Command
        {
            Kind = CommandKind.StartAlgo,
            Owner = owner,
            Instrument = i.Id,
            Side = side,
            Session = dice.Percent(20) ? sessionOf(owner) : default,
            Group = new OwnerGroup(dice.Percent(60) ? 7 : 0),
            Terms = new OrderTerms(AlgoTerms.Of(type, dice.Percent(45), dice.Percent(40), dice.Percent(50) ? SelfTradePrevention.None : (SelfTradePrevention)dice.Between(1, 5)).Bits),
            Pace = AlgoPace.Of(
                interval, type == AlgoType.Pov || dice.Percent(20) ? (int)dice.Of<long>(1_000_000, 500_000, 100_000, dice.Between(1, 1_000_000)) : 0,
                (int)dice.Of<long>(0, 50, 100, 300, 1_000), (int)dice.Of<long>(0, 0, 10, 50)),
            Quantity = new Quantity(Math.Min(Quantity.MaxUnits / i.Lot.Units, dice.Between(2, 60)) * i.Lot.Units),
            Price = dice.Percent(60) ? near(i, side) : Price.None,
            StartTime = new Timestamp(start),
            ExpireTime = new Timestamp(Math.Max(start, now.Nanoseconds) + (seconds * 1_000_000_000) + dice.Of<long>(0, 0, 1, 999_999)),
            Text = dice.Percent(70) ? Text36.Of(dice.Percent(55) ? $"g{++_names}" : $"h{dice.Between(0, 2)}") : default,
        };
    }

    private Command Change()
    {
        var kind = (CommandKind)((int)CommandKind.PauseAlgo + dice.Weighted(40, 45, 15));
        var algo = seen.Live.Count == 0 ? null : seen.Live.ElementAt((int)dice.Between(0, seen.Live.Count - 1));
        if (algo is null)
            return Command.ChangeAlgo(kind, new OwnerId((int)dice.Between(0, market.Owners)), new AlgoId(dice.Of(0, 1, 99, -1, long.MaxValue)));
        if (algo.State == AlgoState.Paused && dice.Percent(60))
            kind = CommandKind.ResumeAlgo;
        var owner = dice.Percent(92) ? algo.Owner : new OwnerId((int)dice.Between(0, market.Owners));
        var byName = !algo.Name.IsEmpty && dice.Percent(30);
        return Command.ChangeAlgo(kind, owner, byName ? default : algo.Id, byName ? algo.Name : default);
    }

    private Command Curve(Instrument i)
    {
        Span<ushort> weights = stackalloc ushort[24];
        foreach (ref var weight in weights)
            weight = (ushort)dice.Of(0, 0, 1, 7, 65_535, dice.Between(0, 65_535));
        var part = (int)dice.Of<long>(0, 1, 2, 3, 4, 4);
        return Command.SetVolumeCurve(i.Id, part, part == 4 ? [] : weights);
    }

    /// <summary>Values that no honest client sends.</summary>
    private Command Odd(Command c, Timestamp now)
    {
        switch (dice.Between(0, 9))
        {
            case 0:
                c.Terms = new OrderTerms((ushort)dice.Next());
                break;
            case 1:
                c.Pace = new AlgoPace((long)dice.Next());
                break;
            case 2:
                c.Quantity = new Quantity(dice.Of(0, -1, 1, Quantity.MaxUnits, Quantity.MaxUnits + 1, long.MaxValue, long.MinValue));
                break;
            case 3:
                c.Price = new Price(dice.Of(-1, 1, Price.MaxUnits, Price.MaxUnits + 1, long.MaxValue));
                break;
            case 4:
                c.StartTime = new Timestamp(dice.Of(-1, long.MinValue, long.MaxValue, now.Nanoseconds + 700_000_000_000_000));
                break;
            case 5:
                c.ExpireTime = new Timestamp(dice.Of(0, -1, now.Nanoseconds, now.Nanoseconds + 1, now.Nanoseconds + 604_800_000_000_001, long.MaxValue));
                break;
            case 6:
                (c.Owner, c.Side) = (new OwnerId((int)dice.Of<long>(0, -1, 1)), (Side)dice.Between(0, 3));
                break;
            case 7:
                c.Instrument = new InstrumentId((int)dice.Of<long>(0, -1, 9, int.MaxValue));
                break;
            case 8:
                c.Text = new Text36(dice.Next(), 0, 0, 0, 0);
                break;
            default:
                c.Kind = dice.Percent(50) ? CommandKind.SetVolumeCurve : CommandKind.ResumeAlgo;
                break;
        }

        return c;
    }
}
