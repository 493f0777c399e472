using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;

namespace Rialto.Host.Desk.Status;

/// <summary>How a desk's report writes numbers and names: exact decimals as text, without garbage, because the desk's own thread writes it.</summary>
internal static class ReportText
{
    /// <summary>Scale of amounts and worths.</summary>
    public const int MoneyScale = 18;

    // Of 128 bits there are 39 digits; then a sign, a point and zeros.
    private const int WideLength = 96;

    private static readonly string[] _venues = new string[256];

    /// <summary>A worth or an amount, 10^-18, zeros at its end left out.</summary>
    public static void WriteMoney(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 amount) => json.WriteWide(name, amount, MoneyScale);

    /// <summary>A wide number as a decimal, zeros at its end left out.</summary>
    public static void WriteWide(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 amount, int scale)
    {
        Span<byte> text = stackalloc byte[WideLength];
        json.WriteString(name, text[..Format(amount, scale, text)]);
    }

    /// <summary>A number of a listing's or a limit's units as a decimal with all its digits.</summary>
    public static void WriteUnits(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long units, int scale)
    {
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        DecimalText.TryFormat(units, scale, text, out var length);
        json.WriteString(name, text[..length]);
    }

    /// <summary>A price; null where there is none.</summary>
    public static void WritePriceOrNull(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Price price, int scale)
    {
        if (price.IsNone)
            json.WriteNull(name);
        else
            json.WriteUnits(name, price.Units, scale);
    }

    /// <summary>A statistic; null where it is not a number.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    /// <summary>Trades closed and how many of them were won, and the largest fall of the result, in money and in percent of the equity that it fell from; null where there is no such number.</summary>
    public static void WriteRecord(this Utf8JsonWriter json, ClosedTrades trades, (Int128 Fall, Int128 Equity) largest)
    {
        json.WriteNumber("trades"u8, trades.Closed);
        json.WriteNumber("trades_won"u8, trades.Won);
        json.WriteFinite("win_rate_pct"u8, trades.WinRatePct);
        json.WriteMoney("max_drawdown"u8, largest.Fall);
        json.WriteFinite("max_drawdown_pct"u8, largest.Fall == 0 ? 0 : largest.Equity > 0 ? 100 * (double)largest.Fall / (double)largest.Equity : double.NaN);
    }

    /// <summary>Where: venue and symbol.</summary>
    public static void WriteListing(this Utf8JsonWriter json, Listing listing)
    {
        json.WriteString("venue"u8, VenueOf(listing.Venue));
        json.WriteString("symbol"u8, listing.Symbol);
    }

    /// <summary>A number of a desk as text, for ids are longer than what JSON's numbers hold exactly.</summary>
    public static void WriteId(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long id)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(id, text, out var length);
        json.WriteString(name, text[..length]);
    }

    /// <summary>A venue's name in commands and settings; each is looked up once.</summary>
    public static string VenueOf(FeedVenue venue) => _venues[(int)venue] ??= VenueDialects.NameOf(venue);

    /// <summary>Writes a wide number as a decimal without zeros at its end.</summary>
    /// <returns>How long it is.</returns>
    public static int Format(Int128 amount, int scale, Span<byte> text)
    {
        Span<byte> digits = stackalloc byte[WideLength];
        UInt128 size = amount < 0 ? (UInt128)(-(amount + 1)) + 1 : (UInt128)amount;
        size.TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        var length = 0;
        if (amount < 0)
            text[length++] = (byte)'-';
        var whole = Math.Max(0, count - scale);
        if (whole == 0)
            text[length++] = (byte)'0';
        digits[..whole].CopyTo(text[length..]);
        length += whole;
        var rest = digits[whole..count].TrimEnd((byte)'0');
        if (rest.Length == 0)
            return length;
        text[length++] = (byte)'.';
        text.Slice(length, scale - (count - whole)).Fill((byte)'0');
        length += scale - (count - whole);
        rest.CopyTo(text[length..]);
        return length + rest.Length;
    }
}
