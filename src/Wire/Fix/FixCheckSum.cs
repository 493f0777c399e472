using System.Buffers.Binary;

namespace Rialto.Wire.Fix;

/// <summary>The sum of all bytes, modulo 256 (FIX 4.4, volume 2, "Checksum calculation").</summary>
public static class FixCheckSum
{
    private const ulong EvenBytes = 0x00FF_00FF_00FF_00FF;

    // A lane of 16 bits takes two bytes a word: 128 words are at most 128 x 510 = 65,280.
    private const int WordsAtOnce = 128;

    /// <summary>The value of CheckSum for a message up to before "10=".</summary>
    public static byte Of(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        while (bytes.Length >= sizeof(ulong))
        {
            var words = Math.Min(bytes.Length / sizeof(ulong), WordsAtOnce);
            ulong lanes = 0;
            for (var i = 0; i < words; i++)
            {
                var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]);
                lanes += (word & EvenBytes) + ((word >> 8) & EvenBytes);
            }

            sum += (uint)((lanes & 0xFFFF) + ((lanes >> 16) & 0xFFFF) + ((lanes >> 32) & 0xFFFF) + (lanes >> 48));
            bytes = bytes[(words * sizeof(ulong))..];
        }

        foreach (var value in bytes)
            sum += value;
        return (byte)sum;
    }
}
