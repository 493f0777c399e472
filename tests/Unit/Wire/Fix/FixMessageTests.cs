using Rialto.Model.Units;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Wire.Fix;

public class FixMessageTests
{
    [Fact]
    public void Values_are_read_by_tag()
    {
        var message = FixSamples.Parse(FixSamples.Order + "|141=Y|9999=far|60=20261122-23:59:60.5|7=007");
        Assert.Equal("D", FixSamples.Show(message.MsgType));
        Assert.Equal(2, message.SeqNum);
        Assert.True(message.TryGet(55, out var symbol));
        Assert.Equal("BTC-USDT", FixSamples.Show(symbol));
        Assert.True(message.TryChar(54, out var side));
        Assert.Equal('1', side);
        Assert.True(message.TryDecimal(44, 2, out var price));
        Assert.Equal(6_173_760, price);
        Assert.False(message.TryDecimal(38, 0, out _));
        Assert.Equal(DecimalTextError.TooPrecise, message.ReadDecimal(38, 0, out _));
        Assert.True(message.IsYes(141));
        Assert.True(message.TryGet(9999, out var far));
        Assert.Equal("far", FixSamples.Show(far));
        Assert.True(message.TryInt(7, out var seven));
        Assert.Equal(7, seven);
        Assert.False(message.Has(1) || message.TryGet(1, out _) || message.TryInt(55, out _) || message.TryUtcTimestamp(60, out _) || message.TryBool(54, out _));
        Assert.True(message.TryUtcTimestamp(52, out var time));
        Assert.Equal("2026-11-22T12:00:00.123000000Z", time.ToString());
    }

    [Fact]
    public void Index_of_one_message_says_nothing_of_the_next()
    {
        var message = new FixMessage();
        foreach (var fields in new[] { FixSamples.Order, FixSamples.List, "35=0|34=1", "35=0|55=x|54=2|55=y" })
        {
            Assert.True(message.TryParse(FixSamples.Frame(fields), out _));
            for (var tag = 0; tag < 1_100; tag++)
            {
                var expected = -1;
                for (var i = message.Count - 1; i >= 0; i--)
                    expected = message.Fields[i].Tag == tag ? i : expected;
                Assert.Equal(expected, message.IndexOf(tag));
            }
        }
    }

    [Fact]
    public void Groups_have_their_entries_and_groups_within_them()
    {
        var seen = new List<string>();
        foreach (var order in FixSamples.Parse(FixSamples.List).Group(73, 11))
        {
            Assert.True(order.TryGet(11, out var id) && order.TryGet(55, out _));
            var allocs = order.Group(78, 79);
            seen.Add($"{FixSamples.Show(id)} {allocs.Count}");
            foreach (var alloc in allocs)
            {
                Assert.True(alloc.TryGet(79, out var account) && alloc.TryDecimal(80, 0, out _));
                seen.Add(FixSamples.Show(account));
            }
        }

        Assert.Equal(["a 2", "p", "q", "b 0"], seen);
        foreach (var none in FixSamples.Parse(FixSamples.Order).Group(73, 11))
            Assert.Fail($"There is no such group: {none}");
    }

    [Fact]
    public void Data_may_hold_delimiters()
    {
        var message = FixSamples.Parse("35=D|95=7|96=a|9=b=c|55=X");
        Assert.True(message.TryGet(96, out var data) && message.Has(55));
        Assert.Equal("a|9=b=c", FixSamples.Show(data));
    }

    [Theory]
    [InlineData("35=0|x=1", FixRejectReason.InvalidTagNumber, 0)]
    [InlineData("35=0|=1", FixRejectReason.InvalidTagNumber, 0)]
    [InlineData("35=0|012=1", FixRejectReason.InvalidTagNumber, 0)]
    [InlineData("35=0|-1=1", FixRejectReason.InvalidTagNumber, 0)]
    [InlineData("35=0|99999999999=1", FixRejectReason.InvalidTagNumber, 0)]
    [InlineData("35=0|58=a|b", FixRejectReason.DelimiterInValue, 58)]
    [InlineData("35=0|58=a|", FixRejectReason.DelimiterInValue, 58)]
    [InlineData("35=0|95=x|96=a", FixRejectReason.IncorrectFormat, 95)]
    [InlineData("35=0|95=-1|96=a", FixRejectReason.IncorrectFormat, 95)]
    [InlineData("35=0|95=2|96=abc", FixRejectReason.ValueOutOfRange, 96)]
    [InlineData("35=0|95=99|96=abc", FixRejectReason.ValueOutOfRange, 96)]
    [InlineData("35=0|95=2147483647|96=abc", FixRejectReason.ValueOutOfRange, 96)]
    public void What_cannot_be_read_says_why_and_keeps_what_came_before(string fields, FixRejectReason reason, int tag)
    {
        var message = new FixMessage();
        Assert.False(message.TryParse(FixSamples.Frame(fields), out var fault));
        Assert.Equal(new FixViolation(reason, tag), fault);
        Assert.Equal("0", FixSamples.Show(message.MsgType));
    }

    [Fact]
    public void More_fields_than_there_is_room_for_are_refused()
    {
        Assert.False(new FixMessage(maxFields: 4).TryParse(FixSamples.Frame("35=0|1=a|2=b"), out var fault));
        Assert.Equal(FixRejectReason.Other, fault.Reason);
    }

    [Theory]
    [InlineData("20261122-12:00:00", true)]
    [InlineData("20261122-23:59:60", true)]
    [InlineData("20240229-00:00:00.123456789", true)]
    [InlineData("20230229-00:00:00", false)]
    [InlineData("20261122-24:00:00", false)]
    [InlineData("20261122-12:00:61", false)]
    [InlineData("20261322-12:00:00", false)]
    [InlineData("20261122 12:00:00", false)]
    [InlineData("20261122-12:00:00.12", false)]
    [InlineData("99991122-12:00:00", false)]
    [InlineData("", false)]
    public void Timestamps(string text, bool isOne) => Assert.Equal(isOne, FixValue.TryTimestamp(System.Text.Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Timestamps_are_written_as_they_are_read()
    {
        Span<byte> text = stackalloc byte[FixValue.TimestampBytes];
        var random = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var time = new Timestamp(random.NextInt64(0, 9_000_000_000_000) * 1_000_000);
            FixValue.FormatTimestamp(time, text);
            Assert.True(FixValue.TryTimestamp(text, out var read));
            Assert.Equal(time, read);
        }
    }
}
