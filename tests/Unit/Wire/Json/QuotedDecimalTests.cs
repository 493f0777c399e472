using System.Text;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using Xunit;

namespace Rialto.Unit.Wire.Json;

/// <summary>The quick reading against the one that reads everything.</summary>
public class QuotedDecimalTests
{
    [Theory]
    [InlineData("61737.60", 2, 6_173_760, 2)]
    [InlineData("61737.60", 4, 617_376_000, 2)]
    [InlineData("61737.63000000", 2, 6_173_763, 8)]
    [InlineData("0.00000000", 8, 0, 8)]
    [InlineData("0.00100000", 3, 1, 8)]
    [InlineData("5.000", 0, 5, 3)]
    [InlineData("1234", 0, 1_234, 0)]
    [InlineData("1234", 3, 1_234_000, 0)]
    [InlineData("7", 17, 700_000_000_000_000_000, 0)]
    [InlineData("999999999999999", 3, 999_999_999_999_999_000, 0)]
    [InlineData("9999999.9999999", 7, 99_999_999_999_999, 7)]
    [InlineData("0.1234567890123", 13, 1_234_567_890_123, 13)]
    public void The_usual_ones_are_read(string text, int scale, long expected, int decimals)
    {
        if (!QuotedDecimal.IsSupported)
            return;
        Assert.Equal(text.Length, QuotedDecimal.Read(Framed(text), 1, scale, out var value, out var written));
        Assert.Equal((expected, decimals), (value, written));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData(".5", 2)]
    [InlineData("5.", 2)]
    [InlineData("1.2.3", 8)]
    [InlineData("-1", 2)]
    [InlineData("1e5", 2)]
    [InlineData("1 ", 2)]
    [InlineData("0.001", 2)]
    [InlineData("0.0010", 2)]
    [InlineData("1234567890123456", 0)]
    [InlineData("99", 17)]
    [InlineData("1:5", 2)]
    [InlineData("1/5", 2)]
    public void Anything_else_is_left_to_others(string text, int scale) =>
        Assert.Equal(0, QuotedDecimal.Read(Framed(text), 1, scale, out _, out _));

    [Fact]
    public void Nothing_is_read_beyond_the_end()
    {
        var frame = Framed("61737.60");
        for (var length = 0; length <= frame.Length; length++)
        {
            var read = QuotedDecimal.Read(frame.AsSpan(0, length), Math.Min(1, length), 2, out _, out _);
            Assert.Equal(QuotedDecimal.IsSupported && length > QuotedDecimal.WindowBytes ? 8 : 0, read);
        }
    }

    [Fact]
    public void What_it_reads_the_scanner_reads_alike()
    {
        var random = new Random(7);
        var (taken, whole) = (0, 0);
        for (var i = 0; i < 200_000; i++)
        {
            var text = Number(random);
            var scale = random.Next(0, 19);
            var frame = Framed(text);
            var length = QuotedDecimal.Read(frame, 1, scale, out var value, out var decimals);
            if (length == 0)
                continue;
            taken++;
            var scanner = new FrameScanner(frame);
            if (!scanner.Decimal(scale, out var expected, out var written) || scanner.Misfit != DecimalTextError.None || (expected, written, scanner.Position) != (value, decimals, length + 2))
                Assert.Fail($"{text} at {scale}: {value} of {decimals} decimals, should be {expected} of {written}");
            whole += text.Contains('.', StringComparison.Ordinal) ? 0 : 1;
        }

        if (QuotedDecimal.IsSupported)
            Assert.True(taken > 20_000 && whole > 1_000, $"{taken} were read, {whole} of them without a point");
    }

    [Fact]
    public void Pairs_are_read_as_their_numbers_are()
    {
        var random = new Random(8);
        var taken = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var frame = Encoding.Latin1.GetBytes($"\"{Number(random)}\"{(random.Next(20) == 0 ? Number(random) : ",")}\"{Number(random)}\"],[\"61739.00\",\"0.014\"],");
            var (firstScale, secondScale) = (random.Next(0, 10), random.Next(0, 10));
            var length = QuotedDecimal.ReadPair(frame, 1, firstScale, secondScale, out var first, out var firstDecimals, out var second, out var secondDecimals);
            if (length == 0)
                continue;
            taken++;
            var one = QuotedDecimal.Read(frame, 1, firstScale, out var expectedFirst, out var writtenFirst);
            var two = QuotedDecimal.Read(frame, one + 4, secondScale, out var expectedSecond, out var writtenSecond);
            if (one == 0 || two == 0 || one + 3 + two != length || frame.AsSpan(one + 1, 3).SequenceEqual("\",\""u8) is false
                || (expectedFirst, writtenFirst, expectedSecond, writtenSecond) != (first, firstDecimals, second, secondDecimals))
                Assert.Fail($"{Encoding.Latin1.GetString(frame)} at {firstScale}, {secondScale}: {first} and {second}, should be {expectedFirst} and {expectedSecond}");
        }

        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
            Assert.True(taken > 10_000, $"{taken} were read");
    }

    [Theory]
    [InlineData("1723161256299,", 13, 1_723_161_256_299)]
    [InlineData("0}", 1, 0)]
    [InlineData("999999999999999]", 15, 999_999_999_999_999)]
    [InlineData("1234567890123456,", 0, 0)]
    [InlineData(",1", 0, 0)]
    [InlineData("-1", 0, 0)]
    public void Whole_numbers_are_read_up_to_the_first_byte_that_is_none(string text, int digits, long expected)
    {
        if (!QuotedDecimal.IsSupported)
            return;
        Assert.Equal(digits, QuotedDecimal.ReadWhole(Encoding.ASCII.GetBytes(text + "                "), 0, out var value));
        Assert.Equal(expected, value);
    }

    /// <summary>Mostly numbers, of every length, and now and then something with a wrong character in it.</summary>
    private static string Number(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(0, 9); i > 0; i--)
            text.Append((char)('0' + random.Next(10)));
        if (random.Next(4) != 0)
        {
            text.Append('.');
            for (var i = random.Next(0, 9); i > 0; i--)
                text.Append(random.Next(3) == 0 ? '0' : (char)('0' + random.Next(10)));
            text.Append('0', random.Next(0, 4));
        }

        if (random.Next(8) == 0 && text.Length > 0)
            text[random.Next(text.Length)] = (char)random.Next(0x20, 0x7F);
        return text.ToString();
    }

    private static byte[] Framed(string text) => Encoding.Latin1.GetBytes($"\"{text}\",\"0.014\"],[\"61739.00\"");
}
