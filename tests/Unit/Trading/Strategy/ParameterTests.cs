using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading.Strategy;

public class ParameterTests
{
    private static readonly Parameter[] Some =
    [
        Parameter.Whole("levels", 5, 1, 20, "", "Levels of the book."),
        Parameter.Real("half-spread", 1.5, 0, 100, "bps", "Distance to the mid."),
        Parameter.Amount("size", 0.010m, 0.001m, 2m, "base", "What a quote shows."),
        Parameter.Flag("skew", true, "Whether inventory moves quotes."),
        Parameter.Choice("centre", "mid", ["mid", "microprice"], "What quotes stand around.", isHot: false),
    ];

    [Theory]
    [InlineData("levels", "7", null)]
    [InlineData("levels", "21", "'levels' is 21: allowed is 1 to 20.")]
    [InlineData("levels", "7.5", "'levels' is '7.5': expected a whole number, 1 to 20.")]
    [InlineData("half-spread", "-0.1", "'half-spread' is -0.1: allowed is 0 to 100 bps.")]
    [InlineData("half-spread", "NaN", "'half-spread' is NaN: allowed is 0 to 100 bps.")]
    [InlineData("half-spread", "1e1", null)]
    [InlineData("size", "0.0001", "'size' is 0.0001: allowed is 0.001 to 2 base.")]
    [InlineData("size", "1,5", "'size' is '1,5': expected a decimal, 0.001 to 2.")]
    [InlineData("skew", "maybe", "'skew' is 'maybe': expected yes or no, true or false.")]
    [InlineData("centre", "wap", "'centre' is 'wap': expected one of the words, mid, microprice.")]
    [InlineData("centre", "microprice", null)]
    public void A_value_is_read_or_refused_with_what_is_allowed(string name, string text, string? error) =>
        Assert.Equal(error, Some.Single(parameter => parameter.Name == name).Parse(text, out _));

    [Fact]
    public void What_is_written_reads_as_the_same_bits()
    {
        foreach (var (parameter, text) in Some.Zip(["20", "0.1", "1.999999999", "false", "microprice"]))
        {
            Assert.Null(parameter.Parse(text, out var value));
            Assert.Equal(text, parameter.Format(value));
            Assert.Null(parameter.Parse(parameter.Format(value), out var again));
            Assert.Equal(value, again);
        }
    }

    [Fact]
    public void Equal_amounts_are_equal_bits()
    {
        Assert.Equal(ParameterValue.Of(1.0m), ParameterValue.Of(1.000m));
        Assert.Equal(-12345678901234567890.5m, ParameterValue.Of(-12345678901234567890.50m).AsAmount);
    }

    [Fact]
    public void Bits_that_no_value_has_are_refused()
    {
        ParameterValue[] wild = [new(long.MinValue, -1), new(-1, long.MaxValue), new(2, 0x7FFF_FFFF_0000_0000), new(BitConverter.DoubleToInt64Bits(double.NaN), 1), new(50, 1)];
        foreach (var parameter in Some)
            Assert.All(wild, value => Assert.False(parameter.Allows(value), $"{parameter.Name} {value}"));
    }

    [Fact]
    public void A_default_outside_its_bounds_is_a_defect() => Assert.Throws<ArgumentException>(() => Parameter.Whole("levels", 0, 1, 20, "", "Levels."));
}
