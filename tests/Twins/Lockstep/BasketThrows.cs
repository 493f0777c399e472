using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>Random commands about baskets: most are put together leg by leg and submitted, among everything else that goes on.</summary>
internal sealed class BasketThrows(Dice dice, Dice timeDice, Market market, RebuiltMarket seen, Func<OwnerId, SessionId> sessionOf, Func<Instrument, Side, Price> near)
{
    private readonly Queue<Command> _next = [];

    /// <summary>One command.</summary>
    public Command Any(Timestamp now)
    {
        if (_next.TryDequeue(out var next))
            return next;
        if (seen.Baskets.Live.Count != 0 && timeDice.Percent(45))
        {
            switch (timeDice.Weighted(45, 40, 15))
            {
                case 0:
                    return Command.AdvanceTime();
                case 1:
                    Feed();
                    return _next.TryDequeue(out next) ? next : Command.AdvanceTime();
                default:
                    return Change();
            }
        }

        var draft = Draft();
        return draft is { IsScheduled: false } && timeDice.Percent(15) ? Schedule(draft, now) : Any();
    }

    /// <summary>One that does not know the time.</summary>
    private Command Any() => dice.Weighted(92, 3, 3, 2) switch
    {
        0 => seen.Baskets.Drafts.Count == 0 || (seen.Baskets.Drafts.Count < 4 && dice.Percent(12)) ? Open() : GoOn(Draft()!),
        1 => Odd(dice.Percent(50) || seen.Baskets.Drafts.Count == 0 ? Open() : GoOn(Draft()!)),
        2 => Command.DropBasket(Draft() is { } draft && dice.Percent(90) ? dice.Percent(70) ? draft.Owner : default : Anyone(), Draft()?.Id ?? new BasketId(dice.Between(-1, 5))),
        _ => Command.SubmitBasket(Anyone(), Draft()?.Id ?? default),
    };

    private RebuiltDraft? Draft() => seen.Baskets.Drafts.Count == 0 ? null : seen.Baskets.Drafts.ElementAt((int)dice.Between(0, seen.Baskets.Drafts.Count - 1));

    /// <summary>Others offer all that a running basket still wants, then time goes on: without them few are ever filled.</summary>
    private void Feed()
    {
        var running = seen.Baskets.Live.Where(basket => basket.State == AlgoState.Running).ToList();
        if (running.Count == 0)
            return;
        var basket = running[(int)timeDice.Between(0, running.Count - 1)];
        foreach (var leg in basket.Legs.Where(leg => leg.Filled < leg.Quantity))
        {
            var instrument = market.Instruments.First(i => i.Id == leg.Instrument);
            _next.Enqueue(new Command
            {
                Kind = CommandKind.NewOrder,
                Owner = new OwnerId(((basket.Owner.Value + (int)timeDice.Between(0, market.Owners - 2)) % market.Owners) + 1),
                Instrument = leg.Instrument,
                Side = 1 - leg.Side,
                Price = leg.Limit.IsNone ? near(instrument, 1 - leg.Side) : leg.Limit,
                Quantity = new Quantity(Math.Min(instrument.MaxQuantity.Units, leg.Quantity - leg.Filled + (timeDice.Between(0, 9) * leg.Lot))),
            });
        }

        _next.Enqueue(Command.AdvanceTime());
        _next.Enqueue(Command.AdvanceTime());
    }

