using System.Collections.Immutable;

namespace Rialto.Host.Desk.Results;

/// <summary>Days of a run and of the runs before it.</summary>
internal static class AllDays
{
    /// <summary>Of a desk; any thread.</summary>
    public static ImmutableArray<DayResult> Of(RunningDesk desk) => Together(desk.Past.Days, desk.History.Days());

    /// <summary>Both, the oldest first; of one day together.</summary>
    public static ImmutableArray<DayResult> Together(ImmutableArray<DayResult> past, ImmutableArray<DayResult> own)
    {
        if (past.IsEmpty)
            return own;
        var days = new SortedDictionary<long, DayResult>();
        foreach (var day in past.AddRange(own))
            days[day.TimeNs] = days.TryGetValue(day.TimeNs, out var there) ? there + day : day;
        return [.. days.Values];
    }

    /// <summary>What days add up to.</summary>
    public static ResultFigures Sum(ImmutableArray<DayResult> days) => days.Aggregate(default(ResultFigures), static (sum, day) => sum + day.Total);
}
