using System.Buffers.Binary;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Examples;

/// <summary>Rests one order at the best bid while more is bid than offered, and sells at the best ask what it has.</summary>
public sealed class LeanAtTheTouch : IStrategy
{
    private static readonly Parameter<decimal> Size = Parameter.Amount("size", 0.001m, 0.00001m, 10m, "base", "Quantity of an order.");
    private static readonly Parameter<double> Lean = Parameter.Real("lean", 0.3, -1, 1, "", "Buys while the imbalance of the touch is above.");

    private DeskOrderId _order;

    /// <inheritdoc/>
    public StrategyDeclaration Declaration { get; } = new("lean-at-the-touch", "1", "Buys at the bid while it is heavy, sells at the ask.")
    {
        Inputs = StrategyInputs.Books,
        Features = ["imbalance:1"],
        Parameters = [Size, Lean],
    };

    /// <inheritdoc/>
    public void OnBook(StrategyContext desk, ListingId listing)
    {
        var best = desk.Best(listing);
        if (!best.IsTwoSided || !desk.IsWarm(listing, 0))
            return;
        var held = new Quantity(desk.Position(listing));
        if (!_order.IsNone)
            MoveOrLeave(desk, best.BidPrice, best.AskPrice);
        else if (held.Units > 0)
            _order = desk.Quote(listing, Side.Sell, best.AskPrice, held).Order;
        else if (desk.Feature(listing, 0) > desk.Get(Lean))
            _order = desk.Quote(listing, Side.Buy, best.BidPrice, Rounding.ToQuantity(desk.ListingOf(listing), desk.Get(Size))).Order;
    }

    /// <inheritdoc/>
    public void OnOrder(StrategyContext desk, in StrategyOrder order)
    {
        if (order.Id == _order && order.State.IsEnded())
            _order = DeskOrderId.None;
    }

    /// <summary>A newer version that takes over while it runs must know the order: it is all that cannot be seen again.</summary>
    public int SaveState(Span<byte> state) => BinaryPrimitives.TryWriteInt64LittleEndian(state, _order.Value) ? sizeof(long) : -1;

    /// <inheritdoc/>
    public bool LoadState(ReadOnlySpan<byte> state, string version)
    {
        _order = new DeskOrderId(BinaryPrimitives.ReadInt64LittleEndian(state));
        return true;
    }

    private void MoveOrLeave(StrategyContext desk, Price bid, Price ask)
    {
        if (desk.TryFind(_order, out var order) && !order.IsCancelling && order.Price != (order.Side == Side.Buy ? bid : ask))
            desk.Cancel(_order);
    }

    /// <summary>All that it remembers, for the snapshots of its desk.</summary>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        _order = state.Keep(_order);
        return true;
    }
}