    private Command Schedule(RebuiltDraft draft, Timestamp now)
    {
        var start = timeDice.Percent(60) ? 0 : now.Nanoseconds + timeDice.Between(0, 8_000_000_000);
        var seconds = timeDice.Percent(90) ? timeDice.Between(1, 40) : timeDice.Between(1, 200_000);
        var interval = seconds > 5_000 ? (int)timeDice.Between(60_000, 20_000_000) : (int)timeDice.Of(100, 250, 1_000, 1_001, 3_000, timeDice.Between(100, 9_000));
        // With one slice or few each asks for as much as a basket at once does, and some baskets are filled.
        var isShort = timeDice.Percent(60);
        if (isShort)
            interval = (int)Math.Clamp(seconds * 1_000 / timeDice.Of<long>(1, 1, 2, 3), 100, 86_400_000);
        // The shortest is too short where there are several legs, and stays so.
        if (interval > AlgoPace.MinIntervalMs)
            interval = Math.Max(interval, AlgoPace.MinIntervalMs * (int)draft.LegCount);
        var command = Command.ScheduleBasket(
            draft.Owner, draft.Id, (AlgoType)timeDice.Between(1, 2), new Timestamp(start),
            new Timestamp(Math.Max(start, now.Nanoseconds) + (seconds * 1_000_000_000) + (isShort ? 0 : timeDice.Of<long>(0, 0, 1, 999_999))),
            AlgoPace.Of(interval, 0, isShort ? 1_000 : (int)timeDice.Of<long>(0, 50, 100, 300, 1_000), (int)timeDice.Of<long>(0, 0, 10, 50)));
        if (timeDice.Percent(92))
            return command;
        switch (timeDice.Between(0, 4))
        {
            case 0:
                command.Terms = new OrderTerms((ushort)timeDice.Of<long>(0, 3, 4, 65_535));
                break;
            case 1:
                command.Pace = timeDice.Percent(50) ? AlgoPace.Of(interval, participationPpm: 1) : new AlgoPace((long)timeDice.Next());
                break;
            case 2:
                command.ExpireTime = new Timestamp(timeDice.Of(0, -1, now.Nanoseconds, now.Nanoseconds + 1, now.Nanoseconds + 604_800_000_000_001, long.MaxValue));
                break;
            case 3:
                command.StartTime = new Timestamp(timeDice.Of(-1, long.MinValue, long.MaxValue, now.Nanoseconds + 700_000_000_000_000));
                break;
            default:
                command.Owner = new OwnerId((int)timeDice.Of<long>(0, -1, 1));
                break;
        }

        return command;
    }

    private Command Change()
    {
        var basket = seen.Baskets.Live.ElementAt((int)timeDice.Between(0, seen.Baskets.Live.Count - 1));
        var owner = timeDice.Percent(90) ? basket.Owner : new OwnerId((int)timeDice.Between(0, market.Owners));
        var isPaused = basket.State == AlgoState.Paused;
        return timeDice.Weighted(isPaused ? 20 : 50, isPaused ? 70 : 35, 15) switch
        {
            0 => Command.PauseBasket(owner, basket.Id),
            1 => Command.ResumeBasket(owner, basket.Id),
            _ => Command.DropBasket(owner, basket.Id),
        };
    }

    private OwnerId Anyone() => new((int)dice.Between(1, market.Owners));

    private Command Open()
    {
        var owner = Anyone();
        var (weights, proRata) = (dice.Percent(30), dice.Percent(60));
        return new Command
        {
            Kind = CommandKind.OpenBasket,
            Owner = owner,
            Session = dice.Percent(20) ? sessionOf(owner) : default,
            Group = new OwnerGroup(dice.Percent(60) ? 7 : 0),
            Terms = new OrderTerms(BasketTerms.Of(weights, proRata, dice.Percent(50) ? SelfTradePrevention.None : (SelfTradePrevention)dice.Between(1, 5)).Bits),
            LegCount = Math.Min(dice.Between(1, 3), market.Instruments.Count),
            Total = weights ? new Money(dice.Percent(90) ? Worth() * dice.Between(2, 60) : dice.Of(1, BasketTerms.MaxTotal, dice.Between(1, BasketTerms.MaxTotal))) : Money.Zero,
            Text = dice.Percent(50) ? Text36.Of($"basket-{dice.Between(0, 4)}") : default,
        };
    }

    /// <summary>What a lot of something is worth, about.</summary>
    private long Worth()
    {
        var i = market.Instruments[(int)dice.Between(0, market.Instruments.Count - 1)];
        var exponent = i.MoneyScale - i.PriceScale - i.QuantityScale;
        var product = (BigInteger)Math.Max(1, near(i, Side.Buy).Units) * i.Lot.Units;
        var worth = exponent >= 0 ? product * BigInteger.Pow(10, exponent) : product / BigInteger.Pow(10, -exponent);
        return (long)BigInteger.Clamp(worth, 1, 100_000_000_000_000);
    }

