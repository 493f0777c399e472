using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Simulation.Clients;

/// <summary>
/// A desk of margin accounts and whoever marks their contract: leveraged orders, marks that wander and now and then jump, funding, isolated margin. It does not ask what became of anything: that
/// no unit is lost is the witness's to see, and that a liquidation comes when it must the references'.
/// </summary>
internal sealed class SimulatedDesk(SimulatedWorld world)
{
    /// <summary>Where marks begin, in ticks.</summary>
    public const long MiddleTicks = 1_000;

    private long _markTicks = MiddleTicks;

    /// <summary>Does something; null where this world has no contracts.</summary>
    public string? Ask(SimulatedNode node, Dice dice)
    {
        if (world.Setting.Contract is not { } contract)
            return null;
        var id = contract.Instrument.Id;
        var owner = world.Setting.MarginAccounts[dice.Below(world.Setting.MarginAccounts.Count)];
        var command = dice.Weighted(22, 52, 8, 5, 4, 4, 3, 2) switch
        {
            0 => Mark(contract.Instrument, dice),
            1 => Order(contract.Instrument, owner, dice),
            2 => Command.MassCancel(owner, id, MassCancelScope.Owner),
            3 => Command.ApplyFunding(id, dice.Between(-2_000_000, 2_000_000)),
            4 => Command.SetLeverage(owner, id, (int)dice.Between(0, contract.Terms.MaxLeverage + 1), (MarginMode)dice.Below(2)),
            5 => Command.MoveIsolatedMargin(owner, id, new Money(world.Setting.UsualAmount(world.Setting.Assets[0]) / 200 * dice.Between(-3, 6))),
            6 => Command.SetPositionLimit(id, dice.Percent(50) ? owner : default, 0, new Quantity(contract.Instrument.Lot.Units * dice.Between(0, 200)), default),
            _ => Command.FundInsurance(world.Setting.Assets[0].Id, new Money(dice.Between(-500, 5_000))),
        };
        return world.Send(node, in command);
    }

    private Command Mark(Instrument contract, Dice dice)
    {
        // Mostly steps; now and then a jump that no margin stands.
        _markTicks = dice.Percent(8) ? MiddleTicks + dice.Between(-400, 400) : Math.Clamp(_markTicks + dice.Between(-15, 15), MiddleTicks / 2, MiddleTicks * 2);
        return Command.SetMarkPrice(contract.Id, new Price(contract.Tick.Units * _markTicks));
    }

    private Command Order(Instrument contract, OwnerId owner, Dice dice)
    {
        var isMarket = dice.Percent(25);
        return new Command
        {
            Kind = CommandKind.NewOrder,
            Owner = owner,
            Instrument = contract.Id,
            Side = (Side)dice.Below(2),
            Terms = OrderTerms.Of(isMarket ? OrderType.Market : OrderType.Limit, isMarket ? TimeInForce.Ioc : TimeInForce.Gtc),
            Price = isMarket ? Price.None : new Price(contract.Tick.Units * (_markTicks + dice.Between(-8, 8))),
            Quantity = new Quantity(contract.Lot.Units * (dice.Percent(20) ? dice.Between(20, 120) : dice.Between(1, 25))),
        };
    }
}
