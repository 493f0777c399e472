using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Model.Units;
using Rialto.Unit.Wire.Fuzz;
using Rialto.Wire.Json;
using Xunit;

namespace Rialto.Unit.Wire.Json;

public class FrameScannerTests
{
    [Theory]
    [InlineData("\"92233720368.54775807\"", long.MaxValue, false)]
    [InlineData("\"92233720368.54775808\"", long.MaxValue, true)]
    [InlineData("250000000000", long.MaxValue, true)]
    [InlineData("1e30", long.MaxValue, true)]
    [InlineData("\"1.5\"", 150_000_000L, false)]
    public void A_quantity_too_large_counts_as_the_largest_there_is(string text, long expected, bool isCapped)
    {
        var scanner = new FrameScanner(Encoding.UTF8.GetBytes($"[{text}]"));
        scanner.Array();
        Assert.True(scanner.NextItem() && scanner.Quantity(8, out var quantity, out _) && quantity == expected);
        Assert.False(scanner.NextItem());
        Assert.Equal((true, isCapped, DecimalTextError.None), (scanner.IsWhole, scanner.IsCapped, scanner.Misfit));
    }

    [Theory]
    [InlineData("\"-250000000000\"", DecimalTextError.OutOfRange)]
    [InlineData("1.123456789", DecimalTextError.TooPrecise)]
    public void Other_quantities_that_do_not_fit_are_told_and_none(string text, DecimalTextError misfit)
    {
        var scanner = new FrameScanner(Encoding.UTF8.GetBytes(text));
        Assert.True(scanner.Quantity(8, out var quantity, out _));
        Assert.Equal((0L, misfit, false), (quantity, scanner.Misfit, scanner.IsCapped));
    }

