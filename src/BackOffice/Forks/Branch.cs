using System.Numerics;
using Rialto.BackOffice.Replay;
using Rialto.Journal.Proofs;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Forks;

/// <summary>What an order filled after the fork.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Instrument">In what.</param>
/// <param name="Filled">Quantity.</param>
/// <param name="Notional">Sum of price x quantity.</param>
/// <param name="Fees">Fees paid.</param>
public readonly record struct OrderFills(OwnerId Owner, InstrumentId Instrument, BigInteger Filled, BigInteger Notional, BigInteger Fees);

/// <summary>What an owner did in an instrument after the fork, starting from nothing.</summary>
/// <param name="Position">Bought less sold.</param>
/// <param name="Cash">Received less paid, in price x quantity units, fees aside.</param>
/// <param name="Fees">Fees paid, in money.</param>
/// <param name="Volume">Bought and sold.</param>
public readonly record struct OwnerResult(BigInteger Position, BigInteger Cash, BigInteger Fees, BigInteger Volume);

/// <summary>One of the two pasts after a fork: the exchange, and what its events add up to.</summary>
/// <param name="replica">As it stood at the fork.</param>
/// <param name="nameOf">The name under which both branches know an order.</param>
public sealed class Branch(Replica replica, Func<OrderId, long> nameOf)
{
    private EventHash _events;

    /// <summary>The exchange.</summary>
    public Replica Replica { get; } = replica;

    /// <summary>Hash of all events since the fork.</summary>
    public ulong EventHash => _events.Value;

    /// <summary>Commands applied since the fork.</summary>
    public long Commands { get; private set; }

    /// <summary>Refusals since the fork.</summary>
    public long Refusals { get; private set; }

    /// <summary>Trades since the fork.</summary>
    public long Trades { get; private set; }

    /// <summary>Quantity traded by instrument.</summary>
    public Dictionary<InstrumentId, BigInteger> Volume { get; } = [];

    /// <summary>Fills by order: its number in the original, or less than zero for orders that a change put in.</summary>
    public Dictionary<long, OrderFills> Fills { get; } = [];

    /// <summary>Results by owner and instrument.</summary>
    public Dictionary<(OwnerId Owner, InstrumentId Instrument), OwnerResult> Results { get; } = [];

    /// <summary>Applies a command and adds up.</summary>
    /// <returns>The order it accepted; none where it did not.</returns>
    public OrderId Apply(in Command command, Action<OrderId>? accepted = null)
    {
        var events = Replica.Apply(in command);
        Commands++;
        _events.Add(events);
        var order = OrderId.None;
        foreach (ref readonly var one in events)
        {
            switch (one.Kind)
            {
                case EventKind.OrderAccepted:
                    order = one.OrderId;
                    accepted?.Invoke(order);
                    break;
                case EventKind.OrderRejected or EventKind.CommandRejected:
                    Refusals++;
                    break;
                case EventKind.Trade:
                    Add(in one);
                    break;
            }
        }

        return order;
    }

    private void Add(in ExchangeEvent one)
    {
        Trades++;
        Volume[one.Instrument] = Volume.GetValueOrDefault(one.Instrument) + one.Quantity.Units;
        Add(one, one.OrderId, one.Owner, one.Side, one.TakerFee);
        Add(one, one.MakerOrderId, one.MakerOwner, one.Side == Side.Buy ? Side.Sell : Side.Buy, one.MakerFee);
    }

    private void Add(in ExchangeEvent one, OrderId order, OwnerId owner, Side side, Money fee)
    {
        var name = nameOf(order);
        var quantity = (BigInteger)one.Quantity.Units;
        var notional = quantity * one.Price.Units;
        var fills = Fills.GetValueOrDefault(name);
        Fills[name] = new OrderFills(owner, one.Instrument, fills.Filled + quantity, fills.Notional + notional, fills.Fees + fee.Units);
        var signed = side == Side.Buy ? quantity : -quantity;
        var result = Results.GetValueOrDefault((owner, one.Instrument));
        Results[(owner, one.Instrument)] = new OwnerResult(result.Position + signed, result.Cash - signed * one.Price.Units, result.Fees + fee.Units, result.Volume + quantity);
    }
}
