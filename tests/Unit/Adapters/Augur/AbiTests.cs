using System.Numerics;
using System.Text;
using Rialto.Adapters.Augur;
using Xunit;

namespace Rialto.Unit.Adapters.Augur;

/// <summary>Words written by hand, by the specification.</summary>
public class AbiTests
{
    private const string Zero = "0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void A_list_of_numbers_is_read()
    {
        var words = new AbiWords(Hex(
            "0000000000000000000000000000000000000000000000000000000000000020",
            "0000000000000000000000000000000000000000000000000000000000000002",
            "0000000000000000000000000000000000000000000000000de0b6b3a7640000",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"));
        Assert.True(words.TryNumbers(8, out var numbers));
        Assert.Equal([BigInteger.Pow(10, 18), (BigInteger.One << 256) - 1], numbers);
        Assert.True(words.TrySigned(96, out var signed));
        Assert.Equal(-1, signed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000020")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000020" + "0000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000020" + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" + Zero)]
    [InlineData("000000000000000000000000000000000000000000000000000000007fffffff" + Zero)]
    public void A_list_that_is_not_there_is_refused(string words) => Assert.False(new AbiWords(Convert.FromHexString(words)).TryNumbers(8, out _));

    [Fact]
    public void A_market_is_read()
    {
        byte[] words = Hex(
            "0000000000000000000000000000000000000000000000000000000000000020",
            "000000000000000000000000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "0000000000000000000000000000000000000000000000000000000000000160",
            Zero, Zero, Zero, Zero, Zero, Zero, Zero,
            "00000000000000000000000000000000000000000000000000000000000001c0",
            "0000000000000000000000000000000000000000000000000000000000000001",
            "0000000000000000000000000000000000000000000000000000000000000002",
            "000000000000000000000000bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
            "000000000000000000000000cccccccccccccccccccccccccccccccccccccccc",
            Zero);
        Assert.True(AugurMarket.TryRead(words, out var market));
        Assert.Equal(new AugurMarket(2, false), market);
        Assert.True(AugurMarket.TryRead(Read(StandInNode.MarketWords(3, true)), out market));
        Assert.Equal(new AugurMarket(3, true), market);
        Assert.True(AugurMarket.TryRead(Read(StandInNode.MarketWords(0, false)), out market));
        Assert.Equal(0, market.Outcomes);
    }

    [Theory]
    [InlineData("0x0")]
    [InlineData("00")]
    [InlineData("0xzz")]
    [InlineData("")]
    public void What_are_no_bytes_is_refused(string text) => Assert.False(AbiHex.TryRead(Encoding.UTF8.GetBytes(text), out _));

    private static byte[] Hex(params string[] words) => Convert.FromHexString(string.Concat(words));

    private static byte[] Read(string text) => Convert.FromHexString(text.AsSpan(2));
}
