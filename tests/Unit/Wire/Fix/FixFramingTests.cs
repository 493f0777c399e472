using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Wire.Fix;

public class FixFramingTests
{
    private static readonly byte[] Whole = FixSamples.Frame(FixSamples.Order);

    [Fact]
    public void Message_is_found_once_its_last_byte_is_there()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            Assert.Equal(FixFrameStatus.Incomplete, FixFraming.TryFind(Whole.AsSpan(0, length), out var none));
            Assert.Equal(0, none);
        }

        byte[] two = [.. Whole, .. Whole];
        Assert.Equal(FixFrameStatus.Complete, FixFraming.TryFind(two, out var found));
        Assert.Equal(Whole.Length, found);
    }

    [Fact]
    public void Any_changed_byte_makes_it_garbled_or_leaves_it_waiting_and_never_another_message()
    {
        for (var at = 0; at < Whole.Length; at++)
        {
            var broken = Whole.ToArray();
            broken[at] ^= 1;
            Assert.NotEqual(FixFrameStatus.Complete, FixFraming.TryFind(broken, out _));
        }
    }

    [Theory]
    [InlineData("9=1|")]
    [InlineData("8=FIX.4.4|35=0|9=5|")]
    [InlineData("8=FIX.4.4|9=5|34=1|")]
    [InlineData("8=FIX.4.4|9=|35=0|")]
    [InlineData("8=FIX.4.4|9=x|35=0|")]
    [InlineData("8=FIX.4.4|9=-5|35=0|")]
    [InlineData("8=FIX.4.4|9=4|35=0|")]
    [InlineData("8=FIX.4.4|9=9999999|35=0|")]
    [InlineData("8=FIX.4.4|9=999999|35=0|")]
    [InlineData("8=FIX.4.4-that-is-no-version|9=5|35=0|")]
    [InlineData("8=FIX.4.4|9=5|35=0|10=16|x|")]
    [InlineData("8=FIX.4.4|9=5|35=0|10=164|")]
    public void What_cannot_be_a_message_is_garbled(string text) =>
        Assert.Equal(FixFrameStatus.Garbled, FixFraming.TryFind(System.Text.Encoding.Latin1.GetBytes(text.Replace('|', '\u0001')), out _));

    [Theory]
    [InlineData("junk")]
    [InlineData("8=FIX.4.4|9=5|35=0|10=999|")]
    [InlineData("8=FIX.4.4|9=62|35=0|10=163|")]
    [InlineData("8=FIX.4.4|9=")]
    [InlineData("8=F")]
    [InlineData("88")]
    public void After_garbage_the_next_message_is_found(string garbage)
    {
        byte[] stream = [.. System.Text.Encoding.Latin1.GetBytes(garbage.Replace('|', '\u0001')), .. Whole, .. Whole];
        var found = 0;
        for (var at = 0; at < stream.Length;)
        {
            var status = FixFraming.TryFind(stream.AsSpan(at), out var length);
            Assert.NotEqual(FixFrameStatus.Incomplete, status);
            found += status == FixFrameStatus.Complete ? 1 : 0;
            Assert.InRange(length, 1, stream.Length - at);
            at += length;
        }

        Assert.Equal(2, found);
    }

    [Fact]
    public void Longer_than_the_limit_is_garbled() => Assert.Equal(FixFrameStatus.Garbled, FixFraming.TryFind(Whole, out _, Whole.Length - 1));

    [Fact]
    public void CheckSum_is_the_sum_of_all_bytes_however_many_there_are()
    {
        var random = new Random(4_711);
        for (var length = 0; length < 3_000; length += 7)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal((byte)bytes.Sum(value => value), FixCheckSum.Of(bytes));
        }

        Assert.Equal(unchecked((byte)(255 * 5_000)), FixCheckSum.Of([.. Enumerable.Repeat((byte)255, 5_000)]));
    }
}
