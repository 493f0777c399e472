using System.Numerics;
using Rialto.Runtime.Memory;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Routing;

/// <summary>
/// How long a venue takes to answer an order, from the desk's request to the first word of the venue: a mean in which the newest counts an eighth (as RFC 6298, section 2, smooths round-trip
/// times), and a histogram of all with four buckets to each doubling, so that a quantile is at most a quarter too high. Whole microseconds and nanoseconds; the same everywhere.
/// </summary>
public sealed class VenueLatency
{
    /// <summary>Longest that is told apart: about 67 s.</summary>
    public const long LongestUs = (1L << Doublings) - 1;

    private const int Doublings = 26;
    private const int SubBits = 2;

    private readonly int[] _counts = new int[(Doublings + 1) << SubBits];
    private long _meanNs;

    /// <summary>Answers so far.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, in ns.</summary>
    public long MaxNs { get; private set; }

    /// <summary>The mean, in ns; what is given for an unknown venue where nothing was measured.</summary>
    public long MeanNs(long unknownNs) => Count == 0 ? unknownNs : _meanNs;

    /// <summary>Takes a measured time; negative ones count as zero.</summary>
    public void Add(long ns)
    {
        ns = Math.Max(0, ns);
        _meanNs = Count == 0 ? ns : _meanNs + (ns - _meanNs) / 8;
        MaxNs = Math.Max(MaxNs, ns);
        Count++;
        ref var count = ref _counts[IndexOf(Math.Min(ns / 1_000, LongestUs))];
        count = count == int.MaxValue ? count : count + 1;
    }

    /// <summary>The time that this share of all answers did not exceed, in ns, rounded up within its bucket; zero where there is none.</summary>
    /// <param name="permille">1 to 1,000.</param>
    public long QuantileNs(int permille)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permille, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permille, 1_000);
        var total = 0L;
        foreach (var count in _counts)
            total += count;
        var wanted = (total * permille + 999) / 1_000;
        for (var i = 0; i < _counts.Length && total > 0; i++)
        {
            wanted -= _counts[i];
            if (wanted <= 0)
                return Math.Min(MaxNs, EndOf(i) * 1_000);
        }

        return 0;
    }

    /// <summary>Writes it.</summary>
    public void Save(ref StateWriter writer)
    {
        writer.Add(Count);
        writer.Add(_meanNs);
        writer.Add(MaxNs);
        var used = 0;
        foreach (var count in _counts)
            used += count != 0 ? 1 : 0;
        writer.Add(used);
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0)
                continue;
            writer.Add(i);
            writer.Add(_counts[i]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        (Count, _meanNs, MaxNs) = (reader.Long(), reader.Long(), reader.Long());
        Array.Clear(_counts);
        for (var used = reader.Long(); used > 0 && reader.IsWhole; used--)
        {
            var (place, count) = (reader.Long(), reader.Long());
            if ((ulong)place < (ulong)_counts.Length)
                _counts[place] = (int)Math.Clamp(count, 0, int.MaxValue);
        }
    }

    /// <summary>Passes over what <see cref="Save"/> wrote.</summary>
    internal static void Skip(ref StateReader reader)
    {
        for (var i = 0; i < 3; i++)
            reader.Long();
        for (var used = reader.Long(); used > 0 && reader.IsWhole; used--)
        {
            reader.Long();
            reader.Long();
        }
    }

    // Below four microseconds each has its own bucket; above, the two bits behind the first one choose it.
    private static int IndexOf(long us)
    {
        if (us < 1 << SubBits)
            return (int)us;
        var doubling = BitOperations.Log2((ulong)us);
        return (doubling << SubBits) | (int)((us >> (doubling - SubBits)) & ((1 << SubBits) - 1));
    }

    private static long EndOf(int index)
    {
        if (index < 1 << SubBits)
            return index + 1;
        var (doubling, sub) = (index >> SubBits, index & ((1 << SubBits) - 1));
        return (1L << doubling) + ((long)(sub + 1) << (doubling - SubBits));
    }

    internal void Keep(FieldArchive state)
    {
        Count = state.Keep(Count);
        _meanNs = state.Keep(_meanNs);
        MaxNs = state.Keep(MaxNs);
        state.Keep(_counts.AsSpan());
    }
}
