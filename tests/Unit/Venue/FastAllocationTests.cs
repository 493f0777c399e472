using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Venue;

public sealed class FastAllocationTests
{
    [Fact]
    public void Orders_with_cover_and_settled_trades_do_not_allocate_either()
    {
        var rules = new InstrumentRules(-20, 30, 10, 0, 10_000, Money.Zero, Money.Zero, Price.None, false);
        var exchange = new FastExchange(instruments: 4, rules, owners: 5);
        var flow = new MixedFlow(instruments: 4);
        WarmUp(exchange, flow);

        Assert.Equal(0, Allocations.Of(() => Play(exchange, flow, 20_000)));

        exchange.Apply(Command.MassCancel(default, default, MassCancelScope.AllOwners));
        var accounts = exchange.Engine.AuditAccounts();
        Assert.All(accounts.Balances, balance => Assert.Equal(Money.Zero, balance.Reserved));
        Assert.All(accounts.Assets, books => Assert.Equal(books.Held + books.House, books.Deposited - books.Withdrawn));
        Assert.True(exchange.Engine.LastTradeId.Value > 10_000);
    }

    [Fact]
    public void Every_kind_of_order_is_matched_without_allocating_a_byte_once_the_tables_have_grown()
    {
        var exchange = new FastExchange(instruments: 4);
        var flow = new MixedFlow(instruments: 4);
        WarmUp(exchange, flow);

        // Names that are remembered fill their table for as long as the exchange runs, to its bound: where a doubling falls into one round, none falls into the next.
        Assert.Equal(0, Allocations.Of(() => Play(exchange, flow, 20_000)));
    }

    private static void WarmUp(FastExchange exchange, MixedFlow flow)
    {
        GrowTables(exchange);
        Play(exchange, flow, 300_000);
    }

    internal static void Play(FastExchange exchange, MixedFlow flow, int commands)
    {
        for (var i = 0; i < commands; i++)
            exchange.Apply(flow.Next());
    }

    /// <summary>More live orders, levels, stops and expiries at once than the flow will ever have, so that nothing has to grow while we count.</summary>
    internal static void GrowTables(FastExchange exchange)
    {
        for (var i = 0; i < 16_000; i++)
        {
            var side = (Side)(i / 4 % 2);
            var isStop = i % 3 == 0;
            exchange.Apply(new Command
            {
                Kind = CommandKind.NewOrder,
                Owner = new OwnerId(1 + i % 5),
                Instrument = new InstrumentId(1 + i % 4),
                Side = side,
                Terms = OrderTerms.Of(isStop ? OrderType.StopLimit : OrderType.Limit, TimeInForce.Day),
                Price = new Price(10_000 + (side == Side.Buy ? -1 : 1) * (1 + i / 8 % 500)),
                TriggerPrice = new Price(isStop ? 10_000 : 0),
                Quantity = new Quantity(10),
                DisplayQuantity = new Quantity(1),
                Text = new Text36(0x6161_6161_6161_6161, 0x6161 + (ulong)(i % 26) + ((ulong)(i / 26 % 26) << 8) + ((0x61 + (ulong)(i / 676)) << 16), 0, 0, 0),
            });
        }

        Assert.Equal(16_000, exchange.Engine.LiveOrders);
        exchange.Apply(Command.MassCancel(default, default, MassCancelScope.AllOwners));
        Assert.Equal(0, exchange.Engine.LiveOrders);
    }
}
