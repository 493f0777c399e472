using System.Text;
using Rialto.Runtime.Memory;
using Xunit;

namespace Rialto.Unit.Runtime;

public class Crc32CTests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void Known_values(string text, uint expected)
    {
        Assert.Equal(expected, Crc32C.Compute(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(expected, Crc32C.AppendByTable(0, Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Values_of_RFC_3720_appendix_B_4()
    {
        var bytes = new byte[32];
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(bytes));
        Array.Fill(bytes, (byte)0xFF);
        Assert.Equal(0x62A8AB43u, Crc32C.Compute(bytes));
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)i;
        Assert.Equal(0x46DD794Eu, Crc32C.Compute(bytes));
    }

    [Fact]
    public void The_processor_and_the_table_agree_at_every_length_and_every_cut()
    {
        var bytes = new byte[70];
        new Random(1).NextBytes(bytes);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var whole = Crc32C.Compute(bytes.AsSpan(0, length));
            Assert.Equal(Crc32C.AppendByTable(0, bytes.AsSpan(0, length)), whole);
            for (var cut = 0; cut <= length; cut++)
                Assert.Equal(whole, Crc32C.Append(Crc32C.Compute(bytes.AsSpan(0, cut)), bytes.AsSpan(cut, length - cut)));
        }
    }
}
