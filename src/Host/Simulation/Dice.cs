namespace Rialto.Host.Simulation;

/// <summary>SplitMix64: the same throws from the same seed, on every machine and for ever. Each step of a run has its own, so that leaving a step out does not change the others'.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The dice of one step of a run.</summary>
    public static Dice Of(ulong seed, long step) => new(Mix(seed ^ Mix((ulong)step + 0x5851_F42D_4C95_7F2D)));

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += 0x9E37_79B9_7F4A_7C15);

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both possible.</summary>
    public long Between(long low, long high) => low + (long)(Next() % (ulong)(high - low + 1));

    /// <summary>A number from zero to below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Next() % (uint)count);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Percent(int chance) => Below(100) < chance;

    /// <summary>One of several.</summary>
    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>An index, with probabilities in proportion to the weights.</summary>
    public int Weighted(params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        foreach (var weight in weights)
            sum += weight;
        var thrown = Below(sum);
        for (var i = 0; ; i++)
        {
            if ((thrown -= weights[i]) < 0)
                return i;
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
