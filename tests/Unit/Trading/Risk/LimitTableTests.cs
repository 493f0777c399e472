using System.Buffers;
using System.Buffers.Binary;
using Rialto.Runtime.Memory;
using Rialto.Trading.Risk;
using Xunit;

namespace Rialto.Unit.Trading.Risk;

public class LimitTableTests
{
    [Fact]
    public void What_was_saved_is_loaded_and_what_nobody_could_have_set_is_refused()
    {
        var saved = new ArrayBufferWriter<byte>();
        var table = Table();
        Assert.True(table.TrySet(RiskLimitKind.StopLossCloses, 1, 1, out _));
        table.Save(new FieldWriter(saved));
        var bytes = saved.WrittenSpan.ToArray();
        var loaded = Table();
        Assert.True(loaded.TryLoad(Reader(bytes)));
        Assert.Equal(1, loaded[RiskLimitKind.StopLossCloses, 1]);
        var refused = 0;
        for (var at = 0; at < bytes.Length; at += sizeof(long))
        {
            var broken = bytes.ToArray();
            BinaryPrimitives.WriteInt64LittleEndian(broken.AsSpan(at), -1);
            refused += Table().TryLoad(Reader(broken)) ? 0 : 1;
        }

        Assert.Equal(bytes.Length / sizeof(long), refused);

        // The last is the switch of the last listing: it is on or off.
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(bytes.Length - sizeof(long)), 2);
        Assert.False(Table().TryLoad(Reader(bytes)));
    }

    private static LimitTable Table() => new(new RiskLimits(), 2, 1, 2, []);

    private static FieldReader Reader(byte[] bytes) => new(new ReadOnlySequence<byte>(bytes));
}
