using Rialto.Adapters.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters;

public class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_polynomial_is_ours() => Assert.Equal(0xCBF4_3926u, Crc32.Of("123456789"u8));

    [Fact]
    public void Eight_bytes_a_step_are_as_good_as_a_bit_at_a_time()
    {
        var bytes = new byte[70];
        new Random(5).NextBytes(bytes);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var crc = uint.MaxValue;
            foreach (var b in bytes.AsSpan(0, length))
            {
                crc ^= b;
                for (var bit = 0; bit < 8; bit++)
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1;
            }

            Assert.Equal(~crc, Crc32.Of(bytes.AsSpan(0, length)));
        }
    }
}
