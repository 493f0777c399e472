namespace Rialto.Model.Orders;

/// <summary>Four weights of a volume curve in one field of a command, the first in the lowest bits.</summary>
internal static class VolumeCurveFields
{
    public static long Pack(ReadOnlySpan<ushort> weights, int from)
    {
        var word = 0UL;
        for (var i = 0; i < 4 && from + i < weights.Length; i++)
            word |= (ulong)weights[from + i] << (16 * i);
        return (long)word;
    }

    public static void Unpack(long word, Span<ushort> weights, int to)
    {
        for (var i = 0; i < 4; i++)
            weights[to + i] = (ushort)((ulong)word >> (16 * i));
    }
}
