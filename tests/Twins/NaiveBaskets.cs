using System.Numerics;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>A basket that is being put together: the command that opened it and those that added its legs.</summary>
internal sealed record NaiveBasket(BasketId Id, Timestamp Opened, Command Asked)
{
    public List<Command> Legs { get; } = [];

    /// <summary>Of one that is to be worked over time: the command that said so.</summary>
    public Command? Schedule { get; set; }

    public OwnerId Owner => Asked.Owner;
    public Timestamp End => new(Opened.Nanoseconds + 10_000_000_000);
}

/// <summary>A leg while its basket is done.</summary>
internal sealed record NaiveLeg(Command Asked, NaiveInstrument Instrument, Price Arrival)
{
    /// <summary>What was asked for; of a weight what it comes to.</summary>
    public BigInteger Wanted { get; set; }

    /// <summary>Its order's.</summary>
    public BigInteger Quantity { get; set; }

    /// <summary>Its order as a command, and while that is live.</summary>
    public Command Command { get; set; }

    public NaiveOrder? Order { get; set; }
}
