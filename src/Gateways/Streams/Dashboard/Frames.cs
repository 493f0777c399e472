using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams.Dashboard;

/// <summary>A level as it shows now; quantity zero: it is gone.</summary>
internal readonly record struct LevelShown(Side Side, Price Price, Quantity Quantity, int Orders);

/// <summary>One of the owner's fills.</summary>
internal readonly record struct OwnFill(OrderId Order, InstrumentId Instrument, Side Side, Fill Fill, Timestamp Time);

/// <summary>Writes each kind of frame; docs/reference/websocket.md has them byte by byte, tests/golden/dashboard by example.</summary>
internal static class Frames
{
    private const int HasIndication = 0x80;

    public static void WriteInstruments(FrameWriter to, IReadOnlyCollection<Instrument> instruments)
    {
        to.Begin(FrameKind.Instruments);
        to.Number(instruments.Count);
        foreach (var instrument in instruments)
        {
            to.Number(instrument.Id.Value);
            to.Byte(instrument.PriceScale);
            to.Byte(instrument.QuantityScale);
            to.Byte(instrument.MoneyScale);
            to.Number(instrument.Tick.Units);
            to.Number(instrument.Lot.Units);
            to.Number(instrument.MinQuantity.Units);
            to.Number(instrument.MaxQuantity.Units);
            to.Text(instrument.Symbol);
        }

        to.End();
    }

    public static void WriteMarket(FrameWriter to, long sequence, Timestamp time, IReadOnlyCollection<MarketPicture> market)
    {
        to.Begin(FrameKind.Market);
        to.Number(sequence);
        to.Number(time.Nanoseconds);
        to.Number(market.Count);
        foreach (var picture in market)
        {
            var ticker = picture.Ticker;
            to.Number(ticker.Instrument.Id.Value);
            to.Byte((byte)ticker.State | (picture.Indication is null ? 0 : HasIndication));
            to.Number(ticker.Last.Price.Units);
            to.Number(ticker.Last.Quantity.Units);
            to.Number(ticker.Bid.Price.Units);
            to.Number(ticker.Bid.Quantity.Units);
            to.Number(ticker.Ask.Price.Units);
            to.Number(ticker.Ask.Quantity.Units);
            to.Number(ticker.Day.Open.Units);
            to.Number(ticker.Day.High.Units);
            to.Number(ticker.Day.Low.Units);
            to.Wide((UInt128)ticker.Day.Volume);
            to.Number(ticker.Day.Trades);
            if (picture.Indication is not { } indication)
                continue;
            to.Number(indication.Price.Units);
            to.Number(indication.Quantity.Units);
            to.Number(indication.Surplus.Units);
            to.Byte((byte)indication.SurplusSide);
        }

        to.End();
    }

    /// <param name="to">Where to.</param>
    /// <param name="flags">Whether it is the whole book.</param>
    /// <param name="instrument">Whose.</param>
    /// <param name="sequence">The last command in it.</param>
    /// <param name="previous">Sequence of the frame before; zero with a whole book.</param>
    /// <param name="time">Time of that command.</param>
    /// <param name="levels">Bids, then asks, each ascending or descending by price.</param>
    /// <param name="bids">How many of them are bids.</param>
    public static void WriteBook(
        FrameWriter to, FrameFlags flags, InstrumentId instrument, long sequence, long previous, Timestamp time, ReadOnlySpan<LevelShown> levels, int bids)
    {
        to.Begin(FrameKind.Book);
        to.Byte((byte)flags);
        to.Number(instrument.Value);
        to.Number(sequence);
        to.Number(previous);
        to.Number(time.Nanoseconds);
        WriteSide(to, levels[..bids]);
        WriteSide(to, levels[bids..]);
        to.End();
    }

