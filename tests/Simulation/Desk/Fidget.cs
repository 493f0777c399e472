using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Strategy;

namespace Rialto.Simulation.Desk;

/// <summary>Places, moves, takes and cancels all the time, without sense: what it does follows from how often it was called, so that a replay does the same.</summary>
internal sealed class Fidget : IStrategy
{
    private static readonly StrategyDeclaration Kind = new("fidget", "1", "Fidgets.") { ListingsMax = 8, Timers = 1, Features = ["mid"] };

    private ulong _state = 1;

    public StrategyDeclaration Declaration => Kind;

    /// <summary>How often it heard that its desk went on after a kill.</summary>
    public int Restarts { get; private set; }

    public void OnStart(StrategyContext desk) => desk.SetTimer(0, 700);

    public void OnTimer(StrategyContext desk, int timer)
    {
        desk.SetTimer(0, 700);
        Act(desk, desk.Listings[Next(desk.Listings.Length)]);
    }

    public void OnBook(StrategyContext desk, ListingId listing) => Act(desk, listing);

    public void OnFill(StrategyContext desk, in StrategyFill fill) => Act(desk, fill.Listing);

    public void OnRestart(StrategyContext desk) => Restarts++;

    public int SaveState(Span<byte> state)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(state, _state);
        return sizeof(ulong);
    }

    public bool LoadState(ReadOnlySpan<byte> state, string version)
    {
        _state = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(state);
        return true;
    }

    private void Act(StrategyContext desk, ListingId listing)
    {
        var best = desk.Best(listing);
        if (!best.IsTwoSided)
            return;
        var orders = desk.Orders;
        var what = Next(12);
        if (what < 5 && orders.Length < 12)
        {
            var side = Next(2) == 0 ? Side.Buy : Side.Sell;
            var away = Next(5) * 10;
            var price = new Price(side == Side.Buy ? best.BidPrice.Units - away : best.AskPrice.Units + away);
            var quantity = new Quantity(1 + Next(20_000));
            if (Next(5) == 0)
                desk.Take(listing, side, price, quantity);
            else
                desk.Place(new Rialto.Trading.Orders.OrderIntent { Listing = listing, Side = side, Type = OrderType.Limit, Price = price, Quantity = quantity, TimeInForce = TimeInForce.Gtc });
        }
        else if (what < 8 && orders.Length > 0)
        {
            desk.Cancel(orders[Next(orders.Length)].Id);
        }
        else if (what == 8 && orders.Length > 0)
        {
            var order = orders[Next(orders.Length)];
            desk.Amend(order.Id, order.Price, new Quantity(order.Filled.Units + 1 + Next(20_000)));
        }
    }

    // Knuth's MMIX generator: the high bits are the good ones.
    private int Next(int below)
    {
        _state = _state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407;
        return (int)((_state >> 33) % (ulong)below);
    }

    public bool Keep(StrategyContext desk, Rialto.Runtime.Memory.FieldArchive state)
    {
        _state = state.Keep(_state);
        Restarts = state.Keep(Restarts);
        return true;
    }
}
