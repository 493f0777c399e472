namespace Rialto.Gateways.Faults;

/// <summary>
/// Decides. Pure: whether a fault hits a message is a function of the seed, the fault's place in the profile, the door, the session's number at that door, the message's number in it, and the second. So the
/// same run meets the same faults. How often a fault has happened already (<see cref="Fault.Times"/>) is the caller's to count. Any thread.
/// </summary>
public sealed class FaultPlan
{
    private readonly ulong _seed;

    /// <param name="profile">What may happen.</param>
    public FaultPlan(FaultProfile profile)
    {
        Profile = profile;
        // FNV-1a, 64 bits: a text's hash that is the same in every process.
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var letter in profile.Seed)
            hash = (hash ^ letter) * 1_099_511_628_211UL;
        _seed = hash;
    }

    /// <summary>What it decides by.</summary>
    public FaultProfile Profile { get; }

    /// <summary>True where a fault looks at such traffic at all; only such counts as its messages.</summary>
    public static bool Concerns(Fault fault, FaultDoor door, string key, FaultClasses of) =>
        (fault.On & of) != 0 && fault.Doors.Contains(door) && (fault.Keys.Count == 0 || fault.Keys.Contains(key));

    /// <summary>True where a fault hits.</summary>
    /// <param name="index">Its place in the profile.</param>
    /// <param name="door">Where.</param>
    /// <param name="session">The session's number at that door, from 1.</param>
    /// <param name="message">The message's number among those of the session that the fault concerns, from 1.</param>
    /// <param name="seconds">Time since the profile began.</param>
    public bool Hits(int index, FaultDoor door, long session, long message, double seconds)
    {
        var fault = Profile.Faults[index];
        if (seconds < fault.From || seconds >= fault.Until || message < fault.First || (message - fault.First) % fault.Every != 0)
            return false;
        return fault.Probability >= 1 || Share(index, door, session, message) < fault.Probability;
    }

    // SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) over all that is told; the top 53 bits are a number from 0 to 1.
    private double Share(int index, FaultDoor door, long session, long message)
    {
        var mixed = Mix(Mix(Mix(_seed ^ ((ulong)index << 8) ^ (ulong)door) ^ (ulong)session) ^ (ulong)message);
        return (mixed >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return value ^ (value >> 31);
    }
}
