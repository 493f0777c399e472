using System.Text;
using Rialto.Adapters.Orders;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

public sealed class DecimalAmountTests
{
    [Theory]
    [InlineData("0.00100000", 100_000, 8)]
    [InlineData("-1.5", -15, 1)]
    [InlineData("12", 12, 0)]
    [InlineData("1.6e-7", 16, 8)]
    [InlineData("123456789.123456789012345678", 1_234_567_891_234_567_890, 10)]
    public void Amounts_keep_their_digits_as_far_as_they_fit(string text, long units, int scale)
    {
        Assert.True(DecimalAmount.TryParse(Encoding.ASCII.GetBytes(text), out var amount));
        Assert.Equal(new DecimalAmount(units, (byte)scale), amount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1.2.3")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void What_is_no_amount_is_refused(string text) => Assert.False(DecimalAmount.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Averages_are_cut_toward_zero()
    {
        Assert.True(DecimalAmount.TryCut("50000.129"u8, 2, out var units));
        Assert.Equal(5_000_012, units);
        Assert.True(DecimalAmount.TryCut("50000.9"u8, 0, out units));
        Assert.Equal(50_000, units);
        Assert.True(DecimalAmount.TryCut("1.239e1"u8, 1, out units));
        Assert.Equal(123, units);
    }

    [Fact]
    public void Sums_and_averages_are_exact()
    {
        Assert.Equal(new DecimalAmount(175, 2), DecimalAmount.Sum(new DecimalAmount(15, 1), new DecimalAmount(25, 2)));

        // 61.72835 for 0.005 at price scale 2, quantity scale 8: 12345.67 each.
        Assert.Equal(1_234_567, new DecimalAmount(6_172_835, 5).Per(500_000, 2, 8));
        Assert.Equal(0, new DecimalAmount(1, 0).Per(0, 2, 8));
    }
}
