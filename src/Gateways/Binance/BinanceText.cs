using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>How Binance's answers are written: decimals as strings with the venue's digits, ids and times as numbers. No state.</summary>
internal static class BinanceText
{
    public static void WritePrice(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Price price, Instrument instrument) => json.WriteDecimal(name, price.Units, instrument.PriceScale);

    public static void WriteQuantity(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Quantity quantity, Instrument instrument) =>
        json.WriteDecimal(name, quantity.Units, instrument.QuantityScale);

    /// <summary>Price times quantity, exact: with the decimals of the quote asset, and more only where an instrument's scales make such amounts.</summary>
    public static void WriteTurnover(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 turnover, Instrument instrument)
    {
        var (amount, scale) = Scaled(turnover, instrument);
        json.WriteWideDecimal(name, amount, scale);
    }

    /// <summary>The same as text.</summary>
    public static string Turnover(Int128 turnover, Instrument instrument)
    {
        var (amount, scale) = Scaled(turnover, instrument);
        return Wide(amount, scale);
    }

    /// <summary>A number of a scale that may not fit 64 bits.</summary>
    public static string Wide(Int128 value, int scale)
    {
        var digits = Int128.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return value < 0 ? "-" + text : text;
    }

    /// <summary>A time in milliseconds, or microseconds, since 1970.</summary>
    public static void WriteUnixTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Timestamp time, bool microseconds) => json.WriteNumber(name, Unix(time, microseconds));

    public static long Unix(Timestamp time, bool microseconds) => time.Nanoseconds / (microseconds ? 1_000 : 1_000_000);

    /// <summary>An order's client order id; for one that was entered without, which only other ways in allow, its number: Binance's clients take an empty one for none.</summary>
    public static void WriteClientOrderId(this Utf8JsonWriter json, ReadOnlySpan<byte> name, in OrderPicture order)
    {
        if (order.ClientOrderId.IsEmpty)
            json.WriteId(name, order.OrderId.Value);
        else
            json.WriteText(name, order.ClientOrderId);
    }

    /// <summary>What an order's quantity is now: of a budget order what it has bought, of one that was reduced what is left of it.</summary>
    public static Quantity QuantityOf(in OrderPicture order) => order.Terms.QuoteQuantity ? order.Filled : order.Quantity;

    /// <summary>An order's price; none where its owner gave none, for a market order's is the worst it may trade at, which Binance does not know.</summary>
    public static Price PriceOf(in OrderPicture order) => order.Terms.Type is OrderType.Limit or OrderType.StopLimit ? order.Price : Price.None;

    private static (Int128 Amount, int Scale) Scaled(Int128 turnover, Instrument instrument)
    {
        var scale = instrument.PriceScale + instrument.QuantityScale;
        for (; scale > instrument.MoneyScale && turnover % 10 == 0; scale--)
            turnover /= 10;
        for (; scale < instrument.MoneyScale; scale++)
            turnover *= 10;
        return (turnover, scale);
    }
}
