using Rialto.Gateways.Orders;
using Rialto.Host.Simulation.Checks;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Simulation.Clients;

/// <summary>
/// Customers who trade several instruments at once: a basket is put together by several commands in a row, any of which the intake may refuse and a crash may follow. Some are dropped, some left lying,
/// some worked over a few seconds, paused, resumed and dropped meanwhile.
/// What becomes of them is for the witness and the references to see.
/// </summary>
internal sealed class SimulatedBaskets(SimulatedWorld world)
{
    private const int MostRemembered = 8;

    private readonly List<(OwnerId Owner, BasketId Id)> _begun = [];
    private int _lastName;

    /// <summary>Puts a basket together, or changes one that is worked over time.</summary>
    public string? Ask(SimulatedNode node, Dice dice) => _begun.Count != 0 && dice.Percent(35) ? Change(node, dice) : Enter(node, dice);

    private string Change(SimulatedNode node, Dice dice)
    {
        var (owner, id) = _begun[dice.Below(_begun.Count)];
        // Now and then the exchange itself does it, or somebody who may not.
        if (dice.Percent(15))
            owner = new OwnerId((int)dice.Between(0, world.Setting.Holders));
        return world.Send(node, dice.Weighted(35, 45, 10) switch
        {
            0 => Command.PauseBasket(owner, id),
            1 => Command.ResumeBasket(owner, id),
            _ => Command.DropBasket(owner, id),
        });
    }

    private string? Enter(SimulatedNode node, Dice dice)
    {
        var setting = world.Setting;
        var owner = new OwnerId((int)dice.Between(1, setting.Holders));
        Instrument[] legs = [.. setting.Instruments, .. setting.Contract is { } contract ? [contract.Instrument] : Array.Empty<Instrument>()];
        var (byWeight, isOverTime) = (dice.Percent(25), dice.Percent(50));
        var opened = new SimulatedCommand(null);
        var open = new Command
        {
            Kind = CommandKind.OpenBasket,
            Owner = owner,
            // A name used before, now and then: what was executed under it may not be executed again.
            Text = dice.Percent(40) ? default : Text36.Of($"b{(dice.Percent(20) ? dice.Between(1, _lastName + 1) : ++_lastName)}"),
            Terms = new OrderTerms(BasketTerms.Of(byWeight, dice.Percent(50), dice.Percent(60) ? SelfTradePrevention.None : (SelfTradePrevention)dice.Between(1, 5)).Bits),
            LegCount = legs.Length,
            Total = byWeight ? new Money(dice.Between(1, 50_000_000)) : Money.Zero,
        };
        if (Send(node, in open, opened) is { } full)
            return full;
        var basket = new BasketId(opened.Sequence);
        var share = BasketTerms.WholePpm;
        for (var number = 0; number < legs.Length; number++)
        {
            var instrument = legs[number];
            var part = number == legs.Length - 1 ? share : (int)dice.Between(1, share - (legs.Length - number - 1));
            share -= part;
            var quantity = byWeight ? new Quantity(part) : new Quantity(instrument.Lot.Units * dice.Between(1, isOverTime ? 30 : 12));
            var leg = Command.AddBasketLeg(owner, basket, number, instrument.Id, (Side)dice.Below(2), quantity, dice.Percent(40) ? OrderWish.Near(dice, instrument) : Price.None);
            if (dice.Percent(96))
                Send(node, in leg, new SimulatedCommand(null));
        }

        if (isOverTime && dice.Percent(96))
            Send(node, Schedule(dice, owner, basket, legs.Length), new SimulatedCommand(null));
        var last = dice.Percent(90) ? Command.SubmitBasket(owner, basket) : Command.DropBasket(owner, basket);
        if (dice.Percent(95))
            Send(node, in last, new SimulatedCommand(null));
        if (isOverTime)
            Remember(owner, basket);
        return world.Trace is null ? "" : $"{Words.Of(in open)} of {legs.Length} legs{(isOverTime ? " over time" : "")}, {last.Kind}";
    }

    private Command Schedule(Dice dice, OwnerId owner, BasketId basket, int legs)
    {
        var now = world.Clock.UtcNanoseconds;
        var start = dice.Percent(70) ? default : new Timestamp(now + dice.Between(0, 4_000_000_000));
        var end = new Timestamp(Math.Max(now, start.Nanoseconds) + (dice.Between(1, 20) * 1_000_000_000));
        var interval = Math.Max(dice.Of<int>(100, 1_000, 3_000), AlgoPace.MinIntervalMs * (dice.Percent(96) ? legs : 1));
        return Command.ScheduleBasket(owner, basket, dice.Of(AlgoType.Twap, AlgoType.Vwap), start, end, AlgoPace.Of(interval, 0, dice.Of<int>(0, 100, 1_000), dice.Of<int>(0, 10)));
    }

    private void Remember(OwnerId owner, BasketId basket)
    {
        _begun.Add((owner, basket));
        if (_begun.Count > MostRemembered)
            _begun.RemoveAt(0);
    }

    private string? Send(SimulatedNode node, in Command command, PendingCommand waiter)
    {
        var sent = command;
        world.Parts.Admit(ref sent);
        return world.Submit(node, in sent, waiter) is var refused && refused == RejectReason.None ? null : $"a basket that the intake refuses: {refused}";
    }
}
