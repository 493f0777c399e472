using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Text;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>Words and numbers as people and JSON get them.</summary>
internal static class Words
{
    // Decimals an average has beyond those of a price.
    private const int AverageDecimals = 4;

    private static readonly ConcurrentDictionary<Enum, string> Names = new();

    /// <summary>An enumeration's name in lower case with underscores: <c>self_trade</c>.</summary>
    public static string Of(Enum value) => Names.GetOrAdd(value, static one => Snake(one.ToString()));

    /// <summary>The same as words: <c>self trade</c>.</summary>
    public static string Spoken(Enum value) => Of(value).Replace('_', ' ');

    public static string Price(this Instrument instrument, Price price) => price.IsNone ? "-" : DecimalText.Format(price.Units, instrument.PriceScale);

    public static string Quantity(this Instrument instrument, Quantity quantity) => DecimalText.Format(quantity.Units, instrument.QuantityScale);

    public static string Money(this Instrument instrument, Money money) => DecimalText.Format(money.Units, instrument.MoneyScale);

    /// <summary>Of a symbol like BTC-USDT what stands behind the dash; empty for others.</summary>
    public static string QuoteAsset(this Instrument instrument)
    {
        var symbol = instrument.Symbol.ToString();
        return symbol.IndexOf('-', StringComparison.Ordinal) is var dash and > 0 ? symbol[(dash + 1)..] : "";
    }

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Sum of price x quantity over quantity, in price units, rounded down, four decimals more than a price at most.</summary>
    public static string Average(BigInteger notional, BigInteger quantity, int priceScale)
    {
        if (quantity.IsZero)
            return "-";
        var digits = (notional * BigInteger.Pow(10, AverageDecimals) / quantity).ToString(CultureInfo.InvariantCulture);
        var scale = priceScale + AverageDecimals;
        digits = digits.PadLeft(scale + 1, '0');
        var text = digits[..^scale] + "." + digits[^scale..];
        var least = text.Length - AverageDecimals;
        while (text.Length > least && text[^1] == '0')
            text = text[..^1];
        return text.TrimEnd('.');
    }

    /// <summary>A sum in its smallest unit as a decimal.</summary>
    public static string Wide(BigInteger value, int scale)
    {
        var digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..];
        return value.Sign < 0 ? "-" + text : text;
    }

    /// <summary>Millionths as a percentage: 1500 is <c>0.15%</c>.</summary>
    public static string Percent(int ppm) => (ppm / 10_000m).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