    /// <param name="to">Where to.</param>
    /// <param name="flags">Whether these are the first, and whether some before them were left out.</param>
    /// <param name="instrument">Whose.</param>
    /// <param name="newestFirst">Written from the last to the first.</param>
    public static void WriteTrades(FrameWriter to, FrameFlags flags, InstrumentId instrument, List<PublicTrade> newestFirst)
    {
        to.Begin(FrameKind.Trades);
        to.Byte((byte)flags);
        to.Number(instrument.Value);
        to.Number(newestFirst.Count);
        for (var i = newestFirst.Count - 1; i >= 0; i--)
        {
            var trade = newestFirst[i];
            to.Number(trade.TradeId.Value);
            to.Number(trade.Price.Units);
            to.Number(trade.Quantity.Units);
            to.Byte((byte)trade.Side | (trade.InAuction ? 2 : 0));
            to.Number(trade.Sequence);
            to.Number(trade.Time.Nanoseconds);
        }

        to.End();
    }

    /// <param name="to">Where to.</param>
    /// <param name="flags">Whether all that is not listed is to be forgotten, and whether there are more than are listed.</param>
    /// <param name="sequence">As of which command.</param>
    /// <param name="live">How many live orders the owner has.</param>
    /// <param name="orders">Oldest first.</param>
    public static void WriteOrders(FrameWriter to, FrameFlags flags, long sequence, int live, List<OrderState> orders)
    {
        to.Begin(FrameKind.Orders);
        to.Byte((byte)flags);
        to.Number(sequence);
        to.Number(live);
        to.Number(orders.Count);
        foreach (var order in orders)
            WriteOrder(to, in order.Picture, order.Level is null ? Quantity.Zero : order.Shown);
        to.End();
    }

    public static void WriteFills(FrameWriter to, FrameFlags flags, IReadOnlyCollection<OwnFill> fills)
    {
        to.Begin(FrameKind.Fills);
        to.Byte((byte)flags);
        to.Number(fills.Count);
        foreach (var own in fills)
        {
            to.Number(own.Fill.TradeId.Value);
            to.Number(own.Order.Value);
            to.Number(own.Instrument.Value);
            to.Byte((byte)own.Side | (own.Fill.IsMaker ? 2 : 0));
            to.Number(own.Fill.Price.Units);
            to.Number(own.Fill.Quantity.Units);
            to.Signed(own.Fill.Fee.Units);
            to.Number(own.Time.Nanoseconds);
        }

        to.End();
    }

    private static void WriteSide(FrameWriter to, ReadOnlySpan<LevelShown> levels)
    {
        to.Number(levels.Length);
        var before = 0L;
        foreach (ref readonly var level in levels)
        {
            to.Signed(level.Price.Units - before);
            to.Number(level.Quantity.Units);
            to.Number(level.Orders);
            before = level.Price.Units;
        }
    }

    private static void WriteOrder(FrameWriter to, in OrderPicture order, Quantity shown)
    {
        to.Number(order.OrderId.Value);
        to.Number(order.Instrument.Id.Value);
        to.Byte((byte)order.Status);
        to.Byte((byte)order.Side | (order.Triggered ? 2 : 0) | (order.Slid ? 4 : 0));
        to.Number(order.Terms.Bits);
        to.Number((long)order.CancelReason);
        to.Number(order.Price.Units);
        to.Number(order.TriggerPrice.Units);
        to.Number(order.Quantity.Units);
        to.Number(order.DisplayQuantity.Units);
        to.Number(order.Leaves.Units);
        to.Number(order.Filled.Units);
        to.Number(shown.Units);
        to.Number(order.AveragePrice.Units);
        to.Number(order.ExpireTime.Nanoseconds);
        to.Number(order.Created.Nanoseconds);
        to.Number(order.Updated.Nanoseconds);
        to.Text(order.ClientOrderId);
    }
}

/// <summary>An instrument as the market frame shows it.</summary>
internal sealed record MarketPicture(TickerPicture Ticker, Indication? Indication)
{
    public static MarketPicture Take(InstrumentView view, long sequence, Timestamp time) =>
        new(TickerPicture.Take(view, sequence, time, time), view.Indication);
}
