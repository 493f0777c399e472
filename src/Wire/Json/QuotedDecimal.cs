using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Rialto.Model.Units;

namespace Rialto.Wire.Json;

/// <summary>
/// Reads the decimals that venues send by the thousand, short and in quotes, many bytes at once and without a loop: where the quote and the point are comes from comparisons,
/// and the digits are moved to the right end and added up in pairs, fours and eights. A digit loop costs as much in wrong guesses, since every quantity has another length.
/// <code>
///  text     6 1 7 3 7 . 6 0 " , " 0 . 0 1 4     from behind the opening quote
///  digits   0 0 0 0 0 0 0 0 0 6 1 7 3 7 6 0     61 73 76 0 -> 6173760
/// </code>
/// Whatever it does not know it refuses without a verdict: <see cref="FrameScanner.Decimal"/> reads every decimal there is, and its reading of those taken here is the same.
/// </summary>
public static class QuotedDecimal
{
    /// <summary>Bytes that must be there from the first digit on.</summary>
    public const int WindowBytes = 16;

    /// <summary>Bytes that must be there from the first digit of a pair on: the longest first number, <c>","</c>, and a window for the second.</summary>
    public const int PairBytes = 34;

    // `","` between the numbers of a pair, as a little-endian word of three bytes.
    private const uint Between = 0x22_2C_22;

    private const int PairWindowBytes = 32;

    // Counts of digits and places of the point are 0 to 16.
    private const int Lines = WindowBytes + 1;

    private static readonly Vector128<byte>[] Places = MakePlaces();

    /// <summary>False where this processor has no such comparisons: nothing is read then.</summary>
    public static bool IsSupported => Ssse3.IsSupported;