    private Command GoOn(RebuiltDraft draft)
    {
        var unused = market.Instruments.Where(i => !draft.Legs.Contains(i.Id)).ToList();
        if (draft.Legs.Count == draft.LegCount || dice.Percent(2))
            return Command.SubmitBasket(draft.Owner, draft.Id);
        var i = unused.Count == 0 || dice.Percent(3) ? market.Instruments[0] : unused[(int)dice.Between(0, unused.Count - 1)];
        var side = (Side)dice.Between(0, 1);
        if (dice.Percent(70) && unused.Where(HasAny).ToList() is { Count: > 0 } lively)
        {
            i = lively[(int)dice.Between(0, lively.Count - 1)];
            side = seen.Find(i.Id)!.Asks.Count > 0 ? Side.Buy : Side.Sell;
        }

        var isLast = draft.Legs.Count + 1 == draft.LegCount;
        var quantity = !draft.Terms.Weights ? Lots(i, draft.Terms.ProRata ? 25 : 3)
            : isLast && dice.Percent(95) ? (long)BigInteger.Max(0, BasketTerms.WholePpm - draft.Sum)
            : dice.Between(1, (BasketTerms.WholePpm - (long)BigInteger.Min(BasketTerms.WholePpm - 1, draft.Sum)) * 2 / 3 + 1);
        return Command.AddBasketLeg(draft.Owner, draft.Id, draft.Legs.Count, i.Id, side, new Quantity(quantity), dice.Percent(60) ? Far(i, side) : Price.None);
    }

    /// <summary>It trades, and somebody waits there.</summary>
    private bool HasAny(Instrument i) => seen.Find(i.Id) is { State: InstrumentState.Open } found && (found.Asks.Count + found.Bids.Count > 0);

    private long Lots(Instrument i, long usual) => Math.Clamp(dice.Percent(80) ? dice.Between(1, usual) : dice.Between(1, 30), 1, Math.Max(1, i.MaxQuantity.Units / i.Lot.Units)) * i.Lot.Units;

    /// <summary>A limit that is likely to meet somebody.</summary>
    private Price Far(Instrument i, Side side)
    {
        var price = near(i, side).Units;
        var more = dice.Percent(60) ? price / 20 / i.Tick.Units * i.Tick.Units : 0;
        return new Price(Math.Clamp(side == Side.Buy ? price + more : price - more, i.Tick.Units, Price.MaxUnits));
    }

    /// <summary>Values that no honest client sends.</summary>
    private Command Odd(Command c)
    {
        switch (dice.Between(0, 9))
        {
            case 0:
                c.Terms = new OrderTerms((ushort)dice.Next());
                break;
            case 1:
                c.LegCount = dice.Of(0, -1, 64, 65, long.MaxValue);
                break;
            case 2:
                c.Quantity = new Quantity(dice.Of(0, -1, 1, BasketTerms.WholePpm, BasketTerms.WholePpm + 1, BasketTerms.MaxTotal, long.MaxValue, long.MinValue));
                break;
            case 3:
                c.Price = new Price(dice.Of(-1, 1, Price.MaxUnits, Price.MaxUnits + 1, long.MaxValue));
                break;
            case 4:
                c.BasketId = new BasketId(dice.Of(0, -1, 1, long.MaxValue));
                break;
            case 5:
                (c.Owner, c.Side) = (new OwnerId((int)dice.Of<long>(0, -1, 1)), (Side)dice.Between(0, 3));
                break;
            case 6:
                c.Instrument = new InstrumentId((int)dice.Of<long>(0, -1, 9, int.MaxValue));
                break;
            case 7:
                c.Text = new Text36(dice.Next(), 0, 0, 0, 0);
                break;
            case 8:
                c.Session = new SessionId((int)dice.Of<long>(-1, 1, 3, int.MaxValue));
                break;
            default:
                c.Kind = (CommandKind)dice.Between((long)CommandKind.OpenBasket, (long)CommandKind.DropBasket + 1);
                break;
        }

        return c;
    }
}