    [Fact]
    public void An_object_is_read_member_by_member()
    {
        var scanner = new FrameScanner("""{ "p":"150.45", "q" : 3, "m":true, "n":null, "x":[1,{"y":"z\"]"}], "l":[["1.5","2"],[3,4e1]] }"""u8);
        Assert.True(scanner.Object());
        var log = new StringBuilder();
        while (scanner.NextName(out var name))
        {
            switch (name[0])
            {
                case (byte)'p':
                    scanner.Decimal(2, out var price, out var decimals);
                    log.Append(CultureInfo.InvariantCulture, $"p {price}/{decimals} ");
                    break;
                case (byte)'q':
                    scanner.Integer(out var quantity);
                    log.Append(CultureInfo.InvariantCulture, $"q {quantity} ");
                    break;
                case (byte)'m':
                    scanner.Boolean(out var maker);
                    log.Append(maker ? "m " : "? ");
                    break;
                case (byte)'n':
                    log.Append(scanner.TakeNull() ? "null " : "? ");
                    break;
                case (byte)'l':
                    scanner.Array();
                    while (scanner.NextItem())
                    {
                        scanner.Array();
                        while (scanner.NextItem())
                        {
                            scanner.Decimal(1, out var number, out _);
                            log.Append(CultureInfo.InvariantCulture, $"{number} ");
                        }
                    }

                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }

        Assert.True(scanner.IsWhole);
        Assert.Equal("p 15045/2 q 3 m null 15 20 30 400 ", log.ToString());
    }

    [Theory]
    [InlineData("\"0.00100000\"", 3, 1, 8)]
    [InlineData("61737.63000000", 2, 6_173_763, 8)]
    [InlineData("0", 8, 0, 0)]
    [InlineData("1.6e-7", 8, 16, 8)]
    [InlineData("1.6E+2", 1, 1_600, 0)]
    [InlineData("-12.5", 1, -125, 1)]
    [InlineData("\"922337203685.4775807\"", 7, long.MaxValue, 7)]
    [InlineData("5.000", 0, 5, 3)]
    [InlineData("0e999999999999", 2, 0, 0)]
    public void Decimals_are_exact(string text, int scale, long expected, int decimals)
    {
        var scanner = new FrameScanner(Encoding.ASCII.GetBytes($"[{text}]"));
        scanner.Array();
        Assert.True(scanner.NextItem());
        Assert.True(scanner.Decimal(scale, out var value, out var written));
        Assert.False(scanner.NextItem());
        Assert.True(scanner.IsWhole);
        Assert.Equal((expected, decimals, DecimalTextError.None), (value, written, scanner.Misfit));
    }

    [Theory]
    [InlineData("0.001", 2, DecimalTextError.TooPrecise)]
    [InlineData("1e-9", 8, DecimalTextError.TooPrecise)]
    [InlineData("9223372036854775808", 0, DecimalTextError.OutOfRange)]
    [InlineData("1e300", 0, DecimalTextError.OutOfRange)]
    [InlineData("\"99999999999999999999999999999999999999999999999\"", 0, DecimalTextError.OutOfRange)]
    public void A_decimal_that_does_not_fit_is_kept_apart_from_broken_JSON(string text, int scale, DecimalTextError misfit)
    {
        var scanner = new FrameScanner(Encoding.ASCII.GetBytes($"[{text},1]"));
        scanner.Array();
        scanner.NextItem();
        Assert.True(scanner.Decimal(scale, out var value, out _));
        Assert.Equal((0, misfit), (value, scanner.Misfit));
        Assert.True(scanner.NextItem());
        Assert.True(scanner.Integer(out _));
        Assert.False(scanner.NextItem());
        Assert.True(scanner.IsWhole);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("\"\"")]
    [InlineData("\"1")]
    [InlineData("1e")]
    [InlineData("+1")]
    [InlineData("-")]
    [InlineData("\"1.2.3\"")]
    [InlineData("nan")]
    [InlineData("{}")]
    public void What_is_no_number_is_refused(string text)
    {
        var scanner = new FrameScanner(Encoding.ASCII.GetBytes($"[{text}]"));
        scanner.Array();
        scanner.NextItem();
        Assert.False(scanner.Decimal(2, out _, out _) && !scanner.NextItem() && scanner.IsWhole);
    }

    [Theory]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\"1}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{\"a\":1]")]
    [InlineData("{\"a\":\"\u0001\"}")]
    [InlineData("{\"a\":\"\\q\"}")]
    [InlineData("")]
    [InlineData("{\"a\":[1}")]
    public void What_is_no_JSON_is_refused(string text) => Assert.False(Walk(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void It_has_the_same_opinion_on_JSON_as_the_reader_of_dotnet() => FuzzRun.Over(
        [.. new[] { """{"e":"depthUpdate","E":1723161255208,"U":50,"b":[["61737.63000000","0.00000000"],["1","2"]],"a":[],"x":null,"t":[true,false,{"k":-1.5e-3}]}""", """[1,[2,"\u00e9\\"],{"a":{}}]""" }.Select(Encoding.UTF8.GetBytes)],
        FuzzRun.TextBytes, 10, static (text, _) =>
        {
            if (!System.Text.Unicode.Utf8.IsValid(text))
                return;
            var isJson = true;
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 24 });
            try
            {
                while (reader.Read())
                {
                }
            }
            catch (JsonException)
            {
                isJson = false;
            }

            var walked = Walk(text);
            if (walked != isJson)
                Assert.Fail($"walked {walked}, is JSON {isJson}");
        });

    /// <summary>Walks over any JSON by the scanner's own steps.</summary>
    private static bool Walk(ReadOnlySpan<byte> text)
    {
        var scanner = new FrameScanner(text);
        Value(ref scanner, 0);
        return scanner.IsWhole;
    }

    private static void Value(ref FrameScanner scanner, int depth)
    {
        if (depth > 24)
        {
            scanner.Fail();
            return;
        }

        switch (scanner.Kind)
        {
            case JsonKind.Object:
                if (depth == 24)
                    scanner.Fail();
                scanner.Object();
                while (scanner.NextName(out _))
                    Value(ref scanner, depth + 1);
                break;
            case JsonKind.Array:
                if (depth == 24)
                    scanner.Fail();
                scanner.Array();
                while (scanner.NextItem())
                    Value(ref scanner, depth + 1);
                break;
            case JsonKind.String:
                scanner.Text(out _);
                break;
            case JsonKind.Number:
                scanner.Decimal(4, out _, out _);
                break;
            case JsonKind.True or JsonKind.False:
                scanner.Boolean(out _);
                break;
            case JsonKind.Null:
                scanner.TakeNull();
                break;
            default:
                scanner.Fail();
                break;
        }
    }
}
