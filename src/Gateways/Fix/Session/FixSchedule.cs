using System.Globalization;
using Rialto.Model.Units;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// When clients may be logged on, UTC: <c>07:00-18:00</c> each day or <c>Sun 22:00-Fri 21:00</c> each week; the end may lie on the next day, and where it equals the start one session follows
/// upon the other. Sequence numbers begin anew with each session. Immutable.
/// </summary>
internal sealed class FixSchedule
{
    private const long SecondsPerDay = 86_400;
    private const long SecondsPerWeek = 7 * SecondsPerDay;

    // The first of January 1970 was a Thursday; weeks begin on Sunday here, as DayOfWeek has it.
    private const long EpochDayOfWeek = (long)DayOfWeek.Thursday;

    private readonly long _start;
    private readonly long _length;
    private readonly long _period;

    private FixSchedule(long start, long end, long period)
    {
        _start = start;
        _period = period;
        _length = end == start ? period : (end - start + period) % period;
    }

    /// <summary>Reads the text of the option, which is not empty.</summary>
    public static bool TryParse(string text, out FixSchedule? schedule)
    {
        schedule = null;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !TryTime(text[..dash].Trim(), out var start, out var isWeekly) || !TryTime(text[(dash + 1)..].Trim(), out var end, out var endsWeekly) || isWeekly != endsWeekly)
            return false;
        schedule = new FixSchedule(start, end, isWeekly ? SecondsPerWeek : SecondsPerDay);
        return true;
    }

    /// <summary>True where clients may be logged on.</summary>
    public bool IsOpen(Timestamp now) => SinceStart(now) < _length * 1_000_000_000;

    /// <summary>When the session began that goes on, or the last one that ended.</summary>
    public Timestamp StartOf(Timestamp now) => new(now.Nanoseconds - SinceStart(now));

    /// <summary>When the session begins that messages of this time belong to: the one that goes on or, between two, the next.</summary>
    public Timestamp PeriodOf(Timestamp time) => new(time.Nanoseconds - SinceStart(time) + (IsOpen(time) ? 0 : _period * 1_000_000_000));

    private long SinceStart(Timestamp now)
    {
        var epoch = _period == SecondsPerWeek ? EpochDayOfWeek * SecondsPerDay : 0;
        var period = _period * 1_000_000_000;
        var since = (now.Nanoseconds + ((epoch - _start) * 1_000_000_000)) % period;
        return since < 0 ? since + period : since;
    }

    private static bool TryTime(string text, out long seconds, out bool isWeekly)
    {
        seconds = 0;
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        isWeekly = blank >= 0;
        if (!TimeOnly.TryParseExact(text[(blank + 1)..], ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;
        seconds = (long)time.ToTimeSpan().TotalSeconds;
        if (!isWeekly)
            return true;
        var day = Array.IndexOf(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames, text[..blank]);
        seconds += day * SecondsPerDay;
        return day >= 0;
    }
}
