using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>
/// The worst price of a purchase without one. The exchange takes none of a settled instrument whose cost nothing bounds (docs/reference/accounts.md, section 5), and Binance's market orders name no bound: where the instrument
/// has no collar, this gives them one, a little beyond the price at which the book, as it stands, has the quantity.
/// </summary>
internal static class BinanceProtection
{
    private const int Million = 1_000_000;

    /// <summary>The command with its protection, where it needs one and there is a price to begin with.</summary>
    public static ValueTask<Command> AddAsync(BinanceCall call, BinanceNewOrder order)
    {
        var (command, entry, options) = (order.Command, order.Symbol.Entry, call.Binance.Options);
        var isBought = command is { Side: Side.Buy, Terms: { QuoteQuantity: false, Type: OrderType.Market or OrderType.StopLoss } };
        if (!isBought || !entry.Instrument.IsSettled || entry.Rules.CollarPpm != 0)
            return ValueTask.FromResult(command);
        var tick = entry.Instrument.Tick;
        if (command.Terms.IsStop)
            return ValueTask.FromResult(command with { Price = Beyond(command.TriggerPrice, options.StopProtectionPpm, tick) });
        return AskAsync();

        async ValueTask<Command> AskAsync()
        {
            var worst = await call.Binance.AskAsync(call, views => Worst(views.Find(command.Instrument)!.Book.Asks, command.Quantity)).ConfigureAwait(false);
            return command with { Price = Beyond(worst, options.MarketProtectionPpm, tick) };
        }
    }

    /// <summary>The price at which all of a quantity is there, or the last there is.</summary>
    private static Price Worst(BookSide asks, Quantity quantity)
    {
        var worst = Price.None;
        var left = (Int128)quantity.Units;
        for (var rank = 0; rank < asks.Count && left > 0; rank++)
        {
            worst = asks[rank].Price;
            left -= asks[rank].Quantity.Units;
        }

        return worst;
    }

    // Rounded up to the tick: in favour of the order's filling whole.
    private static Price Beyond(Price price, int ppm, Price tick)
    {
        var beyond = ((Int128)price.Units * (Million + ppm) + Million - 1) / Million;
        beyond = (beyond + tick.Units - 1) / tick.Units * tick.Units;
        return new Price((long)Int128.Min(beyond, Price.MaxUnits - Price.MaxUnits % tick.Units));
    }
}
