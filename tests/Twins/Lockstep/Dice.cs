namespace Rialto.Twins.Lockstep;

/// <summary>SplitMix64: the same throws from the same seed, on every machine and for ever.</summary>
public sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both possible.</summary>
    public long Between(long low, long high) => low + (long)(Next() % (ulong)(high - low + 1));

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Percent(int chance) => Between(1, 100) <= chance;

    /// <summary>One of several.</summary>
    public T Of<T>(params ReadOnlySpan<T> choices) => choices[(int)Between(0, choices.Length - 1)];

    /// <summary>An index, with probabilities in proportion to the weights.</summary>
    public int Weighted(params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        foreach (var weight in weights)
            sum += weight;
        var thrown = Between(1, sum);
        for (var i = 0; ; i++)
            if ((thrown -= weights[i]) <= 0)
                return i;
    }
}
