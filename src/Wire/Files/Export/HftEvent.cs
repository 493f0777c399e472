using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Files.Export;

/// <summary>
/// A row of hftbacktest's array. <c>ev</c> is a kind in its lowest byte (1 depth, 2 trade, 3 depth clear, 4 depth snapshot) with bits above: 31 for the exchange's side of a backtest, 30 for the
/// local one, 29 buy or bid, 28 sell or ask (https://hftbacktest.readthedocs.io/en/latest/data.html).
/// </summary>
/// <param name="Kind"><c>ev</c>.</param>
/// <param name="ExchangeTime"><c>exch_ts</c>: the venue's time; the receive time where the venue sends none.</param>
/// <param name="LocalTime"><c>local_ts</c>: when it came in.</param>
/// <param name="Price"><c>px</c>, in quote currency; not a number for a side that is cleared whole.</param>
/// <param name="Quantity"><c>qty</c>, in base currency or contracts.</param>
public readonly record struct HftEvent(ulong Kind, Timestamp ExchangeTime, Timestamp LocalTime, double Price, double Quantity)
{
    private const ulong Depth = 1;
    private const ulong Trade = 2;
    private const ulong DepthClear = 3;
    private const ulong DepthSnapshot = 4;
    private const ulong Both = (1UL << 31) | (1UL << 30);
    private const ulong Bid = 1UL << 29;
    private const ulong Ask = 1UL << 28;

    /// <summary>2^53: below it every integer is a double.</summary>
    private const long WholeMax = 1L << 53;

    /// <summary>The rows of one event, none for what hftbacktest has no row for.</summary>
    public static (HftEvent First, HftEvent Second, int Count) Of(in FeedEvent one, Listing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var side = one.Side == Side.Buy ? Bid : Ask;
        switch (one.Kind)
        {
            case FeedEventKind.BookCleared:
                // Without a price a side is cleared whole (clear_depth, hftbacktest 2.x).
                return (Row(one, DepthClear | Bid, double.NaN, 0), Row(one, DepthClear | Ask, double.NaN, 0), 2);
            case FeedEventKind.Level:
                var kind = (one.Flags & FeedEventFlags.Snapshot) != 0 ? DepthSnapshot : Depth;
                return (Row(one, kind | side, ToDouble(one.Price.Units, listing.PriceScale), ToDouble(one.Quantity.Units, listing.QuantityScale)), default, 1);
            case FeedEventKind.Trade:
                return (Row(one, Trade | side, ToDouble(one.Price.Units, listing.PriceScale), ToDouble(one.Quantity.Units, listing.QuantityScale)), default, 1);
            default:
                return default;
        }
    }

    /// <summary>The double nearest to a decimal.</summary>
    public static double ToDouble(long value, int scale)
    {
        // Both are doubles exactly, and a division is rounded to the nearest; beyond, the text's reader rounds.
        if (value is > -WholeMax and < WholeMax && scale <= 18)
            return value / (double)DecimalText.PowerOfTen(scale);
        return double.Parse(DecimalText.Format(value, scale), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static HftEvent Row(in FeedEvent one, ulong kind, double price, double quantity) =>
        new(Both | kind, one.EventTime.IsNone ? one.ReceiveTime : one.EventTime, one.ReceiveTime, price, quantity);
}
