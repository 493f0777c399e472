using System.Buffers.Binary;

namespace Rialto.Adapters.Feeds;

/// <summary>CRC-32 as zip has it (polynomial 0x04C11DB7, reflected): what Kraken and OKX make their checksums with. Eight bytes a step, by eight tables.</summary>
internal static class Crc32
{
    private const int TableLength = 256;
    private const int Tables = 8;

    // Table k has what a byte does to the checksum once k more bytes have followed it.
    private static readonly uint[] Table = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var table = Table;
        var crc = uint.MaxValue;
        while (bytes.Length >= Tables)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = table[7 * TableLength + (byte)low] ^ table[6 * TableLength + (byte)(low >> 8)] ^ table[5 * TableLength + (byte)(low >> 16)] ^ table[4 * TableLength + (byte)(low >> 24)]
                ^ table[3 * TableLength + (byte)high] ^ table[2 * TableLength + (byte)(high >> 8)] ^ table[TableLength + (byte)(high >> 16)] ^ table[(byte)(high >> 24)];
            bytes = bytes[Tables..];
        }

        foreach (var b in bytes)
            crc = table[(byte)crc ^ b] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTables()
    {
        var table = new uint[TableLength * Tables];
        for (var i = 0u; i < TableLength; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1;
            table[i] = crc;
        }

        for (var i = TableLength; i < table.Length; i++)
        {
            var before = table[i - TableLength];
            table[i] = table[(byte)before] ^ (before >> 8);
        }

        return table;
    }
}
