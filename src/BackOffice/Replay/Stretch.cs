namespace Rialto.BackOffice.Replay;

/// <summary>Commands to look at: all of a range, or chosen ones of it.</summary>
/// <param name="From">The first sequence.</param>
/// <param name="Through">The last sequence; the journal's end where it is beyond it.</param>
/// <param name="Only">The sequences to look at, ascending; null: all.</param>
public readonly record struct Stretch(long From, long Through, IReadOnlyList<long>? Only = null)
{
    /// <summary>The whole journal.</summary>
    public static Stretch All => new(1, long.MaxValue);

    /// <summary>True where a sequence is to be looked at.</summary>
    /// <param name="sequence">Larger than in the call before.</param>
    /// <param name="next">Place in <see cref="Only"/>; zero at first.</param>
    internal bool Wants(long sequence, ref int next)
    {
        if (sequence < From || Only is not { } only)
            return sequence >= From;
        while (next < only.Count && only[next] < sequence)
            next++;
        return next < only.Count && only[next] == sequence;
    }
}
