namespace Rialto.BackOffice.Replay;

/// <summary>Commands to look at: all of a range, or chosen ones of it.</summary>
/// <param name="From">The first sequence.</param>
/// <param name="Through">The last sequence; the journal's end where it is beyond it.</param>
/// <param name="Only">The sequences to look at, ascending; null: all.</param>
public readonly record struct Stretch(long From, long Through, IReadOnlyList<long>? Only = null)
{
    /// <summary>The whole journal.</summary>
    public static Stretch All => new(1, long.MaxValue);
}
