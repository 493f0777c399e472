using System.Numerics;
using Rialto.Model.Markets;
using Rialto.Runtime.Memory;

namespace Rialto.Journal.Proofs;

/// <summary>
/// A rolling 64-bit number over all events of an exchange in their order, byte for byte, the same on every machine: two runs that agree on it after a
/// command have told the same. docs/reference/journal.md defines it. Not a secret and not for forgers: the chain hash is.
/// </summary>
/// <param name="value">Where to go on; zero before the first event.</param>
public struct EventHash(ulong value)
{
    // Odd parts of the square roots of small primes; what matters is that they differ in every byte.
    private const ulong A0 = 0x6A09E667F3BCC909, A1 = 0xBB67AE8584CAA73B, A2 = 0x3C6EF372FE94F82B, A3 = 0xA54FF53A5F1D36F1;
    private const ulong A4 = 0x510E527FADE682D1, A5 = 0x9B05688C2B3E6C1F, A6 = 0x1F83D9ABFB41BD6B, A7 = 0x5BE0CD19137E2179;
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    /// <summary>The number now.</summary>
    public ulong Value { readonly get; private set; } = value;

    /// <summary>A command's share of a proof record: 32 bits of the number after it, never zero.</summary>
    public static uint FoldOf(ulong value) => (uint)(value ^ (value >> 32)) is var fold and not 0 ? fold : 1;

    /// <summary>Goes on by one event.</summary>
    public void Add(in ExchangeEvent e)
    {
        var w = Blittable.ReadOnlyWords(in e);
        var sum = Fold(w[0] ^ A0, w[1] ^ A1);
        sum = BitOperations.RotateLeft(sum, 9) ^ Fold(w[2] ^ A1, w[3] ^ A2);
        sum = BitOperations.RotateLeft(sum, 9) ^ Fold(w[4] ^ A2, w[5] ^ A3);
        sum = BitOperations.RotateLeft(sum, 9) ^ Fold(w[6] ^ A3, w[7] ^ A4);
        sum = BitOperations.RotateLeft(sum, 9) ^ Fold(w[8] ^ A4, w[9] ^ A5);
        sum = BitOperations.RotateLeft(sum, 9) ^ Fold(w[10] ^ A5, w[11] ^ A6);
        sum = BitOperations.RotateLeft(sum, 9) ^ Fold(w[12] ^ A6, w[13] ^ A7);
        sum = BitOperations.RotateLeft(sum, 9) ^ Fold(w[14] ^ A7, w[15] ^ A0);
        var mixed = (BitOperations.RotateLeft(Value, 29) ^ sum) * Multiplier;
        Value = mixed ^ (mixed >> 32);
    }

    /// <summary>Goes on by a command's events.</summary>
    public void Add(ReadOnlySpan<ExchangeEvent> events)
    {
        foreach (ref readonly var e in events)
            Add(in e);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
