using System.Runtime.CompilerServices;
using Rialto.Runtime.Memory;
using Rialto.Runtime.Rings;
using Xunit;

namespace Rialto.Unit.Runtime;

public class LayoutTests
{
    [Fact]
    public void A_cursor_has_128_bytes_of_its_own_on_either_side()
    {
        var cursors = new Cursor[2];
        cursors[0].Release(1);
        cursors[1].Release(2);
        Assert.Equal(256, Unsafe.SizeOf<Cursor>());
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(cursors.AsSpan());
        Assert.Equal(1, bytes[128]);
        Assert.Equal(2, bytes[256 + 128]);
        Assert.Equal(2, bytes.ToArray().Count(value => value != 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void Slots_start_on_a_line_of_128_bytes(int capacity) =>
        Assert.Equal(0u, new AlignedSlots<Message>(capacity).FirstAddress % 128);

    [Fact]
    public void Positions_a_capacity_apart_share_a_slot()
    {
        var slots = new AlignedSlots<long>(8);
        slots[3] = 7;
        Assert.Equal(7, slots[11]);
        Assert.Equal(7, slots[long.MaxValue - 4]);
        Assert.Equal(0, slots[4]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_capacity_that_is_no_power_of_two_is_refused(int capacity)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MpscRing<long>(capacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpscRing<long>(capacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BroadcastRing<long>(capacity));
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 128)]
    private struct Message;
}
