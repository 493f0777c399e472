using System.Runtime.CompilerServices;
using Rialto.Model.Units;

namespace Rialto.Venue;

/// <summary>
/// The secret of an exchange's hash tables: without it nobody can choose client order ids or prices that all fall into one place and make every later order
/// slow. It decides where things stand in memory and nothing else: tables are never walked, so exchanges with different keys give the same events and the
/// same state hash, and a replay may use another key than the run it repeats (docs/decisions/0005-keyed-tables.md).
/// </summary>
/// <param name="First">64 random bits.</param>
/// <param name="Second">64 random bits.</param>
public readonly record struct TableKey(ulong First, ulong Second)
{
    /// <summary>No secret, for replays and tests whose input nobody crafts. Not zeros: with those the ids of up to eight characters would all fall into one place.</summary>
    public static TableKey WellKnown => new(0x2D35_8DCC_AA6C_78A5, 0x8BB8_4B93_962E_ACC9);

    /// <summary>Bytes that <see cref="Of"/> takes.</summary>
    public const int SizeBytes = 16;

    /// <summary>A key of random bytes; the caller draws them, since here nothing is drawn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than <see cref="SizeBytes"/>.</exception>
    public static TableKey Of(ReadOnlySpan<byte> random) => new(BitConverter.ToUInt64(random), BitConverter.ToUInt64(random[8..]));

    /// <summary>For a number that somebody may choose: a different number for each, spread over all 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Mix(ulong number)
    {
        var mixed = (number ^ First) * 0x9E3779B97F4A7C15;
        return (mixed ^ (mixed >> 32)) * (Second | 1);
    }

    /// <summary>For a client order id of an owner.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Mix(int owner, in Text36 text)
    {
        // Products of two sums of a secret and a word: who does not know the secrets cannot make two of them equal (the idea of wyhash and of NH).
        var hash = Fold(text.Word0 ^ First, text.Word1 ^ Second);
        if ((text.Word2 | text.Word3 | text.Word4) != 0)
            hash = Fold(hash ^ text.Word2, text.Word3 ^ First) ^ Fold(hash ^ text.Word4, Second ^ 0x9E3779B97F4A7C15);
        return (hash ^ ((uint)owner * (Second | 1))) * 0x9E3779B97F4A7C15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
