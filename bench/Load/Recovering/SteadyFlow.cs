using Rialto.Load.Flows;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Load.Recovering;

/// <summary>
/// Commands without end that keep the exchange as full as it is: orders near a price that wanders, each cancelled some 60,000 orders later if it has not traded, and now
/// and then one that takes. The same every time.
/// </summary>
internal sealed class SteadyFlow
{
    private const int Instruments = 8;
    private const int LagMax = 60_000;

    private readonly Queue<Command> _opening = new(Script.Opening(Instruments));
    private ulong _state = 0x9E3779B97F4A7C15;
    private long _entered;
    private long _cancelled;
    private long _turn;

    /// <summary>Orders entered and not cancelled; some have traded.</summary>
    public int Lag => (int)(_entered - _cancelled);

    public Command Next()
    {
        if (_opening.TryDequeue(out var opening))
            return opening;
        var draw = Draw();
        if (Lag >= LagMax && _turn++ % 2 == 0)
            return new Command { Kind = CommandKind.CancelOrder, Owner = OwnerOf(_cancelled), OrderId = new OrderId(++_cancelled) };
        var side = (Side)(draw & 1);
        var takes = draw % 16 == 0;
        var middle = 10_000 + (_entered >> 16) % 1000;
        var distance = 1 + (long)((draw >> 8) % 200);
        var price = side == Side.Buy == takes ? middle + distance : middle - distance;
        var owner = OwnerOf(_entered++);
        return new Command
        {
            Kind = CommandKind.NewOrder,
            Owner = owner,
            Instrument = new InstrumentId(1 + (int)((draw >> 24) % Instruments)),
            Side = side,
            Terms = OrderTerms.Of(OrderType.Limit, takes ? TimeInForce.Ioc : TimeInForce.Gtc),
            Price = new Price(price),
            Quantity = new Quantity(takes ? 40 : 1 + (long)((draw >> 40) % 20)),
        };
    }

    // The owner of the n-th order, so that whoever cancels it is known.
    private static OwnerId OwnerOf(long order) => new(1 + (int)(order * 7919 % 500));

    private ulong Draw()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        return _state ^= _state << 17;
    }
}