    /// <summary>Reads a number of at most 15 characters and the quote behind it.</summary>
    /// <param name="text">The frame.</param>
    /// <param name="at">Where the number starts, behind its opening quote.</param>
    /// <param name="scale">Decimals of the result, 0 to 18.</param>
    /// <param name="value">The count of 10^-scale.</param>
    /// <param name="decimals">How many decimals were written, trailing zeros included.</param>
    /// <returns>Length of the number, its closing quote not counted; 0 where it is of another form, does not fit the scale, or stands less than <see cref="WindowBytes"/> before the end.</returns>
    public static int Read(ReadOnlySpan<byte> text, int at, int scale, out long value, out int decimals)
    {
        value = 0;
        decimals = 0;
        if (!Ssse3.IsSupported || text.Length - at < WindowBytes)
            return 0;
        var bytes = Vector128.Create(text.Slice(at, WindowBytes));
        var digits = bytes - Vector128.Create((byte)'0');
        var quotes = Vector128.Equals(bytes, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
        var points = Vector128.Equals(bytes, Vector128.Create((byte)'.')).ExtractMostSignificantBits();
        var others = Vector128.Equals(Vector128.Min(digits, Vector128.Create((byte)9)), digits).ExtractMostSignificantBits() ^ 0xFFFF;
        var end = BitOperations.TrailingZeroCount(quotes);
        return quotes != 0 && TryValue(digits, others, points, end, scale, out value, out decimals) ? end : 0;
    }

    /// <summary>Reads two numbers of at most 15 characters as <c>61737.60","0.014"</c>, both out of one window of 32 bytes: half the comparisons of reading them one by one.</summary>
    /// <param name="text">The frame.</param>
    /// <param name="at">Where the first number starts, behind its opening quote.</param>
    /// <param name="firstScale">Decimals of the first result, 0 to 18.</param>
    /// <param name="secondScale">Decimals of the second result, 0 to 18.</param>
    /// <param name="first">The first number, in 10^-scale.</param>
    /// <param name="firstDecimals">How many of its decimals were written.</param>
    /// <param name="second">The second number, in 10^-scale.</param>
    /// <param name="secondDecimals">How many of its decimals were written.</param>
    /// <returns>Length up to the second's closing quote, which is not counted; 0 where <see cref="Read"/> would refuse one of them, both do not fit the window, or less than <see cref="PairBytes"/> are left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadPair(ReadOnlySpan<byte> text, int at, int firstScale, int secondScale, out long first, out int firstDecimals, out long second, out int secondDecimals)
    {
        (first, second, firstDecimals, secondDecimals) = (0, 0, 0, 0);
        if (!Avx2.IsSupported || text.Length - at < PairBytes)
            return 0;
        var window = text.Slice(at, PairBytes);
        var bytes = Vector256.Create(window[..PairWindowBytes]);
        var digits = bytes - Vector256.Create((byte)'0');
        var quotes = Vector256.Equals(bytes, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
        var points = Vector256.Equals(bytes, Vector256.Create((byte)'.')).ExtractMostSignificantBits();
        var others = ~Vector256.Equals(Vector256.Min(digits, Vector256.Create((byte)9)), digits).ExtractMostSignificantBits();

        // The second quote opens the second number, two behind the first: so much is sure once the bytes between are as they should be.
        var end = BitOperations.TrailingZeroCount(quotes);
        quotes &= quotes - 1;
        quotes &= quotes - 1;
        var next = end + 3;
        var length = BitOperations.TrailingZeroCount(quotes);
        if (end >= WindowBytes || quotes == 0 || (BinaryPrimitives.ReadUInt32LittleEndian(window.Slice(end, 4)) & 0xFF_FFFF) != Between || length - next >= WindowBytes)
            return 0;
        var secondDigits = Vector128.Create(window.Slice(next, WindowBytes)) - Vector128.Create((byte)'0');
        return TryValue(digits.GetLower(), others, points, end, firstScale, out first, out firstDecimals)
            && TryValue(secondDigits, others >> next, points >> next, length - next, secondScale, out second, out secondDecimals)
            ? length
            : 0;
    }

    /// <summary>Reads a whole number of 1 to 15 digits, bare: times and sequence numbers.</summary>
    /// <param name="text">The frame.</param>
    /// <param name="at">Where its first digit is.</param>
    /// <param name="value">The number; leading zeros are not looked at.</param>
    /// <returns>How many digits there are; 0 where there is none, or more than 15, or less than <see cref="WindowBytes"/> are left.</returns>
    public static int ReadWhole(ReadOnlySpan<byte> text, int at, out long value)
    {
        value = 0;
        if (!Ssse3.IsSupported || text.Length - at < WindowBytes)
            return 0;
        var digits = Vector128.Create(text.Slice(at, WindowBytes)) - Vector128.Create((byte)'0');
        var others = Vector128.Equals(Vector128.Min(digits, Vector128.Create((byte)9)), digits).ExtractMostSignificantBits() ^ 0xFFFF;
        if (others == 0)
            return 0;
        var count = BitOperations.TrailingZeroCount(others);
        value = (long)Sum(digits, WindowBytes, WindowBytes - 1, count);
        return count;
    }

    /// <summary>The value of what stands before a quote.</summary>
    /// <param name="digits">The bytes less '0'.</param>
    /// <param name="others">Bits of the bytes that are no digits; the quote's is among them.</param>
    /// <param name="points">Bits of the points.</param>
    /// <param name="end">Where the quote is, 0 to 15.</param>
    /// <param name="scale">Decimals of the result.</param>
    /// <param name="value">The count of 10^-scale.</param>
    /// <param name="decimals">How many decimals there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryValue(Vector128<byte> digits, uint others, uint points, int end, int scale, out long value, out int decimals)
    {
        // Before the quote there may be digits and one point, which is neither first nor last.
        value = 0;
        var before = (1u << end) - 1;
        var strange = others & before;
        var point = BitOperations.TrailingZeroCount(others);
        var hasPoint = strange != 0 ? 1 : 0;
        decimals = end - point - hasPoint;
        if (point == 0 || ((strange & ~points) | (strange & (strange - 1))) != 0 || decimals < hasPoint)
            return false;
        if (decimals > scale)
        {
            // Venues fill up with zeros beyond the tick; any other digit there does not fit.
            var zeros = Vector128.Equals(digits, Vector128<byte>.Zero).ExtractMostSignificantBits();
            if ((before & (uint.MaxValue << (point + 1 + scale)) & ~zeros) != 0)
                return false;
        }

        // All digits up to the scale, those that were not written being zeros, out of one window: no multiplication by a power that depends on the text.
        var count = point + scale;
        if (count <= WindowBytes)
        {
            value = (long)Sum(digits, point, end, count);
            return true;
        }

        var written = Math.Min(decimals, scale);
        if (count > DecimalText.MaxScale)
            return false;
        value = (long)Sum(digits, point, end, point + written) * DecimalText.PowerOfTen(scale - written);
        return true;
    }

    /// <summary>The number of so many digits, the point between them left out and zeros from the end on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Sum(Vector128<byte> digits, int point, int end, int count) =>
        Sum(Ssse3.Shuffle(digits, Places[PlaceOf(point, end, count)]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Sum(Vector128<byte> right)
    {
        var twos = Ssse3.MultiplyAddAdjacent(right, Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        var fours = Sse2.MultiplyAddAdjacent(twos, Vector128.Create((short)100, 1, 100, 1, 100, 1, 100, 1));
        var packed = Sse2.PackSignedSaturate(fours, fours);
        var eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create((short)10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1)).AsUInt64().ToScalar();
        return (eights & uint.MaxValue) * 100_000_000 + (eights >> 32);
    }

    /// <summary>Where the line of such a number stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(int point, int end, int count) => ((count * Lines + point) * WindowBytes) + end;

    /// <summary>
    /// For each number of digits, place of the point and length of the text: from which byte each of the 16 digits comes. Nothing (0xFF, which a shuffle makes a zero) before the first digit
    /// and behind the end; one byte further from the point on. Of its lines those of a market's few spellings are used, and stay close.
    /// </summary>
    private static Vector128<byte>[] MakePlaces()
    {
        var places = new Vector128<byte>[Lines * Lines * WindowBytes];
        Span<byte> line = stackalloc byte[WindowBytes];
        for (var count = 0; count < Lines; count++)
        {
            for (var point = 0; point < Lines; point++)
            {
                for (var end = 0; end < WindowBytes; end++)
                {
                    for (var i = 0; i < WindowBytes; i++)
                    {
                        var from = count - WindowBytes + i;
                        from += from >= point ? 1 : 0;
                        line[i] = from >= 0 && from < end ? (byte)from : byte.MaxValue;
                    }

                    places[PlaceOf(point, end, count)] = Vector128.Create<byte>(line);
                }
            }
        }

        return places;
    }
}
