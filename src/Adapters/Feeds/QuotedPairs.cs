using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Rialto.Model.Orders;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// The spelling that nearly all levels have, <c>["61737.60","0.014"],["61739.00","0.000"]</c>: two short quoted decimals, no blanks, and behind them at most whole numbers in quotes
/// (OKX: <c>,"0","13"</c>). Reads as many pairs as are spelled so and leaves the rest, with all judgement of it, to the scanner.
/// </summary>
internal static class QuotedPairs
{
    /// <summary>No pair with its comma is shorter: <c>["1","2"],</c>.</summary>
    public const int BytesMin = 10;

    private const int WholeDigitsMax = 18;

    // Bytes from a pair's bracket on with which nothing is read beyond the end: its numbers' window, and what follows it as one word.
    private const int RowBytes = 2 + QuotedDecimal.PairBytes + sizeof(ulong);

    // `"],["` behind a pair, as a little-endian word of five bytes.
    private const ulong NextPair = 0x22_5B_2C_5D_22;

    /// <summary>Reads pairs from the start of a text that stands inside their array.</summary>
    /// <param name="text">From the first pair on, or from behind the last one taken.</param>
    /// <param name="isFirst">No pair was taken yet: no comma stands before the first one.</param>
    /// <param name="side">Of the book.</param>
    /// <param name="priceScale">Of the listing.</param>
    /// <param name="quantityScale">Of the listing.</param>
    /// <param name="levels">Takes them.</param>
    /// <param name="length">Bytes up to behind the last pair read.</param>
    /// <returns>How many were read.</returns>
    public static int Read(ReadOnlySpan<byte> text, bool isFirst, Side side, int priceScale, int quantityScale, Span<LevelChange> levels, out int length)
    {
        length = 0;
        var count = 0;
        var at = isFirst ? 0 : 1;
        if (!isFirst && (text.IsEmpty || text[0] != (byte)','))
            return 0;

        // One after the other of the shortest spelling, up to the last one.
        while (count < levels.Length && text.Length - at >= RowBytes && IsNext(text, at, (byte)'[', (byte)'"'))
        {
            var pairLength = QuotedDecimal.ReadPair(text, at + 2, priceScale, quantityScale, out var price, out var priceDecimals, out var quantity, out var quantityDecimals);
            var end = at + 2 + pairLength;
            if (pairLength == 0 || (BinaryPrimitives.ReadUInt64LittleEndian(text.Slice(end, sizeof(ulong))) & 0xFF_FFFF_FFFF) != NextPair)
                break;
            ref var level = ref levels[count++];
            level.Price = price;
            level.Quantity = quantity;
            level.Side = side;
            level.PriceDecimals = (byte)priceDecimals;
            level.QuantityDecimals = (byte)quantityDecimals;
            length = end + 2;
            at = end + 3;
        }

        while (count < levels.Length && IsNext(text, at, (byte)'[', (byte)'"'))
        {
            var start = at + 2;
            var pairLength = text.Length - start >= QuotedDecimal.PairBytes
                ? QuotedDecimal.ReadPair(text, start, priceScale, quantityScale, out var price, out var priceDecimals, out var quantity, out var quantityDecimals)
                : ReadLast(text, start, priceScale, quantityScale, out price, out priceDecimals, out quantity, out quantityDecimals);
            if (pairLength != 0)
                at = start + pairLength + 1;
            else if (!TryOneByOne(text, start, priceScale, quantityScale, out price, out priceDecimals, out quantity, out quantityDecimals, out at))
                break;
            while (IsNext(text, at, (byte)',', (byte)'"'))
                at = BehindWhole(text, at + 2);
            if ((uint)at >= (uint)text.Length || text[at] != (byte)']')
                break;
            ref var level = ref levels[count++];
            level.Price = price;
            level.Quantity = quantity;
            level.Side = side;
            level.PriceDecimals = (byte)priceDecimals;
            level.QuantityDecimals = (byte)quantityDecimals;
            length = ++at;
            if ((uint)at >= (uint)text.Length || text[at] != (byte)',')
                break;
            at++;
        }

        return count;
    }

    /// <summary>A pair near the end of the frame: each frame has one, so it is read like the others, with room behind it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLast(
        ReadOnlySpan<byte> text, int start, int priceScale, int quantityScale, out long price, out int priceDecimals, out long quantity, out int quantityDecimals)
    {
        Span<byte> room = stackalloc byte[QuotedDecimal.PairBytes];
        var rest = text[start..];
        rest.CopyTo(room);
        return QuotedDecimal.ReadPair(room, 0, priceScale, quantityScale, out price, out priceDecimals, out quantity, out quantityDecimals);
    }

    /// <summary>For pairs of unusual length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryOneByOne(
        ReadOnlySpan<byte> text, int start, int priceScale, int quantityScale, out long price, out int priceDecimals, out long quantity, out int quantityDecimals, out int at)
    {
        (quantity, quantityDecimals) = (0, 0);
        var length = QuotedDecimal.Read(text, start, priceScale, out price, out priceDecimals);
        at = start + length + 1;
        if (length == 0 || !IsNext(text, at, (byte)',', (byte)'"'))
            return false;
        start = at + 2;
        length = QuotedDecimal.Read(text, start, quantityScale, out quantity, out quantityDecimals);
        at = start + length + 1;
        return length != 0;
    }

    private static bool IsNext(ReadOnlySpan<byte> text, int at, byte first, byte second) => (uint)(at + 1) < (uint)text.Length && text[at] == first && text[at + 1] == second;

    /// <summary>Behind a whole number and its closing quote; the end of the text where it is anything else, so that nothing matches there.</summary>
    private static int BehindWhole(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
            at++;
        return at - start is > 0 and <= WholeDigitsMax && (uint)at < (uint)text.Length && text[at] == (byte)'"' ? at + 1 : text.Length;
    }
}
