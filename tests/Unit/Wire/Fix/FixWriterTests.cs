using Rialto.Model.Units;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Wire.Fix;

public class FixWriterTests
{
    private static readonly Timestamp Time = new(1_795_348_800_123_456_789);

    private static readonly FixHeader Header = new("RIALTO"u8.ToArray(), "CLIENT"u8.ToArray(), 7, Time);

    [Fact]
    public void Message_has_header_body_and_trailer()
    {
        var writer = new FixWriter();
        writer.Begin("8"u8);
        writer.Add(37, 12L);
        writer.Add(11, "a"u8);
        writer.Add(58, "not ASCII: é");
        writer.Add(1, ""u8);
        writer.Add(54, '1');
        writer.Add(43, true);
        writer.AddDecimal(44, 15_045, 2);
        writer.AddTimestamp(60, Time);
        writer.AddData(95, 96, "x\u0001y"u8);
        writer.Add(55, "a\u0001b"u8);

        var frame = writer.End(in Header);

        Assert.Equal(
            "8=FIX.4.4|9=171|35=8|49=RIALTO|56=CLIENT|34=7|52=20261122-12:00:00.123|37=12|11=a|58=not ASCII: ?|54=1|43=Y|44=150.45|60=20261122-12:00:00.123|95=3|96=x|y|55=a b|",
            FixSamples.Show(frame[..^7]).Replace("9=" + (frame.Length - 7 - 16), "9=171", StringComparison.Ordinal));
        Assert.Equal(FixFrameStatus.Complete, FixFraming.TryFind(frame, out var length));
        Assert.Equal(frame.Length, length);
    }

    [Fact]
    public void Message_is_sent_again_with_another_header()
    {
        var writer = new FixWriter();
        writer.Begin("8"u8);
        writer.Add(37, 12);
        writer.End(in Header);
        var again = writer.End(Header with { SeqNum = 1_000_000, OrigSendingTime = new Timestamp(Time.Nanoseconds - 1_000_000_000) });
        Assert.Equal(FixFrameStatus.Complete, FixFraming.TryFind(again, out _));
        Assert.Contains("|34=1000000|43=Y|52=20261122-12:00:00.123|122=20261122-11:59:59.123|37=12|", FixSamples.Show(again), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_of_any_length_are_whole()
    {
        var writer = new FixWriter();
        for (var fields = 0; fields < 20_000; fields = (fields * 2) + 1)
        {
            writer.Begin("W"u8);
            for (var i = 0; i < fields; i++)
                writer.AddDecimal(270, long.MinValue + i, 18);
            Assert.Equal(FixFrameStatus.Complete, FixFraming.TryFind(writer.End(in Header), out _, int.MaxValue));
        }
    }

    [Fact]
    public void CompIDs_that_are_too_long_are_a_mistake_of_ours()
    {
        var writer = new FixWriter();
        writer.Begin("0"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.End(Header with { Sender = new byte[65] }).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Begin("123456789"u8));
    }

    [Fact]
    public void Longest_header_fits()
    {
        var writer = new FixWriter();
        writer.Begin("12345678"u8);
        var name = new byte[FixHeader.MaxCompIdBytes];
        name.AsSpan().Fill((byte)'x');
        Assert.Equal(FixFrameStatus.Complete, FixFraming.TryFind(writer.End(new FixHeader(name, name, int.MaxValue, Time) { OrigSendingTime = Time }), out _));
    }
}
