using Rialto.Model.Schedules;
using Rialto.Venue.Books;

namespace Rialto.Venue.Algos;

/// <summary>What one slice asks for (algos.md, section 5).</summary>
internal static class AlgoSlices
{
    /// <summary>Of what is missing, in units: no more than its share and what may be caught up. Nothing may be entered where it is below the smallest quantity.</summary>
    public static long DueOf(Book book, long missing, long share, int catchUpPercent)
    {
        var bound = Math.Max(SlicePlan.Bound(share, catchUpPercent) * book.Lot.Divisor, book.Definition.MinQuantity.Units);
        return Math.Min(Math.Min(missing, bound), book.Definition.MaxQuantity.Units);
    }
}
