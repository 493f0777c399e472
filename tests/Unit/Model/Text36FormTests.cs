using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Model;

public sealed class Text36FormTests
{
    [Fact]
    public void A_text_is_well_formed_where_its_bytes_are_printable_and_then_zero()
    {
        var random = new Random(7);
        Span<byte> bytes = stackalloc byte[40];
        for (var i = 0; i < 300_000; i++)
        {
            bytes.Clear();
            var length = random.Next(37);
            for (var b = 0; b < length; b++)
                bytes[b] = (byte)random.Next(0x21, 0x7F);
            if (random.Next(2) == 0)
                bytes[random.Next(36)] = (byte)(random.Next(3) switch { 0 => random.Next(256), 1 => random.Next(0x1E, 0x24), _ => random.Next(0x7C, 0x82) });
            var text = new Text36(
                BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]), BitConverter.ToUInt64(bytes[16..]),
                BitConverter.ToUInt64(bytes[24..]), BitConverter.ToUInt32(bytes[32..]));

            var end = bytes.IndexOf((byte)0);
            var expected = !bytes[..end].ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) && !bytes[end..].ContainsAnyExcept((byte)0);
            Assert.True(expected == text.IsWellFormed, Convert.ToHexString(bytes));
        }
    }
}
