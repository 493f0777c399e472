using Rialto.Model.Units;

namespace Rialto.Wire.Files.Historical;

/// <summary>
/// Bybit's public trades (public.bybit.com). Contracts: <c>timestamp,symbol,side,size,price,..</c> with seconds in decimals; spot: <c>id,timestamp,price,volume,side</c> with milliseconds.
/// Told apart by their headers.
/// </summary>
public sealed class BybitTrades(CsvRows rows, int priceScale, int quantityScale) : HistoricalCsv<HistoricalTrade>(rows, true, "timestamp", "side", "price", " size", " volume", " id")
{
    private protected override bool TryMapMore() => At(3) >= 0 || At(4) >= 0 || Rows.Fault("no column size or volume");

    private protected override bool TryTake(out HistoricalTrade row)
    {
        row = default;
        var isSpot = At(3) < 0;
        Timestamp time;
        if (isSpot)
        {
            if (!Rows.TryTime(At(0), 3, out time))
                return Rows.Fault("timestamp is not milliseconds since 1970");
        }
        else
        {
            // Seconds; a whole second is written without a point.
            if (!Rows.TryDecimal(At(0), 9, out var nanoseconds) || nanoseconds <= 0)
                return Rows.Fault("timestamp is not seconds since 1970");
            time = new Timestamp(nanoseconds);
        }

        if (!Rows.TrySide(At(1), "buy"u8, "sell"u8, out var side))
            return Rows.Fault("side is neither Buy nor Sell");
        if (!Rows.TryDecimal(At(2), priceScale, out var price))
            return Rows.Fault($"price is not a decimal of at most {priceScale} digits");
        if (!Rows.TryDecimal(isSpot ? At(4) : At(3), quantityScale, out var quantity) || quantity <= 0)
            return Rows.Fault($"size is not a positive decimal of at most {quantityScale} digits");
        var id = isSpot && At(5) >= 0 && Rows.TryWhole(At(5), out var number) ? number : 0;
        row = new HistoricalTrade(time, time, id, side, true, price, quantity);
        return true;
    }
}
