using Rialto.Unit.Wire.Fix;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Wire.Fuzz;

/// <summary>FIX bytes bent in every way: framing always gets on, reading and checking never throw, and what is taken is the same when it is written again.</summary>
public class FixFuzzTests
{
    private static readonly byte[] Interesting = "\u00018=9=35=10=FIX.4.4|0123456789-:.DEY\u00ff\0"u8.ToArray();

    private static readonly byte[][] Samples =
    [
        FixSamples.Frame(FixSamples.Order), FixSamples.Frame(FixSamples.List), FixSamples.Frame("35=D|49=C|56=R|34=2|52=20261122-12:00:00|11=a|95=5|96=x|9=y|55=X|54=1|40=1"),
        [.. FixSamples.Frame("35=0|34=1"), .. FixSamples.Frame(FixSamples.Order)],
    ];

    [Fact]
    public void Framing_always_gets_on() => FuzzRun.Over(Samples, Interesting, 4, static (bytes, index) =>
    {
        for (var at = 0; at < bytes.Length;)
        {
            var status = FixFraming.TryFind(bytes[at..], out var length);
            if (status == FixFrameStatus.Incomplete)
            {
                Assert.Equal(0, length);
                return;
            }

            Assert.InRange(length, 1, bytes.Length - at);
            at += length;
        }
    });

    [Fact]
    public void Messages_are_read_and_checked_without_an_exception()
    {
        var message = new FixMessage(64);
        FuzzRun.Over(Samples, Interesting, 4, (bytes, index) =>
        {
            var isRead = message.TryParse(bytes.ToArray(), out _);
            foreach (var field in message.Fields)
            {
                Assert.InRange(field.Start + field.Length, 0, bytes.Length);
                message.TryInt(field.Tag, out _);
                message.TryUtcTimestamp(field.Tag, out _);
                message.ReadDecimal(field.Tag, 8, out _);
            }

            foreach (var order in message.Group(73, 11))
            {
                foreach (var alloc in order.Group(78, 79))
                    alloc.TryGet(80, out _);
            }

            // Most bent frames are garbled; the dictionary sees them here all the same.
            if (isRead)
                FixSamples.Dictionary.Validate(message);
        });
    }
}
