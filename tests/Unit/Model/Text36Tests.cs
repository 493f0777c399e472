using System.Text;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Model;

public class Text36Tests
{
    [Theory]
    [InlineData("a")]
    [InlineData("12345678")]
    [InlineData("123456789")]
    [InlineData("x-R4BD3S82abcdefabcdefabcdefabcdef12")]
    [InlineData("01234567-89ab-cdef-0123-456789abcdef")]
    public void A_text_comes_back_as_it_went_in(string text)
    {
        Assert.True(Text36.TryCreate(text, out var value));
        Assert.Equal(text, value.ToString());
        Assert.Equal(text.Length, value.Length);
        Assert.True(value.IsWellFormed);
        Assert.False(value.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with blank")]
    [InlineData("tab\t")]
    [InlineData("nul\0")]
    [InlineData("é")]
    [InlineData("0123456789012345678901234567890123456")]
    public void Anything_but_1_to_36_printable_characters_is_refused(string text)
    {
        Assert.False(Text36.TryCreate(text, out var value));
        Assert.True(value.IsEmpty);
        Assert.False(Text36.TryCreate(Encoding.UTF8.GetBytes(text), out _));
    }

    [Fact]
    public void Bytes_after_the_end_make_it_malformed()
    {
        Assert.False(new Text36(0x41, 0x42, 0, 0, 0).IsWellFormed);
        Assert.False(new Text36(0, 0, 0, 0, 1).IsWellFormed);
        Assert.False(new Text36(0x20, 0, 0, 0, 0).IsWellFormed);
        Assert.True(default(Text36).IsWellFormed);
    }

    [Fact]
    public void Every_length_survives()
    {
        for (var length = 1; length <= Text36.LengthMax; length++)
        {
            var text = new string('z', length);
            Assert.Equal(length, Text36.Of(text).Length);
            Assert.Equal(text, Text36.Of(text).ToString());
        }
    }
}
