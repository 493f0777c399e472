using System.Globalization;
using System.Numerics;
using System.Text;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Model;

public class DecimalTextTests
{
    [Theory]
    [InlineData("150.45", 2, 15045)]
    [InlineData("150.4500", 2, 15045)]
    [InlineData("0.05", 2, 5)]
    [InlineData(".5", 1, 5)]
    [InlineData("-3", 0, -3)]
    [InlineData("-0.000000000000000001", 18, -1)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("-9223372036854775808", 0, long.MinValue)]
    [InlineData("9.223372036854775807", 18, long.MaxValue)]
    [InlineData("0000000000000000000000001", 0, 1)]
    public void A_plain_decimal_is_read_exactly(string text, int scale, long expected)
    {
        Assert.Equal(DecimalTextError.None, DecimalText.TryParse(Encoding.ASCII.GetBytes(text), scale, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("", 2, DecimalTextError.Malformed)]
    [InlineData("-", 2, DecimalTextError.Malformed)]
    [InlineData(".", 2, DecimalTextError.Malformed)]
    [InlineData("1.", 2, DecimalTextError.Malformed)]
    [InlineData("+1", 2, DecimalTextError.Malformed)]
    [InlineData("1e5", 2, DecimalTextError.Malformed)]
    [InlineData("1.2.3", 2, DecimalTextError.Malformed)]
    [InlineData("1.001x", 2, DecimalTextError.Malformed)]
    [InlineData(" 1", 2, DecimalTextError.Malformed)]
    [InlineData("1.001", 2, DecimalTextError.TooPrecise)]
    [InlineData("1.00000000000000000000000000001", 2, DecimalTextError.TooPrecise)]
    [InlineData("9223372036854775808", 0, DecimalTextError.OutOfRange)]
    [InlineData("-9223372036854775809", 0, DecimalTextError.OutOfRange)]
    [InlineData("99999999999999999999999", 0, DecimalTextError.OutOfRange)]
    [InlineData("99999999999999999999999.", 0, DecimalTextError.Malformed)]
    [InlineData("10", 18, DecimalTextError.OutOfRange)]
    public void Anything_else_is_refused_with_its_cause(string text, int scale, DecimalTextError expected)
    {
        Assert.Equal(expected, DecimalText.TryParse(Encoding.ASCII.GetBytes(text), scale, out var value));
        Assert.Equal(0, value);
    }

    [Theory]
    [InlineData(15045, 2, "150.45")]
    [InlineData(5, 2, "0.05")]
    [InlineData(-5, 2, "-0.05")]
    [InlineData(0, 0, "0")]
    [InlineData(0, 3, "0.000")]
    [InlineData(long.MinValue, 18, "-9.223372036854775808")]
    [InlineData(long.MaxValue, 0, "9223372036854775807")]
    public void Formatting_writes_exactly_the_scale_decimals(long value, int scale, string expected) =>
        Assert.Equal(expected, DecimalText.Format(value, scale));

    [Fact]
    public void Reading_what_was_written_gives_the_same_number()
    {
        var random = new Random(7);
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        for (var i = 0; i < 20_000; i++)
        {
            var value = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            var scale = random.Next(DecimalText.MaxScale + 1);
            Assert.True(DecimalText.TryFormat(value, scale, text, out var length));
            Assert.Equal(DecimalTextError.None, DecimalText.TryParse(text[..length], scale, out var read));
            Assert.Equal(value, read);
        }
    }

    [Fact]
    public void Random_digit_texts_agree_with_big_integers()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var whole = string.Concat(Enumerable.Range(0, random.Next(1, 22)).Select(_ => (char)('0' + random.Next(10))));
            var decimals = string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => (char)('0' + random.Next(10))));
            var scale = random.Next(0, 6);
            var text = decimals.Length == 0 ? whole : whole + "." + decimals;
            var significant = decimals.TrimEnd('0');
            var exact = BigInteger.Parse(whole + decimals.PadRight(scale, '0')[..Math.Max(scale, 0)], CultureInfo.InvariantCulture);
            var result = DecimalText.TryParse(Encoding.ASCII.GetBytes(text), scale, out var value);
            if (result == DecimalTextError.None)
                Assert.Equal(exact, value);
            else if (result == DecimalTextError.TooPrecise)
                Assert.True(significant.Length > scale, text);
            else
                Assert.True(exact > long.MaxValue, text);
        }
    }

    [Fact]
    public void A_short_destination_is_refused_without_writing()
    {
        Span<byte> text = stackalloc byte[3];
        Assert.False(DecimalText.TryFormat(15045, 2, text, out var length));
        Assert.Equal(0, length);
    }
}
